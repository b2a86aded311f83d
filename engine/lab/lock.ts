/**
 * Locks between processes: labs of different names may be made at once, but a base file system or
 * a state directory is written by one process at a time. A lock whose owner died is taken over.
 */
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { waitUntil } from './command.ts';
import { LabError } from './contract.ts';

/** Names a process for good: numbers are used again, a number with its start time is not. */
async function identify(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The fields after the name, which may hold spaces and brackets itself; the 20th is the start.
  const start = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  return start === undefined ? '' : `${pid} ${start}`;
}

async function tryLock(path: string): Promise<boolean> {
  try {
    await writeFile(path, await identify(process.pid), { flag: 'wx' });
    return true;
  } catch {
    const owner = await readFile(path, 'utf8').catch(() => '');
    const pid = Number(owner.split(' ')[0]);
    if (pid > 0 && (await identify(pid)) !== owner) await rm(path, { force: true });
    return false;
  }
}

/**
 * Runs `work` while holding the lock file `path`; waits for another holder first.
 * @throws LabError when the other holder does not finish in ten minutes
 */
export async function withLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  await mkdir(dirname(path), { recursive: true });
  if (!(await waitUntil(() => tryLock(path), 600, 100))) {
    throw new LabError(`${path} is held by another process`, {
      help: `if no lab command is running: rm ${path}`,
    });
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}
