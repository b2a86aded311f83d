/** What apt has to do: from the state of packages to calls of apt-get. Pure. */
import { splitLines } from '../../base/index.ts';
import { TaskFailure, type Step } from '../../host/index.ts';
import { sh } from '../../shell/index.ts';
import type { Change, Plan } from '../contract.ts';
import {
  callApt,
  refreshApt,
  toInstallWords,
  toRemoveWords,
  type AptOptions,
  type RefreshParams,
} from './apt-command.ts';
import { lookAgain, type IndexAge } from './apt-index.ts';
import { matchesPattern, type DebFile, type PackageState } from './apt-inspect.ts';

export interface AptParams extends AptOptions, RefreshParams {
  readonly package?: readonly string[];
  readonly state: 'absent' | 'build-dep' | 'fixed' | 'latest' | 'present';
  readonly deb?: string;
  readonly upgrade: 'dist' | 'full' | 'no' | 'safe' | 'yes';
  readonly update_cache?: boolean;
  readonly cache_valid_time: number;
  readonly autoclean: boolean;
  readonly clean: boolean;
}

export interface AptState {
  readonly packages: readonly PackageState[];
  readonly index: IndexAge | undefined;
  readonly deb: DebFile | undefined;
  /** What apt-get said it would do, where that was asked. */
  readonly simulated: string | undefined;
  readonly isCheckMode: boolean;
}

export interface AptReturns {
  readonly [key: string]: string | number | boolean | readonly string[] | undefined;
}

/** What apt-get printed, as Ansible tells it; for `upgrade` as the message, too. */
export function describePrinted(
  { upgrade }: Pick<AptParams, 'upgrade'>,
  { stdout, stderr }: { readonly stdout: string; readonly stderr: string },
): AptReturns {
  return {
    ...{ stdout, stdout_lines: splitLines(stdout), stderr, stderr_lines: splitLines(stderr) },
    ...(upgrade === 'no' ? {} : { msg: stdout }),
  };
}

/** Whether the index may have to be refreshed. */
export function isRefreshAsked(params: AptParams): boolean {
  return params.update_cache === true || params.cache_valid_time > 0;
}

/** Whether packages are looked up in the index: the result then tells of it, as Ansible's does. */
export function isInstalling({ package: names, state }: AptParams): boolean {
  return names !== undefined && state !== 'absent' && state !== 'build-dep';
}

/** The index is refreshed when it is asked for and not young enough. */
export function isRefreshDue(params: AptParams, index: IndexAge | undefined): boolean {
  if (index === undefined || !isRefreshAsked(params)) return false;
  return params.cache_valid_time === 0 || index.refreshedAt + params.cache_valid_time < index.now;
}

/** What is to be done beside refreshing the index. */
interface Work {
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
  /** Only apt's own summary tells whether anything changed. */
  readonly isUnknown?: boolean;
  readonly returns?: AptReturns;
}

const NOTHING: Work = { changes: [], steps: [] };

function call(title: string, words: readonly string[], params: AptParams): Step {
  return { do: 'run', title, script: callApt(words, params) };
}

function hasWantedVersion({ spec, version, isProvided, isNewEnough }: PackageState): boolean {
  if (version === undefined) return isProvided && spec.version === undefined;
  if (isNewEnough !== undefined) return isNewEnough;
  return spec.version === undefined || matchesPattern(spec.version, version);
}

/** @throws TaskFailure for a name that no package can have, and a version of the latest */
function checkNames(params: AptParams, { packages }: AptState): void {
  if (params.package?.some((name) => name.trim() === '') === true) {
    throw new TaskFailure("No package matching '' is available");
  }
  if (params.state !== 'latest') return;
  const pinned = packages.find(({ spec }) => spec.version !== undefined);
  if (pinned !== undefined) {
    throw new TaskFailure(`version number inconsistent with state=latest: ${pinned.spec.text}`);
  }
}

