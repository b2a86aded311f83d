/**
 * Changes that a running play makes (`add_host`, `group_by`), as pure functions: the inventory
 * that is given stays as it is.
 */
import {
  Dict,
  isList,
  locateFinal,
  locateScalar,
  toRawValue,
  type Span,
  type Value,
} from '../base/index.ts';
import { InventoryDraft } from './draft.ts';
import type { Inventory } from './inventory.ts';
import { hostsOf } from './members.ts';

/** The inventory after a change, and whether it differs from the one before. */
export interface InventoryChange {
  readonly inventory: Inventory;
  readonly isChanged: boolean;
}

export interface NewHost {
  readonly name: string;
  readonly groups: readonly string[];
  readonly vars: Readonly<Record<string, Value>>;
  /** The task that adds it, for errors in its variables. */
  readonly span: Span;
}

/** Adds a host or gives a known one more groups and variables (`add_host`). */
export function addHost(inventory: Inventory, host: NewHost): InventoryChange {
  const draft = new InventoryDraft(inventory);
  const known = inventory.hosts.get(host.name);
  let isChanged = known === undefined;
  if (known === undefined) draft.addHost(host.name, 'all');
  for (const [name, value] of Object.entries(host.vars)) {
    const before = known?.vars.entries.find(({ key }) => key.value === name);
    if (before !== undefined && isSame(toRawValue(before.value), value)) continue;
    const key = locateScalar(name, host.span);
    draft.setHostVars(host.name, [{ key, value: locateFinal(value, host.span) }]);
    isChanged = true;
  }
  for (const group of host.groups) {
    isChanged = !draft.hasGroup(group) || isChanged;
    isChanged = draft.addHost(host.name, group) || isChanged;
  }
  return isChanged
    ? { inventory: draft.freeze(inventory.varsFolders), isChanged }
    : { inventory, isChanged };
}

/**
 * Puts a known host into a group and that below others (`group_by`); what is missing is made.
 * @throws ProblemError `inventory-group-loop`
 */
export function addToGroup(
  inventory: Inventory,
  host: string,
  group: string,
  parents: readonly string[],
): InventoryChange {
  const draft = new InventoryDraft(inventory);
  let isChanged = false;
  draft.addGroup(group);
  for (const parent of parents) {
    isChanged = !draft.hasGroup(parent) || isChanged;
    isChanged = draft.addChild(parent, group) || isChanged;
  }
  const isKnown = inventory.hosts.has(host);
  if (isKnown && !hostsOf(inventory, group).includes(host)) {
    isChanged = draft.addHost(host, group) || isChanged;
  }
  const isNew = !inventory.groups.has(group);
  if (!isChanged && !isNew) return { inventory, isChanged };
  return { inventory: draft.freeze(inventory.varsFolders), isChanged };
}

/** Equality as Python's `==` on the values that variables have. */
function isSame(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (isList(a) && isList(b)) {
    return a.length === b.length && a.every((item, at) => isSame(item, b[at] ?? null));
  }
  if (!(a instanceof Dict) || !(b instanceof Dict) || a.size !== b.size) return false;
  return [...a].every(([key, value]) => {
    const other = b.get(key);
    return other !== undefined && isSame(value, other);
  });
}
