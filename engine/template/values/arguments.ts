/** Reads arguments of functions as the types they must have, with Python's messages. */
import type { Value } from '../../base/index.ts';
import { fail } from './failure.ts';
import { kindOf } from './kinds.ts';
import { Undefined } from './special.ts';

/** Text, or a TypeError that names what was expected. */
export function asText(value: Value, what = 'argument'): string {
  if (typeof value === 'string') return value;
  if (value instanceof Undefined) value.fail();
  return fail('TypeError', `${what} must be str, not ${kindOf(value)}`);
}

/** Text or None. */
export function asTextOrNull(value: Value, what = 'argument'): string | null {
  return value === null ? null : asText(value, what);
}
