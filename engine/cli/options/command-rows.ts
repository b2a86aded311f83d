/** The flags that only one command has. Tables as in `rows.ts`. */
import { OWN_OPTIONS, RUN_OPTIONS, type OptionTable } from './rows.ts';

const RUN = 'Choosing what runs:';
const SHOW = 'Showing:';
const FORM = 'Form:';

export const ADHOC_OWN = {
  'module-name': {
    kind: 'text',
    alias: ['m'],
    group: RUN,
    values: 'module',
    describe: 'module (command)',
  },
  args: { kind: 'text', alias: ['a'], group: RUN, describe: 'arguments: k=v words, or JSON' },
  background: {
    kind: 'number',
    alias: ['B'],
    group: RUN,
    describe: 'run in the background for so many seconds',
  },
  poll: { kind: 'number', alias: ['P'], group: RUN, describe: 'look every so many seconds (15)' },
  'task-timeout': { kind: 'number', group: RUN, describe: 'seconds that the task may take' },
  'playbook-dir': {
    kind: 'text',
    group: RUN,
    values: 'folder',
    describe: 'folder that stands for a playbook’s',
  },
  'one-line': { kind: 'flag', alias: ['o'], group: SHOW, describe: 'one line per host' },
  tree: {
    kind: 'text',
    alias: ['t'],
    group: SHOW,
    values: 'folder',
    describe: 'folder for one file per host',
  },
  stream: OWN_OPTIONS.stream,
  report: OWN_OPTIONS.report,
  'list-hosts': { kind: 'flag', group: SHOW, describe: 'list the hosts, run nothing' },
} as const satisfies OptionTable;

export const CHECK_OWN = {
  'module-path': RUN_OPTIONS['module-path'],
} as const satisfies OptionTable;

export const EXPLAIN_OWN = {
  host: { kind: 'text', group: RUN, values: 'host', describe: 'the host that asks' },
} as const satisfies OptionTable;

export const INVENTORY_OWN = {
  list: { kind: 'flag', group: SHOW, describe: 'everything, as a script would print it' },
  host: { kind: 'text', group: SHOW, values: 'host', describe: 'the variables of one host' },
  graph: { kind: 'flag', group: SHOW, describe: 'groups and hosts as a tree' },
  yaml: { kind: 'flag', alias: ['y'], group: FORM, describe: 'YAML instead of JSON' },
  toml: { kind: 'flag', group: FORM, describe: 'refused: use --yaml' },
  vars: { kind: 'flag', group: SHOW, describe: 'with --graph: variables too' },
  export: { kind: 'flag', group: FORM, describe: 'variables where they were written' },
  output: { kind: 'text', group: SHOW, values: 'file', describe: 'write to FILE instead' },
  'playbook-dir': { kind: 'text', group: SHOW, describe: 'folder whose group_vars count too' },
  'list-hosts': { kind: 'flag', group: SHOW, describe: 'accepted, means nothing; as there' },
} as const satisfies OptionTable;

export const VAULT_OWN = {
  output: {
    kind: 'text',
    group: SHOW,
    values: 'file',
    describe: 'write to FILE; `-` is the terminal',
  },
  'encrypt-vault-id': { kind: 'text', group: RUN, describe: 'password to encrypt with' },
  'new-vault-id': { kind: 'text', group: RUN, describe: 'rekey: the new password, NAME@FILE' },
  'new-vault-password-file': {
    kind: 'text',
    group: RUN,
    values: 'file',
    describe: 'rekey: file with it',
  },
  prompt: { kind: 'flag', alias: ['p'], group: RUN, describe: 'encrypt_string: ask for the text' },
  'show-input': { kind: 'flag', group: RUN, describe: 'encrypt_string: show what is typed' },
  name: { kind: 'many', alias: ['n'], group: RUN, describe: 'encrypt_string: the variable' },
  'stdin-name': { kind: 'text', group: RUN, describe: 'the variable of what is piped in' },
} as const satisfies OptionTable;

export const CONFIG_OWN = {
  config: {
    kind: 'text',
    alias: ['c'],
    group: RUN,
    values: 'file',
    describe: 'this ansible.cfg and no other',
  },
  'only-changed': {
    kind: 'flag',
    alias: ['changed-only'],
    group: SHOW,
    describe: 'dump: only what is not the default',
  },
  format: {
    kind: 'text',
    alias: ['f'],
    group: FORM,
    choices: ['json', 'yaml', 'display', 'ini', 'env', 'vars'],
    describe: 'form of the output',
  },
  type: { kind: 'text', alias: ['t'], group: RUN, describe: 'accepted: base is all there is' },
  disabled: { kind: 'flag', group: FORM, describe: 'init: every line as a comment' },
} as const satisfies OptionTable;

export const DOC_OWN = {
  list: { kind: 'flag', alias: ['l'], group: SHOW, describe: 'list every module' },
  snippet: { kind: 'flag', alias: ['s'], group: SHOW, describe: 'a task to start from' },
  json: { kind: 'flag', alias: ['j'], group: FORM, describe: 'JSON' },
  type: {
    kind: 'text',
    alias: ['t'],
    group: RUN,
    values: ['module', 'keyword'],
    describe: 'kind of part: module or keyword',
  },
  list_files: { kind: 'flag', alias: ['F'], group: SHOW, describe: 'list every module, no words' },
  'module-path': RUN_OPTIONS['module-path'],
  'playbook-dir': {
    kind: 'text',
    group: RUN,
    values: 'folder',
    describe: 'folder whose `library/` counts too',
  },
  'roles-path': {
    kind: 'text',
    alias: ['r'],
    group: RUN,
    values: 'folder',
    describe: 'accepted, not used: roles have pages',
  },
  'entry-point': {
    kind: 'text',
    alias: ['e'],
    group: RUN,
    describe: 'accepted, not used: roles have pages',
  },
  'metadata-dump': { kind: 'flag', group: FORM, describe: 'accepted, means --json' },
  'no-fail-on-errors': { kind: 'flag', group: FORM, describe: 'accepted, not used' },
} as const satisfies OptionTable;

export const VAGRANT_OWN = {
  playbook: {
    kind: 'text',
    group: RUN,
    values: 'playbook',
    describe: 'what to run (playbooks/site.yml)',
  },
  yes: { kind: 'flag', alias: ['y'], group: RUN, describe: 'write without asking' },
} as const satisfies OptionTable;

export const TEST_OWN = {
  hosts: { kind: 'number', group: RUN, describe: 'how many throwaway hosts (1)' },
  keep: { kind: 'flag', group: RUN, describe: 'leave the hosts up afterwards' },
  diff: RUN_OPTIONS.diff,
  output: OWN_OPTIONS.output,
  stream: OWN_OPTIONS.stream,
} as const satisfies OptionTable;

export const LAB_OWN = {
  lab: { kind: 'text', group: RUN, describe: 'name of the lab (lab)' },
  python: { kind: 'flag', group: RUN, describe: 'hosts with Python, for Ansible' },
  runs: { kind: 'number', group: RUN, describe: 'bench: runs of each tool (5)' },
  rtt: { kind: 'many', group: RUN, describe: 'bench: round-trip times in ms, with `,`' },
  tools: {
    kind: 'many',
    group: RUN,
    values: ['kplay', 'ansible', 'mitogen'],
    describe: 'bench: kplay,ansible,mitogen',
  },
  playbook: { kind: 'text', group: RUN, values: 'playbook', describe: 'bench: another playbook' },
  'second-only': { kind: 'flag', group: RUN, describe: 'bench: time second runs only' },
} as const satisfies OptionTable;
