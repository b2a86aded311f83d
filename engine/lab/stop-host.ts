/** Stops a host and leaves nothing of it behind but its own layer. */
import { readFile } from 'node:fs/promises';
import { hasGroups, hasSystemd, killMembers, removeGroups } from './cgroup.ts';
import { runCommand, tryCommand, waitUntil } from './command.ts';
import { LabError, type Lab, type LabHost, type LabPlaces } from './contract.ts';
import { findGuestInit, findHostProcess, hostRoot } from './guest.ts';
import { removeLink } from './network.ts';

/** SIGRTMIN+4 of glibc: a systemd that is PID 1 powers off. */
const POWER_OFF = 34 + 4;

/** Unmounts a host's root when it is mounted. */
export async function unmountRoot(root: string): Promise<void> {
  const mounts = await readFile('/proc/mounts', 'utf8');
  if (!mounts.split('\n').some((line) => line.split(' ')[1] === root)) return;
  if ((await tryCommand(['umount', root])).code !== 0) await runCommand(['umount', '-l', root]);
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function sendSignal(pid: number, signal: number | 'SIGKILL'): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself in the meantime, which is what was wanted.
  }
}

/** How a host is stopped: `power-off` lets its services end, `pull-plug` does not. */
export type StopWay = 'power-off' | 'pull-plug';

async function endHost(root: string, way: StopWay): Promise<void> {
  const nspawn = await findHostProcess(root);
  if (nspawn === undefined) return;
  const hasEnded = (): boolean => !isRunning(nspawn);
  // A host that has hardly started has no init yet.
  await waitUntil(async () => hasEnded() || (await findGuestInit(nspawn)) !== undefined, 2);
  const init = await findGuestInit(nspawn);
  if (init === undefined) {
    sendSignal(nspawn, 'SIGKILL');
  } else {
    if (way === 'power-off') sendSignal(init, POWER_OFF);
    if (way === 'power-off' && (await waitUntil(hasEnded, 8))) return;
    // Never systemd-nspawn itself: it cleans up its link and groups when its child is gone.
    sendSignal(init, 'SIGKILL');
  }
  if (!(await waitUntil(hasEnded, 10))) throw new LabError(`process ${nspawn} does not end`);
}

/** Stops a host and takes its mount, link and groups away. Does nothing for what is not there. */
export async function stopHost(
  places: LabPlaces,
  lab: Lab,
  host: LabHost,
  way: StopWay,
): Promise<void> {
  const root = hostRoot(places, lab, host);
  await endHost(root, way);
  await killMembers(host.machine);
  // A scope that outlived its systemd-nspawn would refuse the next boot its name.
  if (await hasSystemd()) await tryCommand(['systemctl', 'stop', `${host.machine}.scope`]);
  await removeLink(host.link);
  await unmountRoot(root);
  await waitUntil(async () => {
    await removeGroups(host.machine);
    return !(await hasGroups(host.machine));
  }, 5);
}
