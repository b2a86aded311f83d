/** Passwords from people and files: never from arguments, never echoed. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Writable } from 'node:stream';

/**
 * Asks on the terminal.
 * @param isSecret hide what is typed
 * @throws Error when standard input is no terminal, so that a pipe that never ends cannot hang us
 */
export async function askUser(question: string, isSecret: boolean): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new Error(`cannot ask «${question}»: standard input is not a terminal`);
  }
  process.stderr.write(`${question}: `);
  const output = isSecret
    ? new Writable({
        write(_chunk, _encoding, done) {
          done();
        },
      })
    : process.stderr;
  const lines = createInterface({ input: process.stdin, output, terminal: true });
  try {
    return await new Promise<string>((resolve, reject) => {
      lines.once('line', resolve);
      lines.once('close', () => {
        reject(new Error('no answer'));
      });
    });
  } finally {
    lines.close();
    if (isSecret) process.stderr.write('\n');
  }
}

/** Reads a password file: its text without the final newline. */
export function readPasswordFile(path: string): string {
  return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
}
