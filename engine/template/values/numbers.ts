/** Python's int and float arithmetic, and reading numbers from text. */
import { Float, type Value } from '../../base/index.ts';
import { fail } from './failure.ts';
import { isIntegral, kindOf } from './kinds.ts';
import { precisePower } from './precise-math.ts';
import { Undefined } from './special.ts';
import { reprText } from './text.ts';

type Integer = number | bigint;

/** Keeps ints within 2**53 as numbers. */
export function toInteger(value: bigint): Integer {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** The int of an int or bool. */
export function asInteger(value: number | bigint | boolean): Integer {
  return typeof value === 'boolean' ? Number(value) : value;
}

/** The float of a number. @throws TemplateFailure OverflowError */
export function asFloat(value: number | bigint | boolean | Float): number {
  if (value instanceof Float) return value.value;
  const float = Number(value);
  if (!Number.isFinite(float)) fail('OverflowError', 'int too large to convert to float');
  return float;
}

/** Makes an int from a float that is whole. @throws TemplateFailure for nan and infinities */
export function truncate(value: number): Integer {
  if (Number.isNaN(value)) fail('ValueError', 'cannot convert float NaN to integer');
  if (!Number.isFinite(value)) fail('OverflowError', 'cannot convert float infinity to integer');
  const whole = Math.trunc(value);
  return Number.isSafeInteger(whole) ? whole + 0 : BigInt(whole);
}

function floorDivide(left: bigint, right: bigint): bigint {
  const quotient = left / right;
  return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
}

function floatModulo(left: number, right: number): number {
  const rest = left % right;
  if (rest === 0) return right < 0 ? -0 : 0;
  return rest < 0 !== right < 0 ? rest + right : rest;
}

const integerOperations: Readonly<Record<string, (left: bigint, right: bigint) => bigint>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '//': floorDivide,
  '%': (left, right) => left - floorDivide(left, right) * right,
};

function floatFloor(left: number, right: number): number {
  const quotient = (left - floatModulo(left, right)) / right;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

function calculateFloat(sign: string, left: number, right: number): number {
  switch (sign) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '/':
      return left / right;
    case '//':
      return floatFloor(left, right);
    case '%':
      return floatModulo(left, right);
    default:
      return left ** right;
  }
}

const DIVISIONS = new Set(['/', '//', '%']);

function failZero(sign: string, left: Value, right: Value): never {
  const isFloat = left instanceof Float || right instanceof Float;
  const messages: Readonly<Record<string, string>> = {
    '/': isFloat ? 'float division by zero' : 'division by zero',
    '//': isFloat ? 'float floor division by zero' : 'integer division or modulo by zero',
    '%': isFloat ? 'float modulo' : 'integer modulo by zero',
  };
  return fail('ZeroDivisionError', messages[sign] ?? 'division by zero');
}

/** Exponents beyond this make numbers that no playbook means, and would hang the run. */
const MAX_BITS = 4_000_000;

function power(base: Integer, exponent: Integer): Value {
  if (exponent < 0) {
    if (base == 0) fail('ZeroDivisionError', '0.0 cannot be raised to a negative power');
    return new Float(precisePower(Number(base), Number(exponent)));
  }
  const bits = BigInt(base).toString(2).length * Number(exponent);
  if (bits > MAX_BITS) fail('Budget', 'the result of ** is too large');
  return toInteger(BigInt(base) ** BigInt(exponent));
}

function divideIntegers(left: Integer, right: Integer): Float {
  if (typeof left === 'number' && typeof right === 'number') return new Float(left / right);
  const [a, b] = [BigInt(left), BigInt(right)];
  if (a === 0n) return new Float(b < 0n ? -0 : 0);
  // 1100 bits before the point keep every digit that a float can hold.
  const shift = 1100n;
  const scaled = (a << shift) / b;
  const text = scaled < 0n ? -scaled : scaled;
  const length = text.toString(2).length;
  const cut = BigInt(Math.max(0, length - 64));
  const value = Number(text >> cut) * 2 ** Number(cut - shift);
  return new Float(scaled < 0n ? -value : value);
}

