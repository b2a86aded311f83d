/**
 * The values of playbooks, as Python has them: what YAML gives, what templates compute with, what
 * `register` keeps. JavaScript's own types serve where they mean the same; the rest are small
 * frozen classes. Text that must be rendered is never a Value: it is a `Located` scalar that
 * `isTemplate` (see located.ts), so a value that came from a host is never rendered again.
 *
 * | Python | here |
 * | --- | --- |
 * | None, bool, str | null, boolean, string |
 * | int | number (always a safe integer), or bigint beyond 2**53 |
 * | float | Float, so that 1.0 stays 1.0 |
 * | list, tuple, dict, set, bytes | array, Tuple, Dict, PySet, Bytes |
 * | datetime.date, datetime.datetime | CalendarTime |
 */

/** A Python float. */
export class Float {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A Python tuple. */
export class Tuple {
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** Python bytes. */
export class Bytes {
  readonly data: Uint8Array;
  constructor(data: Uint8Array) {
    this.data = data;
  }
}

/**
 * A date or a date with time as PyYAML reads it: `text` is Python's `str()` of it
 * (`2026-11-24`, `2026-11-24 10:00:00`), `iso` is `isoformat()`.
 */
export class CalendarTime {
  readonly text: string;
  readonly iso: string;
  constructor(text: string, iso: string) {
    this.text = text;
    this.iso = iso;
  }

  /** What it is called among the keys of a dict. @throws TypeError when it can be no key */
  hashKey(): string {
    return `\0d${this.iso}`;
  }
}

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Float
  | Tuple
  | Bytes
  | CalendarTime
  | Dict
  | PySet
  | readonly Value[];

/** What a hashable value is known by: 1, 1.0 and True are one key, as in Python. */
type HashKey = string | number | bigint | null;

function toHashKey(value: Value): HashKey {
  switch (typeof value) {
    case 'string':
      // Strings are the common case and stay as they are; other encodings start with NUL.
      return value.startsWith('\0') ? `\0s${value}` : value;
    case 'number':
    case 'bigint':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    default:
  }
  if (value === null) return null;
  if (value instanceof Float) return value.value;
  if (value instanceof Tuple) {
    return `\0t${JSON.stringify(value.items.map((item) => describeHashKey(toHashKey(item))))}`;
  }
  if (value instanceof Bytes) return `\0b${Array.from(value.data).join(',')}`;
  if (value instanceof CalendarTime) return value.hashKey();
  throw new TypeError(`unhashable type: '${typeName(value)}'`);
}

function describeHashKey(key: HashKey): string {
  return `${typeof key}:${String(key)}`;
}

/** A Python dict: any hashable key, insertion order. Mutable only for `template/`'s own methods. */
export class Dict {
  /** Pairs are never changed, so that who walks over them may keep them. */
  readonly #entries: Map<HashKey, readonly [Value, Value]>;

  /** @param entries key and value pairs; a later pair with an equal key wins, in the first's place */
  constructor(entries: Iterable<readonly [Value, Value]> = []) {
    const isPlain = entries instanceof Dict && entries.constructor === Dict;
    this.#entries = new Map<HashKey, readonly [Value, Value]>(isPlain ? entries.#entries : []);
    if (isPlain) return;
    for (const [key, value] of entries) this.set(key, value);
  }

  /** Makes a Dict from a plain object of values. */
  static of(object: Readonly<Record<string, Value>>): Dict {
    return new Dict(Object.entries(object));
  }

  get size(): number {
    return this.#entries.size;
  }

  /** @throws TypeError when `key` is a list, dict or set */
  get(key: Value): Value | undefined {
    return this.#entries.get(toHashKey(key))?.[1];
  }

  has(key: Value): boolean {
    return this.#entries.has(toHashKey(key));
  }

  set(key: Value, value: Value): void {
    const hash = toHashKey(key);
    const known = this.#entries.get(hash);
    this.#entries.set(hash, [known === undefined ? key : known[0], value]);
  }

  delete(key: Value): boolean {
    return this.#entries.delete(toHashKey(key));
  }

  clear(): void {
    this.#entries.clear();
  }

  *keys(): IterableIterator<Value> {
    for (const [key] of this.#entries.values()) yield key;
  }

  *values(): IterableIterator<Value> {
    for (const [, value] of this.#entries.values()) yield value;
  }

  entries(): IterableIterator<readonly [Value, Value]> {
    return this.#entries.values();
  }

  [Symbol.iterator](): IterableIterator<readonly [Value, Value]> {
    return this.entries();
  }
}

/** A Python set, in insertion order. */
export class PySet {
  readonly #items = new Map<HashKey, Value>();

  constructor(items: Iterable<Value> = []) {
    for (const item of items) this.add(item);
  }

  get size(): number {
    return this.#items.size;
  }

  has(item: Value): boolean {
    return this.#items.has(toHashKey(item));
  }

  add(item: Value): void {
    const hash = toHashKey(item);
    if (!this.#items.has(hash)) this.#items.set(hash, item);
  }

  delete(item: Value): boolean {
    return this.#items.delete(toHashKey(item));
  }

  [Symbol.iterator](): IterableIterator<Value> {
    return this.#items.values();
  }
}

const CLASS_NAMES = [
  [Float, 'float'],
  [Tuple, 'tuple'],
  [Bytes, 'bytes'],
  [Dict, 'dict'],
  [PySet, 'set'],
] as const;

/** Names a value's type as Python's error messages do: `int`, `dict`, `NoneType`. */
export function typeName(value: Value): string {
  if (typeof value === 'string') return 'str';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number' || typeof value === 'bigint') return 'int';
  if (value === null) return 'NoneType';
  if (isList(value)) return 'list';
  const known = CLASS_NAMES.find(([kind]) => value instanceof kind);
  if (known !== undefined) return known[1];
  return value instanceof CalendarTime && value.iso.includes('T') ? 'datetime' : 'date';
}

/** Says whether a value is a list. (`Array.isArray` does not narrow readonly arrays.) */
export function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

/**
 * Plain JavaScript data that modules return and JSON carries. Integers are ints; a number with a
 * fraction becomes a Float; `undefined` entries are left out.
 */
export type Plain = Value | undefined | readonly Plain[] | { readonly [key: string]: Plain };

/** Turns plain data into a Value: objects become Dicts, 1.5 becomes a Float. */
export function toValue(plain: Plain): Value {
  if (plain === undefined || plain === null) return null;
  if (typeof plain === 'number') {
    if (Number.isSafeInteger(plain)) return plain;
    return Number.isInteger(plain) && Math.abs(plain) < 1e300 ? BigInt(plain) : new Float(plain);
  }
  if (typeof plain !== 'object') return plain;
  if (Array.isArray(plain)) return plain.map(toValue);
  if (isValueClass(plain)) return plain;
  const dict = new Dict();
  for (const [key, value] of Object.entries(plain)) {
    if (value !== undefined) dict.set(key, toValue(value));
  }
  return dict;
}

function isValueClass(plain: object): plain is Float | Tuple | Bytes | CalendarTime | Dict | PySet {
  return [Float, Tuple, Bytes, CalendarTime, Dict, PySet].some((kind) => plain instanceof kind);
}

/** The same with lists for tuples, however deep: what becomes a variable has none in Ansible. */
export function toLists(value: Value): Value {
  if (value instanceof Tuple) return value.items.map(toLists);
  if (isList(value)) return value.map(toLists);
  // A dictionary of another class makes its values when they are asked for.
  if (!(value instanceof Dict) || value.constructor !== Dict) return value;
  return new Dict([...value].map(([key, item]) => [key, toLists(item)]));
}
