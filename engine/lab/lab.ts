/**
 * Whole labs: up, reset, down, list. Every function may be called again at any time: stale state
 * of a crashed run or a reboot is cleared away, what is already right is left alone.
 */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ensureLayers, writeText } from './base.ts';
import {
  standardLab,
  standardPlaces,
  type Lab,
  type LabHost,
  type LabHostPlan,
  type LabListener,
  type LabPlaces,
} from './contract.ts';
import { awaitHost, bootHost, layOutHost } from './host.ts';
import { renderInventory } from './inventory-text.ts';
import { ensureLabKey, makeKeyPair, writeKnownHosts } from './keys.ts';
import { getLab, inventoryFile, isHostRunning, mirrorLogFile } from './list-labs.ts';
import { withLock } from './lock.ts';
import { findMirror, startMirrorProcess, stopMirrorProcess } from './mirror/process.ts';
import { ensureMirrorTree } from './mirror/tree.ts';
import { bridgeName, findBridgedSubnets, hasLink, makeBridge, removeBridge } from './network.ts';
import { chooseSubnet, planHosts, toHost } from './plan.ts';
import { ensurePackages } from './requirements.ts';
import { stopHost, type StopWay } from './stop-host.ts';
import { checkLabName, findLab, labFolder, loadLabs, writeLab } from './state.ts';

/** What kind of lab is wanted. */
export interface LabOptions {
  /** Several labs may be up at once, each with a name and a subnet of its own. */
  readonly name?: string | undefined;
  /** Two masters and two workers when left out. */
  readonly hosts?: readonly LabHostPlan[] | undefined;
  /** Python in the hosts, for real Ansible; kplay needs none. */
  readonly withPython?: boolean | undefined;
  /** `keep` a lab that is up and fits; `fresh` makes new hosts in any case. */
  readonly existing?: 'keep' | 'fresh' | undefined;
  /** `process` starts the mirror detached; with `none` the caller serves it. */
  readonly mirror?: 'process' | 'none' | undefined;
  readonly places?: LabPlaces | undefined;
}

function stateLock(places: LabPlaces): string {
  return join(places.stateDir, 'lock');
}

async function isLabRunning(places: LabPlaces, lab: Lab): Promise<boolean> {
  if (!(await hasLink(bridgeName(lab.subnet)))) return false;
  const answers = await Promise.all(lab.hosts.map((host) => isHostRunning(places, lab, host)));
  return answers.every(Boolean);
}

function hasSameShape(lab: Lab, plans: readonly LabHostPlan[], options: LabOptions): boolean {
  const wanted = plans.map((plan) => `${plan.group}/${plan.name}/${plan.number}`);
  const found = lab.hosts.map(
    (host) => `${host.group}/${host.name}/${host.address.split('.')[3] ?? ''}`,
  );
  const isSame = wanted.join(' ') === found.join(' ');
  return isSame && lab.withPython === (options.withPython ?? false);
}

/** Reserves a subnet and writes the state, before anything of the lab exists. */
async function reserveLab(
  places: LabPlaces,
  name: string,
  plans: readonly LabHostPlan[],
  layers: readonly string[],
): Promise<Lab> {
  return withLock(stateLock(places), async () => {
    const others = (await loadLabs(places)).filter((lab) => lab.name !== name);
    const taken = [...others.map((lab) => lab.subnet), ...(await findBridgedSubnets())];
    const subnet = chooseSubnet(name === standardLab, taken);
    const hosts = plans.map((plan) => toHost(plan, subnet, ''));
    const lab: Lab = { name, subnet, hosts, layers, withPython: layers.length > 1 };
    await writeLab(places, lab);
    return lab;
  });
}

async function stopHosts(places: LabPlaces, lab: Lab, way: StopWay): Promise<void> {
  await Promise.all(lab.hosts.map((host) => stopHost(places, lab, host, way)));
}

async function bootHosts(places: LabPlaces, lab: Lab, on: LabListener): Promise<void> {
  await Promise.all(
    lab.hosts.map(async (host) => {
      on({ step: 'boot', text: `booting ${host.address}`, host: host.name });
      await bootHost(places, lab, host);
      await awaitHost(places, lab, host);
      on({ step: 'ready', text: 'answers', host: host.name });
    }),
  );
}

/** Gives every host new keys and an empty layer, and makes them known. */
async function layOutHosts(places: LabPlaces, lab: Lab): Promise<Lab> {
  const authorizedKey = await ensureLabKey(places);
  const pairs = await Promise.all(lab.hosts.map(() => makeKeyPair()));
  const hosts = lab.hosts.map((host, index) => ({
    ...host,
    hostKey: pairs[index]?.publicKey ?? '',
  }));
  const keyed: Lab = { ...lab, hosts };
  await Promise.all(
    hosts.map((host, index) =>
      layOutHost(places, keyed, host, {
        authorizedKey,
        hostPrivateKey: pairs[index]?.privateKey ?? '',
      }),
    ),
  );
  await withLock(stateLock(places), async () => {
    await writeLab(places, keyed);
    await writeKnownHosts(places, await loadLabs(places));
  });
  return keyed;
}

