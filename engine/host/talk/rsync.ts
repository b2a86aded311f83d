/**
 * `rsync`: brings two directory trees together, one here and one on the host. rsync runs here and
 * talks to the one that it wants started there through the session's own connection, as the
 * session's user: there is no second login, and no password or key is asked for again.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import type { Channel } from '../../connect/index.ts';
import { quote } from '../../shell/index.ts';
import { TaskFailure, type StepOutcome } from '../contract.ts';
import type { RunOptions, SessionCore } from '../session-contract.ts';
import { decodeOutput } from '../compile-step.ts';
import { readParams, type TalkStep } from './params.ts';

/**
 * What rsync starts to reach the host: tells us on 5 what is to be run there, and passes on what
 * the two say to each other, the host's words from 3 and rsync's to 4.
 */
const RELAY =
  'shift; printf "%s\\0" "$*" >&5; exec 6<&0 5>&-; cat <&6 >&4 6<&- 3<&- 4>&- & ' +
  // It ends with the host, as ssh does: rsync waits for that before it closes its own side.
  'exec 6<&- 4>&-; cat <&3; kill $! 2>/dev/null';

const NOT_FOUND = 127;

/** The pipes beside stdin, stdout and stderr. */
interface Pipes {
  readonly fromHost: Writable;
  readonly toHost: Readable;
  readonly command: Readable;
}

function pipesOf({ stdio }: ChildProcess): Pipes {
  // Node gives every pipe beyond the third as a socket, whichever way it is used.
  const [fromHost, toHost, command] = [3, 4, 5].map((at) => stdio[at] as Writable & Readable); // oxlint-disable-line typescript/consistent-type-assertions -- they are asked for as pipes below
  if (fromHost === undefined || toHost === undefined || command === undefined) {
    throw new TaskFailure('rsync could not be started: there are no pipes');
  }
  return { fromHost, toHost, command };
}

/** Reads the line up to its NUL: rsync itself holds the pipe open. Empty when rsync ends before. */
async function readLine(command: Readable): Promise<string> {
  let line = '';
  for await (const bytes of command) {
    line += String(bytes);
    if (line.endsWith('\0')) return line.slice(0, -1);
  }
  return '';
}

/** How a relay is made, and who wants to know of it. */
interface RelayOptions {
  /** Who names the program says as whom it runs, too. */
  readonly isOwnPath: boolean;
  readonly onOpen: (channel: Channel) => void;
  /** @param sum bytes that went to the host or came from it so far */
  readonly onBytes: (sum: number) => void;
}

/** Starts what rsync wants on the host, if it gets that far, and passes bytes both ways. */
async function relay(
  core: SessionCore,
  { fromHost, toHost, command }: Pipes,
  { isOwnPath, onOpen, onBytes }: RelayOptions,
): Promise<{ readonly code: number | undefined; readonly stderr: string } | undefined> {
  const line = await readLine(command);
  if (line === '') return undefined;
  const channel = isOwnPath
    ? await core.transport.open(`exec /bin/sh -c ${quote(`exec ${line}`)}`)
    : (await core.openChannel(`exec ${line}`)).channel;
  onOpen(channel);
  let [sent, received] = [0, 0];
  toHost.on('data', (bytes: Buffer) => {
    sent += bytes.length;
    onBytes(sent + received);
  });
  channel.stdout.on('data', (bytes: Buffer) => {
    received += bytes.length;
    onBytes(sent + received);
  });
  toHost.pipe(channel.stdin);
  channel.stdout.pipe(fromHost);
  // The other side may have gone first; its exit code tells why.
  for (const stream of [channel.stdin, fromHost]) stream.on('error', () => undefined);
  const [stderr, { code }] = await Promise.all([text(channel.stderr), channel.ended]);
  core.countBytes(sent, received);
  return { code, stderr };
}

/** Starts rsync here. @throws TaskFailure when it is missing */
async function startRsync(step: TalkStep): Promise<ChildProcess> {
  const params = readParams(step);
  const program = params.text('program') ?? 'rsync';
  // rsync takes the quotes off itself; the last word is the name of the script.
  const words = [`--rsh=sh -c '${RELAY}' rsync`, ...(params.texts('words') ?? [])];
  const child = spawn(program, words, {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe', 'pipe'],
  });
  try {
    await once(child, 'spawn');
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const missing = `\`${program}\` is missing on this machine (package rsync)`;
    throw new TaskFailure(message.endsWith('ENOENT') ? missing : message);
  }
  return child;
}

function untilExit(child: ChildProcess): Promise<number> {
  return new Promise((resolve) => {
    // Not `close`, which waits for the pipes that are only written to.
    child.once('exit', (code) => {
      resolve(code ?? NOT_FOUND);
    });
  });
}

interface Said {
  readonly rc: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

/** Gathers what both print and how they end. @throws TaskFailure when there is no rsync on the host */
async function listen(child: ChildProcess, relayed: ReturnType<typeof relay>): Promise<Said> {
  const [there, rc, stdout, stderr] = await Promise.all([
    relayed,
    untilExit(child),
    child.stdout === null ? Buffer.alloc(0) : buffer(child.stdout),
    child.stderr === null ? '' : text(child.stderr),
  ]);
  if (there?.code === NOT_FOUND) {
    throw new TaskFailure('`rsync` is missing on the host (package rsync)', { rc: NOT_FOUND });
  }
  return { rc, stdout, stderr: `${there?.stderr ?? ''}${stderr}` };
}

/**
 * Runs rsync here. Parameters: `words` (its options and the two paths, that of the host behind
 * any name and `:`), `program` (instead of `rsync`), `ownPath` (true when `--rsync-path` is among the words).
 * @returns rsync's own exit code and output; failed where it is not 0
 * @throws TaskFailure when rsync is missing here or there; UnreachableError
 */
export async function rsync(
  core: SessionCore,
  step: TalkStep,
  options: RunOptions,
): Promise<StepOutcome> {
  const { signal } = options;
  signal?.throwIfAborted();
  const startedAt = core.now();
  const child = await startRsync(step);
  let channel: Channel | undefined;
  const stop = (): void => {
    child.kill();
    channel?.close();
  };
  signal?.addEventListener('abort', stop, { once: true });
  try {
    const relayed = relay(core, pipesOf(child), {
      isOwnPath: step.params['ownPath'] === true,
      onOpen: (opened) => (channel = opened),
      onBytes: (sum) => options.onProgress?.(step, sum, undefined),
    });
    const { rc, stdout, stderr } = await listen(child, relayed);
    signal?.throwIfAborted();
    const time = { startedAt, endedAt: core.now() };
    const status = rc === 0 ? 'done' : 'failed';
    return { step, status, rc, stdout: decodeOutput(stdout), stderr, ...time };
  } catch (error) {
    stop();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    for (const pipe of child.stdio) pipe?.destroy();
  }
}