function calculateIntegers(sign: string, left: Integer, right: Integer): Value {
  if (sign === '**') return power(left, right);
  if (sign === '/') return divideIntegers(left, right);
  if (typeof left === 'number' && typeof right === 'number' && sign !== '//' && sign !== '%') {
    const result = sign === '+' ? left + right : sign === '-' ? left - right : left * right;
    if (Number.isSafeInteger(result)) return result + 0;
  }
  const operation = integerOperations[sign];
  if (operation === undefined) return fail('TypeError', `unsupported operand type for ${sign}`);
  return toInteger(operation(BigInt(left), BigInt(right)));
}

/** Fails where Python has no float to give: overflow, and complex results. */
function checkPower(base: number, exponent: number, result: number): void {
  const isNumber = !Number.isNaN(base) && !Number.isNaN(exponent);
  if (isNumber && Number.isNaN(result)) {
    fail('ValueError', 'the result is a complex number, which is not supported');
  }
  const isFinite = Number.isFinite(base) && Number.isFinite(exponent);
  if (isFinite && !Number.isFinite(result)) {
    fail('OverflowError', "(34, 'Numerical result out of range')");
  }
}

function raise(base: number, exponent: number): number {
  if (base === 0 && exponent < 0) {
    fail('ZeroDivisionError', '0.0 cannot be raised to a negative power');
  }
  // C's pow, unlike JavaScript's, gives 1 here whatever the exponent is.
  if (base === 1 || (base === -1 && Math.abs(exponent) === Infinity)) return 1;
  const result = precisePower(base, exponent);
  checkPower(base, exponent, result);
  return result;
}

/**
 * Calculates `left sign right` for two numbers.
 * @throws TemplateFailure ZeroDivisionError, OverflowError
 */
export function calculate(
  sign: string,
  left: number | bigint | boolean | Float,
  right: number | bigint | boolean | Float,
): Value {
  const divisor = right instanceof Float ? right.value : Number(right);
  if (divisor === 0 && DIVISIONS.has(sign)) failZero(sign, left, right);
  if (isIntegral(left) && isIntegral(right)) {
    return calculateIntegers(sign, asInteger(left), asInteger(right));
  }
  const [a, b] = [asFloat(left), asFloat(right)];
  return new Float(sign === '**' ? raise(a, b) : calculateFloat(sign, a, b));
}

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

/** A small int as a JavaScript number: an index, a width. @throws TemplateFailure TypeError */
export function toIndex(value: Value): number {
  if (isIntegral(value)) return Number(value);
  if (value instanceof Undefined) value.fail();
  return fail('TypeError', `'${kindOf(value)}' object cannot be interpreted as an integer`);
}

/** Rounds half to even at a number of decimals, on the decimal text of the float as Python does. */
export function roundHalfEven(value: number, digits: number): number {
  if (!Number.isFinite(value) || digits > 300) return value;
  if (digits < 0) {
    const unit = 10 ** -digits;
    const quotient = value / unit;
    const floor = Math.floor(quotient);
    const rest = quotient - floor;
    const isUp = rest > 0.5 || (rest === 0.5 && floor % 2 !== 0);
    return (isUp ? floor + 1 : floor) * unit;
  }
  return Number(formatFixed(value, digits));
}

/** Writes a float with a fixed number of decimals, exactly rounded half to even. */
export function formatFixed(value: number, digits: number): string {
  if (digits <= 100 && Math.abs(value) < 1e21) {
    // toFixed rounds exact ties up in magnitude; only those need another look.
    const text = value.toFixed(digits);
    if (digits < 100 && isExactTie(value, digits)) {
      const scaled = BigInt(text.replace('.', '').replace('-', ''));
      if (scaled % 2n === 1n) {
        const down = (scaled - 1n).toString().padStart(digits + 1, '0');
        const point = down.length - digits;
        const shown = digits === 0 ? down : `${down.slice(0, point)}.${down.slice(point)}`;
        return value < 0 ? `-${shown}` : shown;
      }
    }
    return Object.is(value, -0) ? `-${text}` : text;
  }
  const whole = BigInt(Math.trunc(value)).toString();
  return digits === 0 ? whole : `${whole}.${'0'.repeat(digits)}`;
}

function isExactTie(value: number, digits: number): boolean {
  const text = value.toFixed(Math.min(100, digits + 30));
  return /^50*$/u.test(text.slice(text.indexOf('.') + 1 + digits));
}
