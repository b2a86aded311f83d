/**
 * Decides whether the lab can run on this machine, and installs what it needs. Everything it
 * refuses, it refuses with the next thing to type.
 */
import { access, readFile, statfs } from 'node:fs/promises';
import { delimiter } from 'node:path';
import { runApt } from './apt.ts';
import { tryCommand } from './command.ts';
import { LabError, type LabListener } from './contract.ts';

/** One reason why the lab cannot run here. */
export interface LabObstacle {
  readonly reason: string;
  /** What to type, or to change. */
  readonly help: string;
}

/** The facts about the machine that decide. */
export interface MachineFacts {
  readonly platform: string;
  readonly uid: number;
  readonly hasApt: boolean;
  /** CapEff of /proc/self/status, hexadecimal. */
  readonly capabilities: string;
  readonly fileSystems: string;
  readonly mounts: string;
  /** Type of the file system that will hold the writable layers, as statfs gives it. */
  readonly stateFileSystem: number;
}

const useVagrant = 'use virtual machines: kplay playbooks/site.yml -i inventory/vagrant.yml';
const CAP_NET_ADMIN = 12n;
const CAP_SYS_ADMIN = 21n;
const OVERLAYFS_MAGIC = 0x794c7630;

function hasCapability(mask: string, bit: bigint): boolean {
  return /^[0-9a-f]+$/.test(mask) && ((BigInt(`0x${mask}`) >> bit) & 1n) === 1n;
}

/** Judges the facts of a machine; an empty list means that the lab can run. Pure. */
export function findObstacles(facts: MachineFacts): readonly LabObstacle[] {
  if (facts.platform !== 'linux') {
    return [{ reason: 'the lab needs Linux: its hosts are systemd containers', help: useVagrant }];
  }
  const obstacles: LabObstacle[] = [];
  if (facts.uid !== 0) {
    obstacles.push({
      reason: 'the lab must be run as root',
      help: 'sudo before the same command',
    });
  }
  if (!facts.hasApt) {
    obstacles.push({ reason: 'the lab needs a Debian-like machine (apt-get)', help: useVagrant });
  }
  const canContain =
    hasCapability(facts.capabilities, CAP_SYS_ADMIN) &&
    hasCapability(facts.capabilities, CAP_NET_ADMIN);
  if (facts.uid === 0 && !canContain) {
    obstacles.push({
      reason: 'root may not make containers here (CAP_SYS_ADMIN and CAP_NET_ADMIN are missing)',
      help: useVagrant,
    });
  }
  if (!/^nodev\toverlay$/m.test(facts.fileSystems)) {
    obstacles.push({ reason: 'the kernel has no overlay file system', help: 'modprobe overlay' });
  }
  if (facts.stateFileSystem === OVERLAYFS_MAGIC) {
    obstacles.push({
      reason: 'the state directory lies on an overlay file system, which cannot carry another',
      help: `mount a disk or a tmpfs at /var/lib/kplay-lab, or ${useVagrant}`,
    });
  }
  if (!/ cgroup2? /.test(facts.mounts)) {
    obstacles.push({ reason: 'no cgroup hierarchy is mounted', help: useVagrant });
  }
  return obstacles;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

async function readText(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '');
}

async function nearestFileSystem(path: string): Promise<number> {
  if (await exists(path)) return (await statfs(path)).type;
  const parent = path.slice(0, path.lastIndexOf('/'));
  return nearestFileSystem(parent === '' ? '/' : parent);
}

/** Looks at this machine and says why the lab cannot run, and what to type. Empty: it can. */
export async function checkLab(stateDir: string): Promise<readonly LabObstacle[]> {
  const status = await readText('/proc/self/status');
  if (!/^nodev\toverlay$/m.test(await readText('/proc/filesystems'))) {
    await tryCommand(['modprobe', 'overlay']).catch(() => undefined);
  }
  return findObstacles({
    platform: process.platform,
    uid: process.getuid?.() ?? -1,
    hasApt: await exists('/usr/bin/apt-get'),
    capabilities: /^CapEff:\s*([0-9a-f]+)$/m.exec(status)?.[1] ?? '',
    fileSystems: await readText('/proc/filesystems'),
    mounts: await readText('/proc/mounts'),
    stateFileSystem: await nearestFileSystem(stateDir),
  });
}

/** The programs that the lab calls, and the package that brings each. */
const programs: readonly (readonly [program: string, packageName: string])[] = [
  ['systemd-nspawn', 'systemd-container'],
  ['mmdebstrap', 'mmdebstrap'],
  ['ip', 'iproute2'],
  ['tc', 'iproute2'],
  ['apt-ftparchive', 'apt-utils'],
  ['ssh', 'openssh-client'],
  ['ssh-keygen', 'openssh-client'],
  ['tar', 'tar'],
];

const searchPath = `/usr/local/sbin${delimiter}/usr/local/bin${delimiter}/usr/sbin${delimiter}/usr/bin${delimiter}/sbin${delimiter}/bin`;

async function hasProgram(name: string): Promise<boolean> {
  for (const folder of searchPath.split(delimiter)) {
    if (await exists(`${folder}/${name}`)) return true;
  }
  return false;
}

/** Names the packages whose programs are not there. */
export async function findMissingPackages(): Promise<readonly string[]> {
  const missing = new Set<string>();
  for (const [program, packageName] of programs) {
    if (!(await hasProgram(program))) missing.add(packageName);
  }
  return [...missing];
}

/** Installs packages with apt-get, refreshing the package lists when they do not know them. */
export async function installPackages(names: readonly string[], on: LabListener): Promise<void> {
  if (names.length === 0) return;
  on({ step: 'packages', text: `installing ${names.join(', ')}` });
  await runApt(['install', ...names], () => {
    on({ step: 'packages', text: 'refreshing the package lists' });
  });
}

/**
 * Makes this machine ready for labs: checks it and installs what is missing.
 * @throws LabError with every reason when the lab cannot run here
 */
export async function ensurePackages(stateDir: string, on: LabListener): Promise<void> {
  const obstacles = await checkLab(stateDir);
  const [first] = obstacles;
  if (first !== undefined) {
    const reasons = obstacles.map((obstacle) => obstacle.reason).join('; ');
    throw new LabError(`the lab cannot run on this machine: ${reasons}`, { help: first.help });
  }
  await installPackages(await findMissingPackages(), on);
}
