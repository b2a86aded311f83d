/** Filters on dicts (ansible's core and mathstuff filters, jinja2's dictsort and items). */
import { Dict, Tuple, isList, type Value } from '../../base/index.ts';
import { plugin } from '../plugin-def.ts';
import { findAttribute, getItem, missingFrom } from '../values/attributes.ts';
import { isEqual, sortBy } from '../values/compare.ts';
import { setEntry } from '../values/collection-methods.ts';
import { fail } from '../values/failure.ts';
import { findKey, isContained, toItems } from '../values/iterate.ts';
import { isIterable, isSequence, kindOf } from '../values/kinds.ts';
import { Undefined, requireDefined } from '../values/special.ts';
import { findItem } from '../values/subscript.ts';
import { repr, toText } from '../values/text.ts';
import { toIndex } from '../values/numbers.ts';
import { isTrue } from '../values/truth.ts';
import { ignoreCase } from './attribute-path.ts';
import { flatten } from './list.ts';

const LIST_MERGES = ['replace', 'keep', 'append', 'prepend', 'append_rp', 'prepend_rp'] as const;
type ListMerge = (typeof LIST_MERGES)[number];

/** Says whether a value names a way of merging lists. */
export function isListMerge(value: Value): value is ListMerge {
  return LIST_MERGES.some((known) => known === value);
}

function requireDefinedDeep(value: Value): void {
  if (value instanceof Undefined) value.fail();
  if (value instanceof Dict) for (const entry of value.values()) requireDefinedDeep(entry);
  else if (isList(value)) for (const item of value) requireDefinedDeep(item);
}

function mergeLists(low: readonly Value[], high: readonly Value[], merge: ListMerge): Value {
  const notIn = (items: readonly Value[], others: readonly Value[]): Value[] =>
    items.filter((item) => !others.some((other) => isEqual(other, item)));
  switch (merge) {
    case 'replace':
      return high;
    case 'keep':
      return low;
    case 'append':
      return [...low, ...high];
    case 'prepend':
      return [...high, ...low];
    case 'append_rp':
      return [...notIn(low, high), ...high];
    case 'prepend_rp':
      return [...high, ...notIn(low, high)];
  }
}

/** Ansible's `merge_hash`: `high` wins; dicts merge deeply when asked, lists as told. */
export function mergeDicts(
  low: Dict,
  high: Dict,
  depth: 'shallow' | 'recursive',
  merge: ListMerge,
): Dict {
  const result = new Dict(low);
  for (const [key, value] of high) {
    const known = result.get(key);
    if (known instanceof Dict && value instanceof Dict && depth === 'recursive') {
      result.set(key, mergeDicts(known, value, depth, merge));
    } else if (known !== undefined && isList(known) && isList(value)) {
      result.set(key, mergeLists(known, value, merge));
    } else result.set(key, value);
  }
  return result;
}

function combine(args: Value, keywords: Value): Value {
  const named = keywords instanceof Dict ? keywords : new Dict();
  const depth = isTrue(named.get('recursive') ?? false) ? 'recursive' : 'shallow';
  const merge = named.get('list_merge') ?? 'replace';
  if ([...named.keys()].some((key) => key !== 'recursive' && key !== 'list_merge')) {
    return fail('FilterError', "'recursive' and 'list_merge' are the only valid keyword arguments");
  }
  const dicts = flatten(args, 1, true);
  requireDefinedDeep(dicts);
  const [only, ...rest] = dicts;
  if (only === undefined) return new Dict();
  if (rest.length === 0) return only;
  if (!isListMerge(merge)) {
    return fail(
      'FilterError',
      `merge_hash: 'list_merge' argument can only be equal to ${LIST_MERGES.map((name) => `'${name}'`).join(', ')}`,
    );
  }
  return dicts.map(requireDict).reduceRight((high, low) => mergeDicts(low, high, depth, merge));
}

function requireDict(value: Value): Dict {
  if (value instanceof Dict) return value;
  return fail(
    'FilterError',
    `failed to combine variables, expected dicts but got a '${kindOf(value)}' instead`,
  );
}

function dict2items(value: Value, keyName: Value, valueName: Value): Value {
  if (value instanceof Undefined) value.fail();
  if (!(value instanceof Dict)) {
    return fail('TypeError', `dict2items requires a dictionary, got ${kindOf(value)} instead.`);
  }
  return Array.from(
    value,
    ([key, entry]) =>
      new Dict([
        [keyName, key],
        [valueName, entry],
      ]),
  );
}

function items2dict(value: Value, keyName: Value, valueName: Value): Value {
  if (value instanceof Undefined) value.fail();
  if (!isSequence(value)) {
    return fail('TypeError', `items2dict requires a list, got ${kindOf(value)} instead.`);
  }
  const result = new Dict();
  for (const item of toItems(value)) {
    if (!(item instanceof Dict)) {
      const what = `items2dict requires a list of dictionaries, got ${repr(value)} instead.`;
      return fail('TypeError', what);
    }
    const [key, entry] = [findItem(item, keyName), findItem(item, valueName)];
    if (key === undefined || entry === undefined) {
      const names = `'${toText(keyName)}' and '${toText(valueName)}'`;
      return fail(
        'TypeError',
        `items2dict requires each dictionary in the list to contain the keys ${names}, got ${repr(value)} instead.`,
      );
    }
    setEntry(result, key, entry);
  }
  return result;
}

