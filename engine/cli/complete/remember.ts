/** Keeps the names of a run for completion, so that the next key press need not read the project. */
import type { Composition } from '../compose.ts';
import type { PlayArguments } from '../play-options.ts';
import type { Environment } from '../settings/environment.ts';
import { inventorySources } from '../run-settings.ts';
import { existsSync } from 'node:fs';
import { listSourceFiles, readNames, writeNames, type NameRequest } from './cache.ts';
import { namesOfPlaybooks } from './project-names.ts';
import type { Settings } from '../settings/settings.ts';

/** Keeps what a run read, where it differs from what is kept. */
export function rememberNames(
  { input, inventory }: Pick<Composition, 'input' | 'inventory'>,
  args: Pick<PlayArguments, 'playbook' | 'inventory'>,
  { env, settings }: { readonly env: Environment; readonly settings: Settings },
): void {
  const ofPlaybooks: NameRequest = { of: 'playbooks', words: args.playbook, env };
  if (readNames(ofPlaybooks) === undefined) {
    const { names, files } = namesOfPlaybooks(input.playbooks);
    writeNames(ofPlaybooks, names, files);
  }
  const ofInventory: NameRequest = { of: 'inventory', words: args.inventory, env };
  if (readNames(ofInventory) !== undefined) return;
  const { directory } = inventory;
  const names = { hosts: directory.hosts(), groups: [...directory.groups().keys()] };
  const sources = inventorySources(args.inventory, settings, existsSync);
  writeNames(ofInventory, names, sources.flatMap(listSourceFiles));
}
