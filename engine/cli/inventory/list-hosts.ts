/** `kplay -i INVENTORY --list-hosts` without a playbook: the hosts of an inventory, in order. */
import { existsSync } from 'node:fs';
import { loadInventory, loadLimit, resolvePattern } from '../../inventory/index.ts';
import { EXIT } from '../exit-codes.ts';
import { parseExtraVars } from '../extra-vars.ts';
import { createMask } from '../mask.ts';
import type { ParsedOptions } from '../options/read.ts';
import { openVaults } from '../passwords.ts';
import { readVaultArguments } from '../play-options.ts';
import { inventorySources } from '../run-settings.ts';
import type { Environment } from '../settings/environment.ts';
import { loadSettings } from '../settings/settings.ts';
import { inventoryDeps } from './deps.ts';
import { warn, warnOf } from './warn.ts';

/** Prints all hosts, or those of `--limit`, as `ansible --list-hosts` does. @throws ProblemError */
export async function runListHosts(options: ParsedOptions, env: Environment): Promise<number> {
  const settings = loadSettings(env);
  const vault = await openVaults(readVaultArguments(options), settings, createMask());
  const sources = inventorySources(options.list('inventory'), settings, existsSync);
  const extraVars = parseExtraVars(options.list('extra-vars'), vault);
  const deps = inventoryDeps({ settings, vault, env, extraVars, onWarning: warnOf, warn });
  const limit = options.text('limit');
  const { hosts, warnings } = resolvePattern(
    await loadInventory(sources, deps),
    'all',
    limit === undefined ? undefined : loadLimit(limit),
  );
  for (const message of warnings) warn(message);
  const lines = [`  hosts (${String(hosts.length)}):`, ...hosts.map((host) => `    ${host}`)];
  process.stdout.write(`${lines.join('\n')}\n`);
  return EXIT.ok;
}
