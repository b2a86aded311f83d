/**
 * Sees to it that the shells and the terminal are there on which things are tested, before the
 * first unit test. Gives all temporary files of the tests one folder, which is gone after the last
 * test.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePrograms } from './programs.ts';

/**
 * Called by vitest; what it gives is called at the end. The workers start later and inherit the
 * environment.
 *
 * @throws Error when a program is not there and cannot be installed
 */
export default async function setup(): Promise<() => void> {
  await ensurePrograms('busybox', 'tmux', 'zsh', 'fish');
  const folder = mkdtempSync(join(tmpdir(), 'kplay-unit-'));
  chmodSync(folder, 0o1777);
  process.env['TMPDIR'] = folder;
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}
