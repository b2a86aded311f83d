/** Jinja's `attribute="a.b.0"` of `map`, `sort`, `groupby`, `sum` and others. */
import type { Value } from '../../base/index.ts';
import { getItem } from '../values/attributes.ts';
import { Undefined } from '../values/special.ts';

function toPath(attribute: Value): readonly Value[] {
  if (attribute === null) return [];
  if (typeof attribute !== 'string') return [attribute];
  return attribute.split('.').map((part) => (/^\d+$/u.test(part) ? Number(part) : part));
}

/** Lower case for text, anything else as it is: Jinja's case-insensitive keys. */
export function ignoreCase(value: Value): Value {
  return typeof value === 'string' ? value.toLowerCase() : value;
}

/** Makes a function that follows a dotted path; `otherwise` stands in for what is not there. */
export function toGetter(attribute: Value, otherwise: Value = null): (item: Value) => Value {
  const path = toPath(attribute);
  return (item) => {
    let value = item;
    for (const part of path) {
      value = getItem(value, part);
      if (otherwise !== null && value instanceof Undefined) value = otherwise;
    }
    return value;
  };
}

/** The same for several paths with commas between them; gives a list of what they reach. */
export function toMultiGetter(
  attribute: Value,
  postprocess: (value: Value) => Value,
): (item: Value) => Value {
  const parts = typeof attribute === 'string' ? attribute.split(',') : [attribute];
  const getters = parts.map((part) => toGetter(part));
  return (item) => getters.map((get) => postprocess(get(item)));
}
