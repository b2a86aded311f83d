/**
 * The lookup `config`: settings by Ansible's names, from their environment variables, ansible.cfg
 * or their defaults (docs: "Ansible Configuration Settings"). Settings of things kplay does not have
 * are missing.
 */
import { isList, typeName, type Value } from '../../base/index.ts';
import type { Runtime } from '../compile/runtime.ts';
import { asText } from '../values/arguments.ts';
import { fail } from '../values/failure.ts';
import { toText } from '../values/text.ts';
import {
  PLUGIN_SETTINGS,
  PLUGIN_TYPES,
  PLUGIN_VARIABLES,
  SETTINGS,
  type Kind,
  type Setting,
} from './config-settings.ts';
import { lookup, textOption } from './lookup-def.ts';

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

/** The settings of one plugin, or those of Ansible itself. */
function chooseTable(options: ReadonlyMap<string, Value>): Readonly<Record<string, Setting>> {
  const [type, name] = [
    textOption(options, 'plugin_type', ''),
    textOption(options, 'plugin_name', ''),
  ];
  if (type !== '' && !PLUGIN_TYPES.includes(type)) {
    fail('LookupError', `"plugin_type" must be one of ${PLUGIN_TYPES.join(', ')}, not "${type}"`);
  }
  if ((type === '') !== (name === '')) {
    const pair = 'Both plugin_type and plugin_name are required';
    fail('LookupError', `${pair}, cannot use one without the other`);
  }
  return type === '' ? SETTINGS : (PLUGIN_SETTINGS[`${type} ${name}`] ?? {});
}

function findSetting(
  name: string,
  table: Readonly<Record<string, Setting>>,
  runtime: Runtime,
): Value | undefined {
  const setting = Object.hasOwn(table, name) ? table[name] : undefined;
  if (setting === undefined) return undefined;
  const told = table === SETTINGS ? undefined : findTold(name, runtime);
  return told ?? readConfigured(setting, runtime);
}

/** What a variable says of a plugin's setting. */
function findTold(name: string, { context: { names } }: Runtime): Value | undefined {
  const told = PLUGIN_VARIABLES[name]?.findLast((one) => names.has(one));
  return told === undefined ? undefined : names.get(told);
}

function readConfigured([variable, kind, usual]: Setting, runtime: Runtime): Value {
  const { reader } = runtime.context;
  const home = reader.env('HOME') ?? '/';
  const given = reader.env(variable) ?? reader.configured?.(variable);
  if (given !== undefined) return readSetting(given, kind, home);
  if (kind === 'path' && typeof usual === 'string') return readSetting(usual, kind, home);
  if (kind !== 'paths' || usual === null || !isList(usual)) return usual;
  return readSetting(usual.map((path) => asText(path)).join(':'), kind, home);
}

/** Names that stand where Ansible keeps its settings, without being any. */
const NOT_SETTINGS: ReadonlySet<string> = new Set(['ConfigManager', 'Sentinel', 'Template']);

function readConfig(
  terms: readonly Value[],
  options: ReadonlyMap<string, Value>,
  runtime: Runtime,
): Value[] {
  const onMissing = textOption(options, 'on_missing', 'error');
  if (!['error', 'warn', 'skip'].includes(onMissing)) {
    const option = '"plugin_type: lookup plugin: config setting: on_missing "';
    const what = `Invalid value "${onMissing}" for configuration option ${option}`;
    fail('LookupError', `${what}, valid values are: error, skip, warn`);
  }
  const table = chooseTable(options);
  return terms.flatMap((term): Value[] => {
    if (typeof term !== 'string') {
      const what = `"${toText(term)}" is not a string, its a <class '${typeName(term)}'>`;
      fail('LookupError', `Invalid setting identifier, ${what}`);
    }
    if (NOT_SETTINGS.has(term)) fail('LookupError', `Invalid setting "${term}" attempted`);
    const value = findSetting(asText(term, 'setting'), table, runtime);
    if (value !== undefined) return [value];
    if (onMissing !== 'error') return [];
    return fail('LookupError', `Unable to find setting ${asText(term)}`);
  });
}

export const configLookups = [lookup('config', readConfig)];
