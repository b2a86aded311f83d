/** What the flags and the settings come to for a run: a flag wins over a setting. */
import { homedir, userInfo } from 'node:os';
import type { Value } from '../base/index.ts';
import type { RunSettings } from '../run/index.ts';
import type { PlayArguments } from './play-options.ts';
import { sshConfigReader } from './ssh/config-reader.ts';
import type { Environment } from './settings/environment.ts';
import type { Settings } from './settings/settings.ts';

function words(texts: readonly string[]): readonly string[] {
  return texts
    .flatMap((text) => text.split(','))
    .map((word) => word.trim())
    .filter(Boolean);
}

/** Passwords that were asked for or read from files. */
export interface Passwords {
  readonly login: string | undefined;
  readonly become: string | undefined;
}

/** The flags that say how to connect and whom to become; adhoc has them too. */
export type ConnectionArguments = Pick<
  PlayArguments,
  | 'connection'
  | 'user'
  | 'privateKey'
  | 'timeout'
  | 'sshCommonArgs'
  | 'sshExtraArgs'
  | 'become'
  | 'becomeUser'
  | 'becomeMethod'
>;

function becomeDefaults(
  args: ConnectionArguments,
  settings: Settings,
): Pick<
  RunSettings['connection'],
  'become' | 'becomeUser' | 'becomeMethod' | 'becomeExe' | 'becomeFlags'
> {
  return {
    become: args.become || settings.flag('DEFAULT_BECOME'),
    becomeUser: args.becomeUser ?? settings.text('DEFAULT_BECOME_USER') ?? 'root',
    becomeMethod: args.becomeMethod ?? settings.text('DEFAULT_BECOME_METHOD') ?? 'sudo',
    becomeExe: settings.text('DEFAULT_BECOME_EXE'),
    becomeFlags: settings.text('DEFAULT_BECOME_FLAGS'),
  };
}

function connectionDefaults(
  args: ConnectionArguments,
  settings: Settings,
  { env, passwords }: { readonly env: Environment; readonly passwords: Passwords },
): RunSettings['connection'] {
  const sshSettings = ['SSH_ARGS', 'SSH_COMMON_ARGS', 'SSH_EXTRA_ARGS'];
  const fromSettings = sshSettings.flatMap((name) => settings.text(name) ?? []);
  const connection = args.connection ?? settings.text('DEFAULT_TRANSPORT') ?? 'ssh';
  return {
    connection: ['smart', 'paramiko', 'paramiko_ssh'].includes(connection) ? 'ssh' : connection,
    user: args.user ?? settings.text('DEFAULT_REMOTE_USER'),
    port: settings.number('DEFAULT_REMOTE_PORT'),
    password: passwords.login,
    privateKeyFile: args.privateKey ?? settings.text('DEFAULT_PRIVATE_KEY_FILE'),
    timeoutSeconds: args.timeout ?? settings.number('DEFAULT_TIMEOUT') ?? 10,
    retries: settings.number('SSH_RETRIES') ?? 0,
    hostKeyChecking: settings.flag('HOST_KEY_CHECKING'),
    sshArgs: [...args.sshCommonArgs, ...args.sshExtraArgs, ...fromSettings],
    sshConfigFor: sshConfigReader(),
    agentSocket: env['SSH_AUTH_SOCK'],
    localUser: userInfo().username,
    homeFolder: homedir(),
    ...becomeDefaults(args, settings),
    becomePassword: passwords.become,
  };
}

/** Tags as flags give them, else as the settings do. */
function tagsOf(given: readonly string[], fallback: readonly string[]): readonly string[] {
  return words(given.length > 0 ? given : fallback);
}

/** What keywords come to that no play and no task has. */
function keywordDefaults(args: PlayArguments, settings: Settings): ReadonlyMap<string, Value> {
  const values: readonly (readonly [string, Value | undefined])[] = [
    ['check_mode', args.check],
    ['any_errors_fatal', settings.flag('ANY_ERRORS_FATAL')],
    ['no_log', settings.flag('DEFAULT_NO_LOG')],
    ['timeout', settings.number('TASK_TIMEOUT')],
    ['poll', settings.number('DEFAULT_POLL_INTERVAL')],
    ['gather_subset', orNothing(settings.list('DEFAULT_GATHER_SUBSET'))],
    ['gather_timeout', settings.number('DEFAULT_GATHER_TIMEOUT')],
    ['fact_path', settings.text('DEFAULT_FACT_PATH')],
  ];
  return new Map(values.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}

function orNothing(list: readonly string[]): readonly string[] | undefined {
  return list.length === 0 ? undefined : list;
}

/** Joins everything that a run may be told. */
export function makeRunSettings(
  args: PlayArguments,
  settings: Settings,
  given: { readonly env: Environment; readonly passwords: Passwords },
): RunSettings {
  const gathering = settings.text('DEFAULT_GATHERING');
  return {
    forks: args.forks ?? settings.number('DEFAULT_FORKS') ?? 5,
    verbosity: args.verbose,
    isNative: settings.flag('DEFAULT_JINJA2_NATIVE'),
    isCheckMode: args.check,
    isDiffMode: args.diff || settings.flag('DIFF_ALWAYS'),
    tags: {
      only: tagsOf(args.tags, settings.list('TAGS_RUN')),
      skip: tagsOf(args.skipTags, settings.list('TAGS_SKIP')),
    },
    startAtTask: args.startAtTask,
    gatherFacts: gathering === 'explicit' || gathering === 'smart' ? gathering : 'implicit',
    hashBehavior: settings.text('DEFAULT_HASH_BEHAVIOUR') === 'merge' ? 'merge' : 'replace',
    keywordDefaults: keywordDefaults(args, settings),
    debugger: {
      isOn: settings.flag('ENABLE_TASK_DEBUGGER'),
      skipsIgnored: settings.flag('TASK_DEBUGGER_IGNORE_ERRORS'),
    },
    strategy: settings.text('DEFAULT_STRATEGY') ?? 'linear',
    forceHandlers: args.forceHandlers || settings.flag('DEFAULT_FORCE_HANDLERS'),
    connection: connectionDefaults(args, settings, given),
  };
}

/** Folders to search roles in, behind those beside the playbook. */
export function rolesPath(settings: Settings): readonly string[] {
  return [...settings.list('DEFAULT_ROLES_PATH'), 'roles'];
}

const STANDARD_INVENTORY = '/etc/ansible/hosts';

/** Inventory sources: `-i`, else the settings. @param exists tells whether a path is there */
export function inventorySources(
  given: readonly string[],
  settings: Settings,
  exists: (path: string) => boolean,
): readonly string[] {
  if (given.length > 0) return given;
  const { value, origin } = settings.find('DEFAULT_HOST_LIST');
  const sources = Array.isArray(value) ? value.map(String) : [];
  // The standard place need not be there; one that somebody named must.
  return origin === 'default' && !exists(STANDARD_INVENTORY) ? [] : sources;
}
