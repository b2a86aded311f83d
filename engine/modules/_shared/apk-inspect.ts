/**
 * What the apk module asks. Messages and the order of looking are those of
 * community.general 6 (observed with a stand-in for apk); what apk prints is as apk-info(8),
 * apk-add(8) and apk-version(8) say.
 */
import { TaskFailure, type HostReader, type Probe } from '../../host/index.ts';
import { joinSh, sh, type Sh } from '../../shell/index.ts';
import { askTool, type Tool } from './tool.ts';

/** The program. */
export const APK: Tool = { name: 'apk', package: 'apk-tools' };

/** The parameters as the module declares them. */
export interface ApkParams {
  readonly name?: readonly string[];
  readonly state: 'absent' | 'installed' | 'latest' | 'present' | 'removed';
  readonly available: boolean;
  readonly no_cache: boolean;
  readonly repository?: readonly string[];
  readonly update_cache: boolean;
  readonly upgrade: boolean;
  readonly world: string;
}

/** One call of apk that changes something. */
export interface Call {
  readonly words: readonly string[];
  /** The packages that it is about, as they were named. */
  readonly names: readonly string[];
}

/** What there is to do, as far as looking can tell. */
export interface ApkState {
  /** Undefined when everything is as it should be. */
  readonly call: Call | undefined;
  /** In check mode, what `--simulate` printed. */
  readonly foreseen?: string;
}

/** The options of every call. */
export function toOptions({ no_cache: noCache, repository = [] }: ApkParams): readonly string[] {
  const from = repository.flatMap((url) => [
    '--repository',
    url,
    '--repositories-file',
    '/dev/null',
  ]);
  return [...(noCache ? ['--no-cache'] : []), ...from];
}

/** Whether packages shall go. */
export function isRemoval({ state }: ApkParams): boolean {
  return state === 'absent' || state === 'removed';
}

/** What apk says of one name. */
interface Named {
  readonly name: string;
  readonly isInstalled: boolean;
  /** A package without files, made by `apk add --virtual`. */
  readonly isVirtual: boolean;
  /** The packages that a virtual one asks for. */
  readonly needs: readonly string[];
  /** What `apk version` printed. */
  readonly versions: string;
}

/** Asks what is installed; what only some states need is asked for those. */
function askNames(params: ApkParams): Probe<readonly Named[]> {
  const { name: names = [], state } = params;
  const options = toOptions(params);
  const ask = (key: string, words: readonly string[]): Sh =>
    sh`apk ${options} ${words} "$n" 2>/dev/null | sed ${`s/^/${key} /`}`;
  const script = joinSh([
    sh`set -- ${names}
for n do echo ==`,
    sh`if apk ${options} -v info --installed "$n" >/dev/null 2>&1; then echo I; fi`,
    ...(isRemoval(params)
      ? []
      : [ask('D', ['-v', 'info', '--description']), ask('P', ['-v', 'info', '--depends'])]),
    ...(state === 'latest' ? [ask('V', ['version'])] : []),
    sh`done`,
  ]);
  return askTool([APK], 'apk-names', script, ({ stdout }) =>
    stdout
      .split(/^==\n/m)
      .slice(1)
      .map((text, index) => readNamed(names[index] ?? '', text)),
  );
}

function readNamed(name: string, text: string): Named {
  const lines = text.split('\n');
  const of = (key: string): readonly string[] =>
    lines.flatMap((line) => (line.startsWith(`${key} `) ? [line.slice(2)] : []));
  return {
    name,
    isInstalled: lines.includes('I'),
    isVirtual: of('D')[0]?.startsWith(`${name}: virtual meta package`) === true,
    needs: of('P').join(' ').split(/\s+/).filter(Boolean).slice(1),
    versions: of('V').join('\n'),
  };
}

/** Whether `apk version` tells that there is a newer one. */
function isOld(name: string, versions: string): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const found = new RegExp(`${escaped}-[\\d.\\w]+-[\\d\\w]+\\s+(.)\\s+[\\d.\\w]+-[\\d\\w]+`).exec(
    versions,
  );
  return found?.[1] === '<';
}

