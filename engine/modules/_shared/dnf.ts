/**
 * dnf and yum: what rpm knows, what the manager would do (`--assumeno`), and the calls that do it.
 * Written from the manual pages dnf(8), yum(8) and rpm(8).
 */
import type { Plain } from '../../base/index.ts';
import {
  TaskFailure,
  type HostReader,
  type Probe,
  type Step,
  type StepOutcome,
} from '../../host/index.ts';
import { sh } from '../../shell/index.ts';
import type { Change, Plan, Settled } from '../contract.ts';
import { askGroups, isGroup, type GroupLabel } from './dnf-groups.ts';
import {
  compareLists,
  findError,
  findFailures,
  isOfGroupsOnly,
  readForeseen,
  readResults,
} from './dnf-output.ts';
import { failOnFailedStep } from './outcome.ts';
import { askTool, callTool, type Tool } from './tool.ts';

/** The parameters as the modules receive them. */
export interface DnfParams {
  readonly name?: readonly string[];
  readonly list?: string;
  readonly state?: 'absent' | 'installed' | 'latest' | 'present' | 'removed';
  readonly enablerepo?: readonly string[];
  readonly disablerepo?: readonly string[];
  readonly conf_file?: string;
  readonly disable_gpg_check: boolean;
  readonly installroot: string;
  readonly releasever?: string;
  readonly autoremove: boolean;
  readonly exclude?: readonly string[];
  readonly skip_broken: boolean;
  readonly update_cache: boolean;
  readonly update_only: boolean;
  readonly security: boolean;
  readonly bugfix: boolean;
  readonly enable_plugin?: readonly string[];
  readonly disable_plugin?: readonly string[];
  readonly disable_excludes?: string;
  readonly validate_certs: boolean;
  readonly sslverify: boolean;
  readonly allow_downgrade: boolean;
  readonly download_only: boolean;
  readonly download_dir?: string;
  readonly install_weak_deps: boolean;
  readonly allowerasing: boolean;
  readonly nobest: boolean;
  readonly cacheonly: boolean;
}

export interface DnfState {
  /** Names that rpm does not know as installed, in the order they were given. */
  readonly missing: readonly string[];
  /** What the manager said it would do; undefined where rpm's answer is enough. */
  readonly dry: string | undefined;
  /** In check mode, what it said it would do. */
  readonly foreseen?: string;
  readonly groups?: readonly GroupLabel[];
}

type Returns = Readonly<Record<string, Plain>> & { readonly results: readonly string[] };

function each(flag: string, values: readonly string[] | undefined): readonly string[] {
  return values === undefined || values.length === 0 ? [] : [`${flag}=${values.join(',')}`];
}

function when(isSet: boolean, ...words: readonly string[]): readonly string[] {
  return isSet ? words : [];
}

/** Parameters as options. */
export function toDnfOptions(params: DnfParams): readonly string[] {
  const { conf_file: config, releasever, installroot, download_dir: folder } = params;
  return [
    ...each('--enablerepo', params.enablerepo),
    ...each('--disablerepo', params.disablerepo),
    ...(config === undefined ? [] : ['-c', config]),
    ...when(params.disable_gpg_check, '--nogpgcheck'),
    ...when(installroot !== '/', `--installroot=${installroot}`),
    ...(releasever === undefined ? [] : [`--releasever=${releasever}`]),
    ...each('--exclude', params.exclude),
    ...when(params.skip_broken, '--skip-broken'),
    ...when(params.security, '--security'),
    ...when(params.bugfix, '--bugfix'),
    ...each('--enableplugin', params.enable_plugin),
    ...each('--disableplugin', params.disable_plugin),
    ...(params.disable_excludes === undefined
      ? []
      : [`--disableexcludes=${params.disable_excludes}`]),
    ...when(!params.validate_certs || !params.sslverify, '--setopt=sslverify=0'),
    ...when(params.download_only, '--downloadonly'),
    ...(folder === undefined ? [] : [`--downloaddir=${folder}`]),
    ...when(!params.install_weak_deps, '--setopt=install_weak_deps=False'),
    ...when(params.allowerasing, '--allowerasing'),
    ...when(params.nobest, '--nobest'),
    ...when(params.cacheonly, '-C'),
  ];
}

