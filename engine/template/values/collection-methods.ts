/**
 * Python's methods of list, tuple, dict and set that templates can call. Those that change their
 * object work on it in place, as in Python: the compiler sees to it that it is the template's own.
 */
import { Dict, PySet, Tuple, isList, type Value } from '../../base/index.ts';
import { isEqual, sortBy } from './compare.ts';
import { fail } from './failure.ts';
import { countItems, findKey, toItems } from './iterate.ts';
import { isIterable, kindOf } from './kinds.ts';
import { withoutMarkup } from './markup.ts';
import { toIndex } from './numbers.ts';
import { Callable, DictView, Undefined, noKeywords } from './special.ts';
import { define, toTable } from './signature.ts';
import { repr } from './text.ts';
import { isTrue } from './truth.ts';

/** The list as one that may be changed; Value calls lists readonly for everyone else. */
function isMutable(value: Value): value is Value[] & readonly Value[] {
  return isList(value);
}

function asList(value: Value): Value[] {
  return isMutable(value) ? value : fail('TypeError', `expected a list, not ${kindOf(value)}`);
}

function asDict(value: Value): Dict {
  return value instanceof Dict ? value : fail('TypeError', 'expected a dict');
}

function asSet(value: Value): PySet {
  if (value instanceof PySet) return value;
  return new PySet(toItems(value));
}

function indexOf(items: readonly Value[], item: Value, from = 0): number {
  return items.findIndex((known, index) => index >= from && isEqual(known, item));
}

function findIndex(kind: 'list' | 'tuple') {
  return (self: Value, item: Value, start: Value): number => {
    const items = toItems(self);
    const first = toIndex(start);
    const at = indexOf(items, item, first < 0 ? first + items.length : first);
    if (at !== -1) return at;
    return fail(
      'ValueError',
      kind === 'list' ? `${repr(item)} is not in list` : 'tuple.index(x): x not in tuple',
    );
  };
}

function popList(self: Value, index: Value): Value {
  const items = asList(self);
  if (items.length === 0) fail('IndexError', 'pop from empty list');
  const at = toIndex(index);
  const position = at < 0 ? at + items.length : at;
  if (position < 0 || position >= items.length) fail('IndexError', 'pop index out of range');
  return items.splice(position, 1)[0] ?? null;
}

function sortList(self: Value, key: Value, reverse: Value): null {
  const items = asList(self);
  const toKey = (item: Value): Value =>
    key instanceof Callable ? key.invoke([item], noKeywords) : item;
  const sorted = sortBy(items, toKey, isTrue(reverse) ? 'descending' : 'ascending');
  items.splice(0, items.length, ...sorted);
  return null;
}

function count(self: Value, item: Value): number {
  return toItems(self).filter((known) => isEqual(known, item)).length;
}

export const tupleMethods = toTable([
  define('count', 'self, value', count),
  define('index', 'self, value, start=0', findIndex('tuple')),
]);

export const listMethods = toTable([
  define('append', 'self, object', (self, item) => {
    asList(self).push(item);
    return null;
  }),
  define('clear', 'self', (self) => {
    asList(self).length = 0;
    return null;
  }),
  define('copy', 'self', (self) => [...toItems(self)]),
  define('count', 'self, value', count),
  define('extend', 'self, iterable', (self, items) => {
    asList(self).push(...toItems(items));
    return null;
  }),
  define('index', 'self, value, start=0', findIndex('list')),
  define('insert', 'self, index, object', (self, index, item) => {
    asList(self).splice(toIndex(index), 0, item);
    return null;
  }),
  define('pop', 'self, index=-1', popList),
  define('remove', 'self, value', (self, item) => {
    const at = indexOf(toItems(self), item);
    if (at === -1) fail('ValueError', 'list.remove(x): x not in list');
    asList(self).splice(at, 1);
    return null;
  }),
  define('reverse', 'self', (self) => {
    asList(self).reverse();
    return null;
  }),
  define('sort', 'self, key=None, reverse=False', sortList),
]);

/** The pairs that Python's `dict(value)` and `dict.update(value)` take. */
export function toPairs(value: Value): readonly (readonly [Value, Value])[] {
  if (value instanceof Dict) return [...value];
  return toItems(value).map((item, index) => {
    if (!isIterable(item)) {
      const at = String(index);
      return fail(
        'TypeError',
        `cannot convert dictionary update sequence element #${at} to a sequence`,
      );
    }
    const pair = toItems(item);
    const [key = null, entry = null] = pair;
    if (pair.length === 2) return [key, entry];
    const size = String(countItems(item));
    return fail(
      'ValueError',
      `dictionary update sequence element #${String(index)} has length ${size}; 2 is required`,
    );
  });
}

