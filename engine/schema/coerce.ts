/**
 * From rendered arguments to typed parameters: aliases, Ansible's coercion, defaults, rules, ajv.
 * Every failure points at the YAML key it came from.
 */
import {
  Dict,
  ProblemError,
  typeName,
  type LocatedScalar,
  type Problem,
  type Span,
  type Value,
} from '../base/index.ts';
import {
  coerceValue,
  CoercionError,
  describeClass,
  type Coerced,
  type ToText,
} from './coerce-value.ts';
import { findWrongChoice } from './coerce-choice.ts';
import type { ParamRule, ParamSchema, ParamsOf, ParamsSchema } from './param-schema.ts';
import {
  missingParameter,
  parametersConflict,
  unknownParameter,
  wrongParameterType,
} from './problems.ts';
import { createParamsChecks } from './validate-ajv.ts';
import {
  DIFF_HINT,
  describeMissing,
  describeUnsupported,
  findParamNames,
  type ParamsOwner,
} from './validate-names.ts';
import { findBrokenRule, type GivenParams } from './validate-rules.ts';

/** One rendered argument of a task, with the places of its key and value. */
export interface Argument {
  readonly value: Value;
  readonly span: Span | undefined;
  readonly keySpan: Span | undefined;
  /** It holds something that came from a host, a lookup or `!unsafe`. */
  readonly isUnsafe?: boolean;
  /** Texts in it that templates never convert. */
  readonly texts?: ReadonlySet<string> | undefined;
  /** The vault that `value` came out of, where the task hands it on as it is. */
  readonly sealed?: LocatedScalar | undefined;
}

/** The arguments of a task after templating. `omit`ted ones are already gone. */
export type Arguments = ReadonlyMap<string, Argument>;

/** Reads parameters; one per process. */
export interface ParamsReader {
  /**
   * Converts and validates.
   * @param whole place to show for what has no key of its own (a missing parameter)
   * @throws ProblemError with every problem, most important first, as AnsibleModule reports them
   */
  read<S extends ParamsSchema>(
    owner: { readonly name: string; readonly params: S },
    args: Arguments,
    whole: Span | undefined,
  ): ParamsOf<S>;
}

interface Reading {
  readonly owner: ParamsOwner;
  readonly whole: Span | undefined;
  readonly toText: ToText;
  readonly problems: Problem[];
}

type Properties = Readonly<Record<string, ParamSchema>>;

/** Sorts arguments to their proper names; unknown ones become problems or `rest`. */
function resolveNames(args: Arguments, reading: Reading): [Map<string, Argument>, Dict] {
  const { owner } = reading;
  const names = findParamNames(owner.params.properties);
  const known = new Map<string, Argument>();
  const rest = new Dict();
  const unknown: [string, Argument][] = [];
  for (const [name, argument] of args) {
    const proper = names.get(name);
    if (proper === undefined && owner.params.openEnded === true) rest.set(name, argument.value);
    else if (proper === undefined) unknown.push([name, argument]);
    // An alias wins over the proper name when both are there, as in Ansible.
    else if (proper !== name || !known.has(proper)) known.set(proper, argument);
  }
  for (const [name, argument] of unknown) {
    if (name === DIFF_HINT) continue;
    const problem = unknownParameter(name, owner.name, names.keys(), argument.keySpan);
    reading.problems.push({
      ...problem,
      message: describeUnsupported(
        unknown.map(([wrong]) => wrong),
        owner,
      ),
    });
  }
  return [known, rest];
}

function coerceArgument(
  name: string,
  argument: Argument,
  schema: ParamSchema,
  reading: Reading,
): Coerced | undefined {
  const shown = schema['x-secret'] === true ? 'a secret' : describeClass(argument.value);
  try {
    const coerced = coerceDeep(argument, schema, reading);
    const wrong = findWrongChoice(name, coerced, schema, argument.span);
    if (wrong !== undefined) reading.problems.push(wrong);
    return coerced;
  } catch (error) {
    if (!(error instanceof CoercionError)) throw error;
    const type = schema['x-coerce'] === 'mode' ? 'mode' : ANSIBLE_TYPES[schema.type];
    const reason = schema['x-secret'] === true ? 'the value is not shown' : error.message;
    const message = `argument '${name}' is of type ${shown} and we were unable to convert to ${type}: ${reason}`;
    reading.problems.push(wrongParameterType(message, argument.span ?? argument.keySpan));
    return undefined;
  }
}

const ANSIBLE_TYPES = {
  string: 'str',
  integer: 'int',
  number: 'float',
  boolean: 'bool',
  array: 'list',
  object: 'dict',
  value: 'raw',
} as const;

/** Every type that an argument of a role may be of. Source: ansible-core 2.14, «Argument spec». */
export const ARGUMENT_TYPES: readonly string[] = [
  ...Object.values(ANSIBLE_TYPES),
  ...['path', 'json', 'jsonarg', 'bytes', 'bits', 'sid'],
];

/** Objects with declared properties are read like parameters of their own. */
function coerceDeep(argument: Argument, schema: ParamSchema, reading: Reading): Coerced {
  const properties =
    schema.type === 'array'
      ? schema.items?.properties
      : schema.type === 'object' && schema.properties;
  if (properties === undefined || properties === false) {
    return coerceValue(argument.value, schema, reading.toText);
  }
  const required = (schema.type === 'array' ? schema.items?.required : schema.required) ?? [];
  const read = (value: Value): Coerced => {
    if (!(value instanceof Dict)) {
      throw new CoercionError(`<class '${typeName(value)}'> cannot be converted to a dict`);
    }
    const args = new Map(
      [...value].map(([key, item]) => [reading.toText(key), { ...argument, value: item }] as const),
    );
    const owner = { name: reading.owner.name, params: { properties, required } };
    return readProperties(args, { ...reading, owner });
  };
  if (schema.type === 'object') return read(argument.value);
  const list = coerceValue(argument.value, { type: 'array', description: '' }, reading.toText);
  return isValueList(list) ? list.map(read) : list;
}

