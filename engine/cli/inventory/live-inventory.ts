/** The inventory of a run: loads it, answers `hosts:`, and keeps what add_host and group_by change. */
import { existsSync } from 'node:fs';
import { ProblemError, type LocatedMap, type Problem, type Span } from '../../base/index.ts';
import {
  addHost,
  addToGroup,
  groupMembers,
  groupNamesOf,
  loadInventory,
  loadLimit,
  loadVarsFolder,
  resolvePattern,
  variableLayersOf,
  type Inventory,
} from '../../inventory/index.ts';
import type { VaultReader } from '../../source/index.ts';
import type { HostSource } from '../../run/index.ts';
import type { HostDirectory } from '../../vars/index.ts';
import { inventoryUnparsed, patternMismatch } from '../problems.ts';
import type { Environment } from '../settings/environment.ts';
import type { Settings } from '../settings/settings.ts';
import { inventoryDeps } from './deps.ts';

export interface InventoryRequest {
  readonly sources: readonly string[];
  readonly limit: string | undefined;
  readonly vault: VaultReader;
  readonly settings: Settings;
  readonly env: Environment;
  readonly extraVars: LocatedMap;
  readonly playbookFolders: readonly string[];
  warn(message: string): void;
  /** Told of what only looks wrong in a file. */
  readonly warnOf: (warning: Problem) => void;
}

export interface OpenInventory {
  readonly hosts: HostSource;
  readonly directory: HostDirectory;
}

const NO_HOSTS =
  "provided hosts list is empty, only localhost is available. Note that the implicit localhost does not match 'all'";

const NO_INVENTORY = 'No inventory was parsed, only implicit localhost is available';

const ADDED: Span = { file: { path: '<add_host>', text: '' }, start: 0, end: 0 };

type Change = (inventory: Inventory) => ReturnType<typeof addHost>;

/** Keeps the inventory of a run while it changes. */
class LiveInventory implements HostSource, HostDirectory {
  #inventory: Inventory;
  readonly #request: InventoryRequest;
  readonly #limit: readonly string[] | undefined;
  #beside: readonly ReturnType<typeof loadVarsFolder>[];
  readonly #warned = new Set<string>();
  readonly #changes: Change[] = [];
  #vars = new Map<string, readonly LocatedMap[]>();
  #groups: ReadonlyMap<string, readonly string[]> | undefined;

  constructor(inventory: Inventory, request: InventoryRequest) {
    this.#inventory = inventory;
    this.#request = request;
    this.#limit = request.limit === undefined ? undefined : loadLimit(request.limit);
    this.#beside = readBeside(request);
  }

  get isEmpty(): boolean {
    return this.#inventory.hosts.size === 0;
  }

  match(pattern: string): readonly string[] {
    const { hosts, warnings } = resolvePattern(this.#inventory, pattern, this.#limit);
    const onMismatch = this.#request.settings.text('HOST_PATTERN_MISMATCH');
    const [mismatch] = warnings;
    if (onMismatch === 'error' && mismatch !== undefined)
      throw new ProblemError(patternMismatch(mismatch));
    if (onMismatch === 'ignore') return hosts;
    for (const warning of warnings) {
      if (!this.#warned.has(warning)) this.#request.warn(warning);
      this.#warned.add(warning);
    }
    return hosts;
  }

  addHost(
    name: string,
    groups: readonly string[],
    vars: Parameters<HostSource['addHost']>[2],
  ): boolean {
    return this.#change((one) => addHost(one, { name, groups, vars, span: ADDED }));
  }

  addToGroup(host: string, group: string, parents: readonly string[]): boolean {
    return this.#change((one) => addToGroup(one, host, group, parents));
  }

  async refresh(): Promise<void> {
    const read = await readInventory(this.#request);
    // What plays added stays: only the sources are read anew.
    this.#inventory = this.#changes.reduce((one, make) => make(one).inventory, read);
    this.#beside = readBeside(this.#request);
    this.#vars = new Map();
    this.#groups = undefined;
  }

  #change(make: Change): boolean {
    const change = make(this.#inventory);
    if (change.isChanged) this.#changes.push(make);
    this.#inventory = change.inventory;
    this.#vars = new Map();
    this.#groups = undefined;
    return change.isChanged;
  }

  varsOf(host: string): readonly LocatedMap[] {
    const known = this.#vars.get(host);
    if (known !== undefined) return known;
    const layers = variableLayersOf(this.#inventory, host, this.#beside);
    const maps = layers.map((layer) => layer.vars);
    this.#vars.set(host, maps);
    return maps;
  }

  groupsOf(host: string): readonly string[] {
    return groupNamesOf(this.#inventory, host);
  }

  groups(): ReadonlyMap<string, readonly string[]> {
    this.#groups ??= groupMembers(this.#inventory);
    return this.#groups;
  }

  hosts(): readonly string[] {
    return [...this.#inventory.hosts.keys()];
  }
}

function readInventory(request: InventoryRequest): Promise<Inventory> {
  const deps = inventoryDeps({ ...request, onWarning: request.warnOf });
  return loadInventory(request.sources, deps);
}

function readBeside(request: InventoryRequest): readonly ReturnType<typeof loadVarsFolder>[] {
  const options = { onWarning: request.warnOf, vault: request.vault };
  return request.playbookFolders.map((folder) => loadVarsFolder(folder, options));
}

/** A list of hosts, the machines of Vagrant, or something on the disk. */
function isThere(source: string): boolean {
  return source.includes(',') || source === 'vagrant' || existsSync(source);
}

/** @throws ProblemError where a setting asks for an inventory */
function tellUnparsed(request: InventoryRequest): void {
  const { settings } = request;
  if (settings.flag('INVENTORY_UNPARSED_IS_FAILED')) throw new ProblemError(inventoryUnparsed());
  if (settings.flag('INVENTORY_UNPARSED_WARNING')) request.warn(NO_INVENTORY);
}

/** Loads the inventory. @throws ProblemError with everything wrong in its sources */
export async function openInventory(request: InventoryRequest): Promise<OpenInventory> {
  const inventory = await readInventory(request);
  if (!request.sources.some(isThere)) tellUnparsed(request);
  if (inventory.hosts.size === 0 && request.settings.flag('LOCALHOST_WARNING')) {
    request.warn(NO_HOSTS);
  }
  const live = new LiveInventory(inventory, request);
  return { hosts: live, directory: live };
}
