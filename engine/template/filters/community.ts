/** Filters of community.general that roles use, by their full names. */
import { randomInt } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { Dict, Float, type Value } from '../../base/index.ts';
import { plugin } from '../plugin-def.ts';
import { compareLoose } from '../tests/version.ts';
import { asText } from '../values/arguments.ts';
import { getItem } from '../values/attributes.ts';
import { sortBy } from '../values/compare.ts';
import { setEntry, toPairs } from '../values/collection-methods.ts';
import { fail } from '../values/failure.ts';
import { findKey, toItems } from '../values/iterate.ts';
import { isSequence, kindOf } from '../values/kinds.ts';
import { roundHalfEven } from '../values/round.ts';
import { toIndex } from '../values/numbers.ts';
import { Undefined } from '../values/special.ts';
import { repr, toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';
import { isListMerge, mergeDicts } from './dict.ts';
import { PythonRandom } from './python-random.ts';

function counter(value: Value): Value {
  if (!isSequence(value) && typeof value !== 'string') {
    const shown = `${toText(value)} is ${kindOf(value)}`;
    return fail(
      'FilterError',
      `Argument for community.general.counter must be a sequence (string or list). ${shown}`,
    );
  }
  const counts = new Dict();
  for (const item of toItems(value)) {
    const known = findKey(counts, item);
    setEntry(counts, item, (typeof known === 'number' ? known : 0) + 1);
  }
  return counts;
}

const FACTORS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  mo: 2_592_000_000,
  y: 31_536_000_000,
};
const SHORT: Readonly<Record<string, string>> = {
  millisecond: 'ms',
  msec: 'ms',
  ms: 'ms',
  second: 's',
  sec: 's',
  s: 's',
  minute: 'm',
  min: 'm',
  m: 'm',
  hour: 'h',
  h: 'h',
  day: 'd',
  d: 'd',
  week: 'w',
  w: 'w',
  month: 'mo',
  mo: 'mo',
  year: 'y',
  y: 'y',
};

/** Milliseconds of a unit; months and years may be given in days. */
function factorOf(unit: string, options: Value): number | undefined {
  const short = SHORT[unit.replace(/s+$/u, '')] ?? unit;
  const days = (name: string): Value | undefined =>
    options instanceof Dict ? options.get(name) : undefined;
  const given = short === 'y' ? days('year') : short === 'mo' ? days('month') : undefined;
  return given === undefined ? FACTORS[short] : toIndex(given) * (FACTORS['d'] ?? 0);
}

function toTimeUnit(value: Value, unit: string, options: Value): Value {
  const text = asText(value);
  if (text === '0') return 0;
  const target = factorOf(unit, options);
  if (target === undefined) {
    return fail('FilterError', `to_time_unit() can not convert to the following unit: ${unit}`);
  }
  const total = text
    .split(/\s+/u)
    .filter(Boolean)
    .reduce((sum, part) => {
      const [, count, name = ''] = /^(-?\d+)(\w+)/u.exec(part) ?? [];
      const factor = factorOf(name, options);
      if (count === undefined || factor === undefined) {
        return fail('FilterError', `to_time_unit() can not interpret following string: ${text}`);
      }
      return sum + Number(count) * factor;
    }, 0);
  return new Float(roundHalfEven(total / target, 12));
}

const UNITS: Readonly<Record<string, string>> = {
  to_milliseconds: 'ms',
  to_seconds: 's',
  to_minutes: 'm',
  to_hours: 'h',
  to_days: 'd',
  to_weeks: 'w',
  to_months: 'mo',
  to_years: 'y',
};

function randomMac(value: Value, seed: Value): string {
  const prefix = asText(value).toLowerCase();
  const parts = prefix.split(':');
  if (parts.length > 5 || !parts.every((part) => /^[a-f\d]{2}/u.test(part))) {
    return fail('FilterError', `Invalid value (${prefix}) for random_mac`);
  }
  const [low, high] = [68_719_476_736, 1_099_511_627_775];
  const span = high - low + 1;
  const picked = seed === null ? randomInt(2 ** 40) % span : new PythonRandom(seed).below(span);
  const digits = (low + picked).toString(16).slice(0, 2 * (6 - parts.length));
  return prefix + digits.replace(/(..)/gu, ':$1');
}

function groupbyAsDict(value: Value, attribute: Value): Value {
  const result = new Dict();
  if (!isSequence(value) && typeof value !== 'string') {
    return fail('FilterError', 'Input is not a sequence');
  }
  for (const item of toItems(value)) {
    const key = item instanceof Dict ? findKey(item, attribute) : undefined;
    if (key === undefined) {
      return fail('FilterError', 'Attribute not contained in element of sequence');
    }
    if (findKey(result, key) !== undefined) {
      return fail('FilterError', `Multiple sequence entries have attribute value ${repr(key)}`);
    }
    setEntry(result, key, item);
  }
  return result;
}

