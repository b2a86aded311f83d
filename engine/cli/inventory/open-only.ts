/** Opens an inventory for commands that only look at it: no playbook, no run. */
import { existsSync } from 'node:fs';
import type { LocatedMap } from '../../base/index.ts';
import { loadInventory, type Inventory } from '../../inventory/index.ts';
import type { VaultReader } from '../../source/index.ts';
import { parseExtraVars } from '../extra-vars.ts';
import { createMask } from '../mask.ts';
import type { ParsedOptions } from '../options/read.ts';
import { openVaults } from '../passwords.ts';
import { readVaultArguments } from '../play-options.ts';
import { inventorySources } from '../run-settings.ts';
import type { Environment } from '../settings/environment.ts';
import type { Settings } from '../settings/settings.ts';
import { inventoryDeps } from './deps.ts';
import { warn, warnOf } from '../warn.ts';

/** An inventory, and what it was read with. */
export interface OpenedInventory {
  readonly inventory: Inventory;
  readonly extraVars: LocatedMap;
  readonly vault: VaultReader;
}

/** Reads what the options and the settings name; warnings go to stderr. @throws ProblemError */
export async function openOnly(
  options: ParsedOptions,
  { settings, env }: { readonly settings: Settings; readonly env: Environment },
): Promise<OpenedInventory> {
  const vault = await openVaults(readVaultArguments(options), settings, createMask());
  const sources = inventorySources(options.list('inventory'), settings, existsSync);
  const extraVars = parseExtraVars(options.list('extra-vars'), vault);
  const deps = inventoryDeps({ settings, vault, env, extraVars, onWarning: warnOf, warn });
  return { inventory: await loadInventory(sources, deps), extraVars, vault };
}
