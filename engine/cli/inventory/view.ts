/** An inventory as `kplay inventory` shows it: hosts, groups and their variables as plain values. */
import { Dict, type Located, type LocatedMap, type Value } from '../../base/index.ts';
import {
  findHost,
  hostLayersOf,
  ownLayersOf,
  sharedLayersOf,
  type Inventory,
  type VarsFolder,
} from '../../inventory/index.ts';

/** The values of a scalar that is a vault are shown as they were written. */
export const VAULT_KEY = '__ansible_vault';

/** What the forms of output are made from. */
export interface InventoryView {
  readonly inventory: Inventory;
  /** What the host sees: its own variables and those of its groups; with `--export` its own only. */
  hostVars(host: string): Dict;
  /** What is written for a group itself. */
  groupVars(group: string): Dict;
}

/** The text of a vault, from how it stands in its file. */
function toVaultText(raw: string): string {
  return `${raw
    .trim()
    .split(/\s*\n\s*/)
    .join('\n')}\n`;
}

/**
 * Makes the reader of values. A value that many hosts share is made once, so that YAML shows it
 * once, and ten thousand hosts do not cost ten thousand copies.
 */
function makeReader(): (located: Located) => Value {
  const known = new WeakMap<Located, Value>();
  const make = (located: Located): Value => {
    switch (located.kind) {
      case 'scalar':
        // Only a closed value is both: the ciphertext is what may be shown of it.
        return located.isSecret && located.isUnsafe
          ? Dict.of({ [VAULT_KEY]: toVaultText(located.raw) })
          : located.value;
      case 'list':
        return located.items.map(read);
      case 'map':
        return new Dict(located.entries.map(({ key, value }) => [key.value, read(value)] as const));
    }
  };
  const read = (located: Located): Value => {
    if (located.kind === 'scalar' && !located.isSecret) return located.value;
    const before = known.get(located);
    if (before !== undefined) return before;
    const value = make(located);
    known.set(located, value);
    return value;
  };
  return read;
}

interface Layer {
  readonly vars: LocatedMap;
}

type Read = (located: Located) => Value;

function joinLayers(layers: readonly Layer[], read: Read, below?: Dict): Dict {
  const joined = new Dict(below);
  for (const { vars } of layers) {
    for (const { key, value } of vars.entries) joined.set(key.value, read(value));
  }
  return joined;
}

export interface ViewOptions {
  /** Folders beside the playbook. */
  readonly beside: readonly VarsFolder[];
  readonly isExport: boolean;
  readonly extraVars: LocatedMap;
}

/** Makes the reader of what a host sees. What its groups give is joined once for all hosts in them. */
function makeHostReader(
  inventory: Inventory,
  { beside, extraVars }: ViewOptions,
  read: Read,
): (host: string) => Dict {
  const shared = new Map<readonly string[], Dict>();
  return (host) => {
    const node = findHost(inventory, host);
    if (node === undefined) return joinLayers([{ vars: extraVars }], read);
    const below =
      shared.get(node.groups) ?? joinLayers(sharedLayersOf(inventory, node, beside), read);
    shared.set(node.groups, below);
    const own = hostLayersOf(inventory, node, beside);
    return joinLayers([...own, { vars: extraVars }], read, below);
  };
}

/** Makes the view. Variables are read when they are asked for. */
export function viewInventory(inventory: Inventory, options: ViewOptions): InventoryView {
  const read = makeReader();
  const folders = [...inventory.varsFolders, ...options.beside];
  const readOwn = (kind: 'groups' | 'hosts', name: string): Dict =>
    joinLayers(ownLayersOf(inventory, { kind, name }, folders), read);
  const readHost = makeHostReader(inventory, options, read);
  return {
    inventory,
    hostVars: (host) => (options.isExport ? readOwn('hosts', host) : readHost(host)),
    groupVars: (group) => readOwn('groups', group),
  };
}
