/** Filters of ansible.utils that reshape data by its keys. */
import { Dict, isList, type Value } from '../../base/index.ts';
import { convertText, requireDefinedDeep } from '../compile/output.ts';
import { callTest } from '../compile/plugins.ts';
import type { Runtime } from '../compile/runtime.ts';
import { plugin, pluginIn } from '../plugin-def.ts';
import { compileRegex } from '../regex/regex.ts';
import { requireJson } from './json.ts';
import { Budget } from '../values/budget.ts';
import { asText } from '../values/arguments.ts';
import { getItem } from '../values/attributes.ts';
import { isEqual, sortBy } from '../values/compare.ts';
import { fail } from '../values/failure.ts';
import { toItems } from '../values/iterate.ts';
import { isNumeric, kindOf } from '../values/kinds.ts';
import { DictView, Undefined, noKeywords, requireDefined } from '../values/special.ts';
import { toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';

type Matcher = (key: Value) => boolean;

/** Makes the test of `matching_parameter` for one key. */
function toMatcher(wanted: string, kind: Value): Matcher {
  switch (kind) {
    case 'starts_with':
      return (key) => asText(key, 'key').startsWith(wanted);
    case 'ends_with':
      return (key) => asText(key, 'key').endsWith(wanted);
    case 'regex': {
      const regex = compileRegex(wanted);
      const budget = new Budget();
      return (key) => regex.match(asText(key, 'key'), budget) !== undefined;
    }
    default:
      return (key) => key === wanted;
  }
}

function isCollection(value: Value): boolean {
  return value instanceof Dict || isList(value);
}

function requireCollection(value: Value, name: string): void {
  requireDefinedDeep(value);
  if (!isCollection(value))
    fail('FilterError', `Error when using plugin '${name}': Input is not valid`);
}

function isEmpty(value: Value): boolean {
  return (isList(value) && value.length === 0) || (value instanceof Dict && value.size === 0);
}

function keepEntry(value: Value, isKept: Matcher): Value | undefined {
  const kept = keep(value, isKept);
  const shown = isList(kept) ? kept.filter((item) => !isEmpty(item)) : kept;
  if (isList(shown) && shown.every((item) => typeof item === 'string')) return undefined;
  return isEmpty(shown) ? undefined : shown;
}

function keep(value: Value, isKept: Matcher): Value {
  if (isList(value)) return value.map((item) => keep(item, isKept));
  if (!(value instanceof Dict)) return value;
  const result = new Dict();
  for (const [key, entry] of value) {
    if (!isCollection(entry)) {
      if (isKept(key)) result.set(key, entry);
      continue;
    }
    const kept = keepEntry(entry, isKept);
    if (kept !== undefined) result.set(key, kept);
  }
  return result;
}

function remove(value: Value, isRemoved: Matcher): Value {
  if (isList(value)) return value.map((item) => remove(item, isRemoved)).filter(isTrue);
  if (!(value instanceof Dict)) return value;
  const entries = [...value].filter(([key]) => !isRemoved(key));
  return new Dict(entries.map(([key, entry]) => [key, remove(entry, isRemoved)] as const));
}

interface Renaming {
  readonly matches: Matcher;
  readonly after: Value;
}

function rename(value: Value, renamings: readonly Renaming[]): Value {
  if (isList(value)) return value.map((item) => rename(item, renamings));
  if (!(value instanceof Dict)) return value;
  const result = new Dict(value);
  for (const { matches, after } of renamings) {
    for (const [key, entry] of [...result]) {
      if (!matches(key)) continue;
      result.delete(key);
      result.set(after, entry);
    }
  }
  return new Dict([...result].map(([key, entry]) => [key, rename(entry, renamings)] as const));
}

function toRenamings(target: Value, kind: Value): readonly Renaming[] {
  return toItems(target).map((item) => ({
    matches: toMatcher(toText(getItem(item, 'before')), kind),
    after: getItem(item, 'after'),
  }));
}

function anyMatcher(target: Value, kind: Value): Matcher {
  const matchers = toItems(target).map((key) => toMatcher(asText(key), kind));
  return (key) => matchers.some((matches) => matches(key));
}

/** The first key stands for itself, whatever it is. */
function stepInto(path: Value, key: Value): string {
  const name = asText(key, 'expected string or bytes-like object, key');
  return toText(path) + (/^[A-Za-z_]\w*$/u.test(name) ? `.${name}` : `['${name}']`);
}

function collectPaths(value: Value, path: Value, paths: Dict): void {
  if (value instanceof Dict && value.size > 0) {
    for (const [key, entry] of value) {
      collectPaths(entry, path === '' ? key : stepInto(path, key), paths);
    }
  } else if (isList(value) && value.length > 0) {
    for (const [index, item] of value.entries())
      collectPaths(item, `${toText(path)}[${String(index)}]`, paths);
  } else paths.set(path, value);
}

function toPaths(value: Value, prepend: Value, wantlist: Value): Value {
  requireDefinedDeep(value);
  if (value instanceof DictView) fail('TypeError', `cannot pickle '${value.kind}' object`);
  const start = isTrue(prepend) ? toText(prepend) : '';
  const paths = new Dict();
  collectPaths(value, start, paths);
  const isEmpty =
    start === '' && (isList(value) || value instanceof Dict) && toItems(value).length === 0;
  const found = isEmpty ? value : paths;
  return isTrue(wantlist) ? [found] : found;
}

/** The filter asks a template of its own, whose result is converted like any other. */
function asTemplated(value: Value): Value {
  if (value === null) return '';
  if (typeof value === 'string') return convertText(value);
  return isNumeric(value) && typeof value !== 'boolean' ? toText(value) : value;
}

function getPath(value: Value, path: Value, wantlist: Value): Value {
  requireDefinedDeep(value);
  if (!(value instanceof Dict)) fail('TypeError', `a mapping was expected, not ${kindOf(value)}`);
  const steps = asText(path).matchAll(/\.?([^.[\]]+)|\[(?:'([^']*)'|"([^"]*)"|(\d+))\]/gu);
  const found = Array.from(steps).reduce<Value>((current, [, name, single, double, index]) => {
    const key = index === undefined ? (name ?? single ?? double ?? '') : Number(index);
    return getItem(current, key);
  }, value);
  const shown = asTemplated(requireDefined(found));
  return isTrue(wantlist) ? [shown] : shown;
}

/** Runs a test by name; `!` or `not ` in front turns it round. */
function toEntryTest(runtime: Runtime, test: Value, right: Value): (item: Value) => boolean {
  const given = asText(test);
  const isInverted = given.startsWith('!') || given.startsWith('not ');
  const bare = given.replace(/^(?:!|not )/u, '');
  const name = isInverted && bare === '=' ? '==' : bare;
  const other = name === 'in' && !isList(right) ? [right] : right;
  const args = right === null ? [] : [other];
  return (item) => isTrue(callTest(name, runtime, [item, ...args], noKeywords)) !== isInverted;
}

function findIndexes(data: readonly Value[], holds: (item: Value) => boolean): Value[] {
  return data.flatMap((item, index) => (holds(item) ? [index] : []));
}

/** A list as modules take one: text is cut at commas, a number is one item. */
function toListArgument(value: Value): readonly Value[] {
  if (isList(value)) return value;
  if (typeof value === 'string') return value.split(',');
  if (isNumeric(value)) return [toText(value)];
  requireDefined(value);
  return fail('FilterError', "Error when using plugin 'index_of': a list was expected");
}

/** Ansible copies the arguments before it checks them; no kind of undefined value can be copied. */
function requireCopyable(value: Value): void {
  if (value instanceof Undefined) value.fail();
  if (value instanceof Dict) for (const entry of value.values()) requireCopyable(entry);
  else if (isList(value)) for (const item of value) requireCopyable(item);
}

function indexOf(runtime: Runtime) {
  return (data: Value, test: Value, value: Value, ...rest: Value[]): Value => {
    const [key = null, isDemanding = false, wantlist = false] = rest;
    const holds = toEntryTest(runtime, test, value);
    for (const argument of [data, value]) requireCopyable(argument);
    const items = toListArgument(data);
    if (key !== null && !items.every((item) => item instanceof Dict)) {
      return fail(
        'FilterError',
        'When a key name is provided, all list entries are required to be dictionaries',
      );
    }
    const found = findIndexes(items, (item) => {
      const part = key === null ? item : getItem(item, key);
      if (part instanceof Undefined && !isTrue(isDemanding)) return false;
      requireJson(part);
      return holds(part);
    });
    const [only] = found;
    return found.length === 1 && only !== undefined && !isTrue(wantlist) ? only : found;
  };
}

function compareLists(base: Value, target: Value): Value {
  const [known, asked] = [toItems(base), toItems(target).map(toText)];
  const has = (name: string): boolean => known.some((item) => isEqual(item, name));
  const plain = asked.filter((name) => name !== 'all' && !name.startsWith('!'));
  const removed = asked.filter((name) => name.startsWith('!')).map((name) => name.slice(1));
  const start = asked.includes('all') ? known.map(toText) : [];
  const kept = start.filter((name) => !removed.includes(name));
  const all = [...kept, ...plain.filter((name) => has(name) && !kept.includes(name))];
  return Dict.of({
    actionable: sortBy(all, (name) => name),
    unsupported: plain.filter((name) => !has(name)),
  });
}

const definitions = [
  plugin('keep_keys', "data, target, matching_parameter='equality', ...", (data, target, kind) => {
    requireCollection(data, 'keep_keys');
    return keep(data, anyMatcher(target, kind));
  }),
  plugin(
    'remove_keys',
    "data, target, matching_parameter='equality', ...",
    (data, target, kind) => {
      requireCollection(data, 'remove_keys');
      return remove(data, anyMatcher(target, kind));
    },
  ),
  plugin(
    'replace_keys',
    "data, target, matching_parameter='equality', ...",
    (data, target, kind) => {
      requireCollection(data, 'replace_keys');
      return rename(data, toRenamings(target, kind));
    },
  ),
  plugin('to_paths', 'var, prepend=None, wantlist=None, ...', toPaths),
  plugin('get_path', 'var, path, ..., wantlist=None', getPath),
  plugin('param_list_compare', 'base, target, ...', compareLists),
  pluginIn(
    'index_of',
    'data, test, value=None, key=None, fail_on_missing=False, ..., wantlist=False',
    indexOf,
  ),
];

export const keyFilters = definitions.map((definition) => ({
  ...definition,
  name: `ansible.utils.${definition.name}`,
}));
