/** The commands of kplay: what each takes, an example, and the code that it loads when it is chosen. */
import type { CommandDef } from './command-def.ts';
import {
  BECOME_OPTIONS,
  CONNECT_OPTIONS,
  INVENTORY_OPTIONS,
  PLAY_TABLE,
  RUN_OPTIONS,
  VARIABLE_OPTIONS,
  VAULT_OPTIONS,
  VERBOSE_OPTIONS,
} from './options/rows.ts';
import {
  ADHOC_OWN,
  CHECK_OWN,
  CONFIG_OWN,
  DOC_OWN,
  EXPLAIN_OWN,
  INVENTORY_OWN,
  LAB_OWN,
  TEST_OWN,
  VAGRANT_OWN,
  VAULT_OWN,
} from './options/command-rows.ts';

export const PLAY_COMMAND: CommandDef = {
  name: 'play',
  ansibleName: 'ansible-playbook',
  usage: 'PLAYBOOK…',
  words: 'playbook',
  summary: 'run playbooks (the word `play` may be left out)',
  table: PLAY_TABLE,
  examples: [
    'kplay playbooks/site.yml -i inventory/lab.yml',
    'kplay site.yml -i hosts.ini --check --diff -l workers',
    "kplay site.yml -i 'node1,' -u vagrant -b",
  ],
  async run({ options, env }) {
    if (options.words.length === 0 && options.flag('list-hosts')) {
      const { runListHosts } = await import('./inventory/list-hosts.ts');
      return runListHosts(options, env);
    }
    const { runPlayCommand } = await import('./play-command.ts');
    const { readPlayArguments } = await import('./play-options.ts');
    return runPlayCommand(readPlayArguments(options), env);
  },
};

