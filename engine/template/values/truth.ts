/** Python's `bool()`. */
import { Bytes, Dict, Float, PySet, Tuple, isList, type Value } from '../../base/index.ts';
import { Markup } from './markup.ts';
import { DictView, Duration, Range, Special, Undefined } from './special.ts';

function isTrueSpecial(value: Special): boolean {
  if (value instanceof Markup) return value.text !== '';
  if (value instanceof Undefined) return value.answer(false);
  if (value instanceof Range) return value.size > 0;
  if (value instanceof DictView) return value.dict.size > 0;
  if (value instanceof Duration) return value.microseconds !== 0;
  return true;
}

/**
 * Says whether Python takes a value for true.
 * @throws UndefinedFailure for an undefined value
 */
export function isTrue(value: Value): boolean {
  if (typeof value !== 'object') return Boolean(value);
  if (value === null) return false;
  if (isList(value)) return value.length > 0;
  if (value instanceof Dict || value instanceof PySet) return value.size > 0;
  if (value instanceof Float) return value.value !== 0;
  if (value instanceof Tuple) return value.items.length > 0;
  if (value instanceof Bytes) return value.data.length > 0;
  return value instanceof Special ? isTrueSpecial(value) : true;
}
