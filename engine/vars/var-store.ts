/**
 * All variables of a run, and the one place where layers are put in order. Everything it is made
 * from is handed in; it reads no file.
 */
import { Dict, toName, type LocatedMap, type Value } from '../base/index.ts';
import {
  parentRolesOf,
  findKeyword,
  includeVarMaps,
  joinPath,
  taskVarMaps,
  type PlayNode,
  type RoleNode,
  type TaskNode,
} from '../playbook/index.ts';
import { isUndefinedProblem, type LookupReader, type Templates } from '../template/index.ts';
import { HostMemory, type FactCache } from './host-memory.ts';
import { LazyDict } from './lazy-dict.ts';
import { magicLayer, type MagicInput, type RunFacts } from './magic.ts';
import { defaultsOf, paramsOf, roleVarsOf } from './role-vars.ts';
import { PRECEDENCE, type LayerName } from './precedence.ts';
import { Scope, type ReadLog } from './scope.ts';
import {
  LayerIndex,
  entryLayer,
  lazyLayer,
  valueLayer,
  type ValueEntry,
  type VarMap,
} from './var-map.ts';

/** The inventory as variables need it. */
export interface HostDirectory {
  /** Inventory variables of a host, lowest precedence first. */
  varsOf(host: string): readonly LocatedMap[];
  groupsOf(host: string): readonly string[];
  groups(): ReadonlyMap<string, readonly string[]>;
  hosts(): readonly string[];
}

export interface VarStoreInput {
  readonly templates: Templates;
  /** Makes the reader that searches files from these folders on. */
  readonly readerFor: (folders: readonly string[]) => LookupReader;
  readonly directory: HostDirectory;
  readonly extraVars: LocatedMap;
  /** hash_behaviour = merge. */
  readonly isMerging?: boolean;
  /** False leaves facts in `ansible_facts` alone (INJECT_FACTS_AS_VARS). True when missing. */
  readonly injectsFacts?: boolean;
  readonly factCache?: FactCache | undefined;
  readonly run: RunFacts;
}

/** A play while it runs. */
export interface PlayVars {
  readonly play: PlayNode;
  readonly name: string;
  readonly hosts: () => readonly string[];
  readonly batch: readonly string[];
  /** Hosts of the batch that are still in the play. */
  readonly activeBatch: () => readonly string[];
  readonly allHosts: readonly string[];
  /** vars_files and vars_prompt, lowest first. */
  readonly files: readonly LocatedMap[];
  readonly prompted: ReadonlyMap<string, Value>;
  /** Roles that joined while running with `public`. */
  readonly publicRoles: readonly RoleNode[];
}

/** Which visit a scope is for; without `task` only what every task of the play sees. */
export interface VisitInput {
  readonly host: string;
  readonly play?: PlayVars | undefined;
  readonly task?: TaskNode | undefined;
  /** Loop variables and the like. */
  readonly locals?: ReadonlyMap<string, ValueEntry> | undefined;
}

/** Variables of a run; lives as long as it. */
export class VarStore {
  readonly #input: VarStoreInput;
  readonly #memories = new Map<string, HostMemory>();
  readonly #index = new LayerIndex();
  readonly #reads: ReadLog = { hasReadUnsafe: false, texts: new Set() };

  constructor(input: VarStoreInput) {
    this.#input = input;
  }

  get templates(): Templates {
    return this.#input.templates;
  }

  get omit(): string {
    return this.#input.run.omit;
  }

