/**
 * The variables that an inventory gives a host, in layers: the one place that orders inventory
 * variables. Source: Ansible 2.14, «Understanding variable precedence», entries 3 to 10.
 */
import { ProblemError, type LocatedMap, type Problem } from '../base/index.ts';
import type { Inventory, VarsEntry, VarsFolder } from './inventory.ts';
import { findHost, groupsOf } from './members.ts';

/** One layer: a later one wins. */
export interface VariableLayer {
  /** For people: `group_vars/web beside inventory/hosts`. */
  readonly title: string;
  readonly vars: LocatedMap;
}

/** Whose variables: those of a group or of a host. */
export interface Owner {
  readonly kind: 'groups' | 'hosts';
  readonly name: string;
}

/**
 * Lists the layers of a host, weakest first.
 * @param playbookFolders variables beside the playbook, as `loadVarsFolder` gives them
 * @throws ProblemError when a file for this host or one of its groups cannot be read
 */
export function variableLayersOf(
  inventory: Inventory,
  host: string,
  playbookFolders: readonly VarsFolder[] = [],
): readonly VariableLayer[] {
  const node = findHost(inventory, host);
  if (node === undefined) return [];
  const groups = groupsOf(inventory, node.name).filter((name) => name !== 'all');
  const folders = [...inventory.varsFolders, ...playbookFolders];
  const own: VariableLayer = { title: `host ${node.name} in the inventory`, vars: node.vars };
  if (folders.length === 0) {
    return [...['all', ...groups].flatMap((name) => groupLayer(inventory, name)), own];
  }
  const fromFiles = (owners: readonly Owner[]): readonly VariableLayer[] =>
    folders.flatMap((folder) => owners.flatMap((owner) => readFolder(folder, owner)));
  return [
    ...['all', ...groups].flatMap((name) => groupLayer(inventory, name)),
    ...fromFiles([{ kind: 'groups', name: 'all' }]),
    ...fromFiles(groups.map((name) => ({ kind: 'groups', name }))),
    own,
    ...fromFiles([{ kind: 'hosts', name: node.name }]),
  ];
}

function groupLayer(inventory: Inventory, name: string): readonly VariableLayer[] {
  const group = inventory.groups.get(name);
  if (group === undefined || group.vars.entries.length === 0) return [];
  return [{ title: `group ${name} in the inventory`, vars: group.vars }];
}

function findEntry(folder: VarsFolder, { kind, name }: Owner): VarsEntry | undefined {
  return folder[kind].get(name);
}

function readFolder(folder: VarsFolder, owner: Owner): readonly VariableLayer[] {
  const entry = findEntry(folder, owner);
  if (entry === undefined) return [];
  if (entry.problems.length > 0) throw new ProblemError(...entry.problems);
  const place = owner.kind === 'groups' ? 'group_vars' : 'host_vars';
  return entry.maps.map((vars) => ({ title: `${place}/${owner.name} in ${folder.path}`, vars }));
}

/**
 * Lists what is written for one group or host itself, weakest first: in the sources, then in the
 * files of the folders.
 * @throws ProblemError when one of its files cannot be read
 */
export function ownLayersOf(
  inventory: Inventory,
  owner: Owner,
  folders: readonly VarsFolder[],
): readonly VariableLayer[] {
  const node = inventory[owner.kind].get(owner.name);
  if (node === undefined) return [];
  return [
    { title: `${owner.name} in the inventory`, vars: node.vars },
    ...folders.flatMap((folder) => readFolder(folder, owner)),
  ];
}

/** Everything wrong with the variable files that the inventory's hosts and groups would read. */
export function checkVarsFiles(
  inventory: Inventory,
  playbookFolders: readonly VarsFolder[] = [],
): readonly Problem[] {
  const owners: readonly Owner[] = [
    ...[...inventory.groups.keys()].map((name) => ({ kind: 'groups', name }) as const),
    ...[...inventory.hosts.keys()].map((name) => ({ kind: 'hosts', name }) as const),
  ];
  return [...inventory.varsFolders, ...playbookFolders].flatMap((folder) =>
    owners.flatMap((owner) => findEntry(folder, owner)?.problems ?? []),
  );
}
