/**
 * Reads `.vagrant/machines`: which machines Vagrant has made here and when they last came up. No
 * address stands there; that is what `vagrant ssh-config` is asked for.
 */
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A machine's own folder below `.vagrant`. */
export interface MachineFolder {
  readonly name: string;
  readonly provider: string;
  readonly path: string;
  /** True once the provider has made the machine. */
  readonly isCreated: boolean;
  /** The machine's name in Vagrant's index of all machines. */
  readonly uuid: string | undefined;
}

const VAGRANTFILES: readonly string[] = ['Vagrantfile', 'vagrantfile'];

function listFolders(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

function readUuid(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8').trim() : undefined;
}

/**
 * Lists the machines of a project, by name and then provider.
 * @param dataFolder usually `.vagrant` beside the Vagrantfile
 */
export function listMachines(dataFolder: string): readonly MachineFolder[] {
  const machines = join(dataFolder, 'machines');
  return listFolders(machines).flatMap((name) =>
    listFolders(join(machines, name)).map((provider) => {
      const path = join(machines, name, provider);
      const isCreated = existsSync(join(path, 'id'));
      return { name, provider, path, isCreated, uuid: readUuid(join(path, 'index_uuid')) };
    }),
  );
}

/**
 * Describes the state of the machines: the text changes whenever a machine is made, destroyed,
 * brought up or halted, because Vagrant then writes `id`, `synced_folders` or its index, and when
 * the Vagrantfile is written.
 * @param project the Vagrantfile's folder
 * @param states of the index, by uuid
 */
export function describeState(
  project: string,
  machines: readonly MachineFolder[],
  states: ReadonlyMap<string, string>,
): string {
  const vagrantfile = VAGRANTFILES.map((name) => describeFile(join(project, name)));
  const each = machines.flatMap(({ path, uuid }) => [
    ...[join(path, 'id'), join(path, 'synced_folders')].map(describeFile),
    `${path} ${states.get(uuid ?? '') ?? 'unknown'}`,
  ]);
  return [...vagrantfile, ...each].join('\n');
}

function describeFile(file: string): string {
  return `${file} ${existsSync(file) ? String(statSync(file).mtimeMs) : 'missing'}`;
}

/** Finds the folder of the nearest Vagrantfile, upward from `start`, as Vagrant does. */
export function findProjectFolder(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const isHere = VAGRANTFILES.some((name) => existsSync(join(folder, name)));
    if (isHere) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
