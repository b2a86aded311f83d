/** An inventory as `kplay inventory` shows it: hosts, groups and their variables as plain values. */
import { Dict, type Located, type LocatedMap, type Value } from '../../base/index.ts';
import {
  ownLayersOf,
  variableLayersOf,
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

function joinLayers(
  layers: readonly { readonly vars: LocatedMap }[],
  read: (located: Located) => Value,
): Dict {
  const joined = new Dict();
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

/** Makes the view. Variables are read when they are asked for. */
export function viewInventory(inventory: Inventory, options: ViewOptions): InventoryView {
  const { beside, isExport, extraVars } = options;
  const read = makeReader();
  const folders = [...inventory.varsFolders, ...beside];
  return {
    inventory,
    hostVars(host) {
      const layers = isExport
        ? ownLayersOf(inventory, { kind: 'hosts', name: host }, folders)
        : variableLayersOf(inventory, host, beside);
      return joinLayers(isExport ? layers : [...layers, { vars: extraVars }], read);
    },
    groupVars: (group) =>
      joinLayers(ownLayersOf(inventory, { kind: 'groups', name: group }, folders), read),
  };
}