function isRemoval({ state, autoremove }: DnfParams): boolean {
  return state === 'absent' || state === 'removed' || (state === undefined && autoremove);
}

/** The verb and the names of the call. */
function toWork(params: DnfParams, missing: readonly string[]): readonly string[] {
  const { name = [], state } = params;
  if (isRemoval(params)) {
    if (name.length === 0) return ['autoremove'];
    const keep = params.autoremove ? [] : ['--setopt=clean_requirements_on_remove=False'];
    const gone = new Set(missing);
    return [...keep, 'remove', ...name.filter((one) => !gone.has(one))];
  }
  if (state !== 'latest') return ['install', ...missing];
  const rest = name.filter((one) => one !== '*');
  if (rest.length < name.length) return ['upgrade', ...rest];
  if (params.update_only) return ['upgrade', ...rest];
  return params.security || params.bugfix ? ['upgrade', ...rest] : ['install', '--best', ...rest];
}

function toTool(name: string): Tool {
  return { name, package: name };
}

/** Title of the steps that list what rpm has. */
const LIST = 'list packages';

function toRoot({ installroot }: DnfParams): readonly string[] {
  return installroot === '/' ? [] : ['--root', installroot];
}

/** Nothing is named, and nothing but the index is to change. */
function isIdle({ name = [], autoremove }: DnfParams): boolean {
  return name.length === 0 && !autoremove;
}

function dryRun(manager: string, words: readonly string[]): Probe<string> {
  const script = sh`${manager} --assumeno ${words} 2>&1; true`;
  return askTool([toTool(manager)], 'dnf-dry-run', script, ({ stdout }) => stdout);
}

/** @throws TaskFailure when the manager said that it cannot be done */
function refuseImpossible(foreseen: string, { update_cache: mayFind }: DnfParams): void {
  const error = findError(foreseen);
  if (error === undefined || mayFind) return;
  throw new TaskFailure(error, { failures: findFailures(foreseen), rc: 1, results: [] });
}

/** Asks rpm for the names that are not installed. */
function findMissing(manager: string, params: DnfParams): Probe<readonly string[]> {
  const { name = [] } = params;
  const root = toRoot(params);
  const group = isRemoval(params) ? sh`continue` : sh`printf '%s\n' "$n"; continue`;
  const script = sh`for n in ${name}; do
  case $n in
    @*) ${group} ;;
    *.rpm) q=$(rpm ${root} -qp --qf '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}' -- "$n" 2>/dev/null) || q=$n ;;
    *) q=$n ;;
  esac
  rpm ${root} -q --whatprovides -- "$q" >/dev/null 2>&1 || rpm ${root} -q -- "$q" >/dev/null 2>&1 || printf '%s\n' "$n"
done`;
  return askTool([toTool(manager), toTool('rpm')], 'rpm-missing', script, ({ stdout }) =>
    stdout.split('\n').filter((line) => line !== ''),
  );
}

/** What rpm knows is enough: no newest version is asked for, and no group. */
function isCertainOf({ state, name = [] }: DnfParams): boolean {
  return state !== 'latest' && name.length > 0 && !name.some(isGroup);
}

/** Asks rpm, and where only the manager knows (latest, groups, autoremove), a dry run. */
export async function inspectDnf(
  manager: string,
  params: DnfParams,
  host: HostReader,
  isCheckMode: boolean,
): Promise<DnfState> {
  if (params.list !== undefined) {
    throw new TaskFailure(
      `\`list\` is not supported by kplay; use package_facts, or command: ${manager} list`,
    );
  }
  if (isIdle(params)) return { missing: [], dry: undefined };
  const named = (params.name ?? []).filter((name) => name.startsWith('@'));
  const [missing, groups] = await Promise.all([
    host.ask(findMissing(manager, params)),
    named.length === 0 ? [] : host.ask(askGroups(toTool(manager), named, toDnfOptions(params))),
  ]);
  const isCertain = isCertainOf(params);
  if (isCertain && !isCheckMode) return { missing, dry: undefined };
  const state: DnfState = { missing, dry: undefined };
  if (isCertain && !isDue(params, state)) return state;
  const said = await host.ask(
    dryRun(manager, [...toDnfOptions(params), ...toWork(params, missing)]),
  );
  if (isCheckMode) refuseImpossible(said, params);
  const dry = isCertain ? undefined : said;
  return { missing, dry, groups, ...(isCheckMode ? { foreseen: said } : {}) };
}

