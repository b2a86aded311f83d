/**
 * Reads `.vagrant/machines`: which machines Vagrant has made here and when they last came up. No
 * address stands there; that is what `vagrant ssh-config` is asked for.
 */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** A machine's own folder below `.vagrant`. */
export interface MachineFolder {
  readonly name: string;
  readonly provider: string;
  readonly path: string;
  /** True once the provider has made the machine. */
  readonly isCreated: boolean;
}

function listFolders(path: string): readonly string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
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
      return { name, provider, path, isCreated: existsSync(join(path, 'id')) };
    }),
  );
}

/**
 * Describes the state of the machines: the text changes whenever a machine is made, destroyed or
 * brought up, because Vagrant then writes `id` or `synced_folders`.
 */
export function describeState(machines: readonly MachineFolder[]): string {
  return machines
    .flatMap(({ path }) => [join(path, 'id'), join(path, 'synced_folders')])
    .map((file) => `${file} ${existsSync(file) ? String(statSync(file).mtimeMs) : 'missing'}`)
    .join('\n');
}

/** Finds the folder of the nearest Vagrantfile, upward from `start`, as Vagrant does. */
export function findProjectFolder(start: string): string | undefined {
  for (let folder = start; ; folder = dirname(folder)) {
    const isHere = ['Vagrantfile', 'vagrantfile'].some((name) => existsSync(join(folder, name)));
    if (isHere) return folder;
    if (dirname(folder) === folder) return undefined;
  }
}
