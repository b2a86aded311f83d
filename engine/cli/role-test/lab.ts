/** The lab of one role's test: a name and a subnet of its own, and gone afterwards. */
import { spawn } from 'node:child_process';
import { downLab, upLab, type Lab, type LabHostPlan, type LabListener } from '../../lab/index.ts';

/** What lab is wanted. */
export interface RoleLabOptions {
  readonly name: string;
  readonly hosts: number;
  /** It stays up afterwards. */
  readonly isKept: boolean;
  readonly tell: LabListener;
}

/** Hosts have the addresses .11, .12, …, as a lab's first hosts have. */
const FIRST_NUMBER = 11;

/** The most hosts that a test may have: their addresses end below 100. */
export const MOST_HOSTS = 80;

function planTestHosts(count: number): readonly LabHostPlan[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `node${String(index + 1)}`,
    group: 'tested',
    number: FIRST_NUMBER + index,
  }));
}

/** Takes the lab down from a process that outlives this one: for when this one is ended at once. */
function takeDownLater(name: string): void {
  const words = [...process.execArgv, process.argv[1] ?? 'kplay', 'lab', 'down', '--lab', name];
  spawn(process.execPath, words, { detached: true, stdio: 'ignore' }).unref();
}

/**
 * Boots a lab, works with it, and takes it down, however the work ends: also when a second Ctrl-C
 * ends this process, and when taking it down fails the first time.
 * @throws LabError when it does not start
 */
export async function withRoleLab<T>(
  { name, hosts, isKept, tell }: RoleLabOptions,
  work: (lab: Lab) => Promise<T>,
): Promise<T> {
  const onExit = (): void => {
    takeDownLater(name);
  };
  if (!isKept) process.once('exit', onExit);
  try {
    return await work(await upLab({ name, hosts: planTestHosts(hosts) }, tell));
  } finally {
    if (!isKept) {
      await downLab(name, tell);
      process.off('exit', onExit);
    }
  }
}
