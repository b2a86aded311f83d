/**
 * Runs programs of this machine for the lab: one function that waits for the end and turns a
 * failure into a LabError. No shell in between; never used for lab hosts' own commands.
 */
import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabError } from './contract.ts';

/** How a program ended. */
export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** What a program gets besides its arguments. */
export interface CommandOptions {
  readonly input?: string | undefined;
  readonly cwd?: string | undefined;
  readonly timeoutSeconds?: number | undefined;
  /** Ends the program and all that it has started; the call rejects with the signal's reason then. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Runs a program to its end and gives its exit code and output, whatever the code is.
 * @throws LabError when it cannot be started
 */
export async function tryCommand(
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<CommandResult> {
  const [program = '', ...rest] = argv;
  const child = spawn(program, rest, {
    cwd: options.cwd,
    stdio: 'pipe',
    // A group of its own can be ended whole.
    detached: options.signal !== undefined,
    ...(options.timeoutSeconds === undefined ? {} : { timeout: options.timeoutSeconds * 1000 }),
  });
  const stop = (): void => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGTERM');
  };
  options.signal?.addEventListener('abort', stop);
  const stdout: Buffer[] = [];
  const stderr: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => stderr.push(chunk));
  // A program that does not read its input closes the pipe early; its exit code tells the story.
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const code = await new Promise<number>((resolve, reject) => {
    child.once('error', (cause) => {
      reject(new LabError(`${program} could not be started: ${cause.message}`, { cause }));
    });
    child.once('close', (status) => {
      resolve(status ?? 255);
    });
  }).finally(() => options.signal?.removeEventListener('abort', stop));
  options.signal?.throwIfAborted();
  return {
    code,
    stdout: Buffer.concat(stdout).toString('utf8'),
    stderr: Buffer.concat(stderr).toString('utf8'),
  };
}

/**
 * Runs a program and gives what it printed.
 * @throws LabError with the last lines of its stderr when the exit code is not 0
 */
export async function runCommand(
  argv: readonly string[],
  options: CommandOptions = {},
): Promise<string> {
  const result = await tryCommand(argv, options);
  if (result.code === 0) return result.stdout;
  const said = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-8).join('\n');
  throw new LabError(`\`${argv.join(' ')}\` ended with ${result.code}:\n${said}`);
}

/** Asks again and again, every `everyMs`, until the answer is true; false when the time is over. */
export async function waitUntil(
  ask: () => boolean | Promise<boolean>,
  seconds: number,
  everyMs = 50,
): Promise<boolean> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    if (await ask()) return true;
    if (Date.now() > end) return false;
    await sleep(everyMs);
  }
}