function planInstall(params: AptParams, state: AptState): Work {
  checkNames(params, state);
  const { packages } = state;
  const isLatest = params.state === 'latest';
  const wanted = packages.filter((one) => !params.only_upgrade || one.version !== undefined);
  const isStale = isLatest && isRefreshDue(params, state.index) && !state.isCheckMode;
  const due = wanted.filter((one) => {
    if (isStale || !hasWantedVersion(one)) return true;
    return (
      isLatest && one.candidate !== undefined && one.version !== one.candidate && !one.isProvided
    );
  });
  if (due.length === 0 && params.state !== 'fixed') return NOTHING;
  const names = due.map(({ spec }) => spec.text);
  const fix = params.state === 'fixed' ? ['--fix-broken'] : [];
  return {
    changes: isStale
      ? []
      : due.map((one) => ({
          what: `package ${one.spec.name}`,
          before: one.version ?? 'absent',
          after:
            (one.spec.isAtLeast ? one.candidate : one.spec.version) ?? one.candidate ?? 'present',
        })),
    steps: [
      call(
        `install ${names.join(' ')}`,
        [...toInstallWords(params), ...fix, 'install', ...names],
        params,
      ),
    ],
    isUnknown: isStale || params.state === 'fixed',
  };
}

function planRemove(params: AptParams, { packages }: AptState): Work {
  const due = packages.filter(
    ({ version, hasConfig }) => version !== undefined || (hasConfig && params.purge),
  );
  if (due.length === 0) return NOTHING;
  const names = due.map(({ spec }) => spec.name);
  return {
    changes: due.map(({ spec, version }) => ({
      what: `package ${spec.name}`,
      before: version ?? 'config-files',
      after: 'absent',
    })),
    steps: [
      call(`remove ${names.join(' ')}`, [...toRemoveWords(params), 'remove', ...names], params),
    ],
  };
}

/** `Inst name [old] (new …)` and `Remv name [old]` of a simulation. */
function parseSimulation(text: string): readonly Change[] {
  const cleaned = [...text.matchAll(/^Del (\S+) (\S+)/gm)].map(([, name = '', version]) => ({
    what: `fetched ${name}`,
    before: version ?? null,
    after: 'absent',
  }));
  const changed = [...text.matchAll(/^(Inst|Remv) (\S+)(?: \[([^\]]+)\])?(?: \((\S+))?/gm)].map(
    (match) => {
      const [, verb, name = '', old, fresh] = match;
      return {
        what: `package ${name}`,
        before: old ?? 'absent',
        after: verb === 'Remv' ? 'absent' : (fresh ?? 'present'),
      };
    },
  );
  return [...cleaned, ...changed];
}

/** Words of the call that upgrades, cleans or builds; the simulation uses the same. */
export function toWholeSystemWords(params: AptParams): readonly string[] | undefined {
  const install = toInstallWords({ ...params, only_upgrade: false });
  if (params.upgrade === 'dist' || params.upgrade === 'full') return [...install, 'dist-upgrade'];
  if (params.upgrade !== 'no') return [...install, 'upgrade', '--with-new-pkgs'];
  if (params.state === 'build-dep' && params.package !== undefined) {
    return [...install, 'build-dep', ...params.package];
  }
  const isAlone = params.package === undefined && params.deb === undefined;
  if (!isAlone) return undefined;
  if (params.autoremove) return ['-y', ...(params.purge ? ['--purge'] : []), 'autoremove'];
  return params.autoclean ? ['-y', 'autoclean'] : undefined;
}

function planWholeSystem(params: AptParams, state: AptState, words: readonly string[]): Work {
  const step = call(
    words.filter((word) => !word.startsWith('-')).at(-1) ?? 'upgrade',
    words,
    params,
  );
  if (isRefreshDue(params, state.index) && !state.isCheckMode) {
    return { changes: [], steps: [step], isUnknown: true };
  }
  const simulated = state.simulated ?? '';
  const changes = parseSimulation(simulated);
  // Ansible runs apt-get also where there is nothing to do, and tells what it printed.
  const returns = describePrinted(params, { stdout: simulated, stderr: '' });
  return changes.length === 0 ? { ...NOTHING, returns } : { changes, steps: [step], returns };
}

