/** The flags of a play, as ansible-playbook 2.14 has them, and ours. One table for yargs. */
import type { Argv } from 'yargs';

/** What yargs gives for `kplay PLAYBOOK…`. */
export interface PlayArguments {
  readonly playbook: readonly string[];
  readonly inventory: readonly string[];
  readonly limit: string | undefined;
  readonly extraVars: readonly string[];
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly check: boolean;
  readonly diff: boolean;
  readonly become: boolean;
  readonly becomeUser: string | undefined;
  readonly becomeMethod: string | undefined;
  readonly askBecomePass: boolean;
  readonly becomePasswordFile: string | undefined;
  readonly askPass: boolean;
  readonly connectionPasswordFile: string | undefined;
  readonly user: string | undefined;
  readonly connection: string | undefined;
  readonly timeout: number | undefined;
  readonly privateKey: string | undefined;
  readonly sshCommonArgs: readonly string[];
  readonly sshExtraArgs: readonly string[];
  readonly forks: number | undefined;
  readonly verbose: number;
  readonly forceHandlers: boolean;
  readonly flushCache: boolean;
  readonly startAtTask: string | undefined;
  readonly listHosts: boolean;
  readonly listTasks: boolean;
  readonly listTags: boolean;
  readonly syntaxCheck: boolean;
  readonly output: (typeof OUTPUTS)[number];
  readonly stream: boolean;
  readonly stats: string | undefined;
}

const OUTPUTS = ['text', 'minimal', 'json', 'junit'] as const;

const RUN = 'Choosing what runs:';
const CONNECT = 'Connecting:';
const BECOME = 'Becoming another user:';
const SHOW = 'Showing:';

const NONE: readonly string[] = [];
const many = { array: true, string: true, nargs: 1, default: NONE } as const;

/** The flags by name, for yargs. */
const OPTIONS = {
  inventory: {
    ...many,
    alias: ['i', 'inventory-file'],
    group: RUN,
    describe: 'inventory file, folder, script or `host,`',
  },
  limit: { alias: 'l', string: true, group: RUN, describe: 'further limit hosts to a pattern' },
  'extra-vars': {
    ...many,
    alias: 'e',
    group: RUN,
    describe: 'variables: k=v, YAML, JSON or @FILE',
  },
  tags: { ...many, alias: 't', group: RUN, describe: 'only what has one of these tags' },
  'skip-tags': { ...many, group: RUN, describe: 'nothing that has one of these tags' },
  'start-at-task': { string: true, group: RUN, describe: 'start at the task with this name' },
  check: {
    alias: 'C',
    boolean: true,
    default: false,
    group: RUN,
    describe: 'change nothing, say what would change',
  },
  diff: {
    alias: 'D',
    boolean: true,
    default: false,
    group: RUN,
    describe: 'show what changes in files',
  },
  forks: { alias: 'f', number: true, group: RUN, describe: 'hosts at once (default 5)' },
  'force-handlers': {
    boolean: true,
    default: false,
    group: RUN,
    describe: 'run handlers of failed hosts too',
  },
  'flush-cache': {
    boolean: true,
    default: false,
    group: RUN,
    describe: 'forget cached facts of the hosts first',
  },
  user: { alias: 'u', string: true, group: CONNECT, describe: 'log in as this user' },
  'private-key': {
    alias: 'key-file',
    string: true,
    group: CONNECT,
    describe: 'log in with this key',
  },
  connection: { alias: 'c', string: true, group: CONNECT, describe: 'ssh or local' },
  timeout: {
    alias: 'T',
    number: true,
    group: CONNECT,
    describe: 'seconds to connect (default 10)',
  },
  'ask-pass': {
    alias: 'k',
    boolean: true,
    default: false,
    group: CONNECT,
    describe: 'ask for the login password',
  },
  'connection-password-file': {
    alias: 'conn-pass-file',
    string: true,
    group: CONNECT,
    describe: 'read the login password from a file',
  },
  'ssh-common-args': { ...many, group: CONNECT, describe: 'options for ssh' },
  'ssh-extra-args': { ...many, group: CONNECT, describe: 'more options for ssh' },
  become: {
    alias: 'b',
    boolean: true,
    default: false,
    group: BECOME,
    describe: 'become another user',
  },
  'become-user': { string: true, group: BECOME, describe: 'who to become (default root)' },
  'become-method': { string: true, group: BECOME, describe: 'how (default sudo)' },
  'ask-become-pass': {
    alias: 'K',
    boolean: true,
    default: false,
    group: BECOME,
    describe: 'ask for the sudo password',
  },
  'become-password-file': {
    alias: 'become-pass-file',
    string: true,
    group: BECOME,
    describe: 'read the sudo password from a file',
  },
  verbose: { alias: 'v', count: true, group: SHOW, describe: 'say more; -vvv says everything' },
  output: {
    choices: OUTPUTS,
    default: 'text',
    group: SHOW,
    describe: 'form of the output',
  },
  stream: {
    boolean: true,
    default: false,
    group: SHOW,
    describe: 'show output of commands as it comes',
  },
  stats: {
    string: true,
    group: SHOW,
    describe: 'write counts and round trips to a file as JSON',
  },
  'list-hosts': {
    boolean: true,
    default: false,
    group: SHOW,
    describe: 'list the hosts, run nothing',
  },
  'list-tasks': {
    boolean: true,
    default: false,
    group: SHOW,
    describe: 'list the tasks, run nothing',
  },
  'list-tags': {
    boolean: true,
    default: false,
    group: SHOW,
    describe: 'list the tags, run nothing',
  },
  'syntax-check': {
    boolean: true,
    default: false,
    group: SHOW,
    describe: 'check the project, run nothing',
  },
} as const;

