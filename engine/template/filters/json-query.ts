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
import { Special, Undefined } from '../values/special.ts';
import { toText } from '../values/text.ts';

const library = lazyLibrary('jmespath', (loaded): loaded is typeof import('jmespath') =>
  hasFunction(loaded, 'search'),
);

/** Whole floats seen on the way in: JSON has one kind of number, Python two. */
type Floats = Set<number>;

/** All that the library asks an object for beside its keys. */
const bare = {
  hasOwnProperty(this: object, key: string): boolean {
    return Object.hasOwn(this, key);
  },
};
Object.setPrototypeOf(bare, null);

/** Stands before keys that JavaScript would put first because they look like numbers. */
const MARK = '\u{f8ff}';

function toKey(key: string): string {
  return /^\d+$/u.test(key) ? MARK + key : key;
}

function fromKey(text: string): string {
  return text.replaceAll(MARK, '');
}

/** Quoted names of a query that look like numbers get the mark as well; texts and literals do not. */
function markKeys(query: string): string {
  return query.replaceAll(
    /'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|"(\d+)"/gu,
    (whole, digits: string | undefined) => (digits === undefined ? whole : `"${MARK}${digits}"`),
  );
}

/** A text, a literal, a quoted name, or one of the characters that matter for finding a call's end. */
const PART = /'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`|"(?:[^"\\]|\\.)*"|\bsort\s*\(|[()]/gu;

/** The library sorts numbers as texts, but not in `sort_by`: `sort(x)` is `sort_by(x, &@)`. */
function sortByValue(query: string): string {
  const open: boolean[] = [];
  return query.replaceAll(PART, (part) => {
    if (part === ')') return open.pop() === true ? ', &@)' : part;
    if (part !== '(' && !part.startsWith('sort')) return part;
    open.push(part !== '(');
    return part === '(' ? part : 'sort_by(';
  });
}

function toPlain(value: Value, floats: Floats): unknown {
  if (value instanceof Undefined) return value.fail();
  if (value instanceof Float) {
    if (Number.isInteger(value.value)) floats.add(value.value);
    return value.value;
  }
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Dict) {
    const plain: Record<string, unknown> = {};
    Object.setPrototypeOf(plain, bare);
    for (const [key, entry] of value) plain[toKey(toText(key))] = toPlain(entry, floats);
    return plain;
  }
  // jmespath's lists are lists and tuples, nothing else.
  if (isList(value) || value instanceof Tuple) {
    return toItems(value).map((item) => toPlain(item, floats));
  }
  // jmespath has no name for the type of a range or an object.
  if (value instanceof Special) return Symbol(value.kind);
  return typeof value === 'object' && value !== null ? toText(value) : value;
}

function fromPlain(plain: unknown, floats: Floats): Value {
  if (typeof plain === 'string') return fromKey(plain);
  if (plain === null || typeof plain === 'boolean') return plain;
  if (typeof plain === 'number') {
    return Number.isInteger(plain) && !floats.has(plain) ? plain : new Float(plain);
  }
  if (Array.isArray(plain)) return plain.map((item: unknown) => fromPlain(item, floats));
  if (typeof plain !== 'object') return null;
  return new Dict(
    Object.entries(plain).map(([key, entry]) => [fromKey(key), fromPlain(entry, floats)] as const),
  );
}

function query(data: Value, expression: Value): Value {
  const floats: Floats = new Set();
  const text = asText(expression, 'json_query expression');
  const plain = toPlain(data, floats);
  try {
    return fromPlain(library().search(plain, sortByValue(markKeys(text))), floats);
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
