/** Who belongs to what: hosts of a group, groups of a host, in Ansible's orders. */
import { LOCAL_NAMES, type GroupNode, type HostNode, type Inventory } from './inventory.ts';

/** A group and everything below it, level by level. */
function listBelow(inventory: Inventory, name: string): readonly GroupNode[] {
  const found = new Map<string, GroupNode>();
  const open = [name];
  for (let next = open.shift(); next !== undefined; next = open.shift()) {
    const group = inventory.groups.get(next);
    if (group === undefined || found.has(next)) continue;
    found.set(next, group);
    open.push(...group.children);
  }
  return [...found.values()];
}

/** Names of the hosts of a group and the groups below it: its own first, then level by level. */
export function hostsOf(inventory: Inventory, group: string): readonly string[] {
  return [...new Set(listBelow(inventory, group).flatMap(({ hosts }) => hosts))];
}

/** Every group with its hosts: the magic variable `groups`. */
export function groupMembers(inventory: Inventory): ReadonlyMap<string, readonly string[]> {
  return new Map([...inventory.groups.keys()].map((name) => [name, hostsOf(inventory, name)]));
}

function compare(a: string | number, b: string | number): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/**
 * The groups of a host in the order in which their variables are merged, weakest first: by depth,
 * then `ansible_group_priority`, then name. `all` comes first; an implicit host has no groups.
 */
export function groupsOf(inventory: Inventory, host: string): readonly string[] {
  const found = new Set<GroupNode>();
  const open = [...(inventory.hosts.get(host)?.groups ?? [])];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const group = inventory.groups.get(next);
    if (group === undefined || found.has(group)) continue;
    found.add(group);
    open.push(...group.parents);
  }
  return [...found]
    .sort(
      (a, b) =>
        compare(a.depth, b.depth) || compare(a.priority, b.priority) || compare(a.name, b.name),
    )
    .map(({ name }) => name);
}

/** The groups of a host but `all`, by name: the magic variable `group_names`. */
export function groupNamesOf(inventory: Inventory, host: string): readonly string[] {
  return groupsOf(inventory, host)
    .filter((name) => name !== 'all')
    .sort();
}

/**
 * Finds a host by name. `localhost`, `127.0.0.1` and `::1` are always found: when no source names
 * them they are the controller, reached without ssh.
 */
export function findHost(inventory: Inventory, name: string): HostNode | undefined {
  const known = inventory.hosts.get(name);
  if (known !== undefined || !LOCAL_NAMES.has(name)) return known;
  for (const local of inventory.hosts.values()) if (LOCAL_NAMES.has(local.name)) return local;
  const file = { path: '<implicit localhost>', text: 'local' };
  const span = { file, start: 0, end: file.text.length };
  const text = { kind: 'scalar', span, isUnsafe: false, isSecret: false } as const;
  const key = { ...text, value: 'ansible_connection', raw: 'ansible_connection' };
  const entries = [{ key, value: { ...text, value: 'local', raw: 'local' } }];
  return {
    name,
    vars: { kind: 'map', entries, span },
    groups: [],
    sourceFile: undefined,
    isImplicit: true,
  };
}
