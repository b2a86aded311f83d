/** The tables of settings as data: what each is called, where it is looked for, what it is. */
import { Bug } from '../../base/index.ts';
import { OBEYED } from './obeyed.ts';
import { WITHOUT_EFFECT } from './without-effect.ts';

/** How the text of a setting is read. Source: `type` in Ansible's «Configuration Settings». */
export type SettingType =
  | 'boolean'
  | 'integer'
  | 'float'
  | 'string'
  | 'list'
  /** One path; relative ones start at the file that names them. */
  | 'path'
  /** Paths between colons. */
  | 'pathspec'
  /** Paths between commas. */
  | 'pathlist';

export type SettingValue = string | number | boolean | null | readonly string[];

/** One setting. */
export interface Setting {
  readonly name: string;
  readonly ini: readonly { readonly section: string; readonly key: string }[];
  readonly env: readonly string[];
  readonly type: SettingType;
  /** The words a text must be one of; none for any. */
  readonly choices: readonly string[];
  readonly fallback: SettingValue;
  readonly description: string;
  readonly isObeyed: boolean;
}

const TYPES: readonly SettingType[] = [
  'boolean',
  'integer',
  'float',
  'string',
  'list',
  'path',
  'pathspec',
  'pathlist',
];

function splitList(text: string): readonly string[] {
  return text === '-' ? [] : text.split(', ');
}

function toFallback(text: string): SettingValue {
  const value: unknown = JSON.parse(text);
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  return Array.isArray(value) ? value.map(String) : null;
}

function parseLine(line: string, isObeyed: boolean): Setting {
  const [name = '', ini = '', env = '', kind = '', fallback = '', description] = line.split(' | ');
  if (description === undefined) throw new Bug(`a line of the table of settings is cut: ${line}`);
  const isChoice = kind.startsWith('one of ');
  const type = TYPES.find((known) => known === (isChoice ? 'string' : kind));
  if (type === undefined) throw new Bug(`the setting ${name} has no type`);
  return {
    name,
    ini: splitList(ini).map((place) => {
      const [section = '', key = ''] = place.split('.');
      return { section, key };
    }),
    env: splitList(env),
    type,
    choices: isChoice ? kind.slice('one of '.length).split('/') : [],
    fallback: toFallback(fallback),
    description,
    isObeyed,
  };
}

function parseTable(text: string, isObeyed: boolean): readonly Setting[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => parseLine(line, isObeyed));
}

/** Every setting, by name. */
export const SETTINGS: ReadonlyMap<string, Setting> = new Map(
  [...parseTable(OBEYED, true), ...parseTable(WITHOUT_EFFECT, false)]
    .sort((one, other) => (one.name < other.name ? -1 : 1))
    .map((setting) => [setting.name, setting]),
);
