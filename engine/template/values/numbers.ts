/** Python's int and float arithmetic. */
import { Float, type Value } from '../../base/index.ts';
import { fail } from './failure.ts';
import { isIntegral, kindOf } from './kinds.ts';
import { precisePower } from './precise-math.ts';
import { Undefined } from './special.ts';

/** Python's int: a number within 2**53, a bigint beyond. */
export type Integer = number | bigint;

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

/** Python divides what is left without the remainder, and rounds only then (`float_floor_div`). */
function floatFloor(left: number, right: number): number {
  const rest = left % right;
  const isBelow = rest !== 0 && rest < 0 !== right < 0;
  const quotient = (left - rest) / right - (isBelow ? 1 : 0);
  if (quotient === 0) return left < 0 !== right < 0 ? -0 : 0;
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
  if (base == 0 || base == 1) return exponent == 0 ? 1 : asInteger(base);
  if (base == -1) return BigInt(exponent) % 2n === 0n ? 1 : -1;
  const bits = BigInt(base).toString(2).length * Number(exponent);
  if (bits > MAX_BITS) fail('Budget', 'the result of ** is too large');
  return toInteger(BigInt(base) ** BigInt(exponent));
}

function divideIntegers(left: Integer, right: Integer): Float {
  if (typeof left === 'number' && typeof right === 'number') return new Float(left / right);
  const [a, b] = [BigInt(left), BigInt(right)];
  if (a === 0n) return new Float(b < 0n ? -0 : 0);
  const [above, below] = [a < 0n ? -a : a, b < 0n ? -b : b];
  // 1100 bits before the point keep every digit that a float can hold.
  const shift = 1100n;
  const scaled = (above << shift) / below;
  const cut = BigInt(Math.max(0, scaled.toString(2).length - 64));
  // One bit stands for all that is cut off, so that only true halves are rounded to even.
  const isExact = (scaled >> cut) * below === above << (shift - cut);
  const value = Number((scaled >> cut) | (isExact ? 0n : 1n)) * 2 ** Number(cut - shift);
  return new Float(a < 0n === b < 0n ? value : -value);
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

/** A small int as a JavaScript number: an index, a width. @throws TemplateFailure TypeError */
export function toIndex(value: Value): number {
  if (isIntegral(value)) return Number(value);
  if (value instanceof Undefined) value.fail();
  return fail('TypeError', `'${kindOf(value)}' object cannot be interpreted as an integer`);
}
