/** The user's editor and pager on the content of a vault. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { ProblemError } from '../../base/index.ts';
import { vaultRefused } from '../problems.ts';
import type { Environment } from '../settings/environment.ts';

/** Memory before disk: an editor needs a file, and this one must leave no trace. */
function privatePlace(env: Environment): string {
  const places = [env['XDG_RUNTIME_DIR'], '/dev/shm'];
  const found = places.find((place) => place !== undefined && place !== '' && existsSync(place));
  return found ?? tmpdir();
}

function runProgram(program: string, path: string, what: string): void {
  const [name = '', ...words] = program.split(' ').filter(Boolean);
  const { status, error } = spawnSync(name, [...words, path], { stdio: 'inherit' });
  if (error !== undefined) throw new ProblemError(vaultRefused(`${what}: ${error.message}`));
  if (status === 0) return;
  throw new ProblemError(vaultRefused(`${what}: ${program} ended with ${String(status)}`));
}

/**
 * Lets the user edit a text in a file that only they can read and that is gone afterwards.
 * @param name of the file that is edited, for the editor's colors
 * @returns what was saved
 * @throws ProblemError `vault-refused` when the editor cannot be run or fails
 */
export function editText(content: Uint8Array, name: string, env: Environment): Buffer {
  const folder = mkdtempSync(join(privatePlace(env), 'kplay-vault-'));
  const path = join(folder, basename(name));
  try {
    writeFileSync(path, content, { mode: 0o600 });
    runProgram(env['EDITOR'] ?? env['VISUAL'] ?? 'vi', path, 'Unable to execute the command');
    return readFileSync(path);
  } finally {
    if (existsSync(path)) writeFileSync(path, Buffer.alloc(statSync(path).size));
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Shows a text: by the user's pager on a terminal, else as it is. */
export function showText(content: Uint8Array, env: Environment): void {
  const pager = env['PAGER'] ?? 'less';
  if (!process.stdout.isTTY || pager === 'cat') {
    process.stdout.write(content);
    return;
  }
  const [name = '', ...words] = pager.split(' ').filter(Boolean);
  const { error } = spawnSync(name, words, {
    input: content,
    stdio: ['pipe', 'inherit', 'inherit'],
    env: { LESS: 'FRSX', ...process.env },
  });
  if (error !== undefined) process.stdout.write(content);
}
