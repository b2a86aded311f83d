/** `map`, `select`, `reject` and their `attr` forms: filters that run other filters and tests. */
import type { Value } from '../../base/index.ts';
import { callFilter, callTest } from '../compile/plugins.ts';
import type { Runtime } from '../compile/runtime.ts';
import { pluginIn } from '../plugin-def.ts';
import { asText } from '../values/arguments.ts';
import { toPairs } from '../values/collection-methods.ts';
import { fail } from '../values/failure.ts';
import { toItems } from '../values/iterate.ts';
import { isTrue } from '../values/truth.ts';
import { toGetter } from './attribute-path.ts';

function toKeywords(value: Value): Map<string, Value> {
  return new Map(toPairs(value).map(([key, entry]) => [asText(key), entry]));
}

/** Prepares what `map` does to each item: a filter with arguments, or an attribute. */
function prepareMap(runtime: Runtime, args: Value, keywords: Value): (item: Value) => Value {
  const named = toKeywords(keywords);
  const [name, ...rest] = toItems(args);
  const attribute = named.get('attribute');
  if (name === undefined && attribute !== undefined) {
    const otherwise = named.get('default') ?? null;
    const unexpected = [...named.keys()].find((key) => key !== 'attribute' && key !== 'default');
    if (unexpected !== undefined) {
      return fail('FilterError', `Unexpected keyword argument '${unexpected}'`);
    }
    return toGetter(attribute, otherwise);
  }
  if (name === undefined) return fail('FilterError', 'map requires a filter argument');
  const filter = asText(name, 'filter name');
  return (item) => callFilter(filter, runtime, [item, ...rest], named);
}

function map(runtime: Runtime) {
  return (value: Value, args: Value, keywords: Value): Value => {
    if (!isTrue(value)) return [];
    const change = prepareMap(runtime, args, keywords);
    return toItems(value).map(change);
  };
}

function choose(by: 'item' | 'attribute', wanted: boolean) {
  return (runtime: Runtime) =>
    (value: Value, args: Value, keywords: Value): Value => {
      if (!isTrue(value)) return [];
      const given = [...toItems(args)];
      const path = by === 'attribute' ? given.shift() : undefined;
      if (by === 'attribute' && path === undefined) {
        return fail('FilterError', 'Missing parameter for attribute name');
      }
      const get = path === undefined ? (item: Value): Value => item : toGetter(path);
      const [name, ...rest] = given;
      const named = toKeywords(keywords);
      const holds =
        name === undefined
          ? isTrue
          : (item: Value): boolean =>
              isTrue(callTest(asText(name, 'test name'), runtime, [item, ...rest], named));
      return toItems(value).filter((item) => holds(get(item)) === wanted);
    };
}

export const chooseFilters = [
  pluginIn('map', 'value, *args, **kwargs', map),
  pluginIn('select', 'value, *args, **kwargs', choose('item', true)),
  pluginIn('reject', 'value, *args, **kwargs', choose('item', false)),
  pluginIn('selectattr', 'value, *args, **kwargs', choose('attribute', true)),
  pluginIn('rejectattr', 'value, *args, **kwargs', choose('attribute', false)),
];
