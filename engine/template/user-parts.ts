/**
 * A user's own filters, tests and lookups: how they are declared, and how they become what the room
 * calls. They see plain JavaScript data, and what they give back becomes a Value.
 */
import {
  Bytes,
  CalendarTime,
  Dict,
  Float,
  PySet,
  Tuple,
  isList,
  toValue,
  type Plain,
  type Value,
} from '../base/index.ts';
import { coerceArgument, type Coerced, type ParamsOf, type ParamsSchema } from '../schema/index.ts';
import type { LookupDef, PluginDef } from './compile/program.ts';
import { TemplateFailure, fail } from './values/failure.ts';
import type { Signature } from './values/signature.ts';
import { Special, Undefined } from './values/special.ts';
import { toText } from './values/text.ts';
import { isTrue } from './values/truth.ts';

/** What a user's function is given: JSON's kinds of data, and bigint for very large integers. */
export type PlainData =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly PlainData[]
  | { readonly [key: string]: PlainData };

/** Names, describes and declares a part; shared by the three kinds. */
interface PartDef<S extends ParamsSchema> {
  /** What templates write. */
  readonly name: string;
  readonly summary?: string;
  /** The arguments after the value, in their order; each can be named as well. */
  readonly params?: S;
}

/** A filter: `value | name(arguments)`. */
export interface UserFilter<S extends ParamsSchema> extends PartDef<S> {
  apply(value: PlainData, params: ParamsOf<S>): Plain;
}

/** A test: `value is name(arguments)`. */
export interface UserTest<S extends ParamsSchema> extends PartDef<S> {
  apply(value: PlainData, params: ParamsOf<S>): boolean;
}

/** What a lookup may ask of the controller. */
export interface LookupController {
  /** Finds a file as `lookup('file')` does; undefined when there is none. */
  find(name: string): string | undefined;
  readText(path: string): string;
  env(name: string): string | undefined;
}

/** A lookup: `lookup('name', terms…, options…)`; gives a list. */
export interface UserLookup<S extends ParamsSchema> extends PartDef<S> {
  run(
    terms: readonly PlainData[],
    params: ParamsOf<S>,
    controller: LookupController,
  ): readonly Plain[];
}

/** Declares a filter; the type of its parameters follows from the literal. */
export function defineFilter<const S extends ParamsSchema>(filter: UserFilter<S>): UserFilter<S> {
  return filter;
}

/** Declares a test. */
export function defineTest<const S extends ParamsSchema>(test: UserTest<S>): UserTest<S> {
  return test;
}

/** Declares a lookup. */
export function defineLookup<const S extends ParamsSchema>(lookup: UserLookup<S>): UserLookup<S> {
  return lookup;
}

/** A part as it comes from a user's file: whatever its parameters are. */
export interface AnyPart {
  readonly name: string;
  readonly params?: ParamsSchema | undefined;
  /** `apply` of filters and tests, `run` of lookups. */
  readonly call: (...args: readonly unknown[]) => unknown;
}

/** The parts that a user brings. */
export interface UserParts {
  readonly filters: readonly AnyPart[];
  readonly tests: readonly AnyPart[];
  readonly lookups: readonly AnyPart[];
}

export const noParts: UserParts = { filters: [], tests: [], lookups: [] };

/** Turns a value into plain data: a dict's keys become text, a set or tuple an array. */
function toPlainData(value: Value): PlainData {
  if (value instanceof Undefined) return value.fail();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Float) return value.value;
  if (isList(value)) return value.map(toPlainData);
  if (value instanceof Tuple) return value.items.map(toPlainData);
  if (value instanceof PySet) return [...value].map(toPlainData);
  if (value instanceof Dict) {
    return Object.fromEntries(
      Array.from(value, ([key, entry]) => [toText(key), toPlainData(entry)] as const),
    );
  }
  if (value instanceof Bytes) return new TextDecoder().decode(value.data);
  return value instanceof Special ? toText(value) : value.text;
}

const CLASSES = [Float, Tuple, Bytes, CalendarTime, Dict, PySet];

function isPlain(given: unknown): given is Plain {
  if (given === null || given === undefined) return true;
  if (['string', 'number', 'bigint', 'boolean'].includes(typeof given)) return true;
  if (typeof given !== 'object' || given instanceof Promise || given instanceof Special) {
    return false;
  }
  if (Array.isArray(given)) return given.every(isPlain);
  return CLASSES.some((one) => given instanceof one) || Object.values(given).every(isPlain);
}

