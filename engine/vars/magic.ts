/** The magic variables of Ansible 2.14 («Special Variables»), made on demand. */
import { Dict, toValue, type Plain, type Value } from '../base/index.ts';
import type { RoleNode } from '../playbook/index.ts';
import { withDependencies } from './role-vars.ts';

/** What the magic variables of one visit are made from. */
export interface MagicInput {
  readonly host: string;
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly groupNames: readonly string[];
  readonly hostvars: () => Value;
  readonly vars: () => Value;
  readonly delegatedVars: () => Value | undefined;
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

function playVars(play: NonNullable<MagicInput['play']>): Record<string, () => Plain> {
  return {
    ansible_play_name: () => play.name,
    ansible_play_hosts: play.hosts,
    play_hosts: play.batch,
    ansible_play_batch: play.batch,
    ansible_play_hosts_all: () => play.allHosts,
    ansible_play_role_names: () => play.roles().map((role) => role.name),
    role_names: () => play.roles().map((role) => role.name),
    ansible_dependent_role_names: () => namesOf(dependenciesOf(play.roles())),
    ansible_role_names: () => namesOf(withDependencies(play.roles())),
    playbook_dir: () => play.folder,
  };
}

function namesOf(roles: readonly RoleNode[]): readonly string[] {
  return [...new Set(roles.map((role) => role.name))];
}

function dependenciesOf(roles: readonly RoleNode[]): readonly RoleNode[] {
  return roles.flatMap((role) => withDependencies(role.dependencies));
}

function roleVars(role: NonNullable<MagicInput['role']>): Record<string, () => Plain> {
  return {
    role_uuid: () => role.identity,
    role_name: () => role.name,
    ansible_role_name: () => role.name,
    role_path: () => role.path,
  };
}

function parentVars(parents: readonly RoleNode[]): Record<string, () => Plain> {
  return {
    ansible_parent_role_names: () => parents.map((role) => role.name),
    ansible_parent_role_paths: () => parents.map((role) => role.path),
  };
}

function runVars(run: RunFacts): Record<string, () => Plain> {
  return {
    ansible_check_mode: () => run.isCheckMode,
    ansible_diff_mode: () => run.isDiffMode,
    ansible_verbosity: () => run.verbosity,
    ansible_forks: () => run.forks,
    ansible_limit: () => run.limit,
    ansible_run_tags: () => (run.runTags.length === 0 ? ['all'] : run.runTags),
    ansible_skip_tags: () => run.skipTags,
    ansible_version: () => LANGUAGE,
    ansible_config_file: () => run.configFile,
    inventory_dir: () => run.inventoryFolder,
    inventory_file: () => run.inventoryFile,
    ansible_inventory_sources: () => run.inventorySources,
    ansible_playbook_python: () => run.python,
    playbook_dir: () => run.playbookFolder,
    omit: () => run.omit,
  };
}

/** Gives the makers of all magic variables of a visit, by name. */
export function magicVars(input: MagicInput): ReadonlyMap<string, () => Value> {
  const { host } = input;
  const plain: Record<string, () => Plain> = {
    ...runVars(input.run),
    ...(input.play === undefined ? {} : playVars(input.play)),
    ...(input.role === undefined ? {} : roleVars(input.role)),
    ...(input.parentRoles.length === 0 ? {} : parentVars(input.parentRoles)),
    inventory_hostname: () => host,
    inventory_hostname_short: () => host.split('.')[0] ?? host,
    group_names: () => input.groupNames,
    groups: () => new Dict([...input.groups]),
    hostvars: input.hostvars,
    vars: input.vars,
    ansible_delegated_vars: () => input.delegatedVars() ?? new Dict(),
    ansible_search_path: () => input.searchPath,
  };
  return new Map(
    Object.entries(plain).map(([name, make]) => [name, (): Value => toValue(make())] as const),
  );
}
