/**
 * The flags of all commands, in one table by theme: names and meanings of ansible-core 2.14's
 * programs, and ours. yargs, help, and the reading of words all come from these rows.
 */

/** What stands behind a flag or as a word, for completion. */
export type ValueKind =
  | 'file'
  | 'folder'
  | 'playbook'
  | 'inventory'
  | 'vars'
  | 'pattern'
  | 'host'
  | 'tag'
  | 'task'
  | 'module';

/** One flag. `many` may be given several times; `count` counts how often. */
export interface OptionRow {
  readonly kind: 'flag' | 'text' | 'many' | 'number' | 'count';
  readonly alias?: readonly string[];
  readonly group: string;
  readonly describe: string;
  readonly choices?: readonly string[];
  /** What its values are, or the usual ones, where `choices` does not bind them. */
  readonly values?: ValueKind | readonly string[];
}

/** Two ways to give one password: only one of each pair may be given. */
export const EXCLUSIVE: readonly (readonly [string, string])[] = [
  ['ask-pass', 'connection-password-file'],
  ['ask-become-pass', 'become-password-file'],
  ['ask-vault-password', 'vault-password-file'],
];

export type OptionTable = Readonly<Record<string, OptionRow>>;

const RUN = 'Choosing what runs:';
const CONNECT = 'Connecting:';
const BECOME = 'Becoming another user:';
const SECRETS = 'Opening vaults:';
const SHOW = 'Showing:';

export const INVENTORY_OPTIONS = {
  inventory: {
    kind: 'many',
    alias: ['i', 'inventory-file'],
    group: RUN,
    values: 'inventory',
    describe: 'inventory file, folder, script or `host,`',
  },
  limit: {
    kind: 'text',
    alias: ['l'],
    group: RUN,
    values: 'pattern',
    describe: 'only hosts of this pattern too',
  },
  'flush-cache': { kind: 'flag', group: RUN, describe: 'forget the facts kept from other runs' },
} as const satisfies OptionTable;

export const VARIABLE_OPTIONS = {
  'extra-vars': {
    kind: 'many',
    alias: ['e'],
    group: RUN,
    values: 'vars',
    describe: 'variables: k=v, YAML, JSON or @FILE',
  },
} as const satisfies OptionTable;

export const VAULT_OPTIONS = {
  'vault-id': { kind: 'many', group: SECRETS, describe: 'password: NAME@FILE or NAME@prompt' },
  'ask-vault-password': {
    kind: 'flag',
    alias: ['J', 'ask-vault-pass'],
    group: SECRETS,
    describe: 'ask for the password',
  },
  'vault-password-file': {
    kind: 'many',
    alias: ['vault-pass-file'],
    group: SECRETS,
    values: 'file',
    describe: 'file or program with the password',
  },
} as const satisfies OptionTable;

export const CONNECT_OPTIONS = {
  user: { kind: 'text', alias: ['u'], group: CONNECT, describe: 'log in as this user' },
  'private-key': {
    kind: 'text',
    alias: ['key-file'],
    group: CONNECT,
    values: 'file',
    describe: 'log in with this key',
  },
  connection: {
    kind: 'text',
    alias: ['c'],
    group: CONNECT,
    values: ['ssh', 'local', 'docker', 'podman'],
    describe: 'ssh, local, docker, …',
  },
  timeout: { kind: 'number', alias: ['T'], group: CONNECT, describe: 'seconds to connect (10)' },
  'ask-pass': { kind: 'flag', alias: ['k'], group: CONNECT, describe: 'ask for the password' },
  'connection-password-file': {
    kind: 'text',
    alias: ['conn-pass-file'],
    group: CONNECT,
    values: 'file',
    describe: 'file with the login password',
  },
  'ssh-common-args': { kind: 'many', group: CONNECT, describe: 'options for ssh' },
  'ssh-extra-args': { kind: 'many', group: CONNECT, describe: 'more options for ssh' },
  'sftp-extra-args': { kind: 'text', group: CONNECT, describe: 'accepted, not used: no sftp' },
  'scp-extra-args': { kind: 'text', group: CONNECT, describe: 'accepted, not used: no scp' },
} as const satisfies OptionTable;

