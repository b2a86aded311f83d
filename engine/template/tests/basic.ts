/** Jinja's tests, and Ansible's on truth, sets, results and numbers. */
import { Bytes, Dict, Float, PySet, isList, type Value } from '../../base/index.ts';
import type { PluginDef } from '../compile/program.ts';
import { alias, plugin, pluginIn, seesMarkup } from '../plugin-def.ts';
import { compare, isEqual } from '../values/compare.ts';
import { fail } from '../values/failure.ts';
import { isContained, toItems } from '../values/iterate.ts';
import {
  isCallable,
  isIntegral,
  isIterable,
  isNumeric,
  isSequence,
  kindOf,
} from '../values/kinds.ts';
import { Markup } from '../values/markup.ts';
import { operate } from '../values/operators.ts';
import { Range, Undefined, requireDefined } from '../values/special.ts';
import { toText } from '../values/text.ts';
import { isLower, isUpper } from '../values/text-case.ts';
import { isTrue } from '../values/truth.ts';

function remainderIs(wanted: number) {
  return (value: Value): boolean => isEqual(operate('%', value, 2), wanted);
}

function orders(sign: string, holds: (order: number) => boolean) {
  return (left: Value, right: Value): boolean => holds(compare(left, right, sign));
}

/** Reads text as Ansible's `boolean()`; undefined when it is neither yes nor no. */
function toBoolean(value: Value): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const text = typeof value === 'string' ? value.toLowerCase().trim() : value;
  if (['y', 'yes', 'on', '1', 'true', 't'].some((word) => word === text)) return true;
  if (['n', 'no', 'off', '0', 'false', 'f'].some((word) => word === text)) return false;
  return isNumeric(value) && (isEqual(value, 1) || isEqual(value, 0))
    ? isEqual(value, 1)
    : undefined;
}

function truthy(value: Value, convert: Value): boolean {
  if (!isTrue(convert)) return isTrue(value);
  return toBoolean(value) ?? isTrue(value);
}

function isSame(value: Value, other: Value): boolean {
  if (value instanceof Float || other instanceof Float) return value === other;
  return value === other;
}

/** Jinja's lenient undefined value can be hashed, the strict one cannot. */
function requireHashable(item: Value): Value {
  return item instanceof Undefined && item.isLenient ? item : requireDefined(item);
}

function toSet(value: Value): PySet {
  try {
    return new PySet(toItems(value).map(requireHashable));
  } catch (error) {
    if (error instanceof TypeError) return fail('TypeError', error.message);
    throw error;
  }
}

function isWithin(left: Value, right: Value): boolean {
  const [own, other] = [toSet(left), toSet(right)];
  return [...own].every((item) => other.has(item));
}

/** Jinja asks for a length and for `__getitem__`, which its lenient undefined value has. */
function isSequenceTest(value: Value): boolean {
  if (value instanceof Undefined) return value.isLenient;
  const isOther =
    [Dict, Range, Bytes].some((kind) => value instanceof kind) || typeof value === 'string';
  return isSequence(value) || isOther;
}

function result(name: string, read: (result: Dict) => Value) {
  return (value: Value): Value =>
    value instanceof Dict
      ? read(value)
      : fail('FilterError', `The '${name}' test expects a dictionary`);
}

const flag =
  (key: string) =>
  (value: Dict): Value =>
    value.get(key) ?? false;

function isChanged(value: Dict): Value {
  const changed = value.get('changed');
  if (changed !== undefined) return changed;
  const results = value.get('results');
  if (results === undefined || !isList(results)) return false;
  if (results.length === 0) return fail('IndexError', 'list index out of range');
  if (!(results[0] instanceof Dict)) return false;
  return results.some((item) => item instanceof Dict && isTrue(item.get('changed') ?? false));
}

const asyncFlag =
  (key: string) =>
  (value: Dict): Value =>
    !value.has(key) || isEqual(value.get(key) ?? 0, 1);

/** Ansible's tables of plug-ins fail for a name they do not have. */
function isKnown(name: Value, find: (name: string) => unknown): boolean {
  if (typeof name !== 'string') {
    return fail('TypeError', `key must be a string, got ${kindOf(name)} instead`);
  }
  return find(name) !== undefined || fail('FilterError', `Could not load "${name}"`);
}

const defined = plugin('defined', 'value', (value) => !(value instanceof Undefined));

/** Values are plain once they are open; only the variable's source knows that it was sealed there. */
const vaultEncrypted: PluginDef = {
  ...plugin(
    'vault_encrypted',
    'value',
    (value) => value instanceof Undefined && value.answer(false),
  ),
  ofName: (name, { context }) => context.names.sealedText?.(name) !== undefined,
};

