/** Settings from flags, the environment and defaults. The environment is read here and nowhere else. */
import { homedir, userInfo } from 'node:os';
import { resolve } from 'node:path';
import type { RunSettings } from '../run/index.ts';
import type { TemplateOptions } from '../template/index.ts';
import type { PlayArguments } from './play-options.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

const TRUE = new Set(['1', 'yes', 'true', 'on', 'y', 't']);

function flag(env: Environment, name: string, fallback: boolean): boolean {
  const value = env[name];
  return value === undefined || value === '' ? fallback : TRUE.has(value.toLowerCase());
}

function words(texts: readonly string[]): readonly string[] {
  return texts
    .flatMap((text) => text.split(','))
    .map((word) => word.trim())
    .filter(Boolean);
}

function number(value: string | undefined): number | undefined {
  const parsed = Number(value);
  return value === undefined || value === '' || Number.isNaN(parsed) ? undefined : parsed;
}

/** Passwords that were asked for or read from files. */
export interface Passwords {
  readonly login: string | undefined;
  readonly become: string | undefined;
}

/** The first that is set and not empty. */
function firstOf(...texts: readonly (string | undefined)[]): string | undefined {
  return texts.find((text) => text !== undefined && text !== '');
}

const SSH_ARGS = ['ANSIBLE_SSH_ARGS', 'ANSIBLE_SSH_COMMON_ARGS', 'ANSIBLE_SSH_EXTRA_ARGS'];

function connectionDefaults(
  args: PlayArguments,
  env: Environment,
  passwords: Passwords,
): RunSettings['connection'] {
  const fromEnv = SSH_ARGS.flatMap((name) => env[name] ?? []);
  const connection = firstOf(args.connection, env['ANSIBLE_TRANSPORT']) ?? 'ssh';
  return {
    connection: ['smart', 'paramiko'].includes(connection) ? 'ssh' : connection,
    user: firstOf(args.user, env['ANSIBLE_REMOTE_USER']),
    port: number(env['ANSIBLE_REMOTE_PORT']),
    password: passwords.login,
    privateKeyFile: firstOf(args.privateKey, env['ANSIBLE_PRIVATE_KEY_FILE']),
    timeoutSeconds: args.timeout ?? number(env['ANSIBLE_TIMEOUT']) ?? 10,
    hostKeyChecking: flag(env, 'ANSIBLE_HOST_KEY_CHECKING', true),
    sshArgs: [...args.sshCommonArgs, ...args.sshExtraArgs, ...fromEnv],
    agentSocket: env['SSH_AUTH_SOCK'],
    localUser: userInfo().username,
    homeFolder: homedir(),
    become: args.become || flag(env, 'ANSIBLE_BECOME', false),
    becomeUser: firstOf(args.becomeUser, env['ANSIBLE_BECOME_USER']) ?? 'root',
    becomeMethod: firstOf(args.becomeMethod, env['ANSIBLE_BECOME_METHOD']) ?? 'sudo',
    becomePassword: passwords.become,
  };
}

/** Joins everything that a run may be told. */
export function makeSettings(
  args: PlayArguments,
  env: Environment,
  passwords: Passwords,
): RunSettings {
  return {
    forks: args.forks ?? number(env['ANSIBLE_FORKS']) ?? 5,
    verbosity: args.verbose,
    isCheckMode: args.check,
    isDiffMode: args.diff || flag(env, 'ANSIBLE_DIFF_ALWAYS', false),
    tags: { only: words(args.tags), skip: words(args.skipTags) },
    startAtTask: args.startAtTask,
    gatherFacts: env['ANSIBLE_GATHERING'] === 'explicit' ? 'explicit' : 'implicit',
    forceHandlers: args.forceHandlers || flag(env, 'ANSIBLE_FORCE_HANDLERS', false),
    connection: connectionDefaults(args, env, passwords),
  };
}

/** Folders to search roles in, behind those beside the playbook. */
export function rolesPath(env: Environment): readonly string[] {
  const given = (env['ANSIBLE_ROLES_PATH'] ?? '').split(':').filter(Boolean);
  const standard = [
    `${homedir()}/.ansible/roles`,
    '/usr/share/ansible/roles',
    '/etc/ansible/roles',
  ];
  return [...(given.length > 0 ? given.map((path) => resolve(path)) : standard), 'roles'];
}

/** Inventory sources: `-i`, else the environment. */
export function inventorySources(args: PlayArguments, env: Environment): readonly string[] {
  if (args.inventory.length > 0) return args.inventory;
  return (env['ANSIBLE_INVENTORY'] ?? '').split(',').filter(Boolean);
}

/**
 * Whether to color: a terminal, unless told otherwise. Source: no-color.org, ANSIBLE_FORCE_COLOR.
 * @param isTty as Node's streams say it: true for a terminal, undefined (in spite of its type) for a pipe
 */
export function wantsColor(env: Environment, isTty: boolean | undefined): boolean {
  if (flag(env, 'ANSIBLE_FORCE_COLOR', false)) return true;
  if ((env['NO_COLOR'] ?? '') !== '' || flag(env, 'ANSIBLE_NOCOLOR', false)) return false;
  return isTty === true && env['TERM'] !== 'dumb';
}

/** How templates are read and what one may do. Source: ansible.cfg's jinja2_native, jinja2_extensions. */
export function templateSettings(env: Environment): TemplateOptions {
  const steps = number(env['KPLAY_TEMPLATE_STEPS']);
  const output = number(env['KPLAY_TEMPLATE_OUTPUT']);
  return {
    isNative: flag(env, 'ANSIBLE_JINJA2_NATIVE', false),
    extensions: words([env['ANSIBLE_JINJA2_EXTENSIONS'] ?? '']),
    limits: {
      ...(steps === undefined ? {} : { steps }),
      ...(output === undefined ? {} : { output }),
    },
  };
}
