/**
 * The lookup `config`: settings by Ansible's names, from their environment variables or their
 * defaults (docs: "Ansible Configuration Settings"). Settings of things kplay does not have are
 * missing.
 */
import { isList, type Value } from '../../base/index.ts';
import type { Runtime } from '../compile/runtime.ts';
import { asText } from '../values/arguments.ts';
import { fail } from '../values/failure.ts';
import { lookup, textOption } from './lookup-def.ts';

type Kind = 'text' | 'number' | 'flag' | 'list' | 'path' | 'paths';

/** A setting: the environment variable, the kind of its value, and what holds without one. */
type Setting = readonly [env: string, kind: Kind, usual: Value];

const SETTINGS: Readonly<Record<string, Setting>> = {
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

function readSetting(text: string, kind: Kind, home: string): Value {
  const expand = (path: string): string => path.replace(/^~(?=\/|$)/u, home);
  switch (kind) {
    case 'flag':
      return ['yes', 'on', '1', 'true', 't', 'y'].includes(text.toLowerCase());
    case 'number':
      return /^-?\d+$/u.test(text)
        ? Number(text)
        : fail('LookupError', `the setting must be a number, not \`${text}\``);
    case 'list':
      return text.split(',').map((word) => word.trim());
    case 'path':
      return expand(text);
    case 'paths':
      return text.split(':').map(expand);
    case 'text':
      return text;
  }
}

function findSetting(name: string, runtime: Runtime): Value | undefined {
  const setting = Object.hasOwn(SETTINGS, name) ? SETTINGS[name] : undefined;
  if (setting === undefined) return undefined;
  const [variable, kind, usual] = setting;
  const { reader } = runtime.context;
  const home = reader.env('HOME') ?? '/';
  const given = reader.env(variable);
  if (given !== undefined) return readSetting(given, kind, home);
  if (kind === 'path' && typeof usual === 'string') return readSetting(usual, kind, home);
  if (kind !== 'paths' || usual === null || !isList(usual)) return usual;
  return readSetting(usual.map((path) => asText(path)).join(':'), kind, home);
}

function readConfig(
  terms: readonly Value[],
  options: ReadonlyMap<string, Value>,
  runtime: Runtime,
): Value[] {
  const onMissing = textOption(options, 'on_missing', 'error');
  if (!['error', 'warn', 'skip'].includes(onMissing)) {
    fail('LookupError', '"on_missing" must be a string and one of "error", "warn" or "skip"');
  }
  return terms.flatMap((term): Value[] => {
    const value = findSetting(asText(term, 'setting'), runtime);
    if (value !== undefined) return [value];
    if (onMissing !== 'error') return [];
    return fail('LookupError', `Unable to find setting ${asText(term)}`);
  });
}

export const configLookups = [lookup('config', readConfig)];
