/**
 * Checks values against a role's spec of arguments. Pure; order and wording are those observed with
 * ansible-core 2.14.
 */
import { Dict, isList, toName, type Value } from '../../base/index.ts';
import {
  CoercionError,
  coerceValue,
  describeClass,
  type Coerced,
  type ParamSchema,
} from '../../schema/index.ts';
import { findOthers } from './argument-choices.ts';
import { toScalarText } from './python-json.ts';

/** The spec of one option, as far as it decides whether a value fits. */
interface OptionSpec {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly hasDefault: boolean;
  readonly choices: readonly Value[];
  readonly elements: string | undefined;
  readonly options: Dict | undefined;
}

/** Gives the value of an option; undefined when nobody gave one. */
export type Lookup = (name: string) => Value | undefined;

/** Where in the spec a check is: names of the options around it. */
interface Level {
  readonly options: Dict;
  readonly lookup: Lookup;
  readonly around: readonly string[];
  /** The same as the beginning of a name: `network.ports.`. */
  readonly prefix: string;
}

/** What is wrong: what does not fit, and names that nobody knows, which are told of last. */
interface Findings {
  readonly errors: string[];
  readonly unknown: string[];
}

const SCHEMAS: Readonly<Record<string, ParamSchema>> = {
  bool: { type: 'boolean', description: '' },
  dict: { type: 'object', description: '' },
  float: { type: 'number', description: '' },
  int: { type: 'integer', description: '' },
  list: { type: 'array', description: '' },
};

function textAt(dict: Dict, key: string): string | undefined {
  const value = dict.get(key);
  return value === undefined || value === null ? undefined : toName(value);
}

function readOption(key: Value, value: Value): OptionSpec {
  const dict = value instanceof Dict ? value : new Dict();
  const choices = dict.get('choices') ?? null;
  const options = dict.get('options');
  return {
    name: toName(key),
    type: textAt(dict, 'type') ?? 'str',
    isRequired: dict.get('required') === true,
    hasDefault: dict.get('default') !== undefined,
    choices: isList(choices) ? choices : [],
    elements: textAt(dict, 'elements'),
    options: options instanceof Dict ? options : undefined,
  };
}

/** Whether `human_to_bytes` can read it: `10MB` with bytes, `10Mb` with bits, or no unit. */
function isSize(value: Value, unitName: 'byte' | 'bit'): boolean {
  const match = /^\s*(?:\d+\.?\d*|\.\d+)\s*(?<unit>[A-Za-z]+)?/u.exec(toName(value));
  if (match === null) return false;
  const unit = match.groups?.['unit'] ?? 'B';
  if (!'YZEPTGMKB'.includes(unit.charAt(0).toUpperCase())) return false;
  const letter = unitName === 'byte' ? 'B' : 'b';
  return unit.length === 1 || unit.toLowerCase().includes(unitName) || unit[1] === letter;
}

/** A value as a type, or why it cannot have it. */
type Converted = { readonly value: Coerced } | { readonly reason: string };

function convert(value: Value, type: string): Converted {
  if (type === 'bytes' || type === 'bits') {
    const [unitName, what] =
      type === 'bytes' ? (['byte', 'Byte'] as const) : (['bit', 'Bit'] as const);
    if (isSize(value, unitName)) return { value };
    return { reason: `${describeClass(value)} cannot be converted to a ${what} value` };
  }
  const schema = SCHEMAS[type];
  if (schema === undefined) return { value };
  try {
    return { value: coerceValue(value, schema, toName) };
  } catch (error) {
    if (error instanceof CoercionError) return { reason: error.message };
    throw error;
  }
}

/** The same with what is said of a misfit; `@` stands where the place goes. */
type Fit = { readonly value: Coerced } | { readonly mismatch: string };

function fit(value: Value, type: string): Fit {
  const found = convert(value, type);
  if ('value' in found) return found;
  const why = `and we were unable to convert to ${type}: ${found.reason}`;
  return { mismatch: `is of type ${describeClass(value)}@ ${why}` };
}

/** Puts the place where the message has `@`. */
function describe(what: string, mismatch: string, place: string): string {
  return `${what} ${mismatch.replace('@', place)}`;
}

function checkElements(spec: OptionSpec, values: unknown, level: Level): readonly string[] {
  const { elements, name } = spec;
  if (elements === undefined || !Array.isArray(values)) return [];
  const place = level.around.length === 0 ? '' : ` found in '${level.around.join(' -> ')}'`;
  return values.flatMap((one: Value) => {
    const found = fit(one, elements);
    const what = `Elements value for option '${name}'${place}`;
    return 'mismatch' in found ? [describe(what, found.mismatch, '')] : [];
  });
}

/** A value beside what its option's type makes of it: of a text, perhaps a list. */
interface Fitting {
  readonly spec: OptionSpec;
  readonly value: Value;
  readonly converted: unknown;
}

