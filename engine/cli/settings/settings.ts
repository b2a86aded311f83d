/**
 * The settings of one run: what ansible.cfg, the environment and the table's defaults come to.
 * The environment wins over the file, the file over the default.
 */
import { dirname, resolve } from 'node:path';
import { Bug, ProblemError } from '../../base/index.ts';
import { loadFile } from '../../source/index.ts';
import { expandHome } from '../expand-home.ts';
import { configWrongValue } from '../problems.ts';
import type { Environment } from './environment.ts';
import { findConfig } from './find-config.ts';
import { readIniText, type IniValues } from './read-ini.ts';
import { SETTINGS, type Setting, type SettingValue } from './table.ts';

/** A setting's value, and where it came from: `default`, `env: NAME`, or a file. */
export interface FoundSetting {
  readonly setting: Setting;
  readonly value: SettingValue;
  readonly origin: string;
}

export interface Settings {
  /** The ansible.cfg that counts, if there is one. */
  readonly configFile: string | undefined;
  /** What is to be said about files that do not count. */
  readonly warnings: readonly string[];
  /** `section.key` of settings in the file that mean nothing to kplay. */
  readonly unknown: readonly string[];
  find(name: string): FoundSetting;
  /** The value as text; undefined when it is not set, or empty. */
  text(name: string): string | undefined;
  flag(name: string): boolean;
  number(name: string): number | undefined;
  list(name: string): readonly string[];
  /** What the file says of the setting that an environment variable is for, as it stands there. */
  ofFile(variable: string): string | undefined;
}

const TRUE: ReadonlySet<string> = new Set(['1', 'yes', 'true', 'on', 'y', 't', '1.0']);
const FALSE: ReadonlySet<string> = new Set(['0', 'no', 'false', 'off', 'n', 'f', '0.0', '']);

interface Given {
  readonly text: string;
  readonly origin: string;
  /** Where relative paths start. */
  readonly folder: string;
}