/** Declares the flags on a yargs command. */
export function declarePlayOptions(command: Argv): Argv {
  return command
    .positional('playbook', { type: 'string', array: true, describe: 'playbooks, in order' })
    .options(OPTIONS);
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

/**
 * Reads what yargs parsed, once, into typed arguments.
 * @param parsed camel-cased names with values of the declared types
 */
export function toPlayArguments(parsed: Readonly<Record<string, unknown>>): PlayArguments {
  const text = (name: string): string | undefined => {
    const value = parsed[name];
    const last: unknown = Array.isArray(value) ? value.at(-1) : value;
    return isText(last) ? last : undefined;
  };
  const list = (name: string): readonly string[] => {
    const value = parsed[name];
    return Array.isArray(value) ? value.filter(isText) : isText(value) ? [value] : [];
  };
  const number = (name: string): number | undefined => {
    const value = parsed[name];
    return typeof value === 'number' ? value : undefined;
  };
  const flag = (name: string): boolean => parsed[name] === true;
  const output = OUTPUTS.find((form) => form === parsed['output']) ?? 'text';
  return {
    playbook: list('playbook'),
    inventory: list('inventory'),
    limit: text('limit'),
    extraVars: list('extraVars'),
    tags: list('tags'),
    skipTags: list('skipTags'),
    check: flag('check'),
    diff: flag('diff'),
    become: flag('become'),
    becomeUser: text('becomeUser'),
    becomeMethod: text('becomeMethod'),
    askBecomePass: flag('askBecomePass'),
    becomePasswordFile: text('becomePasswordFile'),
    askPass: flag('askPass'),
    connectionPasswordFile: text('connectionPasswordFile'),
    user: text('user'),
    connection: text('connection'),
    timeout: number('timeout'),
    privateKey: text('privateKey'),
    sshCommonArgs: list('sshCommonArgs'),
    sshExtraArgs: list('sshExtraArgs'),
    forks: number('forks'),
    verbose: number('verbose') ?? 0,
    forceHandlers: flag('forceHandlers'),
    flushCache: flag('flushCache'),
    startAtTask: text('startAtTask'),
    listHosts: flag('listHosts'),
    listTasks: flag('listTasks'),
    listTags: flag('listTags'),
    syntaxCheck: flag('syntaxCheck'),
    output,
    stream: flag('stream'),
    stats: text('stats'),
  };
}
