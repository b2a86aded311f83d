/**
 * Loads a project, its inventory and their variables: all that a listing needs, and what a run is
 * built on (compose.ts). Nothing here opens a connection.
 */
import { existsSync } from 'node:fs';
import { ProblemError } from '../base/index.ts';
import type { RunSettings } from '../run/index.ts';
import type { VaultReader } from '../source/index.ts';
import { VarStore } from '../vars/index.ts';
import { openFactCache } from './fact-cache.ts';
import type { Interrupt } from './interrupt.ts';
import { openInventory, type OpenInventory } from './inventory/live-inventory.ts';
import { loadParts, warnOf, type LoadRequest, type Parts } from './load-parts.ts';
import { makeLookupReader } from './lookup-reader.ts';
import type { Mask } from './mask.ts';
import { openVaults, readPasswords } from './passwords.ts';
import { limitMismatch } from './problems.ts';
import { makeRunFacts } from './run-facts.ts';
import { inventorySources, makeRunSettings } from './run-settings.ts';

/** What the command line gives. */
export interface Command extends LoadRequest {
  readonly mask: Mask;
  readonly interrupt: Interrupt;
  /** Told before somebody is asked something on the terminal. */
  readonly beforeAsking?: () => void;
}

/** A project that is loaded, with the hosts and variables that it is about. */
export interface LoadedProject {
  readonly parts: Parts;
  readonly vault: VaultReader;
  readonly settings: RunSettings;
  readonly inventory: OpenInventory;
  readonly store: VarStore;
}

/** Says at -v what in ansible.cfg is read and means nothing. */
function tellSettings(command: Command): void {
  const { settings, args } = command;
  for (const message of settings.warnings) command.emit({ type: 'warning', message });
  if (args.verbose === 0 || settings.unknown.length === 0) return;
  const names = settings.unknown.join(', ');
  const message = `${settings.configFile ?? ''}: these settings mean nothing to kplay: ${names}`;
  command.emit({ type: 'warning', message });
}

interface StoreInput {
  readonly vault: VaultReader;
  readonly settings: RunSettings;
  readonly sources: readonly string[];
  readonly inventory: OpenInventory;
}

/** What `ansible_managed` says in templates. */
export function managedText({ settings }: Command): string {
  return settings.text('DEFAULT_MANAGED_STR') ?? 'Ansible managed';
}

function makeStore(command: Command, parts: Parts, input: StoreInput): VarStore {
  const { args, env } = command;
  const { vault, settings, sources, inventory } = input;
  const ofFile = (variable: string): string | undefined => command.settings.ofFile(variable);
  const readerSettings = { managed: managedText(command), ofFile };
  return new VarStore({
    templates: parts.templates,
    readerFor: (folders) => makeLookupReader(folders, env, vault, readerSettings),
    directory: inventory.directory,
    extraVars: parts.extraVars,
    isMerging: settings.hashBehavior === 'merge',
    injectsFacts: command.settings.flag('INJECT_FACTS_AS_VARS'),
    factCache: openFactCache(command.settings, args.flushCache),
    run: makeRunFacts(settings, {
      playbooks: parts.playbooks,
      sources,
      limit: args.limit,
      configFile: command.settings.configFile,
      env,
    }),
  });
}

/** @throws ProblemError `pattern-mismatch` for a limit that leaves nothing of an inventory with hosts */
function checkLimit(limit: string | undefined, { hosts }: OpenInventory): void {
  if (limit === undefined || hosts.isEmpty || hosts.match('all').length > 0) return;
  throw new ProblemError(limitMismatch(limit));
}

/**
 * Loads the project.
 * @throws ProblemError with everything that is wrong before any host is touched
 */
export async function composeProject(command: Command): Promise<LoadedProject> {
  const { args, env, mask } = command;
  tellSettings(command);
  const passwords = await readPasswords(args, command.settings, mask);
  const vault = await openVaults(args, command.settings, mask);
  const parts = await loadParts(command, vault);
  const settings = makeRunSettings(args, command.settings, { env, passwords });
  const sources = inventorySources(args.inventory, command.settings, existsSync);
  const inventory = await openInventory({
    sources,
    limit: args.limit,
    playbookFolders: [...new Set(parts.playbooks.map((playbook) => playbook.folder))],
    vault,
    settings: command.settings,
    env,
    extraVars: parts.extraVars,
    warnOf: warnOf(command),
    warn: (message) => {
      command.emit({ type: 'warning', message });
    },
  });
  checkLimit(args.limit, inventory);
  const store = makeStore(command, parts, { vault, settings, sources, inventory });
  return { parts, vault, settings, inventory, store };
}
