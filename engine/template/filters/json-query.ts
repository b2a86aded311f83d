/**
 * community.general's `json_query`: JMESPath over a value, by the library jmespath. Values become
 * plain JSON without prototypes on the way in, so that a query sees data and nothing else.
 */
import { Dict, Float, Tuple, isList, type Value } from '../../base/index.ts';
import { hasFunction, lazyLibrary } from '../load-library.ts';
import { plugin } from '../plugin-def.ts';
import { asText } from '../values/arguments.ts';
import { toItems } from '../values/iterate.ts';
import { UndefinedFailure, fail } from '../values/failure.ts';
import { Special, Undefined } from '../values/special.ts';
import { toText } from '../values/text.ts';

const library = lazyLibrary('jmespath', (loaded): loaded is typeof import('jmespath') =>
  hasFunction(loaded, 'search'),
);

/** What JSON cannot hold, as it was seen on the way in. */
interface Seen {
  /** Whole floats: JSON has one kind of number, Python two. */
  readonly floats: Set<number>;
  /** Undefined values, and what stands for them. */
  readonly undefineds: Map<unknown, Undefined>;
}

/** Stands for an undefined value: may be passed over and handed out, and fails when it is looked at. */
function standIn(value: Undefined, { undefineds }: Seen): unknown {
  const fails = (): never => value.fail();
  const stand = new Proxy({}, { get: fails, has: fails, ownKeys: fails });
  undefineds.set(stand, value);
  return stand;
}

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

function toPlain(value: Value, seen: Seen): unknown {
  if (value instanceof Undefined) return standIn(value, seen);
  if (value instanceof Float) {
    if (Number.isInteger(value.value)) seen.floats.add(value.value);
    return value.value;
  }
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Dict) {
    const plain: Record<string, unknown> = {};
    Object.setPrototypeOf(plain, bare);
    for (const [key, entry] of value) plain[toKey(toText(key))] = toPlain(entry, seen);
    return plain;
  }
  // jmespath's lists are lists and tuples, nothing else.
  if (isList(value) || value instanceof Tuple) {
    return toItems(value).map((item) => toPlain(item, seen));
  }
  // jmespath has no name for the type of a range or an object.
  if (value instanceof Special) return Symbol(value.kind);
  return typeof value === 'object' && value !== null ? toText(value) : value;
}

function fromPlain(plain: unknown, seen: Seen): Value {
  if (typeof plain === 'string') return fromKey(plain);
  if (plain === null || typeof plain === 'boolean') return plain;
  if (typeof plain === 'number') {
    return Number.isInteger(plain) && !seen.floats.has(plain) ? plain : new Float(plain);
  }
  const known = seen.undefineds.get(plain);
  if (known !== undefined) return known;
  if (Array.isArray(plain)) return plain.map((item: unknown) => fromPlain(item, seen));
  if (typeof plain !== 'object') return null;
  return new Dict(
    Object.entries(plain).map(([key, entry]) => [fromKey(key), fromPlain(entry, seen)] as const),
  );
}

function query(data: Value, expression: Value): Value {
  const seen: Seen = { floats: new Set(), undefineds: new Map() };
  const text = asText(expression, 'json_query expression');
  const plain = toPlain(data, seen);
  try {
    return fromPlain(library().search(plain, sortByValue(markKeys(text))), seen);
  } catch (error) {
    if (error instanceof UndefinedFailure) throw error;
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
