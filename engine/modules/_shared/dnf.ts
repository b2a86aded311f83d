/**
 * dnf and yum: what rpm knows, what the manager would do (`--assumeno`), and the calls that do it.
 * Written from the manual pages dnf(8), yum(8) and rpm(8).
 */
import type { Plain } from '../../base/index.ts';
import { TaskFailure, type HostReader, type Step, type StepOutcome } from '../../host/index.ts';
import { sh } from '../../shell/index.ts';
import type { Plan, Settled } from '../contract.ts';
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
}

type Returns = Readonly<Record<string, Plain>>;

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

/** Asks rpm, and where only the manager knows (latest, groups, autoremove), a dry run. */
export async function inspectDnf(
  manager: string,
  params: DnfParams,
  host: HostReader,
): Promise<DnfState> {
  if (params.list !== undefined) {
    throw new TaskFailure(
      `\`list\` is not supported by kplay; use package_facts, or command: ${manager} list`,
    );
  }
  const { name = [], installroot } = params;
  const root = installroot === '/' ? [] : ['--root', installroot];
  const tools = [toTool(manager), toTool('rpm')];
  const script = sh`for n in ${name}; do
  case $n in
    *.rpm) q=$(rpm ${root} -qp --qf '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}' -- "$n" 2>/dev/null) || q=$n ;;
    *) q=$n ;;
  esac
  rpm ${root} -q --whatprovides -- "$q" >/dev/null 2>&1 || rpm ${root} -q -- "$q" >/dev/null 2>&1 || printf '%s\n' "$n"
done`;
  const missing = await host.ask(
    askTool(tools, 'rpm-missing', script, ({ stdout }) =>
      stdout.split('\n').filter((line) => line !== ''),
    ),
  );
  const isCertain = params.state !== 'latest' && name.length > 0 && !missing.some(isGroup);
  if (isCertain) return { missing, dry: undefined };
  const words = [...toDnfOptions(params), ...toWork(params, missing)];
  const ask = askTool(
    [toTool(manager)],
    'dnf-dry-run',
    sh`${manager} --assumeno ${words} 2>&1; true`,
    ({ stdout }) => stdout,
  );
  return { missing, dry: await host.ask(ask) };
}

function isGroup(name: string): boolean {
  return name.startsWith('@') || name === '*';
}

const IDLE =
  /Nothing to do|No packages marked for (?:removal|update|upgrade)|No packages? to remove/;

/** Decides what the manager has to do. */
export function planDnf(manager: string, params: DnfParams, state: DnfState): Plan<Returns> {
  const { name = [] } = params;
  const tool = toTool(manager);
  const removes = isRemoval(params);
  const gone = new Set(state.missing);
  const due = removes ? name.filter((one) => !gone.has(one)) : state.missing;
  const isDue = state.dry === undefined ? due.length > 0 : !IDLE.test(state.dry);
  const refresh = callTool(tool, `${manager} makecache`, sh`${manager} -y makecache`);
  const first: readonly Step[] = params.update_cache ? [{ ...refresh, housekeeping: true }] : [];
  if (!isDue) {
    return { changes: [], steps: first, returns: { msg: 'Nothing to do', rc: 0, results: [] } };
  }
  const words = [...toDnfOptions(params), ...toWork(params, state.missing)];
  const title = `${manager} ${words.join(' ')}`;
  const names = due.length > 0 ? due : name.length > 0 ? name : ['dependencies'];
  const [before, after] = removes
    ? ['present', 'absent']
    : [state.dry === undefined ? 'absent' : 'other', params.state ?? 'present'];
  return {
    changes: names.map((one) => ({ what: `package ${one}`, before, after })),
    steps: [...first, callTool(tool, title, sh`${manager} -y ${words}`)],
    returns: { msg: '', rc: 0, results: [] },
  };
}

/** Lines below `Installed:`, `Removed:` and their like, as Ansible lists them. */
export function readResults(stdout: string): readonly string[] {
  const results: string[] = [];
  let verb: string | undefined;
  for (const line of stdout.split('\n')) {
    const head = /^(Installed|Upgraded|Downgraded|Removed|Reinstalled):$/.exec(line.trim())?.[1];
    if (head !== undefined) verb = head;
    else if (line.trim() === '' || /^Complete!/.test(line)) verb = undefined;
    else if (verb !== undefined) {
      for (const name of line.trim().split(/\s+/)) results.push(`${verb}: ${name}`);
    }
  }
  return results;
}

function describeFailure({ stdout, stderr }: StepOutcome): string {
  const said = `${stdout}\n${stderr}`;
  const isMissing = /No match for argument|Unable to find a match|No package .* available/.test(
    said,
  );
  return isMissing
    ? 'Failed to install some of the specified packages'
    : stderr.trim() || stdout.trim();
}

function findFailures({ stdout, stderr }: StepOutcome): readonly string[] {
  const names = `${stdout}\n${stderr}`.matchAll(
    /No match for argument: (\S+)|No package (\S+) available/g,
  );
  return [...new Set([...names].map((match) => match[1] ?? match[2] ?? ''))].map(
    (name) => `No package ${name} available.`,
  );
}

/** Results into words. @throws TaskFailure with the packages that cannot be had */
export function settleDnf(plan: Plan<Returns>, outcomes: readonly StepOutcome[]): Settled<Returns> {
  const failed = outcomes.find(({ status }) => status === 'failed');
  const failures = failed === undefined ? [] : findFailures(failed);
  failOnFailedStep(outcomes, describeFailure, { failures, results: [] });
  const work = outcomes.find(({ step }) => step.housekeeping !== true);
  if (work === undefined) return { returns: plan.returns };
  return { returns: { ...plan.returns, results: readResults(work.stdout) } };
}
