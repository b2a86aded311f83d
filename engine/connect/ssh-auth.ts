/**
 * The ways to log in over ssh, in the order they are tried: named key files, the agent, a password,
 * keyboard-interactive. Reads key files; keeps no secret and never names one in a message.
 */
import { readFile } from 'node:fs/promises';
import type { AnyAuthMethod, AuthHandlerMiddleware, ParsedKey } from 'ssh2';
import type { ConnectionTarget } from './transport.ts';

/** ssh2's key reader, handed in because ssh2 is only loaded when a connection is opened. */
export type ParseKey = (data: Buffer, passphrase?: string) => ParsedKey | Error;

/** What can be tried, and what could not even be tried (for the message when nothing worked). */
export interface Credentials {
  readonly methods: readonly AnyAuthMethod[];
  readonly notes: readonly string[];
}

function describeKeyError(path: string, error: Error): string {
  if (/no passphrase given/i.test(error.message))
    return `the key ${path} is encrypted and no passphrase was given (use an agent)`;
  if (/bad passphrase|integrity check|bad decrypt/i.test(error.message))
    return `the passphrase for the key ${path} is wrong`;
  return `the key ${path} cannot be read: ${error.message}`;
}

async function loadKey(
  target: ConnectionTarget,
  path: string,
  parseKey: ParseKey,
): Promise<AnyAuthMethod | string> {
  try {
    const key = parseKey(await readFile(path), target.passphrase);
    if (key instanceof Error) return describeKeyError(path, key);
    return { type: 'publickey', username: target.user, key };
  } catch (error) {
    return describeKeyError(path, error instanceof Error ? error : new Error(String(error)));
  }
}

function passwordMethods(target: ConnectionTarget): readonly AnyAuthMethod[] {
  const { user: username, password } = target;
  if (password === undefined) return [];
  return [
    { type: 'password', username, password },
    {
      type: 'keyboard-interactive',
      username,
      prompt: (...[, , , prompts, finish]) => {
        finish(prompts.map((prompt) => (prompt.echo === true ? '' : password)));
      },
    },
  ];
}

/** Gathers everything that can be tried for a target; unusable keys become notes. */
export async function loadCredentials(
  target: ConnectionTarget,
  parseKey: ParseKey,
): Promise<Credentials> {
  const keys = await Promise.all(
    target.privateKeyFiles.map((path) => loadKey(target, path, parseKey)),
  );
  const agent: readonly AnyAuthMethod[] =
    target.useAgent && target.agentSocket !== undefined
      ? [{ type: 'agent', username: target.user, agent: target.agentSocket }]
      : [];
  return {
    methods: [
      ...keys.filter((key) => typeof key !== 'string'),
      ...agent,
      ...passwordMethods(target),
    ],
    notes: keys.filter((key) => typeof key === 'string'),
  };
}

/** Remembers what the server said, for the message when nothing worked. */
export interface AuthTrace {
  offered: readonly string[];
}

function isOffered(method: AnyAuthMethod, offered: readonly string[] | null): boolean {
  if (offered === null) return true;
  return offered.includes(method.type === 'agent' ? 'publickey' : method.type);
}

/** Makes the handler that ssh2 asks for the next method; asks no server for what it never offered. */
export function createAuthHandler(
  credentials: Credentials,
  trace: AuthTrace,
): AuthHandlerMiddleware {
  const left = [...credentials.methods];
  let isFirst = true;
  // ssh2 passes null before the server has said what it offers; its types know no null.
  return (authsLeft: readonly string[] | null, _isPartial, next) => {
    if (authsLeft !== null) trace.offered = authsLeft;
    const method = takeNext(left, authsLeft);
    if (method !== undefined) next(method);
    // Without any method to try, `none` makes the server say what it would have taken.
    else if (isFirst) next('none');
    else giveUp(next);
    isFirst = false;
  };
}

function takeNext(
  left: AnyAuthMethod[],
  offered: readonly string[] | null,
): AnyAuthMethod | undefined {
  const index = left.findIndex((method) => isOffered(method, offered));
  return index === -1 ? undefined : left.splice(index, 1)[0];
}

function giveUp(next: unknown): void {
  // `false` means "no more methods"; ssh2 documents it, its types leave it out.
  if (typeof next === 'function') Reflect.apply(next, undefined, [false]);
}
