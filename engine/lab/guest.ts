/**
 * Finds a running host's processes, asked of the kernel and never remembered, and runs commands
 * inside a host as root without SSH: for faults and for looking, never for what kplay does.
 */
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from './command.ts';
import { LabError, type Lab, type LabHost, type LabPlaces } from './contract.ts';
import { hostFolder } from './state.ts';

/** The folder that a host's root is mounted at while it runs. */
export function hostRoot(places: LabPlaces, lab: Lab, host: LabHost): string {
  return join(hostFolder(places, lab.name, host.name), 'root');
}

/** Gives the number of the systemd-nspawn process that runs on this root, asked of the kernel. */
export async function findHostProcess(root: string): Promise<number | undefined> {
  for (const entry of await readdir('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const argv = (await readFile(`/proc/${entry}/cmdline`, 'utf8').catch(() => '')).split('\0');
    // By its arguments and not its file, which a package upgrade replaces under a running host.
    if (argv[0] === 'systemd-nspawn' && argv.includes(`--directory=${root}`)) return Number(entry);
  }
  return undefined;
}

/** Gives the number of the host's own PID 1, a child of systemd-nspawn. */
export async function findGuestInit(nspawn: number): Promise<number | undefined> {
  const path = `/proc/${nspawn}/task/${nspawn}/children`;
  const children = await readFile(path, 'utf8').catch(() => '');
  const [first] = children.trim().split(' ').filter(Boolean);
  return first === undefined ? undefined : Number(first);
}

/**
 * Runs a script of sh as root inside a running host and gives what it printed.
 * @throws LabError when the host does not run or the script fails
 */
export async function runInHost(
  places: LabPlaces,
  lab: Lab,
  host: LabHost,
  script: string,
): Promise<string> {
  const nspawn = await findHostProcess(hostRoot(places, lab, host));
  const init = nspawn === undefined ? undefined : await findGuestInit(nspawn);
  if (init === undefined) throw new LabError(`host ${host.name} does not run`);
  const enter = ['nsenter', '--target', String(init), '--all', '--wd=/'];
  return runCommand([...enter, 'sh', '-s'], { input: script });
}
