/** The magic variables of Ansible 2.14 («Special Variables»), made on demand. */
import { Dict, toValue, type Plain, type Value } from '../base/index.ts';
import type { RoleNode } from '../playbook/index.ts';
import { withDependencies } from './role-vars.ts';
import type { VarMap } from './var-map.ts';

/** What the magic variables of one visit are made from. */
export interface MagicInput {
  readonly host: string;
  readonly groups: () => ReadonlyMap<string, readonly string[]>;
  readonly groupNames: () => readonly string[];
  readonly hostvars: () => Value;
  readonly vars: () => Value;
  readonly delegatedVars: () => Value | undefined;
  /** The task says `delegate_to`. */
  readonly isDelegated: boolean;
  readonly play?:
    | {
        readonly name: string;
        /** Hosts that are still in the play, of all batches. */
        readonly hosts: () => readonly string[];
        /** Hosts of this batch that are still in the play. */
        readonly batch: () => readonly string[];
        readonly allHosts: readonly string[];
        readonly roles: () => readonly RoleNode[];
        readonly folder: string;
      }
    | undefined;
  readonly role?: RoleNode | undefined;
  /** Roles whose tasks included this task's role, innermost first. */
  readonly parentRoles: readonly RoleNode[];
  readonly searchPath: readonly string[];
  readonly run: RunFacts;
}

/** What is the same for a whole run. */
export interface RunFacts {
  readonly inventoryFile: string | undefined;
  readonly inventoryFolder: string | undefined;
  readonly inventorySources: readonly string[];
  /** A Python of this machine, for playbooks that ask; kplay itself needs none. */
  readonly python: string;
  readonly playbookFolder: string;
  /** A path of the project as seen from anywhere. */
  readonly toAbsolute: (path: string) => string;
  readonly isCheckMode: boolean;
  readonly isDiffMode: boolean;
  readonly verbosity: number;
  readonly forks: number;
  readonly limit: string | undefined;
  readonly runTags: readonly string[];
  readonly skipTags: readonly string[];
  /** The value of `omit`: any text that no user writes. */
  readonly omit: string;
  readonly configFile: string | undefined;
}

/** The release of ansible-core whose language this is; playbooks test `ansible_version`. */
const LANGUAGE = { full: '2.14.18', major: 2, minor: 14, revision: 18, string: '2.14.18' };

type Play = NonNullable<MagicInput['play']>;

function namesOf(roles: readonly RoleNode[]): readonly string[] {
  return [...new Set(roles.map((role) => role.name))];
}

function dependenciesOf(roles: readonly RoleNode[]): readonly RoleNode[] {
  return roles.flatMap((role) => withDependencies(role.dependencies));
}

/** Makes a variable, or gives undefined where the visit has none of that name. */
type Maker = (input: MagicInput) => Plain;

function ofPlay(make: (play: Play) => Plain): Maker {
  return ({ play }) => (play === undefined ? undefined : make(play));
}

function ofRole(make: (role: RoleNode) => Plain): Maker {
  return ({ role }) => (role === undefined ? undefined : make(role));
}

function ofRun(make: (run: RunFacts) => Plain): Maker {
  return ({ run }) => make(run) ?? null;
}

function ofParents(make: (role: RoleNode) => string): Maker {
  return ({ parentRoles }) => (parentRoles.length === 0 ? undefined : parentRoles.map(make));
}

