/**
 * Ansible 2.14's conversion of one value to a parameter's type: what AnsibleModule does before a
 * module sees its parameters. Pure; knows no names and no places.
 */
import {
  Bytes,
  CalendarTime,
  Dict,
  Float,
  isList,
  PySet,
  Tuple,
  typeName,
  type Value,
} from '../base/index.ts';
import { parseKeyValues } from './coerce-dict.ts';
import type { ParamSchema } from './param-schema.ts';

/** A value as a module gets it. */
export type Coerced = Value | readonly Coerced[] | { readonly [key: string]: Coerced | undefined };

/** Says why a value does not fit; the caller adds the parameter's name and place. */
export class CoercionError extends Error {
  override readonly name = 'CoercionError';
}

/** Python's str() of a value, handed in by whoever may know templates. */
export type ToText = (value: Value) => string;

const TRUE_WORDS = ['y', 'yes', 'on', '1', 'true', 't'];
const FALSE_WORDS = ['n', 'no', 'off', '0', 'false', 'f'];

/** The spelling of Python's class in messages: `<class 'str'>`. */
export function describeClass(value: Value): string {
  return `<class '${typeName(value)}'>`;
}

function toBoolean(value: Value, toText: ToText): boolean {
  if (typeof value === 'boolean') return value;
  const number = value instanceof Float ? value.value : value;
  if (number === 1) return true;
  if (number === 0) return false;
  if (typeof number !== 'string' && typeof number !== 'number') {
    throw new CoercionError(`${describeClass(value)} cannot be converted to a bool`);
  }
  const word = String(number).trim().toLowerCase();
  if (TRUE_WORDS.includes(word)) return true;
  if (FALSE_WORDS.includes(word)) return false;
  const valid = [...TRUE_WORDS, ...FALSE_WORDS].map((known) => `'${known}'`);
  throw new CoercionError(
    `The value '${toText(value)}' is not a valid boolean.  ` +
      `Valid booleans include: 0, 1, ${valid.join(', ')}`,
  );
}

function toInteger(value: Value): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' && /^\s*[+-]?\d+(_\d+)*\s*$/.test(value)) {
    return Number(value.trim().replaceAll('_', ''));
  }
  throw new CoercionError(`${describeClass(value)} cannot be converted to an int`);
}

/** A whole number by Python's own `int`, for parameters that are converted by it alone. */
function toWhole(value: Value, toText: ToText): number {
  if (value instanceof Float && Number.isFinite(value.value)) return Math.trunc(value.value);
  try {
    return toInteger(value);
  } catch {
    throw new CoercionError(
      typeof value === 'string'
        ? `invalid literal for int() with base 10: ${toText([value]).slice(1, -1)}`
        : `int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`,
    );
  }
}

function toNumber(value: Value): number {
  if (value instanceof Float) return value.value;
  if (typeof value === 'number') return value;
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : NaN;
  if (!Number.isNaN(number)) return number;
  throw new CoercionError(`${describeClass(value)} cannot be converted to a float`);
}

function toList(value: Value, toText: ToText): readonly Value[] {
  if (isList(value)) return value;
  if (value instanceof Tuple) return value.items;
  if (value instanceof PySet) return [...value];
  if (typeof value === 'string') return value.split(',');
  if (typeof value === 'number' || typeof value === 'bigint' || value instanceof Float) {
    return [toText(value)];
  }
  throw new CoercionError(`${describeClass(value)} cannot be converted to a list`);
}

function toDict(value: Value): Dict {
  if (value instanceof Dict) return value;
  if (typeof value !== 'string') {
    throw new CoercionError(`${describeClass(value)} cannot be converted to a dict`);
  }
  const dict = parseKeyValues(value);
  if (dict === undefined) {
    throw new CoercionError('dictionary requested, could not parse JSON or key=value');
  }
  return dict;
}

/**
 * A file mode as text: an int is the number that YAML read (`0644` is 420 and means 0644), text
 * stays as it is written, but for octal digits as Python reads them (`0o700` is text in YAML 1.1). A
 * float or a list is refused.
 */
function toMode(value: Value, toText: ToText): string {
  if (typeof value === 'number') {
    if (value < 0) throw new CoercionError(`a file mode cannot be ${toText(value)}`);
    return `0${value.toString(8).padStart(3, '0')}`;
  }
  if (typeof value === 'string') {
    const text = value.trim();
    const [, digits] = /^0[oO]_?([0-7]+(?:_[0-7]+)*)$/.exec(text) ?? [];
    return digits === undefined ? text : `0${digits.replaceAll('_', '')}`;
  }
  throw new CoercionError(`${describeClass(value)} cannot be converted to a file mode`);
}

/**
 * Converts text. A boolean that stands where the choices are words takes the one word that means
 * it (`mode: no` was read as False).
 */
function toString(value: Value, schema: ParamSchema, toText: ToText): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean' && schema.enum !== undefined) {
    const words = value ? TRUE_WORDS : FALSE_WORDS;
    const meant = schema.enum.filter((choice) => words.includes(String(choice)));
    if (meant.length === 1) return String(meant[0]);
  }
  if (value instanceof Bytes) return new TextDecoder().decode(value.data);
  return value instanceof CalendarTime ? value.text : toText(value);
}

/** Keys of a dict with text keys, as a record of Values. */
function toRecord(dict: Dict, toText: ToText): Record<string, Value> {
  return Object.fromEntries([...dict].map(([key, value]) => [toText(key), value] as const));
}

/**
 * Converts a value to the type that `schema` asks for. Objects with declared properties are
 * converted one level only; the caller goes deeper, because it knows the places.
 * @throws CoercionError with Ansible's words
 */
export function coerceValue(value: Value, schema: ParamSchema, toText: ToText): Coerced {
  if (schema['x-coerce'] === 'mode') return toMode(value, toText);
  switch (schema.type) {
    case 'value':
      return value;
    case 'boolean':
      return toBoolean(value, toText);
    case 'integer':
      return schema['x-coerce'] === 'whole' ? toWhole(value, toText) : toInteger(value);
    case 'number':
      return toNumber(value);
    case 'string':
      return toString(value, schema, toText);
    case 'array': {
      const { items } = schema;
      const list = toList(value, toText);
      return items === undefined ? list : list.map((item) => coerceValue(item, items, toText));
    }
    case 'object':
      return toRecord(toDict(value), toText);
  }
}
