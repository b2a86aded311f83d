/** Python's `int()` and `float()`: numbers from text and from other values. */
import { Float, type Value } from '../../base/index.ts';
import { fail } from './failure.ts';
import { isIntegral, kindOf } from './kinds.ts';
import { asFloat, asInteger, toInteger, truncate, type Integer } from './numbers.ts';
import { Undefined } from './special.ts';
import { reprText } from './text.ts';

const DIGITS = /^[+-]?(?:\d+_)*\d+$/u;
const PREFIXED: Readonly<Record<number, RegExp>> = {
  2: /^(?:0b_?)?([01]+(?:_[01]+)*)$/iu,
  8: /^(?:0o_?)?([0-7]+(?:_[0-7]+)*)$/iu,
  16: /^(?:0x_?)?([\da-f]+(?:_[\da-f]+)*)$/iu,
};

function readDigits(digits: string, base: number): bigint | undefined {
  let value = 0n;
  for (const digit of digits) {
    const place = /[\da-z]/u.test(digit) ? Number.parseInt(digit, 36) : base;
    if (place >= base) return undefined;
    value = value * BigInt(base) + BigInt(place);
  }
  return digits === '' ? undefined : value;
}

/** Base 0 reads the base from the prefix; without one, no leading zero is allowed. */
function findBase(unsigned: string): number | undefined {
  const prefixed = { '0b': 2, '0o': 8, '0x': 16 }[unsigned.slice(0, 2)];
  return prefixed ?? (/^0\d*[1-9]/u.test(unsigned) ? undefined : 10);
}

/** Reads text as Python's `int(text, base)`. @returns undefined where Python raises ValueError */
export function parseInteger(written: string, base = 10): Integer | undefined {
  const text = written.trim();
  if (base === 10) {
    const isWhole = DIGITS.test(text);
    return isWhole ? toInteger(BigInt(text.replaceAll('_', '').replace('+', ''))) : undefined;
  }
  const unsigned = text.replace(/^[+-]/u, '').toLowerCase();
  if (base === 0) {
    const found = findBase(unsigned);
    return found === undefined ? undefined : parseInteger(text, found);
  }
  const pattern = PREFIXED[base];
  const digits = pattern === undefined ? unsigned : (pattern.exec(unsigned)?.[1] ?? '');
  const value = readDigits(digits.replaceAll('_', ''), base);
  return value === undefined ? undefined : toInteger(text.startsWith('-') ? -value : value);
}

const FLOAT_TEXT =
  /^[+-]?(?:(?:\d+_)*\d+\.?(?:(?:\d+_)*\d+)?|\.(?:\d+_)*\d+)(?:e[+-]?(?:\d+_)*\d+)?$/iu;

/** Reads text as Python's `float(text)`. @returns undefined where Python raises ValueError */
export function parseFloatText(written: string): number | undefined {
  const text = written.trim();
  if (FLOAT_TEXT.test(text)) return Number(text.replaceAll('_', ''));
  const word = /^([+-]?)(inf|infinity|nan)$/iu.exec(text);
  if (word === null) return undefined;
  if (word[2]?.toLowerCase() === 'nan') return Number.NaN;
  return word[1] === '-' ? -Infinity : Infinity;
}

/**
 * Python's `int(value)`.
 * @throws TemplateFailure TypeError, ValueError, OverflowError; UndefinedFailure
 */
export function toInt(value: Value, base = 10): Integer {
  if (isIntegral(value)) return asInteger(value);
  if (value instanceof Float) return truncate(value.value);
  if (value instanceof Undefined) value.fail();
  if (typeof value !== 'string') {
    return fail(
      'TypeError',
      `int() argument must be a string, a bytes-like object or a real number, not '${kindOf(value)}'`,
    );
  }
  return (
    parseInteger(value, base) ??
    fail('ValueError', `invalid literal for int() with base ${String(base)}: ${reprText(value)}`)
  );
}

/**
 * Python's `float(value)`.
 * @throws TemplateFailure TypeError, ValueError; UndefinedFailure
 */
export function toFloat(value: Value): number {
  if (isIntegral(value) || value instanceof Float) return asFloat(value);
  if (value instanceof Undefined) value.fail();
  if (typeof value !== 'string') {
    return fail(
      'TypeError',
      `float() argument must be a string or a real number, not '${kindOf(value)}'`,
    );
  }
  return (
    parseFloatText(value) ??
    fail('ValueError', `could not convert string to float: ${reprText(value)}`)
  );
}
