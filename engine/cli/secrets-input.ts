/** Passwords from people and files: never from arguments, never echoed. */
import { closeSync, constants, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';
import { ProblemError } from '../base/index.ts';
import { noAnswer } from './problems.ts';

const STDIN = 0;

/** How long a pipe may stay silent. Vagrant's provisioner hands on one that never ends. */
const PATIENCE_MILLISECONDS = 5_000;
const PAUSE_MILLISECONDS = 20;

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EAGAIN';
}

/** Reads a byte; where reading does not wait by itself, for a while until there is one. */
async function readByte(input: number, byte: Buffer): Promise<number> {
  for (let waited = 0; waited < PATIENCE_MILLISECONDS; waited += PAUSE_MILLISECONDS) {
    try {
      return readSync(input, byte, 0, 1, null);
    } catch (error) {
      if (!isBusy(error)) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
    }
  }
  return 0;
}

/**
 * Reads one line of a pipe, and not a byte more: what follows is for somebody else.
 * @returns undefined at the end of the input
 */
async function readPipedLine(): Promise<string | undefined> {
  if (fstatSync(STDIN).isSocket()) return readSocketLine();
  const input = openPipe();
  try {
    return await readLine(input);
  } finally {
    if (input !== STDIN) closeSync(input);
  }
}

/**
 * Reads one line of a socket: that cannot be opened once more, and may be one that waits. What came
 * with the line stays in the stream, for the next question.
 */
async function readSocketLine(): Promise<string | undefined> {
  const { stdin } = process;
  const bytes: Buffer[] = [];
  try {
    for (let waited = 0; waited < PATIENCE_MILLISECONDS;) {
      const byte: unknown = stdin.read(1);
      if (Buffer.isBuffer(byte)) {
        if (byte[0] === 0x0a) return Buffer.concat(bytes).toString('utf8');
        bytes.push(byte);
      } else if (stdin.readableEnded || stdin.destroyed) break;
      else {
        await new Promise((resolve) => setTimeout(resolve, PAUSE_MILLISECONDS));
        waited += PAUSE_MILLISECONDS;
      }
    }
  } finally {
    stdin.pause();
    stdin.unref();
  }
  return bytes.length === 0 ? undefined : Buffer.concat(bytes).toString('utf8');
}

/** Standard input once more, so that reading an empty pipe does not wait. */
function openPipe(): number {
  try {
    if (!fstatSync(STDIN).isFIFO()) return STDIN;
    return openSync('/dev/stdin', constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return STDIN;
  }
}

async function readLine(input: number): Promise<string | undefined> {
  const bytes: number[] = [];
  const byte = Buffer.alloc(1);
  for (;;) {
    const count = await readByte(input, byte);
    const [value = 0] = byte;
    if (count === 0 && bytes.length === 0) return undefined;
    if (count === 0 || value === 0x0a) return Buffer.from(bytes).toString('utf8');
    bytes.push(value);
  }
}

async function readTyped(isSecret: boolean): Promise<string | undefined> {
  const output = isSecret
    ? new Writable({
        write(_chunk, _encoding, done) {
          done();
        },
      })
    : process.stderr;
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return await new Promise<string | undefined>((resolve) => {
      lines.once('line', resolve);
      lines.once('close', () => {
        resolve(undefined);
      });
    });
  } finally {
    lines.close();
    if (isSecret) process.stderr.write('\n');
  }
}

/**
 * Asks on the terminal; where standard input is a pipe, its next line is the answer, as with
 * Ansible's prompts.
 * @param isSecret hide what is typed
 * @throws ProblemError `no-answer` at the end of the input
 */
export async function askUser(question: string, isSecret: boolean): Promise<string> {
  process.stderr.write(`${question}: `);
  const answer = process.stdin.isTTY ? await readTyped(isSecret) : await readPipedLine();
  if (answer !== undefined) return answer;
  process.stderr.write('\n');
  throw new ProblemError(noAnswer(question));
}

/** Asks with the very text; gives undefined at the end of the input. */
export function askLine(question: string): Promise<string | undefined> {
  process.stdout.write(question);
  return process.stdin.isTTY ? readTyped(false) : readPipedLine();
}

/** Reads a password file: its text without the final newline. */
export function readPasswordFile(path: string): string {
  return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
}
