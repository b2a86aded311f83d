/**
 * Ansible's settings that the lookup `config` knows: the environment variable, the kind of the
 * value, and what holds without one. Source: «Ansible Configuration Settings», and the pages of the
 * plugins `ssh`, `sh` and `sudo`.
 */
import type { Value } from '../../base/index.ts';

/** How the text of a setting is read. */
export type Kind = 'text' | 'number' | 'flag' | 'list' | 'path' | 'paths';

/** A setting: the environment variable, the kind of its value, and what holds without one. */
export type Setting = readonly [env: string, kind: Kind, usual: Value];

/** The cows that may speak when nobody says which. */
const COWS: readonly string[] =
  'bud-frogs bunny cheese daemon default dragon elephant-in-snake elephant eyes hellokitty kitty luke-koala meow milk moofasa moose ren sheep small stegosaurus stimpy supermilker three-eyes turkey turtle tux udder vader-koala vader www'.split(
    ' ',
  );

/** Settings by Ansible's names. */
export const SETTINGS: Readonly<Record<string, Setting>> = {
  ANSIBLE_COW_ACCEPTLIST: ['ANSIBLE_COW_ACCEPTLIST', 'list', COWS],
  ANSIBLE_FORCE_COLOR: ['ANSIBLE_FORCE_COLOR', 'flag', false],
  ANSIBLE_HOME: ['ANSIBLE_HOME', 'path', '~/.ansible'],
  ANSIBLE_NOCOLOR: ['ANSIBLE_NOCOLOR', 'flag', false],
  ANSIBLE_PIPELINING: ['ANSIBLE_PIPELINING', 'flag', false],
  ANY_ERRORS_FATAL: ['ANSIBLE_ANY_ERRORS_FATAL', 'flag', false],
  BECOME_ALLOW_SAME_USER: ['ANSIBLE_BECOME_ALLOW_SAME_USER', 'flag', false],
  CACHE_PLUGIN: ['ANSIBLE_CACHE_PLUGIN', 'text', 'memory'],
  CACHE_PLUGIN_TIMEOUT: ['ANSIBLE_CACHE_PLUGIN_TIMEOUT', 'number', 86_400],
  CALLBACKS_ENABLED: ['ANSIBLE_CALLBACKS_ENABLED', 'list', []],
  CONFIG_FILE: ['ANSIBLE_CONFIG', 'path', null],
  DEFAULT_BECOME: ['ANSIBLE_BECOME', 'flag', false],
  DEFAULT_BECOME_EXE: ['ANSIBLE_BECOME_EXE', 'text', null],
  DEFAULT_BECOME_FLAGS: ['ANSIBLE_BECOME_FLAGS', 'text', null],
  DEFAULT_BECOME_METHOD: ['ANSIBLE_BECOME_METHOD', 'text', 'sudo'],
  DEFAULT_BECOME_USER: ['ANSIBLE_BECOME_USER', 'text', 'root'],
  DEFAULT_EXECUTABLE: ['ANSIBLE_EXECUTABLE', 'text', '/bin/sh'],
  DEFAULT_FORCE_HANDLERS: ['ANSIBLE_FORCE_HANDLERS', 'flag', false],
  DEFAULT_FORKS: ['ANSIBLE_FORKS', 'number', 5],
  DEFAULT_GATHERING: ['ANSIBLE_GATHERING', 'text', 'implicit'],
  DEFAULT_HASH_BEHAVIOUR: ['ANSIBLE_HASH_BEHAVIOUR', 'text', 'replace'],
  DEFAULT_HOST_LIST: ['ANSIBLE_INVENTORY', 'paths', ['/etc/ansible/hosts']],
  DEFAULT_JINJA2_EXTENSIONS: ['ANSIBLE_JINJA2_EXTENSIONS', 'list', []],
  DEFAULT_JINJA2_NATIVE: ['ANSIBLE_JINJA2_NATIVE', 'flag', false],
  DEFAULT_LOG_PATH: ['ANSIBLE_LOG_PATH', 'path', null],
  DEFAULT_MANAGED_STR: ['ANSIBLE_MANAGED_STR', 'text', 'Ansible managed'],
  DEFAULT_MODULE_NAME: ['ANSIBLE_MODULE_NAME', 'text', 'command'],
  DEFAULT_NO_LOG: ['ANSIBLE_NO_LOG', 'flag', false],
  DEFAULT_POLL_INTERVAL: ['ANSIBLE_POLL_INTERVAL', 'number', 15],
  DEFAULT_PRIVATE_KEY_FILE: ['ANSIBLE_PRIVATE_KEY_FILE', 'path', null],
  DEFAULT_REMOTE_PORT: ['ANSIBLE_REMOTE_PORT', 'number', null],
  DEFAULT_REMOTE_USER: ['ANSIBLE_REMOTE_USER', 'text', null],
  DEFAULT_ROLES_PATH: [
    'ANSIBLE_ROLES_PATH',
    'paths',
    ['~/.ansible/roles', '/usr/share/ansible/roles', '/etc/ansible/roles'],
  ],
  DEFAULT_STDOUT_CALLBACK: ['ANSIBLE_STDOUT_CALLBACK', 'text', 'default'],
  DEFAULT_STRATEGY: ['ANSIBLE_STRATEGY', 'text', 'linear'],
  DEFAULT_TIMEOUT: ['ANSIBLE_TIMEOUT', 'number', 10],
  DEFAULT_TRANSPORT: ['ANSIBLE_TRANSPORT', 'text', 'smart'],
  DEFAULT_UNDEFINED_VAR_BEHAVIOR: ['ANSIBLE_ERROR_ON_UNDEFINED_VARS', 'flag', true],
  DEFAULT_VAULT_PASSWORD_FILE: ['ANSIBLE_VAULT_PASSWORD_FILE', 'path', null],
  DEFAULT_VERBOSITY: ['ANSIBLE_VERBOSITY', 'number', 0],
  DIFF_ALWAYS: ['ANSIBLE_DIFF_ALWAYS', 'flag', false],
  DIFF_CONTEXT: ['ANSIBLE_DIFF_CONTEXT', 'number', 3],
  DISPLAY_SKIPPED_HOSTS: ['ANSIBLE_DISPLAY_SKIPPED_HOSTS', 'flag', true],
  HOST_KEY_CHECKING: ['ANSIBLE_HOST_KEY_CHECKING', 'flag', true],
  INJECT_FACTS_AS_VARS: ['ANSIBLE_INJECT_FACT_VARS', 'flag', true],
  INTERPRETER_PYTHON: ['ANSIBLE_PYTHON_INTERPRETER', 'text', 'auto'],
  RETRY_FILES_ENABLED: ['ANSIBLE_RETRY_FILES_ENABLED', 'flag', false],
};