function toLists(terms: readonly Value[]): Value[] {
  return terms.flatMap((term) => {
    if (!isSequence(term) && typeof term !== 'string') {
      const shown = `${toText(term)} is ${kindOf(term)}`;
      return fail(
        'FilterError',
        `All arguments before the argument index for community.general.lists_mergeby must be lists. ${shown}`,
      );
    }
    const items = toItems(term);
    if (items.length === 0) return [];
    // Python counts text as a sequence, too.
    const isNested = items.every((item) => isSequence(item) || typeof item === 'string');
    return isNested ? items : [term];
  });
}

function listsMergeby(args: Value, keywords: Value): Value {
  const named = keywords instanceof Dict ? keywords : new Dict();
  const terms = toItems(args);
  const index = terms.at(-1);
  if (terms.length < 2 || index === undefined) {
    return fail('FilterError', 'At least one list and index are needed.');
  }
  const lists = toLists(terms.slice(0, -1));
  const [only] = lists;
  if (only === undefined || lists.length === 1) return only ?? [];
  if (typeof index !== 'string') {
    const shown = `${toText(index)} is ${kindOf(index)}`;
    return fail(
      'FilterError',
      `First argument after the lists for community.general.lists_mergeby must be string. ${shown}`,
    );
  }
  return mergeByKey(lists.flatMap(toItems), index, named);
}

function mergeByKey(items: readonly Value[], index: string, options: Dict): Value {
  const merge = options.get('list_merge') ?? 'replace';
  const depth = isTrue(options.get('recursive') ?? false) ? 'recursive' : 'shallow';
  const found = new Dict();
  for (const item of items) {
    if (!(item instanceof Dict)) {
      const shown = `${toText(item)} is ${kindOf(item)}`;
      return fail(
        'FilterError',
        `Elements of list arguments for lists_mergeby must be dictionaries. ${shown}`,
      );
    }
    const key = item.get(index);
    if (key === undefined) continue;
    const known = findKey(found, key);
    const before = known instanceof Dict ? known : new Dict();
    setEntry(found, key, mergeDicts(before, item, depth, isListMerge(merge) ? merge : 'replace'));
  }
  return sortBy([...found.values()], (item) => getItem(item, index));
}

const FORMS = ['NFC', 'NFD', 'NFKC', 'NFKD'] as const;

const definitions = [
  plugin('dict', 'sequence', (value) =>
    value instanceof Undefined ? value.fail() : new Dict(toPairs(value)),
  ),
  plugin('dict_kv', 'value, key', (value, key) => new Dict([[key, value]])),
  plugin('crc32', 'value', (value) => {
    if (value instanceof Undefined) value.fail();
    if (typeof value === 'string') return crc32(value).toString(16);
    const shown = `(<class '${kindOf(value)}'>) for crc32 (${repr(value)})`;
    return fail('FilterError', `Invalid value type ${shown}`);
  }),
  plugin('counter', 'sequence', counter),
  plugin('groupby_as_dict', 'sequence, attribute', groupbyAsDict),
  plugin('lists_mergeby', '*args, **kwargs', listsMergeby),
  plugin('random_mac', 'value, seed=None', randomMac),
  plugin('version_sort', 'value, reverse=False', (value, reverse) => {
    const sign = toIndex(reverse) === 0 ? 1 : -1;
    const items = toItems(value);
    // Python's LooseVersion of nothing has no version that could be compared.
    if (items.length === 1 && !isTrue(items[0] ?? null)) return items;
    const texts = items.map((one) => asText(one));
    if (texts.includes(''))
      fail('AttributeError', "'LooseVersion' object has no attribute 'version'");
    return texts.sort((a, b) => sign * compareLoose(a, b));
  }),
  plugin('unicode_normalize', "data, form='NFC'", (data, form) => {
    const known = FORMS.find((one) => one === form);
    return asText(data).normalize(
      known ?? fail('FilterError', `${toText(form)} is not a valid form`),
    );
  }),
  plugin('to_time_unit', "human_time, unit='ms', **kwargs", (value, unit, options) =>
    toTimeUnit(value, asText(unit), options),
  ),
  ...Object.entries(UNITS).map(([name, unit]) =>
    plugin(name, 'human_time, **kwargs', (value, options) => toTimeUnit(value, unit, options)),
  ),
];

/** `random_mac` was in ansible-base once and is still found by its short name. */
export const communityFilters = [
  ...definitions.map((definition) => ({
    ...definition,
    name: `community.general.${definition.name}`,
  })),
  ...definitions.filter(({ name }) => name === 'random_mac'),
];
