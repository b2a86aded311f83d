/**
 * The variables that an inventory gives a host, in layers: the one place that orders inventory
 * variables. Source: Ansible 2.14, «Understanding variable precedence», entries 3 to 10.
 */
import { ProblemError, type LocatedMap, type Problem } from '../base/index.ts';
import type { HostNode, Inventory, VarsEntry, VarsFolder } from './inventory.ts';
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
  return [
    ...sharedLayersOf(inventory, node, playbookFolders),
    ...hostLayersOf(inventory, node, playbookFolders),
  ];
}

/**
 * Lists what a host has from its groups, weakest first: all of it is weaker than what the host has
 * itself. Hosts that are directly in the same groups (`HostNode.groups` is then one list) have the same.
 * @throws ProblemError when a file for one of the groups cannot be read
 */
export function sharedLayersOf(
  inventory: Inventory,
  node: HostNode,
  playbookFolders: readonly VarsFolder[] = [],
): readonly VariableLayer[] {
  const groups = groupsOf(inventory, node.name).filter((name) => name !== 'all');
  const folders = [...inventory.varsFolders, ...playbookFolders];
  const fromFiles = (names: readonly string[]): readonly VariableLayer[] =>
    folders.flatMap((folder) =>
      names.flatMap((name) => readFolder(folder, { kind: 'groups', name })),
    );
  return [
    ...['all', ...groups].flatMap((name) => groupLayer(inventory, name)),
    ...fromFiles(['all']),
    ...fromFiles(groups),
  ];
}

/**
 * Lists what a host has itself, weakest first: from the sources, then from files.
 * @throws ProblemError when a file for the host cannot be read
 */
export function hostLayersOf(
  inventory: Inventory,
  { name, vars }: HostNode,
  playbookFolders: readonly VarsFolder[] = [],
): readonly VariableLayer[] {
  const folders = [...inventory.varsFolders, ...playbookFolders];
  return [
    { title: `host ${name} in the inventory`, vars },
    ...folders.flatMap((folder) => readFolder(folder, { kind: 'hosts', name })),
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