/** The packages that somebody asked for by name, as apk keeps them. */
function askWorld(path: string): Probe<readonly string[]> {
  return askTool([APK], 'apk-world', sh`cat -- ${path}`, ({ rc, stdout, stderr }) => {
    if (rc !== 0) throw new TaskFailure(`cannot read the world of apk: ${stderr.trim()}`);
    return stdout.split(/\s+/).filter(Boolean);
  });
}

/** `curl`, and `curl@edge` or `curl>8`, ask for curl. */
function isInWorld(name: string, world: readonly string[]): boolean {
  return world.some(
    (word) => word === name || (word.startsWith(name) && /^[@=<>~]./.test(word.slice(name.length))),
  );
}

async function findUpgrades(
  needs: readonly string[],
  params: ApkParams,
  host: HostReader,
): Promise<readonly string[]> {
  if (needs.length === 0 || params.state !== 'latest') return [];
  const known = await host.ask(askNames({ ...params, name: needs }));
  return known.filter(({ name, versions }) => isOld(name, versions)).map(({ name }) => name);
}

async function findInstalls(params: ApkParams, host: HostReader): Promise<Call | undefined> {
  const [named, world] = await Promise.all([
    host.ask(askNames(params)),
    host.ask(askWorld(params.world)),
  ]);
  const real = named.filter(({ isVirtual }) => !isVirtual);
  const missing = real.filter(({ name }) => !isInWorld(name, world));
  const old = real.filter(({ name, versions }) => isInWorld(name, world) && isOld(name, versions));
  const needs = named.filter(({ isVirtual }) => isVirtual).flatMap((one) => one.needs);
  const upgrades = [
    ...(await findUpgrades(needs, params, host)),
    ...(params.state === 'latest' ? old.map(({ name }) => name) : []),
  ];
  const names = [...missing.map(({ name }) => name), ...upgrades];
  if (names.length === 0) return undefined;
  return { words: ['add', ...(upgrades.length > 0 ? ['--upgrade'] : []), ...names], names };
}

async function findCall(params: ApkParams, host: HostReader): Promise<Call | undefined> {
  if (params.upgrade) {
    return { words: ['upgrade', ...(params.available ? ['--available'] : [])], names: [] };
  }
  if ((params.name ?? []).length === 0) return undefined;
  if (!isRemoval(params)) return findInstalls(params, host);
  const named = await host.ask(askNames(params));
  const names = named.filter(({ isInstalled }) => isInstalled).map(({ name }) => name);
  return names.length === 0 ? undefined : { words: ['del', '--purge', ...names], names };
}

/** What is said when a call fails. */
export function failureOf(params: ApkParams, { names }: Pick<Call, 'names'>): string {
  if (params.upgrade) return 'failed to upgrade packages';
  const words = names.join(' ');
  return isRemoval(params) ? `failed to remove ${words} package(s)` : `failed to install ${words}`;
}

/** Lines such as `(1/2) Installing socat (1.7.4-r1)`. */
export function readPackages(text: string): readonly string[] {
  return text.split('\n').flatMap((line) => /^\(\d+\/\d+\)\s+\S+\s+(\S+)/.exec(line)?.[1] ?? []);
}

/** Looks at what there is. @throws TaskFailure in check mode for what could not be done */
export async function inspectApk(
  params: ApkParams,
  host: HostReader,
  isCheckMode: boolean,
): Promise<ApkState> {
  const call = await findCall(params, host);
  if (call === undefined || !isCheckMode) return { call };
  const script = sh`apk ${toOptions(params)} --simulate ${call.words}`;
  return host.ask(
    askTool([APK], 'apk-simulation', script, ({ rc, stdout, stderr }) => {
      if (rc === 0) return { call, foreseen: stdout };
      throw new TaskFailure(failureOf(params, call), {
        stdout,
        stderr,
        packages: [...readPackages(stdout)],
      });
    }),
  );
}
