/** Indexing and slicing, as Python's `value[key]`. */
import { Bytes, Dict, Tuple, isList, type Value } from '../../base/index.ts';
import { countCharacters, toCharacters } from './characters.ts';
import { fail } from './failure.ts';
import { findKey } from './iterate.ts';
import { isIntegral, kindOf } from './kinds.ts';
import { toIndex } from './numbers.ts';
import { Markup, toMarkup } from './markup.ts';
import { Range, Undefined } from './special.ts';

/** Bounds of a slice; null where they were left out. */
export interface SliceBounds {
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
}

function toPositions(size: number, bounds: SliceBounds): readonly number[] {
  const step = bounds.step === null ? 1 : toSliceIndex(bounds.step);
  if (step === 0) fail('ValueError', 'slice step cannot be zero');
  const [low, high] = step > 0 ? [0, size] : [-1, size - 1];
  const clamp = (value: Value, otherwise: number): number => {
    if (value === null) return otherwise;
    const index = toSliceIndex(value);
    return Math.min(high, Math.max(low, index < 0 ? index + size : index));
  };
  const start = clamp(bounds.start, step > 0 ? low : high);
  const stop = clamp(bounds.stop, step > 0 ? high : low);
  const positions: number[] = [];
  for (let at = start; step > 0 ? at < stop : at > stop; at += step) positions.push(at);
  return positions;
}

function toSliceIndex(value: Value): number {
  if (isIntegral(value)) return Number(value);
  if (value instanceof Undefined) value.fail();
  return fail('TypeError', 'slice indices must be integers or None or have an __index__ method');
}

/**
 * Python's `value[start:stop:step]`.
 * @throws TemplateFailure TypeError, ValueError for a step of zero; UndefinedFailure
 */
export function slice(value: Value, bounds: SliceBounds): Value {
  if (typeof value === 'string') {
    const characters = toCharacters(value);
    return toPositions(characters.length, bounds)
      .map((at) => characters[at] ?? '')
      .join('');
  }
  const pick = (items: readonly Value[]): readonly Value[] =>
    toPositions(items.length, bounds).map((at) => items[at] ?? null);
  if (isList(value)) return pick(value);
  if (value instanceof Tuple) return new Tuple(pick(value.items));
  if (value instanceof Bytes) {
    return new Bytes(Uint8Array.from(pick([...value.data]), (code) => Number(code)));
  }
  if (value instanceof Range) {
    const items = pick([...value]);
    const step = value.step * (bounds.step === null ? 1 : toIndex(bounds.step));
    const first = Number(items[0] ?? value.start);
    return new Range(first, first + items.length * step, step);
  }
  if (value instanceof Markup) return toMarkup(slice(value.text, bounds));
  if (value instanceof Undefined) value.fail();
  if (value instanceof Dict) return fail('TypeError', "unhashable type: 'slice'");
  return fail('TypeError', `'${kindOf(value)}' object is not subscriptable`);
}

function pickAt(items: readonly Value[], key: Value): Value | undefined {
  if (!isIntegral(key)) return undefined;
  const index = Number(key);
  return items[index < 0 ? index + items.length : index];
}

function toOptionalMarkup(value: Value | undefined): Value | undefined {
  return value === undefined ? undefined : toMarkup(value);
}

/**
 * Looks up an item, without attributes.
 * @returns undefined when there is none, or the value has no items
 */
export function findItem(value: Value, key: Value): Value | undefined {
  if (value instanceof Dict) return findKey(value, key);
  if (isList(value)) return pickAt(value, key);
  if (typeof value === 'string') {
    if (!isIntegral(key)) return undefined;
    const index = Number(key);
    const isPlain = index >= 0 && countCharacters(value) === value.length;
    return isPlain ? value[index] : pickAt(toCharacters(value), key);
  }
  if (value instanceof Tuple) return pickAt(value.items, key);
  if (value instanceof Markup) return toOptionalMarkup(findItem(value.text, key));
  if (value instanceof Range) return pickAt([...value], key);
  return value instanceof Bytes ? pickAt([...value.data], key) : undefined;
}
