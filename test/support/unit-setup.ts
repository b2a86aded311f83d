/**
 * Sees to it that the shells and the terminal are there on which things are tested, before the
 * first unit test. Gives all temporary files of the tests one folder, which is gone after the last
 * test.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensurePrograms } from './programs.ts';

/** Makes a folder in which every tool is busybox: 300 links, made once for all files. */
function linkBusybox(folder: string): void {
  mkdirSync(folder);
  // Not every build links itself.
  const script = 'busybox --install -s "$0" && ln -sf "$(command -v busybox)" "$0/busybox"';
  execFileSync('/bin/sh', ['-c', script, folder]);
}

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
  linkBusybox(join(folder, 'busybox'));
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}