/** Kinds of plugins that `plugin_type` may name. */
export const PLUGIN_TYPES: readonly string[] = [
  ...['become', 'cache', 'callback', 'cliconf', 'connection', 'httpapi', 'inventory', 'lookup'],
  ...['netconf', 'shell', 'vars'],
];

/** Settings of plugins, by type, name and setting. */
export const PLUGIN_SETTINGS: Readonly<Record<string, Readonly<Record<string, Setting>>>> = {
  'connection ssh': {
    control_path_dir: ['ANSIBLE_SSH_CONTROL_PATH_DIR', 'text', '~/.ansible/cp'],
    host_key_checking: ['ANSIBLE_HOST_KEY_CHECKING', 'flag', true],
    pipelining: ['ANSIBLE_PIPELINING', 'flag', false],
    port: ['ANSIBLE_REMOTE_PORT', 'number', null],
    private_key_file: ['ANSIBLE_PRIVATE_KEY_FILE', 'text', null],
    reconnection_retries: ['ANSIBLE_SSH_RETRIES', 'number', 0],
    remote_user: ['ANSIBLE_REMOTE_USER', 'text', null],
    scp_extra_args: ['ANSIBLE_SCP_EXTRA_ARGS', 'text', ''],
    sftp_extra_args: ['ANSIBLE_SFTP_EXTRA_ARGS', 'text', ''],
    ssh_args: ['ANSIBLE_SSH_ARGS', 'text', '-C -o ControlMaster=auto -o ControlPersist=60s'],
    ssh_common_args: ['ANSIBLE_SSH_COMMON_ARGS', 'text', ''],
    ssh_executable: ['ANSIBLE_SSH_EXECUTABLE', 'text', 'ssh'],
    ssh_extra_args: ['ANSIBLE_SSH_EXTRA_ARGS', 'text', ''],
    timeout: ['ANSIBLE_TIMEOUT', 'number', 10],
  },
  'shell sh': {
    admin_users: ['ANSIBLE_ADMIN_USERS', 'list', ['root', 'toor']],
    async_dir: ['ANSIBLE_ASYNC_DIR', 'text', '~/.ansible_async'],
    common_remote_group: ['ANSIBLE_COMMON_REMOTE_GROUP', 'text', null],
    remote_tmp: ['ANSIBLE_REMOTE_TMP', 'text', '~/.ansible/tmp'],
    system_tmpdirs: ['ANSIBLE_SYSTEM_TMPDIRS', 'list', ['/var/tmp', '/tmp']],
  },
  'become sudo': {
    become_exe: ['ANSIBLE_BECOME_EXE', 'text', 'sudo'],
    become_flags: ['ANSIBLE_BECOME_FLAGS', 'text', '-H -S -n'],
    become_pass: ['ANSIBLE_BECOME_PASS', 'text', null],
    become_user: ['ANSIBLE_BECOME_USER', 'text', 'root'],
  },
};

/**
 * Variables that say more than the environment does, by the names of settings of plugins. Of
 * several the last that is there counts.
 */
export const PLUGIN_VARIABLES: Readonly<Record<string, readonly string[]>> = {
  async_dir: ['ansible_async_dir'],
  become_exe: ['ansible_become_exe', 'ansible_sudo_exe'],
  become_flags: ['ansible_become_flags', 'ansible_sudo_flags'],
  become_pass: ['ansible_become_password', 'ansible_become_pass', 'ansible_sudo_pass'],
  become_user: ['ansible_become_user', 'ansible_sudo_user'],
  pipelining: ['ansible_pipelining', 'ansible_ssh_pipelining'],
  port: ['ansible_ssh_port'],
  private_key_file: ['ansible_private_key_file', 'ansible_ssh_private_key_file'],
  remote_tmp: ['ansible_remote_tmp'],
  remote_user: ['ansible_ssh_user'],
  scp_extra_args: ['ansible_scp_extra_args'],
  sftp_extra_args: ['ansible_sftp_extra_args'],
  ssh_args: ['ansible_ssh_args'],
  ssh_common_args: ['ansible_ssh_common_args'],
  ssh_executable: ['ansible_ssh_executable'],
  ssh_extra_args: ['ansible_ssh_extra_args'],
  timeout: ['ansible_ssh_timeout'],
};
