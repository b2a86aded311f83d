/**
 * Works out how a visit reaches its host: variables win over keywords, keywords over settings.
 * Source: Ansible 2.14, «Connection variables» and the ssh plugin's option table.
 */
import { isList, type Value } from '../base/index.ts';
import type { ConnectionTarget } from '../connect/index.ts';
import { quote } from '../shell/index.ts';
import type { Scope } from '../vars/index.ts';
import { TaskFailure, type BecomeSpec } from '../host/index.ts';
import type { ConnectionDefaults, RunInput } from './contract.ts';
import { toBoolean, type KeywordReader } from './keyword-values.ts';
import { parseSshOptions, type SshOptions } from './ssh-options.ts';

/** The first of several variables that is set, as text. */
function textVar(scope: Scope, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = scope.given(name);
    if (value !== undefined && value !== null && value !== '') return toWord(value);
  }
  return undefined;
}

function toWord(value: Value): string {
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}

function expandHome(path: string, home: string): string {
  return path.replace(/^~(?=\/|$)/, home);
}

const DEFAULT_KEYS = ['id_ed25519', 'id_ecdsa', 'id_rsa'];

function readSshOptions(scope: Scope, defaults: ConnectionDefaults, address: string): SshOptions {
  const names = ['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args'];
  const values = names.flatMap((name) => {
    const value = scope.given(name);
    if (value === undefined || value === null) return [];
    return isList(value) ? value.map(toWord) : [toWord(value)];
  });
  const given = [...values, ...defaults.sshArgs];
  const known = optionsOf(defaults);
  const key = [address, ...given].join('\0');
  const options =
    known.get(key) ??
    parseSshOptions([...given, ...configuredFor(address, parseSshOptions(given), defaults)]);
  known.set(key, options);
  return options;
}

/** What was read for a run, by address and arguments: each item of a loop asks for the same. */
const KNOWN_OPTIONS = new WeakMap<ConnectionDefaults, Map<string, SshOptions>>();

function optionsOf(defaults: ConnectionDefaults): Map<string, SshOptions> {
  const known = KNOWN_OPTIONS.get(defaults) ?? new Map<string, SshOptions>();
  KNOWN_OPTIONS.set(defaults, known);
  return known;
}

/** Words of a configuration are whole already, where arguments are one text of many words. */
function configuredFor(
  host: string,
  { configFile }: SshOptions,
  defaults: ConnectionDefaults,
): readonly string[] {
  const path = configFile === undefined ? undefined : expandHome(configFile, defaults.homeFolder);
  return defaults.sshConfigFor(host, path).map((word) => quote(word));
}

function keyChecking(
  scope: Scope,
  options: SshOptions,
  defaults: ConnectionDefaults,
): ConnectionTarget['hostKeyChecking'] {
  const names = ['ansible_ssh_host_key_checking', 'ansible_host_key_checking'];
  for (const name of names) {
    const value = scope.given(name);
    const flag = value === undefined ? undefined : toBoolean(value);
    if (flag !== undefined) return flag ? 'strict' : 'off';
  }
  if (options.hostKeyChecking !== undefined) return options.hostKeyChecking;
  return defaults.hostKeyChecking ? 'strict' : 'off';
}

/** The first that is set. */
function firstOf<T>(...values: readonly (T | undefined)[]): T | undefined {
  return values.find((value) => value !== undefined);
}

function keyFiles(scope: Scope, options: SshOptions, defaults: ConnectionDefaults): string[] {
  const own = textVar(scope, ['ansible_ssh_private_key_file', 'ansible_private_key_file']);
  const named = firstOf(own, defaults.privateKeyFile);
  const files = [...(named === undefined ? [] : [named]), ...options.identityFiles];
  const wanted = files.length > 0 ? files : DEFAULT_KEYS.map((name) => `~/.ssh/${name}`);
  return wanted.map((path) => expandHome(path, defaults.homeFolder));
}

const KNOWN_HOSTS = ['~/.ssh/known_hosts', '/etc/ssh/ssh_known_hosts'];

/**
 * Resolves where to connect for a host.
 * @param scope the scope of the host that is connected to (the delegate, when there is one)
 */
export function resolveTarget(
  host: string,
  scope: Scope,
  keywords: KeywordReader,
  defaults: ConnectionDefaults,
): ConnectionTarget {
  const variable = (...names: readonly string[]): string | undefined => textVar(scope, names);
  const given = variable('ansible_host', 'ansible_ssh_host') ?? host;
  const options = readSshOptions(scope, defaults, given);
  const isLocal = host === 'localhost' && scope.given('ansible_host') === undefined;
  const known = options.knownHostsFiles.length > 0 ? options.knownHostsFiles : KNOWN_HOSTS;
  const kind = firstOf(variable('ansible_connection'), keywords.text('connection'));
  const port = firstOf<string | number>(
    variable('ansible_port', 'ansible_ssh_port'),
    keywords.number('port'),
    defaults.port,
    options.port,
  );
  const user = firstOf(
    variable('ansible_user', 'ansible_ssh_user'),
    keywords.text('remote_user'),
    defaults.user,
    options.user,
  );
  const password = variable('ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password');
  const timeout = variable('ansible_ssh_timeout', 'ansible_timeout');
  const target: ConnectionTarget = {
    hostName: host,
    connection: kind ?? (isLocal ? 'local' : defaults.connection),
    address: options.hostName ?? given,
    port: Number(port ?? 22),
    user: user ?? defaults.localUser,
    password: password ?? defaults.password,
    privateKeyFiles: keyFiles(scope, options, defaults),
    useAgent: !options.identitiesOnly,
    agentSocket: defaults.agentSocket,
    hostKeyChecking: keyChecking(scope, options, defaults),
    knownHostsFiles: known.map((path) => expandHome(path, defaults.homeFolder)),
    connectTimeoutSeconds: Number(timeout ?? defaults.timeoutSeconds),
    connectRetries: Number(variable('ansible_ssh_retries') ?? defaults.retries),
  };
  return { ...target, ...resolveProxy(target, options, defaults) };
}

