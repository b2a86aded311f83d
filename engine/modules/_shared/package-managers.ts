/** Package managers beside each other: the same few questions and calls for each. */
import { refreshParams } from './apt-params.ts';
import { TaskFailure, type HostReader, type Probe, type Step } from '../../host/index.ts';
import { sh } from '../../shell/index.ts';
import type { Plain } from '../../base/index.ts';
import type { Plan } from '../contract.ts';
import { indexAge } from './apt-index.ts';
import { inspectPackages } from './apt-inspect.ts';
import { planApt, type AptParams, type AptState } from './apt-plan.ts';
import { inspectDnf, planDnf, type DnfParams, type DnfState } from './dnf.ts';

/** What `package` hands on: its own parameters, and those of apt and dnf that it passes along. */
export interface PackageParams extends Omit<DnfParams, 'name' | 'state'> {
  readonly name: readonly string[];
  readonly state: 'absent' | 'installed' | 'latest' | 'present' | 'removed';
  readonly cache_valid_time: number;
  readonly purge: boolean;
  readonly install_recommends?: boolean;
  readonly allow_unauthenticated: boolean;
  readonly allow_change_held_packages: boolean;
  readonly only_upgrade: boolean;
  readonly force: boolean;
  readonly default_release?: string;
  readonly dpkg_options: string;
}

/** How one package manager is called. Each script's words are followed by package names. */
interface Manager {
  /** Exit code 0 when the package in `$n` is installed. */
  readonly isInstalled: string;
  /** Exit code 0 when a newer version of `$n` can be had. */
  readonly isOutdated: string;
  readonly install: readonly string[];
  readonly upgrade: readonly string[];
  readonly remove: readonly string[];
  readonly refresh: readonly string[];
}

const MANAGERS: Readonly<Record<string, Manager>> = {
  apk: {
    isInstalled: 'apk info -e "$n"',
    isOutdated: 'apk version -l "<" "$n" | grep -q "<"',
    install: ['apk', 'add'],
    upgrade: ['apk', 'add', '-u'],
    remove: ['apk', 'del'],
    refresh: ['apk', 'update'],
  },
  zypper: {
    isInstalled: 'rpm -q --whatprovides "$n"',
    isOutdated: 'zypper -q list-updates | grep -q -F -w -- "$n"',
    install: ['zypper', '--non-interactive', 'install'],
    upgrade: ['zypper', '--non-interactive', 'update'],
    remove: ['zypper', '--non-interactive', 'remove'],
    refresh: ['zypper', '--non-interactive', 'refresh'],
  },
  pacman: {
    isInstalled: 'pacman -Q "$n"',
    isOutdated: 'pacman -Qu "$n"',
    install: ['pacman', '-S', '--noconfirm', '--needed'],
    upgrade: ['pacman', '-S', '--noconfirm', '--needed'],
    remove: ['pacman', '-R', '--noconfirm'],
    refresh: ['pacman', '-Sy'],
  },
};

interface Found {
  readonly name: string;
  readonly isInstalled: boolean;
  readonly isOutdated: boolean;
}

export type ManagerState =
  | { readonly manager: 'apt'; readonly apt: AptState }
  | { readonly manager: 'dnf'; readonly name: string; readonly dnf: DnfState }
  | { readonly manager: 'other'; readonly name: string; readonly found: readonly Found[] };

const REDHAT = ['dnf', 'dnf5', 'yum'];

function toAptParams(params: PackageParams): AptParams {
  const isRemoved = params.state === 'absent' || params.state === 'removed';
  return {
    package: params.name,
    state: isRemoved ? 'absent' : params.state === 'latest' ? 'latest' : 'present',
    upgrade: 'no',
    update_cache: params.update_cache,
    cache_valid_time: params.cache_valid_time,
    purge: params.purge,
    autoremove: params.autoremove,
    ...(params.install_recommends === undefined
      ? {}
      : { install_recommends: params.install_recommends }),
    ...(params.default_release === undefined ? {} : { default_release: params.default_release }),
    allow_unauthenticated: params.allow_unauthenticated,
    allow_downgrade: params.allow_downgrade,
    allow_change_held_packages: params.allow_change_held_packages,
    fail_on_autoremove: false,
    only_upgrade: params.only_upgrade,
    force: params.force,
    dpkg_options: params.dpkg_options,
    lock_timeout: 60,
    update_cache_retries: refreshParams.update_cache_retries.default,
    update_cache_retry_max_delay: refreshParams.update_cache_retry_max_delay.default,
    autoclean: false,
    clean: false,
  };
}

