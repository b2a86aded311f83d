/** Recorded answers: how their tagged JSON is read, and when an engine's answer is the same. */
import { isDeepStrictEqual } from 'node:util';

const TAGS = ['$float', '$int', '$tuple', '$set', '$dict', '$unsafe', '$bytes'];

function tagOf(value) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const [tag, ...others] = Object.keys(value);
  return others.length === 0 && TAGS.includes(tag) ? tag : undefined;
}

/**
 * Builds variables with an engine's own types.
 * @param types `float(text)`, `bigint(text)`, `tuple(items)`, `set(items)`, `dict(pairs)`,
 *   `unsafe(text)`, `bytes(latin1)`
 * @param fixtures what stands for `@FIX@`
 */
export function decode(value, types, fixtures) {
  if (typeof value === 'string') return value.replaceAll('@FIX@', fixtures);
  if (value === null || typeof value !== 'object') return value;
  const inside = (item) => decode(item, types, fixtures);
  if (Array.isArray(value)) return value.map(inside);
  switch (tagOf(value)) {
    case '$float':
      return types.float(value.$float);
    case '$int':
      return types.bigint(value.$int);
    case '$tuple':
      return types.tuple(value.$tuple.map(inside));
    case '$set':
      return types.set(value.$set.map(inside));
    case '$dict':
      return types.dict(value.$dict.map(([key, entry]) => [inside(key), inside(entry)]));
    case '$unsafe':
      return types.unsafe(value.$unsafe);
    case '$bytes':
      return types.bytes(value.$bytes);
    default:
      return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, inside(entry)]));
  }
}

const byText = (left, right) => (JSON.stringify(left) < JSON.stringify(right) ? -1 : 1);

function toNumber(text) {
  if (text === 'inf' || text === '-inf') return text === 'inf' ? Infinity : -Infinity;
  return Number(text);
}

/** One form per value: dicts without order, sets sorted, int and float apart. */
function toCanonical(value) {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return ['int', String(value)];
  if (Array.isArray(value)) return ['list', ...value.map(toCanonical)];
  switch (tagOf(value)) {
    case '$float':
      return ['float', toNumber(value.$float)];
    case '$int':
      return ['int', value.$int];
    case '$tuple':
      return ['tuple', ...value.$tuple.map(toCanonical)];
    case '$set':
      return ['set', ...value.$set.map(toCanonical).sort(byText)];
    case '$unsafe':
      return value.$unsafe;
    case '$bytes':
      return ['bytes', value.$bytes];
    default: {
      const pairs = tagOf(value) === '$dict' ? value.$dict : Object.entries(value);
      const entries = pairs.map(([key, entry]) => [toCanonical(key), toCanonical(entry)]);
      return ['dict', entries.sort(([left], [right]) => byText(left, right))];
    }
  }
}

/** True when two encoded values are the same, types included. */
export function isSameAnswer(left, right) {
  return isDeepStrictEqual(toCanonical(left), toCanonical(right));
}

/**
 * Asks an engine for its answer to a case.
 * @returns `{got}` with the encoded value, or `{error, kind}`
 */
export function answerCase(one, adapter, fixtures) {
  try {
    const vars = decode(one.vars, adapter.types, fixtures);
    const text = one.template.replaceAll('@FIX@', fixtures);
    const options = { mode: one.mode, dir: fixtures, opts: one.opts ?? {}, id: one.id };
    const encoded = JSON.stringify(adapter.encode(adapter.render(text, vars, options)));
    return { got: JSON.parse(encoded.replaceAll(fixtures, '@FIX@')) };
  } catch (error) {
    const isOverflow = error instanceof RangeError;
    return { error: String(error?.message ?? error), kind: error?.kind, isOverflow };
  }
}

/** True when an engine's answer is the recorded one: the same value, or an error for an error. */
export function isRight(one, answer) {
  if (one.error !== undefined) return answer.error !== undefined && answer.isOverflow !== true;
  return answer.error === undefined && isSameAnswer(answer.got, one.expect);
}

/** Cases whose answer depends on Python itself: its random numbers, addresses in its `repr`. */
const APART = ['py-random', 'py-repr'];

/** True for a case that counts. */
export function counts(one) {
  return !(one.tags ?? []).some((tag) => APART.includes(tag));
}
