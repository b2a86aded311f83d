/** Gets a URL while a template waits: a process of its own asks, and knows where proxies are. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { UrlAnswer, UrlRequest } from '../../template/index.ts';
import type { Surroundings } from './send-request.ts';
import { findLogin } from './netrc.ts';
import type { UrlError } from './url-error.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/** What the program is told. */
export interface UrlCall {
  readonly request: UrlRequest;
  readonly around: Surroundings;
}

/** What it answers: the body in base64, or what was wrong. */
export type Said =
  | { readonly body: string }
  | { readonly kind: UrlError['kind']; readonly message: string };

const MAX_OUTPUT = 256 * 1024 * 1024;

/** The same from `engine/cli/url` and from the program's files. */
function findProgram(): string {
  const here = fileURLToPath(new URL('.', import.meta.url));
  return here.includes('/dist/program/')
    ? join(here, 'read-url.js')
    : join(here, '../../../dist/program/read-url.js');
}

function netrcOf(request: UrlRequest, env: Environment): string | undefined {
  const hasOwn = Object.keys(request.headers).some(
    (name) => name.toLowerCase() === 'authorization',
  );
  if (!request.usesNetrc || hasOwn || !URL.canParse(request.url)) return undefined;
  const path = env['NETRC'] ?? join(env['HOME'] ?? '/', '.netrc');
  try {
    return findLogin(readFileSync(path, 'utf8'), new URL(request.url).hostname);
  } catch {
    // None there, or none that may be read.
    return undefined;
  }
}

function lookAround(request: UrlRequest, env: Environment): Surroundings {
  const find = (name: string): string | undefined => {
    const value = env[name] ?? env[name.toUpperCase()];
    return value === '' ? undefined : value;
  };
  return {
    proxies: { http: find('http_proxy'), https: find('https_proxy') },
    noProxy: (find('no_proxy') ?? '').split(','),
    netrc: netrcOf(request, env),
  };
}

/**
 * Gets a URL.
 * @param env where proxies and the home are told
 */
export function readUrl(request: UrlRequest, env: Environment): UrlAnswer {
  const call: UrlCall = { request, around: lookAround(request, env) };
  const said = execFileSync(process.execPath, [findProgram()], {
    input: JSON.stringify(call),
    encoding: 'utf8',
    maxBuffer: MAX_OUTPUT,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  // oxlint-disable-next-line typescript/consistent-type-assertions -- written by main.ts
  const answer = JSON.parse(said) as Said;
  return 'body' in answer ? { body: Buffer.from(answer.body, 'base64') } : answer;
}