/** Calls the user's function; what it throws fails the template at its place. */
function callPart(part: AnyPart, args: readonly unknown[]): Plain {
  let result: unknown;
  try {
    result = part.call(...args);
  } catch (error) {
    if (error instanceof TemplateFailure) throw error;
    const reason = error instanceof Error ? error.message : String(error);
    return fail('FilterError', `${part.name} failed: ${reason}`);
  }
  if (isPlain(result)) return result;
  const what = result instanceof Promise ? 'a promise; it must answer at once' : 'no plain data';
  return fail('FilterError', `${part.name} gave ${what}`);
}

function isCoercedList(coerced: Coerced): coerced is readonly Coerced[] {
  return Array.isArray(coerced);
}

function isRecord(coerced: Coerced): coerced is { readonly [key: string]: Coerced | undefined } {
  const isObject = typeof coerced === 'object' && coerced !== null && !isCoercedList(coerced);
  return isObject && !CLASSES.some((one) => coerced instanceof one);
}

/** Values inside of lists and mappings become plain data as well. */
function toPlainParam(coerced: Coerced | undefined): unknown {
  if (coerced === undefined) return undefined;
  if (isCoercedList(coerced)) return coerced.map(toPlainParam);
  if (!isRecord(coerced)) return toPlainData(coerced);
  return Object.fromEntries(
    Object.entries(coerced).map(([key, entry]) => [key, toPlainParam(entry)]),
  );
}

type Params = Readonly<Record<string, unknown>>;

/** Reads arguments by the declared parameters. @throws TemplateFailure as Python would */
function readParams(part: AnyPart, given: ReadonlyMap<string, Value>): Params {
  const { properties, required = [] } = part.params ?? { properties: {} };
  const read: Record<string, unknown> = {};
  for (const name of given.keys()) {
    if (!Object.hasOwn(properties, name)) {
      fail('TypeError', `${part.name}() got an unexpected keyword argument '${name}'`);
    }
  }
  for (const [name, schema] of Object.entries(properties)) {
    const value = given.get(name) ?? null;
    if (value instanceof Undefined) value.fail();
    if (value === null) {
      if (required.includes(name)) {
        fail('TypeError', `${part.name}() missing 1 required positional argument: '${name}'`);
      }
      if (schema.default !== undefined) read[name] = schema.default;
      continue;
    }
    const coerced = coerceArgument(name, value, schema, toText);
    if (coerced.problem !== undefined) fail('ValueError', `${part.name}(): ${coerced.problem}`);
    read[name] = toPlainParam(coerced.value);
  }
  return read;
}

function toSignature(part: AnyPart): Signature {
  const names = ['value', ...Object.keys(part.params?.properties ?? {})];
  return {
    parameters: names.map((name, index) => ({ name, byDefault: index === 0 ? undefined : null })),
    takesRest: false,
    takesKeywords: false,
  };
}

function toPlugin(part: AnyPart, finish: (result: Value) => Value): PluginDef {
  const names = Object.keys(part.params?.properties ?? {});
  return {
    name: part.name,
    signature: toSignature(part),
    applyIn: undefined,
    apply: (value = null, ...rest) => {
      const given = new Map(names.map((name, index) => [name, rest[index] ?? null] as const));
      return finish(toValue(callPart(part, [toPlainData(value), readParams(part, given)])));
    },
  };
}

/** Makes a filter of the room. */
export function toFilter(part: AnyPart): PluginDef {
  return toPlugin(part, (result) => result);
}

/** Makes a test of the room. */
export function toTest(part: AnyPart): PluginDef {
  return toPlugin(part, isTrue);
}

/** Makes a lookup of the room. */
export function toLookup(part: AnyPart): LookupDef {
  return {
    name: part.name,
    run: (terms, options, runtime) => {
      const { reader } = runtime.context;
      const controller: LookupController = {
        find: (name) => reader.find('files', name),
        readText: (path) => reader.readText(path),
        env: (name) => reader.env(name),
      };
      const params = readParams(part, options);
      const result = toValue(callPart(part, [terms.map(toPlainData), params, controller]));
      return isList(result) ? result : fail('LookupError', `${part.name} must give a list`);
    },
  };
}
