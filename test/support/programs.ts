/** Programs that tests use and a machine may lack; each has the name of its Debian package. */
import { spawnSync } from 'node:child_process';
import { installPackages } from '../../engine/lab/index.ts';

function has(program: string): boolean {
  return spawnSync('/bin/sh', ['-c', 'command -v "$0"', program]).status === 0;
}

/**
 * Installs the programs that are not there, in turn with whoever else uses apt-get for tests.
 * @throws Error that says what to type, when one cannot be installed
 */
export async function ensurePrograms(...programs: readonly string[]): Promise<void> {
  const missing = programs.filter((program) => !has(program));
  if (missing.length === 0) return;
  try {
    await installPackages(missing, () => undefined);
  } catch (cause) {
    const names = missing.join(' ');
    throw new Error(`the tests need ${names}: sudo apt-get install ${names}`, { cause });
  }
}