const CHECKED = 'Check mode: No changes made, but would have if not in check mode';

const IDLE =
  /Nothing to do|No packages marked for (?:removal|update|upgrade)|No packages? to remove/;

/** The names that have something to be done to them, as rpm knows. */
function dueNames(params: DnfParams, { missing }: DnfState): readonly string[] {
  const gone = new Set(missing);
  return isRemoval(params) ? (params.name ?? []).filter((one) => !gone.has(one)) : missing;
}

function isDue(params: DnfParams, state: DnfState): boolean {
  if (isIdle(params)) return false;
  if (state.dry === undefined) return dueNames(params, state).length > 0;
  return !IDLE.test(state.dry) && !isOfGroupsOnly(state.dry);
}

/**
 * What is told of groups, whether or not there was something to do (observed with Ansible 2.14); a
 * newest one that is not there is installed.
 */
function tellGroups(params: DnfParams, { groups = [], dry = '' }: DnfState): readonly string[] {
  if (isRemoval(params)) return [];
  const isUpgrade = params.state === 'latest' && !dry.includes('\nInstalling Groups:');
  return groups.map((label) => `${label} ${isUpgrade ? 'upgraded' : 'installed'}.`);
}

function toChanges(params: DnfParams, state: DnfState): readonly Change[] {
  const { name = [] } = params;
  const due = dueNames(params, state);
  const names = due.length > 0 ? due : name.length > 0 ? name : ['dependencies'];
  const [before, after] = isRemoval(params)
    ? ['present', 'absent']
    : [state.dry === undefined ? 'absent' : 'other', params.state ?? 'present'];
  return names.map((one) => ({ what: `package ${one}`, before, after }));
}

/** Decides what the manager has to do. */
export function planDnf(manager: string, params: DnfParams, state: DnfState): Plan<Returns> {
  const tool = toTool(manager);
  const refresh = callTool(tool, `${manager} makecache`, sh`${manager} -y makecache`);
  const first: readonly Step[] = params.update_cache ? [{ ...refresh, housekeeping: true }] : [];
  if (!isDue(params, state)) {
    const msg = isIdle(params) && params.update_cache ? 'Cache updated' : 'Nothing to do';
    return {
      changes: [],
      steps: first,
      returns: { msg, rc: 0, results: tellGroups(params, state) },
    };
  }
  const words = [...toDnfOptions(params), ...toWork(params, state.missing)];
  const title = `${manager} ${words.join(' ')}`;
  const { foreseen } = state;
  const msg = foreseen === undefined ? '' : CHECKED;
  const seen = foreseen === undefined ? [] : readForeseen(foreseen);
  const query = sh`rpm ${toRoot(params)} -qa --qf '%{nevra}\n'; true`;
  const list: Step = { ...callTool(toTool('rpm'), LIST, query), housekeeping: true };
  return {
    changes: toChanges(params, state),
    steps: [...first, list, callTool(tool, title, sh`${manager} -y ${words}`), list],
    returns: { msg, rc: 0, results: [...tellGroups(params, state), ...seen] },
  };
}

function describeFailure({ stdout, stderr }: StepOutcome): string {
  const said = stderr.trim() || stdout.trim();
  return findError(`${stdout}\n${stderr}`) ?? said;
}

/** Results into words. @throws TaskFailure with the packages that cannot be had */
export function settleDnf(plan: Plan<Returns>, outcomes: readonly StepOutcome[]): Settled<Returns> {
  const failed = outcomes.find(({ status }) => status === 'failed');
  const failures = failed === undefined ? [] : findFailures(`${failed.stdout}\n${failed.stderr}`);
  failOnFailedStep(outcomes, describeFailure, { failures, results: [] });
  const work = outcomes.find(({ step }) => step.housekeeping !== true);
  if (work === undefined) return { returns: plan.returns };
  const [before = '', after = ''] = outcomes.flatMap(({ step, stdout }) =>
    step.title === LIST ? [stdout] : [],
  );
  const compared = compareLists(before, after);
  const own = compared.length > 0 ? compared : readResults(work.stdout);
  return { returns: { ...plan.returns, results: [...plan.returns.results, ...own] } };
}
