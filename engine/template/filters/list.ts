/** Filters on lists (jinja2/filters.py, ansible's core and mathstuff filters). */
import { Dict, Float, Tuple, type Value } from '../../base/index.ts';
import { alias, plugin } from '../plugin-def.ts';
import { compare, isEqual, sortBy } from '../values/compare.ts';
import { fail } from '../values/failure.ts';
import { countItems, toItems } from '../values/iterate.ts';
import { isIntegral, isSequence } from '../values/kinds.ts';
import { roundHalfEven } from '../values/round.ts';
import { asInteger, calculate, toIndex, toInteger } from '../values/numbers.ts';
import { operate } from '../values/operators.ts';
import { GroupTuple, Undefined } from '../values/special.ts';
import { repr, toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';
import { ignoreCase, toGetter, toMultiGetter } from './attribute-path.ts';

function join(value: Value, separator: Value, attribute: Value): string {
  const items = toItems(value);
  const shown = attribute === null ? items : items.map(toGetter(attribute));
  return shown.map(toText).join(toText(separator));
}

function first(value: Value): Value {
  const [item] = toItems(value);
  return item === undefined ? new Undefined({ hint: 'No first item, sequence was empty.' }) : item;
}

function last(value: Value): Value {
  const item = toItems(value).at(-1);
  return item === undefined ? new Undefined({ hint: 'No last item, sequence was empty.' }) : item;
}

function sort(value: Value, reverse: Value, caseSensitive: Value, attribute: Value): Value {
  const postprocess = isTrue(caseSensitive) ? (item: Value): Value => item : ignoreCase;
  const order = toIndex(reverse) === 0 ? 'ascending' : 'descending';
  return sortBy(toItems(value), toMultiGetter(attribute, postprocess), order);
}

function pickExtreme(sign: 1 | -1) {
  return (value: Value, caseSensitive: Value, attribute: Value): Value => {
    const items = toItems(value);
    if (items.length === 0) {
      return new Undefined({ hint: 'No aggregated item, sequence was empty.' });
    }
    const get = toGetter(attribute);
    const toKey = (item: Value): Value =>
      isTrue(caseSensitive) ? get(item) : ignoreCase(get(item));
    return items.reduce((best, item) =>
      sign * compare(toKey(item), toKey(best), sign > 0 ? '>' : '<') > 0 ? item : best,
    );
  };
}

function sum(value: Value, attribute: Value, start: Value): Value {
  const items = toItems(value);
  const shown = attribute === null ? items : items.map(toGetter(attribute));
  if (typeof start === 'string') {
    return fail('TypeError', "sum() can't sum strings [use ''.join(seq) instead]");
  }
  return shown.reduce((total, item) => operate('+', total, item), start);
}

function batch(value: Value, linecount: Value, fill: Value): Value {
  const items = toItems(value);
  const rows: Value[][] = items.length === 0 ? [] : [[]];
  // A row is closed when it is exactly full: a size of 0 closes the first one empty.
  for (const item of items) {
    if (isEqual(rows.at(-1)?.length ?? 0, linecount)) rows.push([]);
    rows.at(-1)?.push(item);
  }
  const lastRow = rows.at(-1);
  if (fill === null || lastRow === undefined) return rows;
  if (compare(lastRow.length, linecount) < 0) {
    const missing = toIndex(linecount) - lastRow.length;
    for (let at = 0; at < missing; at += 1) lastRow.push(fill);
  }
  return rows;
}

function slice(value: Value, slices: Value, fill: Value): Value {
  const [items, count] = [toItems(value), toIndex(slices)];
  if (count === 0) return fail('ZeroDivisionError', 'integer division or modulo by zero');
  const size = Math.floor(items.length / count);
  const longer = items.length % count;
  let offset = 0;
  return Array.from({ length: Math.max(0, count) }, (_, index): Value => {
    const start = offset + index * size;
    if (index < longer) offset += 1;
    const row = items.slice(start, offset + (index + 1) * size);
    return fill !== null && index >= longer ? [...row, fill] : row;
  });
}

function groupby(value: Value, attribute: Value, byDefault: Value, caseSensitive: Value): Value {
  const get = toGetter(attribute, byDefault);
  const toKey = (item: Value): Value => (isTrue(caseSensitive) ? get(item) : ignoreCase(get(item)));
  const groups: { key: Value; items: Value[] }[] = [];
  for (const item of sortBy(toItems(value), toKey)) {
    const key = toKey(item);
    const current = groups.at(-1);
    if (current !== undefined && isEqual(current.key, key)) current.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return groups.map(({ items }) => new GroupTuple(get(items[0] ?? null), items));
}

/** Ansible's `flatten`: lists in lists, leaving out nulls (also by name) unless told otherwise. */
export function flatten(value: Value, levels: Value, skipNulls: Value): Value[] {
  const result: Value[] = [];
  for (const item of toItems(value)) {
    if (item instanceof Undefined && isTrue(skipNulls)) item.fail();
    if (isTrue(skipNulls) && (item === null || item === 'None' || item === 'null')) continue;
    if (!isSequence(item)) result.push(item);
    else if (levels === null) result.push(...flatten(item, null, skipNulls));
    else if (compare(levels, 1) >= 0) result.push(...flatten(item, toIndex(levels) - 1, skipNulls));
    else result.push(item);
  }
  return result;
}

/** The one keyword that a function of Python's own takes. */
function onlyKeyword(name: string, keyword: string, keywords: Value): Value | undefined {
  if (!(keywords instanceof Dict) || keywords.size === 0) return undefined;
  if (keywords.size > 1) {
    const given = String(keywords.size);
    fail('TypeError', `${name}() takes at most 1 keyword argument (${given} given)`);
  }
  const [other] = keywords.keys();
  if (other === keyword) return keywords.get(keyword);
  return fail('TypeError', `${repr(other ?? null)} is an invalid keyword argument for ${name}()`);
}

function zip(args: Value, keywords: Value): Value {
  const strict = onlyKeyword('zip', 'strict', keywords) ?? false;
  const lists = toItems(args).map(toItems);
  const [first] = lists;
  const odd = lists.findIndex((list) => list.length !== first?.length);
  if (isTrue(strict) && first !== undefined && odd !== -1) {
    const word = (lists[odd]?.length ?? 0) < first.length ? 'shorter' : 'longer';
    const others = odd === 1 ? 'argument 1' : `arguments 1-${String(odd)}`;
    fail('ValueError', `zip() argument ${String(odd + 1)} is ${word} than ${others}`);
  }
  const size = lists.length === 0 ? 0 : Math.min(...lists.map((list) => list.length));
  return Array.from(
    { length: size },
    (_, index) => new Tuple(lists.map((list) => list[index] ?? null)),
  );
}

function zipLongest(args: Value, keywords: Value): Value {
  const fill = onlyKeyword('zip_longest', 'fillvalue', keywords) ?? null;
  const lists = toItems(args).map(toItems);
  const size = Math.max(0, ...lists.map((list) => list.length));
  return Array.from(
    { length: size },
    (_, index) =>
      new Tuple(lists.map((list) => (index < list.length ? (list[index] ?? null) : fill))),
  );
}

/** A product with more rows than this is a mistake. */
const MAX_ROWS = 5_000_000;

/** And so are permutations and combinations with more items in all of their rows. */
const MAX_CELLS = 20_000_000;

function cartesian(lists: readonly (readonly Value[])[]): Value[] {
  if (lists.reduce((size, list) => size * list.length, 1) > MAX_ROWS) {
    fail('Budget', 'the product has too many rows');
  }
  return lists
    .reduce<Value[][]>(
      (rows, list) => rows.flatMap((row) => list.map((item) => [...row, item])),
      [[]],
    )
    .map((row) => new Tuple(row));
}

function product(args: Value, keywords: Value): Value {
  const times = toIndex(onlyKeyword('product', 'repeat', keywords) ?? 1);
  if (times < 0) fail('ValueError', 'repeat argument cannot be negative');
  const lists = toItems(args).map(toItems);
  return cartesian(Array.from({ length: times }, () => lists).flat());
}

/** Index rows of itertools' permutations and combinations, in its order. */
function* walkRows(
  size: number,
  length: number,
  kind: 'any order' | 'ascending',
): Generator<number[]> {
  if (length === 0) {
    yield [];
    return;
  }
  for (const row of walkRows(size, length - 1, kind)) {
    const from = kind === 'ascending' ? (row.at(-1) ?? -1) + 1 : 0;
    for (let at = from; at < size; at += 1) if (!row.includes(at)) yield [...row, at];
  }
}

/** How many rows there are, without making them. */
function countRows(size: number, length: number, kind: 'any order' | 'ascending'): number {
  let count = 1;
  for (let at = 0; at < length; at += 1) {
    count *= size - at;
    if (kind === 'ascending') count /= at + 1;
  }
  return count;
}

function arrange(kind: 'any order' | 'ascending') {
  return (value: Value, r: Value): Value => {
    const items = toItems(value);
    const length = r === null ? items.length : toIndex(r);
    if (length > items.length) return [];
    if (countRows(items.length, length, kind) * length > MAX_CELLS) {
      fail('Budget', `the ${kind === 'ascending' ? 'combinations' : 'permutations'} are too many`);
    }
    return Array.from(
      walkRows(items.length, length, kind),
      (row) => new Tuple(row.map((at) => items[at] ?? null)),
    );
  };
}

function round(value: Value, precision: Value, method: Value): Value {
  const digits = toIndex(precision);
  if (value instanceof Undefined) value.fail();
  if (method !== 'common' && method !== 'ceil' && method !== 'floor') {
    return fail('FilterError', 'method must be common, ceil or floor');
  }
  const number = operate('*', value, new Float(1));
  if (!(number instanceof Float))
    return fail('TypeError', "type str doesn't define __round__ method");
  if (method === 'common') {
    return value instanceof Float
      ? new Float(roundHalfEven(number.value, digits))
      : roundInteger(value, digits);
  }
  const unit = 10 ** digits;
  const scaled = number.value * unit;
  // Python's ceil gives an int, which has no negative zero.
  const whole = (method === 'ceil' ? Math.ceil(scaled) : Math.floor(scaled)) + 0;
  return new Float(whole / unit);
}

function roundInteger(value: Value, digits: number): Value {
  if (digits >= 0) return operate('+', value, 0);
  const whole = BigInt(isIntegral(value) ? asInteger(value) : 0);
  const unit = 10n ** BigInt(-digits);
  const below = calculate('//', whole, unit);
  const floor = BigInt(isIntegral(below) ? asInteger(below) : 0);
  const twice = (whole - floor * unit) * 2n;
  const isUp = twice > unit || (twice === unit && floor % 2n !== 0n);
  return toInteger((isUp ? floor + 1n : floor) * unit);
}

export const listFilters = [
  plugin('list', 'value', (value) => [...toItems(value)]),
  ...alias(plugin('length', 'obj', countItems), 'count'),
  plugin('join', "value, d='', attribute=None", join),
  plugin('first', 'seq', first),
  plugin('last', 'seq', last),
  plugin('sort', 'value, reverse=False, case_sensitive=False, attribute=None', sort),
  plugin('min', 'value, case_sensitive=False, attribute=None', pickExtreme(-1)),
  plugin('max', 'value, case_sensitive=False, attribute=None', pickExtreme(1)),
  plugin('sum', 'iterable, attribute=None, start=0', sum),
  plugin('batch', 'value, linecount, fill_with=None', batch),
  plugin('slice', 'value, slices, fill_with=None', slice),
  plugin('groupby', 'value, attribute, default=None, case_sensitive=False', groupby),
  plugin('flatten', 'mylist, levels=None, skip_nulls=True', flatten),
  plugin('zip', '*args, **kwargs', zip),
  plugin('zip_longest', '*args, **kwargs', zipLongest),
  plugin('product', '*args, **kwargs', product),
  plugin('permutations', 'iterable, r=None', arrange('any order')),
  plugin('combinations', 'iterable, r', arrange('ascending')),
  plugin('round', "value, precision=0, method='common'", round),
];
