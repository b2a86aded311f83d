/** The files that vault commands read and write: whole or not at all, `-` for the pipe. */
import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { randomBytes } from 'node:crypto';
import { ProblemError } from '../../base/index.ts';
import { vaultRefused } from '../problems.ts';

const STDIN = 0;
const PRIVATE = 0o600;

/** Reads a file, or standard input for `-`. @throws ProblemError `vault-refused` */
export function readInput(path: string): Buffer {
  try {
    return readFileSync(path === '-' ? STDIN : path);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new ProblemError(
      vaultRefused(`Unable to read source file (${resolve(path)}): ${reason}`),
    );
  }
}

/** Replaces a file as a whole; a new one is its owner's alone, a known one keeps its mode. */
export function replaceFile(path: string, content: Uint8Array): void {
  mkdirSync(dirname(resolve(path)), { recursive: true });
  const target = existsSync(path) ? realpathSync(path) : resolve(path);
  const mode = existsSync(target) ? statSync(target).mode & 0o7777 : PRIVATE;
  const temporary = join(dirname(target), `.kplay-${randomBytes(8).toString('hex')}`);
  const file = openSync(temporary, 'wx', PRIVATE);
  try {
    writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  chmodSync(temporary, mode);
  renameSync(temporary, target);
}

/** Writes to a file, or to standard output for `-`. */
export function writeOutput(path: string, content: Uint8Array): void {
  if (path === '-') process.stdout.write(content);
  else replaceFile(path, content);
}
