/** Keeps the names of a run for completion, so that the next key press need not read the project. */
import type { PlaybookNode } from '../../playbook/index.ts';
import type { OpenInventory } from '../inventory/live-inventory.ts';
import type { PlayArguments } from '../play-options.ts';
import type { Environment } from '../settings/environment.ts';
import { inventorySources } from '../run-settings.ts';
import { existsSync } from 'node:fs';
import { listSourceFiles, readNames, writeNames, type NameRequest } from './cache.ts';
import { namesOfPlaybooks } from './project-names.ts';
import type { Settings } from '../settings/settings.ts';

/** What was read. */
export interface ReadNames {
  readonly playbooks: readonly PlaybookNode[];
  readonly inventory: OpenInventory;
}

/** What told to read it. */
export interface Reading {
  readonly args: Pick<PlayArguments, 'playbook' | 'inventory'>;
  readonly env: Environment;
  readonly settings: Settings;
}

/** Keeps what was read, where it differs from what is kept. */
export function rememberNames(
  { playbooks, inventory }: ReadNames,
  { args, env, settings }: Reading,
): void {
  const ofPlaybooks: NameRequest = { of: 'playbooks', words: args.playbook, env };
  if (readNames(ofPlaybooks) === undefined) {
    const { names, files } = namesOfPlaybooks(playbooks);
    writeNames(ofPlaybooks, names, files);
  }
  const ofInventory: NameRequest = { of: 'inventory', words: args.inventory, env };
  if (readNames(ofInventory) !== undefined) return;
  const { directory } = inventory;
  const names = { hosts: directory.hosts(), groups: [...directory.groups().keys()] };
  const sources = inventorySources(args.inventory, settings, existsSync);
  writeNames(ofInventory, names, sources.flatMap(listSourceFiles));
}
