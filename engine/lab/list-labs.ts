/** Finds labs and their hosts, their files, and what of them runs. Changes nothing. */
import { join } from 'node:path';
import { LabError, standardPlaces, type Lab, type LabHost, type LabPlaces } from './contract.ts';
import { findHostProcess, hostRoot } from './guest.ts';
import { findMirror } from './mirror/process.ts';
import { findLab, labFolder, loadLabs } from './state.ts';

/** The file that a run of kplay or Ansible against this lab is given with `-i`. */
export function inventoryFile(name: string, places: LabPlaces = standardPlaces): string {
  return join(labFolder(places, name), 'inventory.yml');
}

/** The file that has one line per request the lab's mirror answered: `200 GET /path`. */
export function mirrorLogFile(name: string, places: LabPlaces = standardPlaces): string {
  return join(labFolder(places, name), 'mirror.log');
}

/** @throws LabError when there is no lab of this name */
export async function getLab(name: string, places: LabPlaces = standardPlaces): Promise<Lab> {
  const lab = await findLab(places, name);
  if (lab !== undefined) return lab;
  throw new LabError(`there is no lab \`${name}\``, { help: 'npm run lab -- up' });
}

/** @throws LabError naming the hosts there are when the lab has none of this name */
export function getHost(lab: Lab, hostName: string): LabHost {
  const host = lab.hosts.find((each) => each.name === hostName);
  if (host !== undefined) return host;
  const names = lab.hosts.map((each) => each.name).join(', ');
  throw new LabError(`the lab \`${lab.name}\` has no host \`${hostName}\`, only ${names}`);
}
/** True while the host's container runs, asked of the kernel. */
export async function isHostRunning(places: LabPlaces, lab: Lab, host: LabHost): Promise<boolean> {
  return (await findHostProcess(hostRoot(places, lab, host))) !== undefined;
}

/** One line of `kplay lab list`. */
export interface LabHostStatus {
  readonly host: LabHost;
  readonly isRunning: boolean;
}

/** A lab and what of it runs. */
export interface LabStatus {
  readonly lab: Lab;
  readonly hosts: readonly LabHostStatus[];
  readonly isMirrorRunning: boolean;
}

/** Lists the labs of this machine and what runs of them. */
export async function listLabs(places: LabPlaces = standardPlaces): Promise<readonly LabStatus[]> {
  const labs = await loadLabs(places);
  return Promise.all(
    labs.map(async (lab) => ({
      lab,
      hosts: await Promise.all(
        lab.hosts.map(async (host) => ({
          host,
          isRunning: await isHostRunning(places, lab, host),
        })),
      ),
      isMirrorRunning: (await findMirror(lab)) !== undefined,
    })),
  );
}