export const BECOME_OPTIONS = {
  become: { kind: 'flag', alias: ['b'], group: BECOME, describe: 'become another user' },
  'become-user': {
    kind: 'text',
    group: BECOME,
    values: ['root'],
    describe: 'whom to become (root)',
  },
  'become-method': {
    kind: 'text',
    group: BECOME,
    values: ['sudo', 'su', 'doas'],
    describe: 'sudo, su or doas (sudo)',
  },
  'ask-become-pass': {
    kind: 'flag',
    alias: ['K'],
    group: BECOME,
    describe: 'ask for the password',
  },
  'become-password-file': {
    kind: 'text',
    alias: ['become-pass-file'],
    group: BECOME,
    values: 'file',
    describe: 'file with that password',
  },
} as const satisfies OptionTable;

export const RUN_OPTIONS = {
  check: { kind: 'flag', alias: ['C'], group: RUN, describe: 'change nothing, say what would' },
  diff: { kind: 'flag', alias: ['D'], group: RUN, describe: 'show what changes in files' },
  forks: { kind: 'number', alias: ['f'], group: RUN, describe: 'hosts at once (5)' },
  'module-path': {
    kind: 'many',
    alias: ['M'],
    group: RUN,
    values: 'folder',
    describe: 'folders of your own modules, with `:`',
  },
} as const satisfies OptionTable;

export const VERBOSE_OPTIONS = {
  verbose: { kind: 'count', alias: ['v'], group: SHOW, describe: 'say more; -vvv says everything' },
} as const satisfies OptionTable;

/** Only for playbooks. */
export const PLAYBOOK_OPTIONS = {
  tags: {
    kind: 'many',
    alias: ['t'],
    group: RUN,
    values: 'tag',
    describe: 'only what has one of these tags',
  },
  'skip-tags': {
    kind: 'many',
    group: RUN,
    values: 'tag',
    describe: 'nothing that has one of these tags',
  },
  'start-at-task': {
    kind: 'text',
    group: RUN,
    values: 'task',
    describe: 'start at the task of this name',
  },
  step: { kind: 'flag', group: RUN, describe: 'ask before each task' },
  'force-handlers': { kind: 'flag', group: RUN, describe: 'handlers of failed hosts too' },
  'list-hosts': { kind: 'flag', group: SHOW, describe: 'list the hosts, run nothing' },
  'list-tasks': { kind: 'flag', group: SHOW, describe: 'list the tasks, run nothing' },
  'list-tags': { kind: 'flag', group: SHOW, describe: 'list the tags, run nothing' },
  'syntax-check': { kind: 'flag', group: SHOW, describe: 'check the project, run nothing' },
} as const satisfies OptionTable;

/** The forms of output that `--output` chooses from. */
export const OUTPUTS = ['text', 'yaml', 'minimal', 'oneline', 'json', 'junit', 'pretty'] as const;

/** Ours, which ansible-playbook has not. */
export const OWN_OPTIONS = {
  output: { kind: 'text', group: SHOW, choices: OUTPUTS, describe: 'form of the output' },
  stream: { kind: 'flag', group: SHOW, describe: 'show output of commands as it comes' },
  report: { kind: 'text', group: SHOW, values: 'file', describe: 'write an HTML page to FILE' },
  stats: {
    kind: 'text',
    group: SHOW,
    values: 'file',
    describe: 'write counts and round trips to FILE',
  },
} as const satisfies OptionTable;

/** Everything that `kplay PLAYBOOK…` takes. */
export const PLAY_TABLE: OptionTable = {
  ...INVENTORY_OPTIONS,
  ...VARIABLE_OPTIONS,
  ...PLAYBOOK_OPTIONS,
  ...RUN_OPTIONS,
  ...CONNECT_OPTIONS,
  ...BECOME_OPTIONS,
  ...VAULT_OPTIONS,
  ...VERBOSE_OPTIONS,
  ...OWN_OPTIONS,
};
