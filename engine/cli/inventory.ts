/** The inventory of a run: loads it, answers `hosts:`, and keeps what add_host and group_by change. */
import { execFile } from 'node:child_process';
import type { LocatedMap, Problem, Span } from '../base/index.ts';
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
  type InventoryDeps,
} from '../inventory/index.ts';
import type { HostSource } from '../run/index.ts';
import type { HostDirectory } from '../vars/index.ts';

export interface InventoryRequest {
  readonly sources: readonly string[];
  readonly limit: string | undefined;
  readonly playbookFolders: readonly string[];
  readonly vagrantDataFolder: string | undefined;
  warn(message: string): void;
  /** Told of what only looks wrong in a file. */
  readonly warnOf: (warning: Problem) => void;
}

export interface OpenInventory {
  readonly hosts: HostSource;
  readonly directory: HostDirectory;
}

const MAX_OUTPUT = 64 * 1024 * 1024;

/** Runs an inventory script or `vagrant`; a program that cannot be started gives code 127. */
const runCommand: InventoryDeps['runCommand'] = (argv, cwd) => {
  const [program = '', ...words] = argv;
  return new Promise((resolve) => {
    execFile(program, words, { cwd, maxBuffer: MAX_OUTPUT }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 127;
      resolve({ rc: code, stdout, stderr: code === 127 ? (error?.message ?? stderr) : stderr });
    });
  });
};

const NO_HOSTS =
  "provided hosts list is empty, only localhost is available. Note that the implicit localhost does not match 'all'";

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
    this.#beside = request.playbookFolders.map((folder) => loadVarsFolder(folder, request.warnOf));
  }

  get isEmpty(): boolean {
    return this.#inventory.hosts.size === 0;
  }

  match(pattern: string): readonly string[] {
    const { hosts, warnings } = resolvePattern(this.#inventory, pattern, this.#limit);
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
    this.#beside = this.#request.playbookFolders.map((folder) =>
      loadVarsFolder(folder, this.#request.warnOf),
    );
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
  return loadInventory(request.sources, {
    folder: process.cwd(),
    runCommand,
    onWarning: request.warnOf,
    vagrantDataFolder: request.vagrantDataFolder,
  });
}

/** Loads the inventory. @throws ProblemError with everything wrong in its sources */
export async function openInventory(request: InventoryRequest): Promise<OpenInventory> {
  const inventory = await readInventory(request);
  if (inventory.hosts.size === 0) request.warn(NO_HOSTS);
  const live = new LiveInventory(inventory, request);
  return { hosts: live, directory: live };
}
