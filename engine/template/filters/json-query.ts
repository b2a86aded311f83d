/**
 * community.general's `json_query`: JMESPath over a value, by the library jmespath. Values become
 * plain JSON without prototypes on the way in, so that a query sees data and nothing else.
 */
import { Dict, Float, Tuple, isList, type Value } from '../../base/index.ts';
import { hasFunction, lazyLibrary } from '../load-library.ts';
import { plugin } from '../plugin-def.ts';
import { asText } from '../values/arguments.ts';
import { fail } from '../values/failure.ts';
import { toItems } from '../values/iterate.ts';
import { isSequence } from '../values/kinds.ts';
import { Undefined } from '../values/special.ts';
import { toText } from '../values/text.ts';

const library = lazyLibrary('jmespath', (loaded): loaded is typeof import('jmespath') =>
  hasFunction(loaded, 'search'),
);

/** Whole floats seen on the way in: JSON has one kind of number, Python two. */
type Floats = Set<number>;

function toPlain(value: Value, floats: Floats): unknown {
  if (value instanceof Undefined) return value.fail();
  if (value instanceof Float) {
    if (Number.isInteger(value.value)) floats.add(value.value);
    return value.value;
  }
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Dict) {
    const plain: Record<string, unknown> = {};
    Object.setPrototypeOf(plain, null);
    for (const [key, entry] of value) plain[toText(key)] = toPlain(entry, floats);
    return plain;
  }
  if (isSequence(value) || value instanceof Tuple) {
    return toItems(value).map((item) => toPlain(item, floats));
  }
  return typeof value === 'object' && value !== null ? toText(value) : value;
}

function fromPlain(plain: unknown, floats: Floats): Value {
  if (plain === null || typeof plain === 'string' || typeof plain === 'boolean') return plain;
  if (typeof plain === 'number') {
    return Number.isInteger(plain) && !floats.has(plain) ? plain : new Float(plain);
  }
  if (Array.isArray(plain)) return plain.map((item: unknown) => fromPlain(item, floats));
  if (typeof plain !== 'object') return null;
  return new Dict(
    Object.entries(plain).map(([key, entry]) => [key, fromPlain(entry, floats)] as const),
  );
}

function query(data: Value, expression: Value): Value {
  const floats: Floats = new Set();
  const text = asText(expression, 'json_query expression');
  const plain = toPlain(data, floats);
  try {
    return fromPlain(library().search(plain, text), floats);
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    return fail('FilterError', `json_query failed on \`${text}\`: ${reason}`);
  }
}

/** Its list is JSON: an array that is no list of values would have no business here. */
export const queryFilters = ['json_query', 'community.general.json_query'].map((name) =>
  plugin(name, 'data, expr', (data, expression) => {
    const found = query(data, expression);
    return isList(found) ? [...found] : found;
  }),
);
