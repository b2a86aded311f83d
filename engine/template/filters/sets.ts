/** Ansible's set filters (plugins/filter/mathstuff.py): on lists they keep order and every type. */
import { Dict, PySet, isList, type Value } from '../../base/index.ts';
import { plugin } from '../plugin-def.ts';
import { isEqual } from '../values/compare.ts';
import { fail } from '../values/failure.ts';
import { isContained, toItems } from '../values/iterate.ts';
import { operate } from '../values/operators.ts';
import { DictView, Undefined } from '../values/special.ts';
import { isTrue } from '../values/truth.ts';
import { ignoreCase, toGetter } from './attribute-path.ts';

/** Drops what was there before, first by hash and for unhashable things by comparison. */
export function dropRepeated(items: readonly Value[], toKey: (item: Value) => Value): Value[] {
  const seen = new PySet();
  const unhashable: Value[] = [];
  return items.filter((item) => {
    const key = toKey(item);
    if (key instanceof Undefined) key.fail();
    try {
      if (seen.has(key)) return false;
      seen.add(key);
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      if (unhashable.some((known) => isEqual(known, key))) return false;
      unhashable.push(key);
    }
    return true;
  });
}

function unique(value: Value, caseSensitive: Value, attribute: Value): Value {
  const items = toItems(value);
  const get = toGetter(attribute);
  // Jinja's own filter fails for a choice that is undefined, and Ansible's does not ask for it.
  if (caseSensitive instanceof Undefined && !caseSensitive.isLenient) {
    return attribute === null ? keepOrder(items) : caseSensitive.fail();
  }
  const keys = items.map((item) => (isTrue(caseSensitive) ? get(item) : ignoreCase(get(item))));
  const canHash = keys.every(isHashable);
  if (canHash) {
    let at = 0;
    return dropRepeated(items, () => keys[at++] ?? null);
  }
  // Jinja's own filter fails for what cannot be hashed; Ansible then compares whole items.
  if (caseSensitive === false || attribute !== null) {
    return fail(
      'FilterError',
      "Jinja2's unique filter failed and we cannot fall back to Ansible's version " +
        'as it does not support the parameters supplied',
    );
  }
  return keepOrder(items);
}

/** An undefined value is not: its hash fails. */
function isHashable(value: Value): boolean {
  if (value instanceof Undefined) return value.isLenient;
  try {
    new PySet([value]);
    return true;
  } catch {
    return false;
  }
}

/** Texts, numbers and tuples are hashable in Python, so Ansible makes sets of both sides. */
function areHashable(left: Value, right: Value): boolean {
  const isOne = (value: Value): boolean =>
    !isList(value) &&
    !(value instanceof Dict) &&
    !(value instanceof PySet) &&
    !(value instanceof DictView) &&
    isHashable(value);
  return isOne(left) && isOne(right);
}

/** Jinja's `unique`, and Ansible's own where that fails: there the first item is never compared. */
function keepOrder(items: readonly Value[]): Value {
  if (!items.some((item) => item instanceof Undefined)) return dropRepeated(items, (item) => item);
  const kept: Value[] = [];
  for (const item of items) if (!isContained(item, kept)) kept.push(item);
  return kept;
}

function setOf(value: Value): PySet {
  return new PySet(toItems(value));
}

function intersect(left: Value, right: Value): Value {
  if (areHashable(left, right)) {
    const other = setOf(right);
    return new PySet([...setOf(left)].filter((item) => other.has(item)));
  }
  return keepOrder(toItems(left).filter((item) => isContained(item, right)));
}

function difference(left: Value, right: Value): Value {
  if (areHashable(left, right)) return operate('-', setOf(left), setOf(right));
  return keepOrder(toItems(left).filter((item) => !isContained(item, right)));
}

function union(left: Value, right: Value): Value {
  if (areHashable(left, right)) return new PySet([...setOf(left), ...setOf(right)]);
  return keepOrder(toItems(operate('+', left, right)));
}

function symmetricDifference(left: Value, right: Value): Value {
  if (areHashable(left, right)) {
    const [a, b] = [setOf(left), setOf(right)];
    const only = (items: PySet, others: PySet): Value[] =>
      [...items].filter((item) => !others.has(item));
    return new PySet([...only(a, b), ...only(b, a)]);
  }
  const common = intersect(left, right);
  return toItems(union(left, right)).filter((item) => !isContained(item, common));
}

export const setFilters = [
  plugin('unique', 'a, case_sensitive=None, attribute=None', unique),
  plugin('intersect', 'a, b', intersect),
  plugin('difference', 'a, b', difference),
  plugin('union', 'a, b', union),
  plugin('symmetric_difference', 'a, b', symmetricDifference),
];
