/** Python's `==`, `<` and sorting. */
import {
  Bytes,
  Dict,
  Float,
  PySet,
  Tuple,
  isList,
  type CalendarTime,
  type Value,
} from '../../base/index.ts';
import { toEpoch, toParts } from './calendar.ts';
import { fail } from './failure.ts';
import { isCalendarTime, isNumeric, kindOf } from './kinds.ts';
import { Markup, withoutMarkup } from './markup.ts';
import { DictView, Duration, Range, Undefined, requireDefined } from './special.ts';

function toComparable(value: number | bigint | boolean | Float): number | bigint {
  if (value instanceof Float) return value.value;
  return typeof value === 'boolean' ? Number(value) : value;
}

function areItemsEqual(left: readonly Value[], right: readonly Value[]): boolean {
  return (
    left.length === right.length &&
    left.every((item, index) => item === right[index] || isEqual(item, right[index] ?? null))
  );
}

function areDictsEqual(left: Dict, right: Dict): boolean {
  if (left.size !== right.size) return false;
  for (const [key, value] of left) {
    const other = right.get(key);
    if (other === undefined || !isEqual(value, other)) return false;
  }
  return true;
}

function isSubset(left: Iterable<Value>, right: PySet | Dict): boolean {
  for (const item of left) if (!right.has(item)) return false;
  return true;
}

/** Keys of a set-like value, for comparing sets and `dict.keys()`. */
function toSetLike(value: Value): PySet | undefined {
  if (value instanceof PySet) return value;
  if (!(value instanceof DictView) || value.kind === 'dict_values') return undefined;
  if (value.kind === 'dict_keys') return new PySet(value.dict.keys());
  try {
    return new PySet(Array.from(value.dict, ([key, item]) => new Tuple([key, item])));
  } catch {
    return undefined;
  }
}

/** Compares everything that is compared by more than identity and is no list, dict or number. */
function areOthersEqual(left: Value, right: Value): boolean {
  const [leftSet, rightSet] = [toSetLike(left), toSetLike(right)];
  if (leftSet !== undefined && rightSet !== undefined) {
    return leftSet.size === rightSet.size && isSubset(leftSet, rightSet);
  }
  if (left instanceof Bytes && right instanceof Bytes) {
    return areItemsEqual([...left.data], [...right.data]);
  }
  if (left instanceof Range && right instanceof Range) return areItemsEqual([...left], [...right]);
  if (left instanceof Duration && right instanceof Duration) {
    return left.microseconds === right.microseconds;
  }
  if (isCalendarTime(left) && isCalendarTime(right)) return left.iso === right.iso;
  return left === right;
}

/** Jinja's own undefined values are equal to each other and to nothing else. */
function isLenient(value: Value): boolean {
  return value instanceof Undefined && value.isLenient;
}

function areSpecialsEqual(left: Value, right: Value): boolean {
  if (left instanceof Markup || right instanceof Markup) {
    return isEqual(withoutMarkup(left), withoutMarkup(right));
  }
  // Ansible's own undefined value is asked first, whichever side it stands on.
  for (const value of [left, right]) {
    if (value instanceof Undefined && !value.isLenient) value.fail();
  }
  if (isLenient(left) || isLenient(right)) return isLenient(left) && isLenient(right);
  return areOthersEqual(requireDefined(left), requireDefined(right));
}

/**
 * Python's `==`: by value, ints, floats and bools as numbers.
 * @throws UndefinedFailure when one side is undefined (undefined is strict)
 */
export function isEqual(left: Value, right: Value): boolean {
  if (typeof left === 'string' && typeof right === 'string') return left === right;
  if (isNumeric(left) && isNumeric(right)) {
    // Loose equality compares int and bigint by value, and both types are known here.
    return toComparable(left) == toComparable(right);
  }
  if (isList(left) && isList(right)) return areItemsEqual(left, right);
  if (left instanceof Dict && right instanceof Dict) return areDictsEqual(left, right);
  if (left instanceof Tuple && right instanceof Tuple) {
    return areItemsEqual(left.items, right.items);
  }
  return areSpecialsEqual(left, right);
}

function failOrder(left: Value, right: Value, sign: string): never {
  const [a, b] = [kindOf(left), kindOf(right)];
  return fail('TypeError', `'${sign}' not supported between instances of '${a}' and '${b}'`);
}