function planDeb(params: AptParams, deb: DebFile, source: string): Work {
  if (deb.installed === 0) return NOTHING;
  if (deb.installed === 1 && !params.allow_downgrade && !params.force) {
    throw new TaskFailure('A later version is already installed');
  }
  const isRemote = /^(https?|ftp):\/\//.test(source);
  const path = source.includes('/') ? source : `./${source}`;
  const words = [
    ...toInstallWords(params),
    'install',
    isRemote ? '/var/cache/apt/kplay.deb' : path,
  ];
  const fetch: Step = {
    do: 'run',
    title: `fetch ${source}`,
    script: sh`f=/var/cache/apt/kplay.deb
curl -fsSL -o "$f" -- ${source} 2>/dev/null || wget -q -O "$f" -- ${source}`,
  };
  const clean: Step = {
    do: 'remove',
    title: 'remove the fetched file',
    path: '/var/cache/apt/kplay.deb',
    housekeeping: true,
  };
  const install = call(`install ${deb.name}`, words, params);
  return {
    changes: [{ what: `package ${deb.name}`, before: 'other', after: deb.version }],
    steps: isRemote ? [fetch, install, clean] : [install],
  };
}

/** Whether removing old files is all that is asked for, and so is the work itself. */
function isAutoclean(params: AptParams): boolean {
  return toWholeSystemWords(params)?.at(-1) === 'autoclean';
}

function planCleaning(params: AptParams): readonly Step[] {
  return [
    ...(params.clean ? [{ ...call('clean', ['clean'], params), housekeeping: true }] : []),
    ...(params.autoclean && !isAutoclean(params)
      ? [{ ...call('autoclean', ['-y', 'autoclean'], params), housekeeping: true }]
      : []),
  ];
}

function planWork(params: AptParams, state: AptState): Work {
  const words = toWholeSystemWords(params);
  if (words !== undefined) return planWholeSystem(params, state, words);
  if (params.deb !== undefined && state.deb !== undefined) {
    return planDeb(params, state.deb, params.deb);
  }
  return params.state === 'absent' ? planRemove(params, state) : planInstall(params, state);
}

/** True when nothing but the index or the cache was asked for. */
export function isAlone(params: AptParams): boolean {
  const isNothingNamed = params.package === undefined && params.deb === undefined;
  return isNothingNamed && toWholeSystemWords(params) === undefined;
}

/** Refreshing and cleaning count as changes only where they are all that was asked for. */
function planOwnChanges(params: AptParams, isRefreshed: boolean): readonly Change[] {
  if (!isAlone(params)) return [];
  return [...(isRefreshed ? [{ what: 'package index', before: 'old', after: 'refreshed' }] : [])];
}

/** Decides everything: index, packages, cleaning. */
export function planApt(params: AptParams, state: AptState): Plan<AptReturns> {
  const { index, isCheckMode } = state;
  const isRefreshed = isRefreshDue(params, index);
  const work = planWork(params, state);
  const title = 'update the package index';
  const script = refreshApt(params, params);
  const refresh: Step = { do: 'run', title, script, housekeeping: true };
  return {
    changes: [...planOwnChanges(params, isRefreshed), ...work.changes],
    steps: [
      ...(isRefreshed && !isCheckMode ? [refresh, lookAgain] : []),
      ...work.steps,
      ...planCleaning(params),
    ],
    returns: {
      ...work.returns,
      ...(index === undefined
        ? {}
        : {
            cache_updated: isRefreshed,
            // What was before: `settle` tells whether it has moved.
            cache_update_time: isRefreshed && isCheckMode ? index.now : index.refreshedAt,
          }),
    },
    certainty: work.isUnknown === true ? 'unknown' : 'known',
  };
}
