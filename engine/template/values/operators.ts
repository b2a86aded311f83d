/** Python's operators on every pair of types that knows them. */
import {
  Bytes,
  CalendarTime,
  Dict,
  Float,
  PySet,
  Tuple,
  isList,
  type Value,
} from '../../base/index.ts';
import { formatBytes } from './bytes-methods.ts';
import { fromEpoch, toEpoch, toParts } from './calendar.ts';
import { fail } from './failure.ts';
import { isCalendarTime, isIntegral, isNumeric, kindOf } from './kinds.ts';
import { toItems } from './iterate.ts';
import { asInteger, calculate, toInteger } from './numbers.ts';
import { formatPercent } from './printf.ts';
import { Markup, escapeForMarkup, toMarkup, withoutMarkup } from './markup.ts';
import { DictView, Duration, Undefined } from './special.ts';

/** A repeated text or list longer than this is a mistake and would exhaust the memory. */
const MAX_REPEATED = 50_000_000;

function failOperands(sign: string, left: Value, right: Value): never {
  if (sign === '+' && typeof left === 'string') {
    return fail('TypeError', `can only concatenate str (not "${kindOf(right)}") to str`);
  }
  if (sign === '+' && (isList(left) || left instanceof Tuple)) {
    const kind = kindOf(left);
    return fail('TypeError', `can only concatenate ${kind} (not "${kindOf(right)}") to ${kind}`);
  }
  const shown = sign === '**' ? '** or pow()' : sign;
  const kinds = `'${kindOf(left)}' and '${kindOf(right)}'`;
  return fail('TypeError', `unsupported operand type(s) for ${shown}: ${kinds}`);
}

function repeat(value: Value, times: number): Value | undefined {
  const count = Math.max(0, times);
  const size = typeof value === 'string' ? value.length : isList(value) ? value.length : 1;
  if (size * count > MAX_REPEATED) fail('Budget', 'the result of * is too long');
  if (typeof value === 'string') return value.repeat(count);
  if (value instanceof Tuple) {
    return new Tuple(Array.from({ length: count }, () => value.items).flat());
  }
  if (value instanceof Bytes) {
    return new Bytes(Uint8Array.from(Array.from({ length: count }, () => [...value.data]).flat()));
  }
  return isList(value) ? Array.from({ length: count }, () => value).flat() : undefined;
}

function shift(time: CalendarTime, microseconds: number): CalendarTime {
  const parts = toParts(time);
  return fromEpoch(toEpoch(parts) + (parts.microsecond + microseconds) / 1000);
}

function calculateTimes(sign: string, left: Value, right: Value): Value | undefined {
  const factor = sign === '-' ? -1 : 1;
  if (sign !== '+' && sign !== '-') return undefined;
  if (isCalendarTime(left)) {
    if (right instanceof Duration) return shift(left, factor * right.microseconds);
    if (sign !== '-' || !isCalendarTime(right)) return undefined;
    const [a, b] = [toParts(left), toParts(right)];
    const micro = (toEpoch(a) - toEpoch(b)) * 1000 + a.microsecond - b.microsecond;
    return new Duration(micro);
  }
  if (!(left instanceof Duration)) return undefined;
  if (right instanceof Duration) {
    return new Duration(left.microseconds + factor * right.microseconds);
  }
  return sign === '+' && isCalendarTime(right) ? shift(right, left.microseconds) : undefined;
}

function add(left: Value, right: Value): Value | undefined {
  if (typeof left === 'string') return typeof right === 'string' ? left + right : undefined;
  if (isList(left)) return isList(right) ? [...left, ...right] : undefined;
  if (left instanceof Tuple && right instanceof Tuple) {
    return new Tuple([...left.items, ...right.items]);
  }
  return left instanceof Bytes && right instanceof Bytes
    ? new Bytes(Uint8Array.from([...left.data, ...right.data]))
    : undefined;
}

function toSet(value: Value): PySet | undefined {
  if (value instanceof PySet) return value;
  const isView = value instanceof DictView && value.kind !== 'dict_values';
  return isView ? new PySet(toItems(value)) : undefined;
}

function subtractSets(left: Value, right: Value): Value | undefined {
  const [a, b] = [toSet(left), toSet(right)];
  return a === undefined || b === undefined
    ? undefined
    : new PySet([...a].filter((item) => !b.has(item)));
}

/** Python counts in 64 bits. */
function toCount(times: number | bigint | boolean, repeated: Value): number {
  const isRepeated =
    typeof repeated === 'string' ||
    isList(repeated) ||
    repeated instanceof Tuple ||
    repeated instanceof Bytes;
  if (isRepeated && BigInt.asIntN(64, BigInt(times)) !== BigInt(times)) {
    fail('OverflowError', "cannot fit 'int' into an index-sized integer");
  }
  return Number(times);
}

function multiply(left: Value, right: Value): Value | undefined {
  if (isIntegral(right)) return repeat(left, toCount(right, left));
  return isIntegral(left) ? repeat(right, toCount(left, right)) : undefined;
}

function calculateOthers(sign: string, left: Value, right: Value): Value | undefined {
  switch (sign) {
    case '+':
      return add(left, right);
    case '-':
      return subtractSets(left, right);
    case '*':
      return multiply(left, right);
    case '%':
      if (left instanceof Bytes) return formatBytes(left, right);
      return typeof left === 'string' ? formatPercent(left, right) : undefined;
    default:
      return undefined;
  }
}

/** Markup takes other text in escaped; what comes of it is markup again. */
function operateMarkup(sign: string, left: Value, right: Value): Value {
  const isRepeated = sign === '*';
  const [a, b] = isRepeated
    ? [withoutMarkup(left), withoutMarkup(right)]
    : [escapeForMarkup(left), escapeForMarkup(right)];
  if (sign === '%' && !(left instanceof Markup)) return operate(sign, left, withoutMarkup(right));
  return toMarkup(operate(sign, a, b));
}

/**
 * Calculates `left sign right`.
 * @param sign one of `+ - * / // % **`
 * @throws TemplateFailure TypeError and what the types throw; UndefinedFailure
 */
export function operate(sign: string, left: Value, right: Value): Value {
  if (isNumeric(left) && isNumeric(right)) return calculate(sign, left, right);
  if (left instanceof Undefined) left.fail();
  if (left instanceof Markup || right instanceof Markup) return operateMarkup(sign, left, right);
  if (right instanceof Undefined && !(sign === '%' && typeof left === 'string')) right.fail();
  return (
    calculateOthers(sign, left, right) ??
    calculateTimes(sign, left, right) ??
    failOperands(sign, left, right)
  );
}

/** Python's `-value` and `+value`. @throws TemplateFailure TypeError */
export function signed(sign: '+' | '-', value: Value): Value {
  if (isIntegral(value)) {
    const integer = asInteger(value);
    if (sign === '+') return integer;
    return typeof integer === 'bigint' ? toInteger(-integer) : 0 - integer;
  }
  if (value instanceof Float) return new Float(sign === '-' ? -value.value : value.value);
  if (value instanceof Duration) {
    return new Duration(sign === '-' ? -value.microseconds : value.microseconds);
  }
  if (value instanceof Undefined) value.fail();
  return fail('TypeError', `bad operand type for unary ${sign}: '${kindOf(value)}'`);
}

/** Copies a list or dict, deeply, so that a template may change it without changing the variable. */
export function copyDeep(value: Value): Value {
  if (isList(value)) return value.map(copyDeep);
  if (value instanceof Dict) {
    return new Dict(Array.from(value, ([key, entry]) => [key, copyDeep(entry)] as const));
  }
  return value;
}