/** Every command, in the order that help lists them. */
export const COMMANDS: readonly CommandDef[] = [
  PLAY_COMMAND,
  {
    name: 'check',
    ansibleName: undefined,
    usage: 'PLAYBOOK…',
    words: 'playbook',
    summary: 'find what is wrong in a project, without connecting anywhere',
    table: {
      ...INVENTORY_OPTIONS,
      ...VARIABLE_OPTIONS,
      ...CHECK_OWN,
      ...VAULT_OPTIONS,
      ...VERBOSE_OPTIONS,
    },
    examples: ['kplay check playbooks/site.yml -i inventory/lab.yml'],
    async run({ options, env }) {
      const { runCheckCommand } = await import('./check/command.ts');
      const { readPlayArguments } = await import('./play-options.ts');
      return runCheckCommand(readPlayArguments(options), env);
    },
  },
  {
    name: 'explain',
    ansibleName: undefined,
    usage: 'VAR [PLAYBOOK…]',
    words: 'playbook',
    summary: "show where a variable's value comes from",
    table: {
      ...EXPLAIN_OWN,
      ...INVENTORY_OPTIONS,
      ...VARIABLE_OPTIONS,
      ...VAULT_OPTIONS,
      ...VERBOSE_OPTIONS,
    },
    examples: [
      'kplay explain kubelet_port --host node1 -i hosts.ini',
      'kplay explain kubelet_port --host node1 -i hosts.ini site.yml',
    ],
    async run({ options, env }) {
      const { runExplainCommand } = await import('./explain/command.ts');
      return runExplainCommand(options, env);
    },
  },
  {
    name: 'adhoc',
    ansibleName: 'ansible',
    usage: 'PATTERN',
    words: 'pattern',
    summary: 'run one module on the hosts of a pattern',
    table: {
      ...ADHOC_OWN,
      ...INVENTORY_OPTIONS,
      ...VARIABLE_OPTIONS,
      ...RUN_OPTIONS,
      ...CONNECT_OPTIONS,
      ...BECOME_OPTIONS,
      ...VAULT_OPTIONS,
      ...VERBOSE_OPTIONS,
    },
    examples: [
      'kplay adhoc all -i hosts.ini -m ping',
      "kplay adhoc workers -i hosts.ini -b -m service -a 'name=kubelet state=restarted'",
    ],
    async run({ options, env }) {
      const { runAdhocCommand } = await import('./adhoc/command.ts');
      return runAdhocCommand(options, env);
    },
  },
  {
    name: 'inventory',
    ansibleName: 'ansible-inventory',
    usage: '[GROUP]',
    words: 'pattern',
    summary: 'show hosts, groups and variables of an inventory',
    table: {
      ...INVENTORY_OWN,
      ...INVENTORY_OPTIONS,
      ...VARIABLE_OPTIONS,
      ...VAULT_OPTIONS,
      ...VERBOSE_OPTIONS,
    },
    examples: [
      'kplay inventory -i hosts.ini --list',
      'kplay inventory -i hosts.ini --graph --vars',
      'kplay inventory -i hosts.ini --host node1 --yaml',
    ],
    async run({ options, env }) {
      const { runInventoryCommand } = await import('./inventory/command.ts');
      return runInventoryCommand(options, env);
    },
  },
  {
    name: 'vault',
    ansibleName: 'ansible-vault',
    usage: 'create|decrypt|edit|view|encrypt|encrypt_string|rekey [FILE…]',
    words: 'file',
    summary: 'encrypt and decrypt files and values',
    table: { ...VAULT_OWN, ...VAULT_OPTIONS, ...VERBOSE_OPTIONS },
    examples: [
      'kplay vault encrypt group_vars/all/secrets.yml --vault-password-file pw.txt',
      "kplay vault encrypt_string 's3cret' --name db_password --vault-id prod@prompt",
    ],
    async run({ options, env }) {
      const { runVaultCommand } = await import('./vault/command.ts');
      return runVaultCommand(options, env);
    },
  },
  {
    name: 'config',
    ansibleName: 'ansible-config',
    usage: 'list|dump|view|init',
    summary: 'show the settings and where they come from',
    table: { ...CONFIG_OWN, ...VERBOSE_OPTIONS },
    examples: ['kplay config dump --only-changed', 'kplay config init --disabled >ansible.cfg'],
    async run({ options, env }) {
      const { runConfigCommand } = await import('./settings/command.ts');
      return runConfigCommand(options, env);
    },
  },
  {
    name: 'doc',
    ansibleName: 'ansible-doc',
    usage: '[MODULE…]',
    words: 'module',
    summary: 'explain modules, or list all of them',
    table: { ...DOC_OWN, ...VERBOSE_OPTIONS },
    examples: ['kplay doc copy', 'kplay doc --snippet copy', 'kplay doc --list'],
    async run({ options }) {
      const { runDocCommand } = await import('./doc-command.ts');
      return runDocCommand(options, process.stdout);
    },
  },
  {
    name: 'schema',
    ansibleName: undefined,
    usage: 'playbook|tasks|inventory|argument_specs',
    summary: 'print a JSON Schema for editors',
    table: VERBOSE_OPTIONS,
    examples: ['kplay schema playbook >playbook.schema.json'],
    async run({ options }) {
      const { runSchemaCommand } = await import('./schema-command.ts');
      return runSchemaCommand(options, process.stdout);
    },
  },
  {
    name: 'init',
    ansibleName: undefined,
    usage: 'role|playbook|module NAME',
    summary: 'begin a role, a playbook or a module; nothing is written over',
    table: VERBOSE_OPTIONS,
    examples: ['kplay init role motd', 'kplay init playbook site', 'kplay init module motd'],
    async run({ options }) {
      const { runInitCommand } = await import('./init/command.ts');
      return runInitCommand(options, process.stdout);
    },
  },
  {
    name: 'test',
    ansibleName: undefined,
    usage: '[ROLE]',
    words: 'folder',
    summary: 'run a role twice on throwaway hosts, and verify it',
    table: { ...TEST_OWN, ...VARIABLE_OPTIONS, ...VAULT_OPTIONS, ...VERBOSE_OPTIONS },
    examples: ['kplay test motd', 'kplay test roles/motd --hosts 2 --keep'],
    async run({ options, env }) {
      const { runTestCommand } = await import('./role-test/command.ts');
      return runTestCommand(options, env);
    },
  },
  {
    name: 'ssh',
    ansibleName: undefined,
    usage: 'HOST [COMMAND…]',
    words: 'host',
    summary: 'log in to a host of an inventory or a Vagrantfile',
    table: {
      ...INVENTORY_OPTIONS,
      ...VARIABLE_OPTIONS,
      ...CONNECT_OPTIONS,
      ...VAULT_OPTIONS,
      ...VERBOSE_OPTIONS,
    },
    examples: ['kplay ssh worker1', 'kplay ssh node1 -i hosts.ini -- systemctl status kubelet'],
    async run({ options, env }) {
      const { runSshCommand } = await import('./ssh/command.ts');
      return runSshCommand(options, env);
    },
  },
  {
    name: 'vagrant',
    ansibleName: undefined,
    usage: 'init',
    summary: "add kplay's provisioner to a Vagrantfile",
    table: VAGRANT_OWN,
    examples: ['kplay vagrant init', 'kplay vagrant init --playbook site.yml --yes'],
    async run({ options }) {
      const { runVagrantCommand } = await import('./vagrant/command.ts');
      return runVagrantCommand(options);
    },
  },
  {
    name: 'completion',
    ansibleName: undefined,
    usage: 'bash|zsh|fish',
    summary: 'print the script that completes words in a shell',
    table: VERBOSE_OPTIONS,
    examples: [
      'source <(kplay completion bash)',
      'kplay completion zsh >"${fpath[1]}/_kplay"',
      'kplay completion fish >~/.config/fish/completions/kplay.fish',
    ],
    async run({ options }) {
      const { runCompletionCommand } = await import('./complete/command.ts');
      return runCompletionCommand(options, process.stdout);
    },
  },
  {
    name: 'lab',
    ansibleName: undefined,
    usage: 'up|down|list|ssh|demo|bench [NAME]',
    summary: 'throwaway hosts on this machine',
    table: LAB_OWN,
    examples: ['kplay lab up', 'kplay lab ssh node1', 'kplay lab bench --tools kplay'],
    async run({ options }) {
      const { runLabCommand } = await import('./lab-command.ts');
      return runLabCommand(options);
    },
  },
];

/** Finds a command by its name. */
export function findCommand(name: string | undefined): CommandDef | undefined {
  return COMMANDS.find((command) => command.name === name);
}

/** Finds the command that a program of Ansible's name is. */
export function findByAnsibleName(name: string): CommandDef | undefined {
  return COMMANDS.find((command) => command.ansibleName === name);
}