function isValueList(list: Coerced): list is readonly Value[] {
  return Array.isArray(list);
}

function toDefaults(properties: Properties): Record<string, Coerced> {
  const defaults: Record<string, Coerced> = {};
  for (const [name, schema] of Object.entries(properties)) {
    if (schema.default !== undefined) defaults[name] = schema.default;
  }
  return defaults;
}

function checkPresence(given: GivenParams, reading: Reading): void {
  const { owner, whole, problems } = reading;
  const { required = [], rules = [] } = owner.params;
  const missing = required.filter((name) => !given.has(name));
  if (missing.length > 0)
    problems.push(missingParameter(describeMissing(missing, owner.name), owner.name, whole));
  for (const rule of rules) addBrokenRule(rule, given, reading);
}

function addBrokenRule(rule: ParamRule, given: GivenParams, reading: Reading): void {
  const { owner, whole, problems } = reading;
  const broken = findBrokenRule(rule, given);
  if (broken === undefined) return;
  problems.push(
    rule.rule === 'mutually-exclusive'
      ? parametersConflict(broken, whole)
      : missingParameter(broken, owner.name, whole),
  );
}

function readProperties(args: Arguments, reading: Reading): Record<string, Coerced | undefined> {
  const { properties, openEnded } = reading.owner.params;
  const [known, rest] = resolveNames(args, reading);
  const given = new Map<string, Coerced>();
  for (const [name, argument] of known) {
    const schema = properties[name];
    if (schema === undefined || (argument.value === null && schema.type !== 'value')) continue;
    const coerced = coerceArgument(name, argument, schema, reading);
    if (coerced !== undefined) given.set(name, coerced);
  }
  const isTypeBroken = reading.problems.some(({ code }) => code === 'wrong-parameter-type');
  if (!isTypeBroken) {
    checkPresence(toGivenParams(given, toDefaults(properties)), reading);
  }
  const further = openEnded === true ? { rest: Object.fromEntries(toEntries(rest, reading)) } : {};
  return { ...toDefaults(properties), ...Object.fromEntries(given), ...further };
}

/** What a task gives, as far as that is known before a run. */
export interface WrittenArguments {
  /** Those that are written out. */
  readonly written: Arguments;
  /** True for a name that may be given: by a template, or by somebody else. */
  readonly isOpen: (name: string) => boolean;
  /** The place to show for what has none of its own. */
  readonly whole: Span | undefined;
}

/**
 * Checks the values that are written out, before a run, and the rules that they break whatever the
 * others turn out to be.
 * @returns what is wrong: codes `wrong-parameter-type`, `wrong-parameter-value`,
 * `missing-parameter`, `parameters-conflict`
 */
export function checkParamValues(
  owner: ParamsOwner,
  { written, isOpen, whole }: WrittenArguments,
  toText: ToText,
): readonly Problem[] {
  const { properties, rules = [] } = owner.params;
  const reading: Reading = { owner, whole, toText, problems: [] };
  const names = findParamNames(properties);
  const known = new Map<string, Coerced | undefined>();
  for (const [name, argument] of written) {
    const proper = names.get(name);
    const schema = proper === undefined ? undefined : properties[proper];
    if (proper === undefined || schema === undefined || argument.value === null) continue;
    known.set(proper, coerceArgument(proper, argument, schema, reading));
  }
  const defaults = toDefaults(properties);
  const get = (name: string): unknown =>
    known.has(name) || isOpen(name) ? known.get(name) : defaults[name];
  const least: GivenParams = { has: (name) => known.has(name), get };
  const most: GivenParams = { has: (name) => known.has(name) || isOpen(name), get };
  for (const rule of rules) {
    if (findBrokenRule(rule, least) !== undefined) addBrokenRule(rule, most, reading);
  }
  return reading.problems;
}

/** Rules count given values only; `required-if` compares a default too, as Ansible does. */
function toGivenParams(
  given: ReadonlyMap<string, Coerced>,
  defaults: Readonly<Record<string, Coerced>>,
): GivenParams {
  return {
    has: (name) => given.has(name),
    get: (name) => given.get(name) ?? defaults[name],
  };
}

function toEntries(dict: Dict, { toText }: Reading): [string, Value][] {
  return [...dict].map(([key, value]) => [toText(key), value]);
}

/**
 * Makes the reader of parameters. Loads ajv.
 * @param toText Python's str() of a value
 */
export async function createParamsReader(toText: ToText): Promise<ParamsReader> {
  const checks = await createParamsChecks();
  return {
    read<S extends ParamsSchema>(
      owner: { readonly name: string; readonly params: S },
      args: Arguments,
      whole: Span | undefined,
    ): ParamsOf<S> {
      const problems: Problem[] = [];
      const params: unknown = readProperties(args, { owner, whole, toText, problems });
      if (problems.length > 0) throw new ProblemError(...problems);
      const isValid = checks.of(owner.params);
      if (isValid(params)) return params;
      const reason = (isValid.errors ?? []).map(
        ({ instancePath, message }) => `${instancePath.slice(1)} ${message ?? ''}`,
      );
      throw new ProblemError(wrongParameterType(reason.join('; '), whole));
    },
  };
}