/** Sets an entry. @throws TemplateFailure TypeError for a key that cannot be hashed; UndefinedFailure */
export function setEntry(dict: Dict, given: Value, value: Value): void {
  const key = withoutMarkup(given);
  if (key instanceof Undefined && !key.isLenient) key.fail();
  try {
    dict.set(key, value);
  } catch (error) {
    if (error instanceof TypeError) fail('TypeError', error.message);
    throw error;
  }
}

export const dictMethods = toTable([
  define('clear', 'self', (self) => {
    asDict(self).clear();
    return null;
  }),
  define('copy', 'self', (self) => new Dict(asDict(self))),
  define('fromkeys', 'self, keys, value=None', (_, keys, value) => {
    return new Dict(toItems(keys).map((key) => [key, value] as const));
  }),
  define('get', 'self, key, default=None', (self, key, otherwise) => {
    const found = findKey(asDict(self), key);
    return found === undefined ? otherwise : found;
  }),
  define('items', 'self', (self) => new DictView(asDict(self), 'dict_items')),
  define('keys', 'self', (self) => new DictView(asDict(self), 'dict_keys')),
  define('pop', 'self, key, *args', (self, key, rest) => {
    const found = findKey(asDict(self), key);
    asDict(self).delete(key);
    const [otherwise] = toItems(rest);
    return (
      found ??
      (found === null
        ? null
        : (otherwise ?? (otherwise === null ? null : fail('KeyError', repr(key)))))
    );
  }),
  define('popitem', 'self', (self) => {
    const last = [...asDict(self)].at(-1);
    if (last === undefined) return fail('KeyError', "'popitem(): dictionary is empty'");
    asDict(self).delete(last[0]);
    return new Tuple(last);
  }),
  define('setdefault', 'self, key, default=None', (self, key, value) => {
    const found = findKey(asDict(self), key);
    if (found !== undefined) return found;
    asDict(self).set(key, value);
    return value;
  }),
  define('update', 'self, *args, **kwargs', (self, args, keywords) => {
    for (const other of [...toItems(args), keywords]) {
      for (const [key, value] of toPairs(other)) setEntry(asDict(self), key, value);
    }
    return null;
  }),
  define('values', 'self', (self) => new DictView(asDict(self), 'dict_values')),
]);

function combine(keep: (left: PySet, right: PySet) => Iterable<Value>) {
  return (self: Value, others: Value): PySet =>
    toItems(others).reduce<PySet>(
      (left, other) => new PySet(keep(left, asSet(other))),
      new PySet(asSet(self)),
    );
}

const without = (left: PySet, right: PySet): Value[] =>
  [...left].filter((item) => !right.has(item));
const isWithin = (left: PySet, right: PySet): boolean => without(left, right).length === 0;

export const setMethods = toTable([
  define('add', 'self, item', (self, item) => {
    asSet(self).add(item);
    return null;
  }),
  define('clear', 'self', (self) => {
    for (const item of asSet(self)) asSet(self).delete(item);
    return null;
  }),
  define('copy', 'self', (self) => new PySet(asSet(self))),
  define('difference', 'self, *args', combine(without)),
  define('discard', 'self, item', (self, item) => {
    asSet(self).delete(item);
    return null;
  }),
  define(
    'intersection',
    'self, *args',
    combine((left, right) => [...left].filter((item) => right.has(item))),
  ),
  define(
    'isdisjoint',
    'self, other',
    (self, other) => ![...asSet(self)].some((item) => asSet(other).has(item)),
  ),
  define('issubset', 'self, other', (self, other) => isWithin(asSet(self), asSet(other))),
  define('issuperset', 'self, other', (self, other) => isWithin(asSet(other), asSet(self))),
  define('pop', 'self', (self) => {
    const [first] = asSet(self);
    if (first === undefined) return fail('KeyError', "'pop from an empty set'");
    asSet(self).delete(first);
    return first;
  }),
  define('remove', 'self, item', (self, item) => {
    if (!asSet(self).delete(item)) fail('KeyError', repr(item));
    return null;
  }),
  define('symmetric_difference', 'self, other', (self, other) => {
    const [left, right] = [asSet(self), asSet(other)];
    return new PySet([...without(left, right), ...without(right, left)]);
  }),
  define(
    'union',
    'self, *args',
    combine((left, right) => [...left, ...right]),
  ),
  define('update', 'self, *args', (self, others) => {
    for (const other of toItems(others)) for (const item of toItems(other)) asSet(self).add(item);
    return null;
  }),
]);