  /** What the run has learned of a host. */
  memoryOf(host: string): HostMemory {
    const known = this.#memories.get(host);
    if (known !== undefined) return known;
    const memory = new HostMemory(host, this.#input.factCache);
    this.#memories.set(host, memory);
    return memory;
  }

  /** Makes the scope of a visit. Cheap: nothing is rendered until it is asked for. */
  scopeFor(visit: VisitInput): Scope {
    const layers = new Map<LayerName, readonly VarMap[]>([
      ...this.#hostLayers(visit.host),
      ...(visit.play === undefined ? [] : this.#playLayers(visit.play, visit.task)),
      ...(visit.task === undefined ? [] : this.#taskLayers(visit.task)),
      ['loop', visit.locals === undefined ? [] : [entryLayer('loop', visit.locals)]],
      ['extra vars', [this.#index.layer('extra vars', this.#input.extraVars)]],
    ]);
    const ordered = [...PRECEDENCE].reverse().flatMap((name) => layers.get(name) ?? []);
    const folders = searchFolders(visit);
    const reader = this.#input.readerFor(folders);
    const late: { scope?: Scope } = {};
    const magic = magicLayer(this.#magicInput(visit, folders, late));
    const scope = new Scope([magic, ...ordered], this.#input.templates, {
      reader,
      isMerging: this.#input.isMerging === true,
      reads: this.#reads,
    });
    late.scope = scope;
    return scope;
  }

  #located(layer: LayerName, maps: readonly LocatedMap[]): readonly VarMap[] {
    return maps.map((map) => this.#index.layer(layer, map)).reverse();
  }

  #hostLayers(host: string): readonly (readonly [LayerName, readonly VarMap[]])[] {
    const memory = this.memoryOf(host);
    const dict = lazyLayer('facts', new Map([['ansible_facts', () => memory.toFactsDict()]]), true);
    return [
      ['inventory', this.#located('inventory', this.#input.directory.varsOf(host))],
      [
        'facts',
        this.#input.injectsFacts === false
          ? [dict]
          : [dict, valueLayer('facts', memory.facts, true)],
      ],
      ['include_vars', [entryLayer('include_vars', memory.included)]],
      ['set_fact or register', [entryLayer('set_fact or register', memory.vars)]],
    ];
  }

  #playLayers(
    visit: PlayVars,
    task: TaskNode | undefined,
  ): readonly (readonly [LayerName, readonly VarMap[]])[] {
    const shared = [...visit.play.roles, ...visit.publicRoles];
    const role = task?.role;
    const own = <T>(read: (role: RoleNode, chain: readonly RoleNode[]) => readonly T[]): T[] =>
      role === undefined ? [] : [...read(role, role.chain)];
    const defaults = [...shared.flatMap((one) => defaultsOf(one, [])), ...own(defaultsOf)];
    const roleVars = [...shared.flatMap((one) => roleVarsOf(one, [])), ...own(roleVarsOf)];
    const { vars } = visit.play;
    return [
      ['role defaults', this.#located('role defaults', defaults)],
      ['play vars', this.#located('play vars', vars)],
      ['vars_prompt', [valueLayer('vars_prompt', visit.prompted)]],
      ['vars_files', this.#located('vars_files', visit.files)],
      ['role vars', this.#located('role vars', roleVars)],
    ];
  }

  #taskLayers(task: TaskNode): readonly (readonly [LayerName, readonly VarMap[]])[] {
    const params = task.role === undefined ? [] : paramsOf(task.role);
    const own = [...taskVarMaps(task)].reverse();
    const included = [...includeVarMaps(task)].reverse();
    return [
      ['task vars', this.#located('task vars', own)],
      ['role params', this.#located('role params', params)],
      ['include params', this.#located('include params', included)],
    ];
  }

  #magicInput(
    visit: VisitInput,
    searchPath: readonly string[],
    late: { readonly scope?: Scope },
  ): MagicInput {
    const { directory, run } = this.#input;
    const { play, task } = visit;
    return {
      host: visit.host,
      groups: () => directory.groups(),
      groupNames: () => directory.groupsOf(visit.host),
      hostvars: () => this.#hostvars(),
      isDelegated: task !== undefined && findKeyword(task, 'delegate_to') !== undefined,
      delegatedVars: () => this.#delegatedVars(visit, late.scope),
      vars: () => (late.scope === undefined ? new Dict() : writtenScope(late.scope)),
      play: play && {
        name: play.name,
        hosts: play.hosts,
        batch: play.activeBatch,
        allHosts: play.allHosts,
        roles: () => [...play.play.roles, ...play.publicRoles],
        folder: run.playbookFolder,
      },
      role: task?.role,
      parentRoles: parentRolesOf(task?.ancestors ?? []),
      searchPath,
      run,
    };
  }

  /** `ansible_delegated_vars`: the variables of the host that the task is delegated to. */
  #delegatedVars({ play, task }: VisitInput, scope: Scope | undefined): Dict | undefined {
    const located = task && findKeyword(task, 'delegate_to');
    if (located === undefined || scope === undefined) return undefined;
    const host = toName(scope.render(located));
    return new Dict([[host, lazyScope(this.scopeFor({ host, play, task }))]]);
  }

  /** The implicit localhost is among them, behind all others (observed with ansible-core 2.14). */
  #hostvars(): Dict {
    const { directory } = this.#input;
    return new LazyDict({
      keys: () => {
        const hosts = directory.hosts();
        return hosts.includes('localhost') ? hosts : [...hosts, 'localhost'];
      },
      get: (host) => {
        const isKnown = host === 'localhost' || directory.hosts().includes(host);
        return isKnown ? lenientScope(this.scopeFor({ host })) : undefined;
      },
    });
  }
}

/** Magic variables that hold what would hold them again. */
const NOT_IN_HOSTVARS: ReadonlySet<string> = new Set([
  ...['hostvars', 'vars', 'ansible_delegated_vars', 'ansible_search_path'],
]);

/** A host in `hostvars`: what cannot be rendered for it alone stays as it is written. */
function lenientScope(scope: Scope): Dict {
  const get = (name: string): Value | undefined => {
    if (NOT_IN_HOSTVARS.has(name)) return undefined;
    try {
      return scope.get(name);
    } catch (error) {
      if (isUndefinedProblem(error)) return scope.getRaw(name);
      throw error;
    }
  };
  const keys = (): string[] => [...scope.all()].filter((name) => !NOT_IN_HOSTVARS.has(name));
  return new LazyDict({ keys, get });
}

function writtenScope(scope: Scope): Dict {
  return new LazyDict({ keys: () => scope.all(), get: (name) => scope.getWritten(name) });
}

function lazyScope(scope: Scope): Dict {
  return new LazyDict({ keys: () => scope.all(), get: (name) => scope.get(name) });
}

/** Where files of a task are searched: its role, the folder it stands in, the playbook. */
function searchFolders(visit: VisitInput): readonly string[] {
  const role = visit.task?.role;
  const roles = role === undefined ? [] : [...role.chain, role].reverse();
  const folders = roles.map(({ path }) => path);
  if (visit.task !== undefined) folders.push(visit.task.folder);
  if (visit.play !== undefined) folders.push(visit.play.play.folder);
  return [...new Set(folders.map((folder) => joinPath(folder, '.')))];
}
