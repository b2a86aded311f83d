/**
 * Sees to it that the shells are there on which scripts are tested, before the first unit test:
 * busybox is the one that a machine may lack. Gives all temporary files of the tests one folder,
 * which is gone after the last test.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

function has(program: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'command -v "$0"', program]).status === 0;
}

function ensureBusybox(): void {
  if (has('busybox')) return;
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const install = ['install', '-y', '-q', '--no-install-recommends', 'busybox'];
  if (spawnSync('apt-get', install, options).status === 0) return;
  spawnSync('apt-get', ['-q', 'update'], options);
  if (spawnSync('apt-get', install, options).status === 0) return;
  throw new Error('the tests need busybox: sudo apt-get install busybox');
}

/**
 * Called by vitest; what it gives is called at the end. The workers start later and inherit the
 * environment.
 *
 * @throws Error when busybox is not there and cannot be installed
 */
export default function setup(): () => void {
  ensureBusybox();
  const folder = mkdtempSync(join(tmpdir(), 'kplay-unit-'));
  chmodSync(folder, 0o1777);
  process.env['TMPDIR'] = folder;
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}
