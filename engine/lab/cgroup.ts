/**
 * Gives each host a control group of its own in every hierarchy, so that stopping a service in one
 * host cannot reach another. Only for machines without systemd: where systemd runs, systemd-nspawn
 * gets a scope from it instead.
 */
import { access, mkdir, readFile, readdir, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Reads the mount points of all cgroup hierarchies, v1 and v2, out of /proc/mounts. Pure. */
export function parseHierarchies(mounts: string): readonly string[] {
  return mounts
    .split('\n')
    .map((line) => line.split(' '))
    .filter(([, , type]) => type === 'cgroup' || type === 'cgroup2')
    .flatMap(([, point]) => (point === undefined ? [] : [point]));
}

async function loadHierarchies(): Promise<readonly string[]> {
  return parseHierarchies(await readFile('/proc/mounts', 'utf8'));
}

/** True where systemd is the machine's init and hands out scopes. */
export async function hasSystemd(): Promise<boolean> {
  return access('/run/systemd/system').then(
    () => true,
    () => false,
  );
}

/** A v1 cpuset group takes no process before it is told its processors and memory nodes. */
async function inheritCpuset(parent: string, group: string): Promise<void> {
  for (const name of ['cpuset.cpus', 'cpuset.mems']) {
    const own = await readFile(join(group, name), 'utf8').catch(() => 'none');
    if (own.trim() !== '') continue;
    await writeFile(join(group, name), await readFile(join(parent, name), 'utf8'));
  }
}

/** Makes the host's group in every hierarchy and gives their `cgroup.procs` files. */
export async function makeGroups(machine: string): Promise<readonly string[]> {
  const files: string[] = [];
  for (const hierarchy of await loadHierarchies()) {
    const parent = join(hierarchy, 'kplay-lab');
    const group = join(parent, machine);
    await mkdir(group, { recursive: true });
    await inheritCpuset(hierarchy, parent);
    await inheritCpuset(parent, group);
    files.push(join(group, 'cgroup.procs'));
  }
  return files;
}

async function findMembers(group: string): Promise<readonly number[]> {
  const entries = await readdir(group, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((entry) => entry.isDirectory());
  const below = await Promise.all(folders.map((entry) => findMembers(join(group, entry.name))));
  const text = await readFile(join(group, 'cgroup.procs'), 'utf8').catch(() => '');
  return [...text.split('\n').filter(Boolean).map(Number), ...below.flat()];
}

/**
 * Kills whatever still runs in the host's groups: a host whose systemd-nspawn was killed lives on
 * without it.
 */
export async function killMembers(machine: string): Promise<void> {
  const members = await Promise.all(
    (await loadHierarchies()).map((path) => findMembers(join(path, 'kplay-lab', machine))),
  );
  for (const pid of new Set(members.flat())) {
    try {
      // 0 stands for a process of another namespace, which cannot be named from here.
      if (pid > 0) process.kill(pid, 'SIGKILL');
    } catch {
      // It ended by itself in the meantime.
    }
  }
}

async function removeGroup(group: string): Promise<void> {
  const entries = await readdir(group, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    if (entry.isDirectory()) await removeGroup(join(group, entry.name));
  }
  // A group that still holds a dying process is busy; the next call removes it.
  await rmdir(group).catch(() => undefined);
}

/** Removes the host's groups, and the lab's own when it was the last. */
export async function removeGroups(machine: string): Promise<void> {
  for (const hierarchy of await loadHierarchies()) {
    await removeGroup(join(hierarchy, 'kplay-lab', machine));
    await rmdir(join(hierarchy, 'kplay-lab')).catch(() => undefined);
  }
}

/** True while any hierarchy still has the host's group. */
export async function hasGroups(machine: string): Promise<boolean> {
  for (const hierarchy of await loadHierarchies()) {
    const found = await access(join(hierarchy, 'kplay-lab', machine)).then(
      () => true,
      () => false,
    );
    if (found) return true;
  }
  return false;
}