async function startMirror(places: LabPlaces, lab: Lab, on: LabListener): Promise<Lab> {
  on({ step: 'mirror', text: 'starting the mirror' });
  const withMirror = { ...lab, mirrorPid: await startMirrorProcess(places, lab) };
  await writeLab(places, withMirror);
  return withMirror;
}

async function makeLab(options: LabOptions, on: LabListener): Promise<Lab> {
  const places = options.places ?? standardPlaces;
  const name = options.name ?? standardLab;
  const plans = options.hosts ?? planHosts(2, 2);
  const python = options.withPython === true ? 'with-python' : 'no-python';
  const layers = await ensureLayers(places, python, on);
  await ensureMirrorTree(places, layers, on);
  const reserved = await reserveLab(places, name, plans, layers);
  on({ step: 'network', text: `making the bridge ${bridgeName(reserved.subnet)}` });
  await makeBridge(reserved.subnet);
  const lab = await layOutHosts(places, reserved);
  await writeText(inventoryFile(name, places), renderInventory(places, lab));
  const served = options.mirror === 'none' ? lab : await startMirror(places, lab, on);
  await bootHosts(places, served, on);
  return served;
}

/**
 * Makes a lab and waits until every host answers. A lab of that name that is up and has the same
 * hosts is kept unless `fresh` ones are asked for; anything else under the name is replaced.
 * @throws LabError when the machine cannot carry a lab, or a host does not start
 */
export async function upLab(options: LabOptions, on: LabListener): Promise<Lab> {
  const places = options.places ?? standardPlaces;
  const name = options.name ?? standardLab;
  checkLabName(name);
  await ensurePackages(places.stateDir, on);
  return withLock(join(places.stateDir, `${name}.lock`), async () => {
    const known = await findLab(places, name);
    const fits =
      known !== undefined &&
      options.existing !== 'fresh' &&
      hasSameShape(known, options.hosts ?? planHosts(2, 2), options) &&
      (await isLabRunning(places, known));
    if (fits) {
      const needsMirror = options.mirror !== 'none' && (await findMirror(known)) === undefined;
      return needsMirror ? startMirror(places, known, on) : known;
    }
    await clearLab(places, name, 'pull-plug');
    return makeLab(options, on);
  });
}

async function clearLab(places: LabPlaces, name: string, way: StopWay): Promise<void> {
  const lab = await findLab(places, name);
  if (lab !== undefined) {
    await stopHosts(places, lab, way);
    await stopMirrorProcess(lab);
    await removeBridge(lab.subnet);
  }
  await rm(labFolder(places, name), { recursive: true, force: true });
}

/**
 * Takes a lab away: hosts, links, bridge, groups, mounts, layers, mirror. Does nothing when there
 * is none. The caches and the lab's key stay.
 */
export async function downLab(
  name: string,
  on: LabListener,
  places: LabPlaces = standardPlaces,
): Promise<void> {
  checkLabName(name);
  await withLock(join(places.stateDir, `${name}.lock`), async () => {
    on({ step: 'stop', text: `stopping the lab ${name}` });
    await clearLab(places, name, 'power-off');
    await withLock(stateLock(places), async () => {
      await writeKnownHosts(places, await loadLabs(places));
    });
  });
}

/**
 * Gives the lab's hosts (or the named ones) back as they were when new, with the same addresses
 * and new host keys. The mirror goes on, its log starts anew.
 * @throws LabError when there is no such lab, or a host does not start
 */
export async function resetLab(
  name: string,
  on: LabListener,
  places: LabPlaces = standardPlaces,
): Promise<Lab> {
  return withLock(join(places.stateDir, `${name}.lock`), async () => {
    const lab = await getLab(name, places);
    on({ step: 'stop', text: `resetting the lab ${name}` });
    await stopHosts(places, lab, 'pull-plug');
    const fresh = await layOutHosts(places, lab);
    await writeText(mirrorLogFile(name, places), '');
    await bootHosts(places, fresh, on);
    return fresh;
  });
}

/** Stops one host and boots it again with everything it has on disk, as a reboot does. */
export async function rebootHost(
  lab: Lab,
  host: LabHost,
  on: LabListener,
  places: LabPlaces = standardPlaces,
): Promise<void> {
  on({ step: 'stop', text: 'rebooting', host: host.name });
  await stopHost(places, lab, host, 'power-off');
  await bootHost(places, lab, host);
  await awaitHost(places, lab, host);
  on({ step: 'ready', text: 'answers', host: host.name });
}