/** One table for all visits: a scope costs nothing until a variable of it is asked for. */
const MAKERS: ReadonlyMap<string, Maker> = new Map<string, Maker>([
  ['inventory_hostname', ({ host }) => host],
  ['inventory_hostname_short', ({ host }) => host.split('.')[0] ?? host],
  ['group_names', ({ groupNames }) => groupNames()],
  ['groups', ({ groups }) => new Dict([...groups()])],
  ['hostvars', ({ hostvars }) => hostvars()],
  ['vars', ({ vars }) => vars()],
  ['ansible_delegated_vars', ({ delegatedVars }) => delegatedVars()],
  ['ansible_search_path', ({ searchPath, run }) => searchPath.map(run.toAbsolute)],
  ['ansible_play_name', ofPlay((play) => play.name)],
  ['ansible_play_hosts', ofPlay((play) => play.hosts())],
  ['play_hosts', ofPlay((play) => play.batch())],
  ['ansible_play_batch', ofPlay((play) => play.batch())],
  ['ansible_play_hosts_all', ofPlay((play) => play.allHosts)],
  ['ansible_play_role_names', ofPlay((play) => play.roles().map((role) => role.name))],
  ['role_names', ofPlay((play) => play.roles().map((role) => role.name))],
  ['ansible_dependent_role_names', ofPlay((play) => namesOf(dependenciesOf(play.roles())))],
  ['ansible_role_names', ofPlay((play) => namesOf(withDependencies(play.roles())))],
  ['role_name', ofRole((role) => role.name)],
  ['ansible_role_name', ofRole((role) => role.name)],
  ['role_path', ({ role, run }) => (role === undefined ? undefined : run.toAbsolute(role.path))],
  ['role_uuid', ofRole((role) => role.identity)],
  ['ansible_parent_role_names', ofParents((role) => role.name)],
  [
    'ansible_parent_role_paths',
    ({ parentRoles, run }) =>
      parentRoles.length === 0 ? undefined : parentRoles.map(({ path }) => run.toAbsolute(path)),
  ],
  ['ansible_check_mode', ofRun((run) => run.isCheckMode)],
  ['ansible_diff_mode', ofRun((run) => run.isDiffMode)],
  ['ansible_verbosity', ofRun((run) => run.verbosity)],
  ['ansible_forks', ofRun((run) => run.forks)],
  ['ansible_limit', ({ run }) => run.limit],
  ['ansible_run_tags', ofRun((run) => (run.runTags.length === 0 ? ['all'] : run.runTags))],
  ['ansible_skip_tags', ofRun((run) => run.skipTags)],
  ['ansible_version', () => LANGUAGE],
  ['ansible_config_file', ofRun((run) => run.configFile)],
  [
    'inventory_dir',
    ({ run }) => (run.inventoryFile === undefined ? undefined : (run.inventoryFolder ?? null)),
  ],
  ['inventory_file', ({ run }) => run.inventoryFile],
  ['ansible_inventory_sources', ofRun((run) => run.inventorySources)],
  ['ansible_playbook_python', ofRun((run) => run.python)],
  ['playbook_dir', ({ play, run }) => play?.folder ?? run.playbookFolder],
  ['omit', ofRun((run) => run.omit)],
]);

/** The names of all magic variables, whether a visit has them or not. */
export const MAGIC_NAMES: readonly string[] = [...MAKERS.keys()];

/** The layer of a visit's magic variables. */
export function magicLayer(input: MagicInput): VarMap {
  return {
    layer: 'magic',
    get: (name) => {
      const value = MAKERS.get(name)?.(input);
      return value === undefined ? undefined : { kind: 'value', value: toValue(value) };
    },
    *names() {
      for (const name of MAKERS.keys()) if (isThere(name, input)) yield name;
    },
  };
}

/** Says whether a visit has the variable, without making it. */
function isThere(name: string, input: MagicInput): boolean {
  const { play, role, parentRoles, run } = input;
  if (name === 'inventory_dir' || name === 'inventory_file') return run.inventoryFile !== undefined;
  if (name.includes('parent_role')) return parentRoles.length > 0;
  if (name === 'role_name' || name === 'role_path' || name === 'role_uuid')
    return role !== undefined;
  if (name === 'ansible_role_name') return role !== undefined;
  if (name === 'ansible_delegated_vars') return input.isDelegated;
  if (name === 'ansible_limit') return run.limit !== undefined;
  return !/play_|role_names$/.test(name) || play !== undefined;
}