/** Compares text by code points, as Python does; UTF-16 order differs beyond U+FFFF. */
export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  const size = Math.min(left.length, right.length);
  for (let at = 0; at < size; at += 1) {
    const [a, b] = [left.charCodeAt(at), right.charCodeAt(at)];
    if (a === b) continue;
    const isSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdfff;
    if (isSurrogate(a) !== isSurrogate(b)) return isSurrogate(a) ? 1 : -1;
    return a - b;
  }
  return left.length - right.length;
}

function compareItems(left: readonly Value[], right: readonly Value[], sign: string): number {
  const size = Math.min(left.length, right.length);
  for (let at = 0; at < size; at += 1) {
    const [a, b] = [left[at] ?? null, right[at] ?? null];
    if (!isEqual(a, b)) return compare(a, b, sign);
  }
  return left.length - right.length;
}

function compareTimes(left: CalendarTime, right: CalendarTime, sign: string): number {
  const [a, b] = [toParts(left), toParts(right)];
  if (a.hasTime !== b.hasTime) return failOrder(left, right, sign);
  return toEpoch(a) - toEpoch(b) || a.microsecond - b.microsecond;
}

/** Subsets are smaller; sets that hold different things are neither (NaN). */
function compareSets(left: PySet, right: PySet): number {
  const [isBelow, isAbove] = [isSubset(left, right), isSubset(right, left)];
  if (isBelow) return isAbove ? 0 : -1;
  return isAbove ? 1 : Number.NaN;
}

function compareNumbers(left: number | bigint, right: number | bigint): number {
  if (left < right) return -1;
  if (left > right) return 1;
  return left == right ? 0 : Number.NaN;
}

/** The items by which lists, tuples and bytes are ordered. */
function toOrderedItems(value: Value): readonly Value[] | undefined {
  if (isList(value)) return value;
  if (value instanceof Tuple) return value.items;
  return value instanceof Bytes ? [...value.data] : undefined;
}

function compareOthers(left: Value, right: Value, sign: string): number {
  const [leftSet, rightSet] = [toSetLike(left), toSetLike(right)];
  if (leftSet !== undefined && rightSet !== undefined) return compareSets(leftSet, rightSet);
  if (left instanceof Duration && right instanceof Duration) {
    return left.microseconds - right.microseconds;
  }
  if (isCalendarTime(left) && isCalendarTime(right)) return compareTimes(left, right, sign);
  return failOrder(left, right, sign);
}

/**
 * Orders two values: negative, zero, positive, or NaN when neither is true (nan, other sets).
 * @param sign the operator, for Python's message
 * @throws TemplateFailure TypeError when Python cannot order them; UndefinedFailure
 */
export function compare(left: Value, right: Value, sign = '<'): number {
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right);
  if (isNumeric(left) && isNumeric(right)) {
    return compareNumbers(toComparable(left), toComparable(right));
  }
  for (const value of [left, right]) if (value instanceof Undefined) value.fail();
  if ([left, right].some((value) => value instanceof Markup)) {
    return compare(withoutMarkup(left), withoutMarkup(right), sign);
  }
  return compareGroups(left, right, sign);
}

function compareGroups(left: Value, right: Value, sign: string): number {
  const [leftItems, rightItems] = [toOrderedItems(left), toOrderedItems(right)];
  const areTuples = left instanceof Tuple && right instanceof Tuple;
  const areAlike = areTuples || kindOf(left) === kindOf(right);
  return areAlike && leftItems !== undefined && rightItems !== undefined
    ? compareItems(leftItems, rightItems, sign)
    : compareOthers(left, right, sign);
}

/**
 * Python's `sorted()`: stable, by keys, each key made once.
 * @throws TemplateFailure TypeError when two keys cannot be ordered
 */
export function sortBy<T>(
  items: readonly T[],
  toKey: (item: T) => Value,
  order: 'ascending' | 'descending' = 'ascending',
): T[] {
  const keyed = items.map((item) => ({ item, key: toKey(item) }));
  const sign = order === 'ascending' ? 1 : -1;
  keyed.sort((a, b) => sign * (compare(a.key, b.key) || 0));
  return keyed.map(({ item }) => item);
}