function unquote(text: string): string {
  const [, quote, inner] = /^(["'])(.*)\1$/s.exec(text) ?? [];
  return quote === undefined || inner === undefined ? text : inner;
}

function expandVariables(text: string, env: Environment): string {
  return text.replace(/\$(?:(\w+)|\{(\w+)\})/g, (all, bare?: string, braced?: string) => {
    return env[bare ?? braced ?? ''] ?? all;
  });
}

function toPath(text: string, folder: string, env: Environment): string {
  const expanded = expandVariables(text.replaceAll('{{CWD}}', process.cwd()), env);
  return resolve(folder, expandHome(expanded));
}

function splitBy(text: string, mark: string): readonly string[] {
  return text
    .split(mark)
    .map((part) => part.trim())
    .filter(Boolean);
}

function toNumber(setting: Setting, given: Given): number {
  const number = Number(given.text);
  const isRight = setting.type === 'float' ? !Number.isNaN(number) : Number.isInteger(number);
  if (isRight && given.text.trim() !== '') return number;
  const kind = setting.type === 'float' ? 'a number' : 'a whole number';
  throw new ProblemError(configWrongValue(setting.name, given.origin, given.text, kind));
}

function toBoolean(setting: Setting, given: Given): boolean {
  const word = given.text.toLowerCase();
  if (TRUE.has(word)) return true;
  if (FALSE.has(word)) return false;
  // NO_COLOR counts whatever it says (no-color.org).
  if (given.origin === 'env: NO_COLOR') return true;
  throw new ProblemError(configWrongValue(setting.name, given.origin, given.text, 'yes or no'));
}

function toText(setting: Setting, given: Given): string {
  const { choices } = setting;
  const text = unquote(given.text);
  if (choices.length === 0 || choices.includes(text)) return text;
  const kind = `one of ${choices.join(', ')}`;
  throw new ProblemError(configWrongValue(setting.name, given.origin, text, kind));
}

function readValue(setting: Setting, given: Given, env: Environment): SettingValue {
  const text = unquote(given.text);
  switch (setting.type) {
    case 'boolean':
      return toBoolean(setting, { ...given, text });
    case 'integer':
    case 'float':
      return toNumber(setting, { ...given, text });
    case 'string':
      return toText(setting, given);
    case 'list':
      return splitBy(text, ',').map(unquote);
    case 'path':
      return text === '' ? null : toPath(text, given.folder, env);
    case 'pathspec':
      return splitBy(text, ':').map((part) => toPath(part, given.folder, env));
    case 'pathlist':
      return splitBy(text, ',').map((part) => toPath(part, given.folder, env));
  }
}

/** A list of hosts ends with a comma and is no path. */
function isHostList(setting: Setting, text: string): boolean {
  return setting.name === 'DEFAULT_HOST_LIST' && /,\s*$/.test(text);
}

function expandFallback({ type, fallback }: Setting): SettingValue {
  if (typeof fallback === 'string') return type === 'path' ? expandHome(fallback) : fallback;
  return Array.isArray(fallback) ? fallback.map(expandHome) : fallback;
}

interface Sources {
  readonly env: Environment;
  readonly ini: IniValues;
  readonly configFile: string | undefined;
}

function findInFile(setting: Setting, ini: IniValues): string | undefined {
  const texts = setting.ini.map(({ section, key }) => ini.get(section)?.get(key));
  return texts.findLast((text) => text !== undefined);
}

function findGiven(setting: Setting, { env, ini, configFile }: Sources): Given | undefined {
  // Of several names the last that is set counts, as in Ansible.
  for (const name of [...setting.env].reverse()) {
    const text = env[name];
    if (text !== undefined) return { text, origin: `env: ${name}`, folder: process.cwd() };
  }
  const text = findInFile(setting, ini);
  if (text === undefined || configFile === undefined) return undefined;
  return { text, origin: configFile, folder: dirname(configFile) };
}

function resolveSetting(setting: Setting, sources: Sources): FoundSetting {
  const given = findGiven(setting, sources);
  if (given === undefined) return { setting, value: expandFallback(setting), origin: 'default' };
  const value = isHostList(setting, given.text)
    ? [given.text]
    : readValue(setting, given, sources.env);
  return { setting, value, origin: given.origin };
}

function isTexts(value: SettingValue): value is readonly string[] {
  return Array.isArray(value);
}

/** Sections that belong to parts of Ansible that kplay has not. */
const FOREIGN = /^(?:galaxy|galaxy_server\..*|persistent_connection|netconf_connection)$/;

function listUnknown(ini: IniValues): readonly string[] {
  const known = new Set(
    [...SETTINGS.values()]
      .filter((setting) => setting.isObeyed)
      .flatMap((setting) => setting.ini.map(({ section, key }) => `${section}.${key}`)),
  );
  return [...ini].flatMap(([section, values]) =>
    FOREIGN.test(section)
      ? []
      : [...values.keys()].map((key) => `${section}.${key}`).filter((name) => !known.has(name)),
  );
}

/**
 * Reads the settings.
 * @param configFile an ansible.cfg to read instead of the one that the search finds
 * @throws ProblemError `config-unreadable`; a wrong value is a problem where it is asked for
 */
export function loadSettings(env: Environment, configFile?: string): Settings {
  const choice =
    configFile === undefined
      ? findConfig(env, process.cwd())
      : { path: resolve(configFile), warning: undefined };
  const ini: IniValues = choice.path === undefined ? new Map() : readIniText(loadFile(choice.path));
  const sources: Sources = { env, ini, configFile: choice.path };
  const found = new Map<string, FoundSetting>();
  const find = (name: string): FoundSetting => {
    const known = found.get(name);
    if (known !== undefined) return known;
    const setting = SETTINGS.get(name);
    if (setting === undefined) throw new Bug(`there is no setting ${name}`);
    const made = resolveSetting(setting, sources);
    found.set(name, made);
    return made;
  };
  return {
    configFile: choice.path,
    warnings: choice.warning === undefined ? [] : [choice.warning],
    unknown: listUnknown(ini),
    find,
    text: (name) => {
      const { value } = find(name);
      return typeof value === 'string' && value !== '' ? value : undefined;
    },
    flag: (name) => find(name).value === true,
    number: (name) => {
      const { value } = find(name);
      return typeof value === 'number' ? value : undefined;
    },
    list: (name) => {
      const { value } = find(name);
      return isTexts(value) ? value : [];
    },
    ofFile: (variable) => {
      const setting = [...SETTINGS.values()].find((one) => one.env.includes(variable));
      return setting && findInFile(setting, ini);
    },
  };
}