/** How a host is reached outside any play: by its variables and the settings. */
export function targetOfHost({ store, settings }: RunInput, host: string): ConnectionTarget {
  return resolveTarget(host, store.scopeFor({ host }), NO_KEYWORDS, settings.connection);
}

const NO_KEYWORDS: KeywordReader = {
  boolean: () => undefined,
  number: () => undefined,
  text: () => undefined,
  value: () => undefined,
};

/** Reads `user@gate:2222`; of several the last, and those before it. */
function readJump(jump: string): {
  readonly before: string | undefined;
  readonly user: string | undefined;
  readonly name: string;
  readonly port: string | undefined;
} {
  const [, before, last = ''] = /^(?:(.*),)?(.*)$/.exec(jump) ?? [];
  const [, user, name = last, port] = /^(?:([^@]+)@)?(.*?)(?::(\d+))?$/.exec(last) ?? [];
  return { before, user, name, port };
}

/** The target to go through; of several the last is nearest to the host. */
function resolveJump(
  options: SshOptions,
  target: ConnectionTarget,
  defaults: ConnectionDefaults,
): ConnectionTarget {
  const { before, user, name, port } = readJump(options.jump ?? '');
  const own = parseSshOptions(configuredFor(name, options, defaults));
  const files = own.identityFiles.map((path) => expandHome(path, defaults.homeFolder));
  const hop: ConnectionTarget = {
    ...target,
    hostName: name,
    address: own.hostName ?? name,
    port: Number(port ?? own.port ?? 22),
    user: user ?? own.user ?? defaults.localUser,
    password: undefined,
    privateKeyFiles: files.length > 0 ? files : target.privateKeyFiles,
  };
  if (before === undefined) return hop;
  return { ...hop, jump: resolveJump({ ...options, jump: before }, hop, defaults) };
}

/** What stands between us and the host. `none` switches off what stands further behind. */
function resolveProxy(
  target: ConnectionTarget,
  options: SshOptions,
  defaults: ConnectionDefaults,
): Pick<ConnectionTarget, 'jump' | 'proxyCommand'> {
  const { jump, proxyCommand } = options;
  if (jump !== undefined && jump !== 'none') {
    return { jump: resolveJump(options, target, defaults) };
  }
  if (proxyCommand === undefined || proxyCommand === 'none') return {};
  const values = new Map([
    ['%%', '%'],
    ['%h', target.address],
    ['%p', String(target.port)],
    ['%r', target.user],
  ]);
  return { proxyCommand: proxyCommand.replace(/%[%hpr]/g, (mark) => values.get(mark) ?? mark) };
}

const METHODS = ['sudo', 'su', 'doas'] as const;

function toMethod(name: string): BecomeSpec['method'] {
  const method = METHODS.find((known) => known === name.split('.').at(-1));
  if (method !== undefined) return method;
  throw new TaskFailure(`become method '${name}' is not one of: ${METHODS.join(', ')}`);
}

/** Resolves who to become, undefined when nobody. */
export function resolveBecome(
  scope: Scope,
  keywords: KeywordReader,
  defaults: ConnectionDefaults,
): BecomeSpec | undefined {
  const variable = scope.given('ansible_become');
  const wanted =
    (variable === undefined ? undefined : toBoolean(variable)) ??
    keywords.boolean('become') ??
    defaults.become;
  if (!wanted) return undefined;
  const find = <T extends string | undefined>(
    names: readonly string[],
    keyword: string,
    preset: T,
  ): string | T => textVar(scope, names) ?? keywords.text(keyword) ?? preset;
  const method = find(['ansible_become_method'], 'become_method', defaults.becomeMethod);
  const own = (name: string): string => `ansible_${method}_${name}`;
  return {
    method: toMethod(method),
    user: find(['ansible_become_user', own('user')], 'become_user', defaults.becomeUser),
    password:
      textVar(scope, ['ansible_become_password', 'ansible_become_pass', own('pass')]) ??
      defaults.becomePassword,
    flags: find(['ansible_become_flags', own('flags')], 'become_flags', defaults.becomeFlags),
    exe: find(['ansible_become_exe', own('exe')], 'become_exe', defaults.becomeExe),
  };
}