function checkChoices({ spec, value, converted }: Fitting, { around }: Level): readonly string[] {
  const { name, choices, type, elements = 'raw' } = spec;
  if (choices.length === 0) return [];
  const isMany = Array.isArray(converted);
  const given: readonly Value[] = isMany ? converted : [isCompared(converted) ? converted : value];
  const wrong = findOthers(given, { choices, type: isMany ? elements : type }, isMany);
  if (wrong.length === 0) return [];
  const place = around.length === 0 ? '' : ` found in ${around.join(' -> ')}`;
  const [set, rest] = [choices.map(toScalarText).join(', '), wrong.join(', ')];
  return isMany
    ? [`value of ${name} must be one or more of: ${set}. Got no match for: ${rest}${place}`]
    : [`value of ${name} must be one of: ${set}, got: ${rest}${place}`];
}

function isCompared(value: unknown): value is number | boolean {
  return typeof value === 'number' || typeof value === 'boolean';
}

function checkMissing(specs: readonly OptionSpec[], { lookup, around }: Level): readonly string[] {
  const missing = specs
    .filter(({ name, isRequired, hasDefault }) => isRequired && !hasDefault && !isGiven(name))
    .map(({ name }) => name);
  if (missing.length === 0) return [];
  const place = around.length === 0 ? '' : ` found in ${around.join(' -> ')}`;
  return [`missing required arguments: ${missing.sort().join(', ')}${place}`];

  function isGiven(name: string): boolean {
    return lookup(name) !== undefined;
  }
}

/** The options of a dict, or of each dict in a list. */
function checkInside(spec: OptionSpec, given: Value, level: Level, findings: Findings): void {
  const { options, name, type } = spec;
  const hasOptions = type === 'dict' || (type === 'list' && spec.elements === 'dict');
  if (options === undefined || !hasOptions) return;
  for (const one of isList(given) ? given : [given]) {
    const found = typeof one === 'string' ? convert(one, 'dict') : { value: one };
    const dict = 'value' in found ? toDict(found.value) : undefined;
    if (dict === undefined) {
      findings.errors.push(`value of '${name}' must be of type dict or list of dicts`);
      continue;
    }
    const prefix = `${level.prefix}${name}.`;
    const lookup: Lookup = (key) => dict.get(key);
    checkLevel({ options, lookup, around: [...level.around, name], prefix }, findings);
    const known = [...options.keys()].map(toName);
    const unknown = [...dict.keys()].map(toName).filter((key) => !known.includes(key));
    const supported = `Supported parameters include: ${known.join(', ')}.`;
    if (unknown.length > 0) {
      const names = unknown.map((key) => `${prefix}${key}`).join(', ');
      findings.unknown.push(`${names}. ${supported}`);
    }
  }
}

function toDict(value: Coerced): Dict | undefined {
  if (value instanceof Dict) return value;
  const isRecord = typeof value === 'object' && value?.constructor === Object;
  return isRecord ? Dict.of(value as Record<string, Value>) : undefined; // oxlint-disable-line typescript/consistent-type-assertions -- coerceValue gives a record of values for a dict
}

function checkLevel(level: Level, findings: Findings): void {
  const { errors } = findings;
  const specs = [...level.options].map(([key, value]) => readOption(key, value));
  const place = level.around.length === 0 ? '' : ` found in '${level.around.join(' -> ')}'.`;
  errors.push(...checkMissing(specs, level));
  const given = specs.flatMap((spec) => {
    const value = level.lookup(spec.name);
    return value === undefined || value === null ? [] : [{ spec, value }];
  });
  const fitting: Fitting[] = [];
  for (const { spec, value } of given) {
    const found = fit(value, spec.type);
    if ('mismatch' in found)
      errors.push(describe(`argument '${spec.name}'`, found.mismatch, place));
    else {
      fitting.push({ spec, value, converted: found.value });
      errors.push(...checkElements(spec, found.value, level));
    }
  }
  for (const each of fitting) errors.push(...checkChoices(each, level));
  for (const { spec, value } of given) checkInside(spec, value, level, findings);
}

/**
 * Ansible looks for secrets in all suboptions before anything else, and says of the first text that
 * is no dict only that it is none.
 */
function findUnreadable(options: Dict, lookup: Lookup): string | undefined {
  for (const [key, value] of options) {
    const spec = readOption(key, value);
    const given = lookup(spec.name) ?? null;
    const isDeep = spec.type === 'dict' || (spec.type === 'list' && spec.elements === 'dict');
    if (spec.options === undefined || !isDeep) continue;
    for (const one of isList(given) ? given : [given]) {
      const found = typeof one === 'string' ? convert(one, 'dict') : { value: one };
      if ('reason' in found) return found.reason;
      const dict = toDict(found.value);
      const deeper: Lookup = (name) => dict?.get(name);
      const unreadable = findUnreadable(spec.options, deeper);
      if (unreadable !== undefined) return unreadable;
    }
  }
  return undefined;
}

/**
 * Checks values against the options of a spec.
 * @returns one sentence for everything that does not fit, in Ansible's order
 */
export function checkArguments(options: Dict, lookup: Lookup): readonly string[] {
  const unreadable = findUnreadable(options, lookup);
  const findings: Findings = {
    errors: unreadable === undefined ? [] : [unreadable],
    unknown: [],
  };
  checkLevel({ options, lookup, around: [], prefix: '' }, findings);
  return [...findings.errors, ...findings.unknown];
}