function dictsort(value: Value, caseSensitive: Value, by: Value, reverse: Value): Value {
  if (value instanceof Undefined) value.fail();
  if (!(value instanceof Dict)) {
    return fail('AttributeError', `'${kindOf(value)}' object has no attribute 'items'`);
  }
  if (by !== 'key' && by !== 'value') {
    return fail('FilterError', 'You can only sort by either "key" or "value"');
  }
  const pairs = [...value];
  const order = toIndex(reverse) === 0 ? 'ascending' : 'descending';
  const sorted = sortBy(
    pairs,
    (pair) => {
      const key = by === 'key' ? pair[0] : pair[1];
      return isTrue(caseSensitive) ? key : ignoreCase(key);
    },
    order,
  );
  return sorted.map((pair) => new Tuple(pair));
}

function items(value: Value): Value {
  if (value instanceof Undefined) return [];
  if (!(value instanceof Dict)) {
    return fail('TypeError', 'Can only get item pairs from a mapping.');
  }
  return Array.from(value, (pair) => new Tuple(pair));
}

function extract(item: Value, container: Value, morekeys: Value): Value {
  const more = morekeys === null ? [] : isList(morekeys) ? morekeys : [morekeys];
  return [item, ...more].reduce((value, key) => getItem(value, key), container);
}

function rekeyOnMember(data: Value, key: Value, duplicates: Value): Value {
  if (duplicates !== 'error' && duplicates !== 'overwrite') {
    return fail(
      'FilterError',
      `duplicates parameter to rekey_on_member has unknown value: ${toText(duplicates)}`,
    );
  }
  isTrue(data);
  if (!isIterable(data) || typeof data === 'string') {
    return fail('TypeError', 'Type is not a valid list, set, or dict');
  }
  const members = data instanceof Dict ? [...data.values()] : toItems(data);
  const result = new Dict();
  for (const member of members) {
    if (!(member instanceof Dict)) return fail('TypeError', 'List item is not a valid dict');
    const value = findKey(member, key);
    if (value === undefined) return fail('FilterError', `Key ${toText(key)} was not found`);
    if (duplicates === 'error' && isContained(value, result)) {
      return fail(
        'FilterError',
        `Key ${toText(value)} is not unique, cannot correctly turn into dict`,
      );
    }
    setEntry(result, value, member);
  }
  return result;
}

function followKeys(element: Value, keys: readonly Value[], skipMissing: boolean): Value {
  let value = element;
  for (const key of keys) {
    const hasKeys = value instanceof Dict || (isList(value) && typeof key !== 'string');
    if (!hasKeys) {
      return fail(
        'TypeError',
        `the key ${toText(key)} should point to a dictionary, got '${toText(value)}'`,
      );
    }
    const found = findItem(value, key);
    if (found === undefined) {
      if (skipMissing) return [];
      return fail('FilterError', `could not find ${repr(key)} key in iterated item ${repr(value)}`);
    }
    value = found;
  }
  return value;
}

function subelements(obj: Value, names: Value, skipMissing: Value): Value {
  if (obj instanceof Undefined) obj.fail();
  const elements = obj instanceof Dict ? [...obj.values()] : obj;
  if (!isList(elements)) {
    return fail('FilterError', 'obj must be a list of dicts or a nested dict');
  }
  const keys = typeof names === 'string' ? names.split('.') : names;
  if (!isList(keys)) return fail('TypeError', 'subelements must be a list or a string');
  return elements.flatMap((element) => {
    const values = followKeys(element, keys, isTrue(skipMissing));
    if (!isList(values)) {
      return fail(
        'TypeError',
        `the key ${repr(keys.at(-1) ?? '')} should point to a list, got ${repr(values)}`,
      );
    }
    return values.map((value) => new Tuple([element, value]));
  });
}

/** An attribute alone: keys of a dict are none. */
function attribute(value: Value, name: Value): Value {
  requireDefined(name);
  if (typeof name !== 'string') {
    return fail('TypeError', `attribute name must be string, not '${kindOf(name)}'`);
  }
  if (value instanceof Undefined) return value.answerWithSelf();
  return findAttribute(value, name) ?? missingFrom(value, name);
}

export const dictFilters = [
  plugin('combine', '*args, **kwargs', combine),
  plugin('dict2items', "mydict, key_name='key', value_name='value'", dict2items),
  plugin('items2dict', "mylist, key_name='key', value_name='value'", items2dict),
  plugin('dictsort', "value, case_sensitive=False, by='key', reverse=False", dictsort),
  plugin('items', 'value', items),
  plugin('extract', 'item, container, morekeys=None', extract),
  plugin('rekey_on_member', "data, key, duplicates='error'", rekeyOnMember),
  plugin('subelements', 'obj, subelements, skip_missing=False', subelements),
  plugin('attr', 'obj, name', attribute),
];