function packageStates(
  manager: Manager,
  names: readonly string[],
  isLatest: boolean,
): Probe<readonly Found[]> {
  const outdated = isLatest ? manager.isOutdated : 'false';
  return {
    name: 'packages',
    script: sh`for n in ${names}; do
  i=0; o=0
  if ${{ sh: manager.isInstalled }} >/dev/null 2>&1; then
    i=1
    if ${{ sh: outdated }} >/dev/null 2>&1; then o=1; fi
  fi
  printf '%s %s %s\n' $i $o "$n"
done`,
    parse: ({ stdout }) =>
      stdout
        .trim()
        .split('\n')
        .map((line) => {
          const [installed, old, ...name] = line.split(' ');
          return { name: name.join(' '), isInstalled: installed === '1', isOutdated: old === '1' };
        }),
  };
}

/** Two words are dnf's own; Ansible's `package` hands them on, and its `apt` refuses them. */
function refuseStateOfOthers(state: string): void {
  if (state !== 'installed' && state !== 'removed') return;
  throw new TaskFailure(
    `value of state must be one of: absent, build-dep, fixed, latest, present, got: ${state}`,
  );
}

/** Asks the package manager about the packages. @throws TaskFailure for one that is not known */
export async function inspectWith(
  name: string,
  params: PackageParams,
  host: HostReader,
  isCheckMode: boolean,
): Promise<ManagerState> {
  if (name === 'apt') {
    refuseStateOfOthers(params.state);
    // Of a removal Ansible's apt tells nothing about the index.
    const isIndexTold = params.update_cache || params.state !== 'absent';
    const [index, packages] = await Promise.all([
      isIndexTold ? host.ask(indexAge()) : undefined,
      inspectPackages(params.name, host, {
        needsCandidates: params.state === 'latest',
        release: undefined,
        needsProvides: true,
      }),
    ]);
    return {
      manager: 'apt',
      apt: { packages, index, deb: undefined, simulated: undefined, isCheckMode },
    };
  }
  if (REDHAT.includes(name)) {
    return { manager: 'dnf', name, dnf: await inspectDnf(name, params, host, isCheckMode) };
  }
  const manager = MANAGERS[name];
  if (manager === undefined) {
    const known = ['apt', ...REDHAT, ...Object.keys(MANAGERS)].join(', ');
    throw new TaskFailure(
      `Could not find a module for ${name === '' ? 'unknown package manager' : name}; known: ${known}`,
    );
  }
  const probe = packageStates(manager, params.name, params.state === 'latest');
  return { manager: 'other', name, found: await host.ask(probe) };
}

type PackagePlan = Plan<Readonly<Record<string, Plain>>>;

/** Decides what the package manager has to do. */
export function planWith(params: PackageParams, state: ManagerState): PackagePlan {
  if (state.manager === 'apt') return planApt(toAptParams(params), state.apt);
  if (state.manager === 'dnf') return planDnf(state.name, params, state.dnf);
  const manager = MANAGERS[state.name];
  if (manager === undefined) throw new TaskFailure(`${state.name} is not a package manager`);
  const isRemoved = params.state === 'absent' || params.state === 'removed';
  const due = state.found.filter(({ isInstalled, isOutdated }) =>
    isRemoved ? isInstalled : !isInstalled || isOutdated,
  );
  if (due.length === 0) return { changes: [], steps: [], returns: {} };
  const names = due.map(({ name }) => name);
  const verb = isRemoved ? 'remove' : params.state === 'latest' ? 'upgrade' : 'install';
  const call = (title: string, words: readonly string[]): Step => ({
    do: 'run',
    title,
    script: sh`LC_ALL=C; export LC_ALL; ${words}`,
  });
  const refresh = { ...call('refresh the package index', manager.refresh), housekeeping: true };
  return {
    changes: due.map(({ name, isInstalled }) => ({
      what: `package ${name}`,
      before: isInstalled ? 'present' : 'absent',
      after: isRemoved ? 'absent' : verb === 'upgrade' ? 'latest' : 'present',
    })),
    steps: [
      ...(params.update_cache ? [refresh] : []),
      call(`${verb} ${names.join(' ')}`, [...manager[verb], ...names]),
    ],
    returns: {},
  };
}
