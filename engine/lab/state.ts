/**
 * What is known of the labs on this machine: one small JSON file a lab. What runs is never read
 * from it but asked of the kernel, so a crash or a reboot cannot make it lie.
 */
import { mkdir, readFile, readdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabError, type Lab, type LabHost, type LabPlaces } from './contract.ts';

/** The folder of one lab. */
export function labFolder(places: LabPlaces, name: string): string {
  return join(places.stateDir, 'labs', name);
}

/** The folder of one host of a lab: its writable layer, its root, its console's text. */
export function hostFolder(places: LabPlaces, labName: string, hostName: string): string {
  return join(labFolder(places, labName), 'hosts', hostName);
}

/** @throws LabError when the name could not be a folder's name */
export function checkLabName(name: string): void {
  if (/^[a-z0-9][a-z0-9-]{0,30}$/.test(name)) return;
  throw new LabError(`\`${name}\` cannot name a lab: use a-z, 0-9 and -, 31 characters at most`);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function readString(record: Record<string, unknown>, key: string): string {
  const value = record[key];
  if (typeof value !== 'string') throw new LabError(`the state has no text under ${key}`);
  return value;
}

function toHost(value: unknown): LabHost {
  if (!isRecord(value)) throw new LabError('a host of the state is not an object');
  return {
    name: readString(value, 'name'),
    group: readString(value, 'group'),
    address: readString(value, 'address'),
    machine: readString(value, 'machine'),
    link: readString(value, 'link'),
    hostKey: readString(value, 'hostKey'),
  };
}

/**
 * Reads a state file's text.
 * @throws LabError when it is not one
 */
export function parseLab(text: string): Lab {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LabError('the state is not JSON', { cause });
  }
  if (!isRecord(value)) throw new LabError('the state is not an object');
  const { subnet, hosts, layers, mirrorPid } = value;
  if (typeof subnet !== 'number') throw new LabError('the state has no subnet');
  return {
    name: readString(value, 'name'),
    subnet,
    withPython: value['withPython'] === true,
    hosts: Array.isArray(hosts) ? hosts.map(toHost) : [],
    layers: Array.isArray(layers) ? layers.map(String) : [],
    ...(typeof mirrorPid === 'number' ? { mirrorPid } : {}),
  };
}

/** Gives a lab's state, or undefined when there is no such lab or its state cannot be read. */
export async function findLab(places: LabPlaces, name: string): Promise<Lab | undefined> {
  const file = join(labFolder(places, name), 'state.json');
  const text = await readFile(file, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return parseLab(text);
  } catch {
    return undefined;
  }
}

/** Gives all labs that have a state, by name. */
export async function loadLabs(places: LabPlaces): Promise<readonly Lab[]> {
  const names = await readdir(join(places.stateDir, 'labs')).catch((): string[] => []);
  const labs = await Promise.all(names.sort().map((name) => findLab(places, name)));
  return labs.filter((lab) => lab !== undefined);
}

/** Writes a lab's state. */
export async function writeLab(places: LabPlaces, lab: Lab): Promise<void> {
  const folder = labFolder(places, lab.name);
  await mkdir(folder, { recursive: true });
  const file = join(folder, 'state.json');
  await writeFile(`${file}.new`, `${JSON.stringify(lab, undefined, 2)}\n`);
  await rename(`${file}.new`, file);
}