/** Ansible's undefined value answers every attribute, so it has the one that markup is known by. */
function isEscaped(value: Value): boolean {
  return value instanceof Markup || (value instanceof Undefined && !value.isLenient);
}

export const basicTests = [
  defined,
  plugin('undefined', 'value', (value) => value instanceof Undefined),
  plugin('none', 'value', (value) => value === null),
  plugin('boolean', 'value', (value) => typeof value === 'boolean'),
  plugin('true', 'value', (value) => value === true),
  plugin('false', 'value', (value) => value === false),
  plugin('integer', 'value', (value) => isIntegral(value) && typeof value !== 'boolean'),
  plugin('float', 'value', (value) => value instanceof Float),
  plugin('number', 'value', isNumeric),
  plugin('string', 'value', (value) => typeof value === 'string'),
  plugin('mapping', 'value', (value) => value instanceof Dict),
  plugin('sequence', 'value', isSequenceTest),
  plugin('iterable', 'value', (value) =>
    value instanceof Undefined ? value.answer(true) : isIterable(value),
  ),
  plugin('callable', 'value', isCallable),
  plugin('sameas', 'value, other', isSame),
  seesMarkup(plugin('escaped', 'value', isEscaped)),
  plugin('lower', 'value', (value) => isLower(toText(value))),
  plugin('upper', 'value', (value) => isUpper(toText(value))),
  plugin('odd', 'value', remainderIs(1)),
  plugin('even', 'value', remainderIs(0)),
  plugin('divisibleby', 'value, num', (value, by) => isEqual(operate('%', value, by), 0)),
  plugin('in', 'value, seq', isContained),
  plugin('contains', 'seq, value', (seq, value) => isContained(value, seq)),
  ...alias(plugin('eq', 'a, b', isEqual), '==', 'equalto'),
  ...alias(
    plugin('ne', 'a, b', (a, b) => !isEqual(a, b)),
    '!=',
  ),
  ...alias(
    plugin(
      'gt',
      'a, b',
      orders('>', (order) => order > 0),
    ),
    '>',
    'greaterthan',
  ),
  ...alias(
    plugin(
      'ge',
      'a, b',
      orders('>=', (order) => order >= 0),
    ),
    '>=',
  ),
  ...alias(
    plugin(
      'lt',
      'a, b',
      orders('<', (order) => order < 0),
    ),
    '<',
    'lessthan',
  ),
  ...alias(
    plugin(
      'le',
      'a, b',
      orders('<=', (order) => order <= 0),
    ),
    '<=',
  ),
  plugin('truthy', 'value, convert_bool=False', truthy),
  plugin('falsy', 'value, convert_bool=False', (value, convert) => !truthy(value, convert)),
  ...alias(plugin('subset', 'a, b', isWithin), 'issubset'),
  ...alias(
    plugin('superset', 'a, b', (a, b) => isWithin(b, a)),
    'issuperset',
  ),
  plugin('all', 'iterable', (value) => toItems(value).every(isTrue)),
  plugin('any', 'iterable', (value) => toItems(value).some(isTrue)),
  ...alias(
    plugin('nan', 'x', (value) => {
      if (value instanceof Undefined) value.fail();
      return value instanceof Float && Number.isNaN(value.value);
    }),
    'isnan',
  ),
  vaultEncrypted,
  pluginIn(
    'filter',
    'value',
    (runtime) => (name) => isKnown(name, (known) => runtime.library.findFilter(known)),
  ),
  pluginIn(
    'test',
    'value',
    (runtime) => (name) => isKnown(name, (known) => runtime.library.findTest(known)),
  ),
  ...alias(plugin('failed', 'result', result('failed', flag('failed'))), 'failure'),
  ...alias(
    plugin(
      'success',
      'result',
      result('failed', (value) => !isTrue(flag('failed')(value))),
    ),
    'succeeded',
    'successful',
  ),
  ...alias(plugin('changed', 'result', result('changed', isChanged)), 'change'),
  ...alias(plugin('skipped', 'result', result('skipped', flag('skipped'))), 'skip'),
  plugin('unreachable', 'result', result('unreachable', flag('unreachable'))),
  plugin(
    'reachable',
    'result',
    result('unreachable', (value) => !isTrue(flag('unreachable')(value))),
  ),
  plugin('started', 'result', result('started', asyncFlag('started'))),
  plugin('finished', 'result', result('finished', asyncFlag('finished'))),
];
