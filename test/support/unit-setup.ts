/**
 * Sees to it that the shells are there on which scripts are tested, before the first unit test:
 * busybox is the one that a machine may lack.
 */
import { spawnSync } from 'node:child_process';

function has(program: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'command -v "$0"', program]).status === 0;
}

/** Called by vitest. @throws Error when busybox is not there and cannot be installed */
export default function setup(): void {
  if (has('busybox')) return;
  const options = { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } };
  const install = ['install', '-y', '-q', '--no-install-recommends', 'busybox'];
  if (spawnSync('apt-get', install, options).status === 0) return;
  spawnSync('apt-get', ['-q', 'update'], options);
  if (spawnSync('apt-get', install, options).status === 0) return;
  throw new Error('the tests need busybox: sudo apt-get install busybox');
}
