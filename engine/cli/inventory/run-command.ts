/** Runs the programs that inventories name. */
import { execFile } from 'node:child_process';
import type { InventoryDeps } from '../../inventory/index.ts';

const MAX_OUTPUT = 64 * 1024 * 1024;

/** Runs an inventory script or `vagrant`; a program that cannot be started gives code 127. */
export const runCommand: InventoryDeps['runCommand'] = (argv, cwd) => {
  const [program = '', ...words] = argv;
  return new Promise((resolve) => {
    execFile(program, words, { cwd, maxBuffer: MAX_OUTPUT }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 127;
      resolve({ rc: code, stdout, stderr: code === 127 ? (error?.message ?? stderr) : stderr });
    });
  });
};
