/**
 * Logarithms and powers rounded to the nearest float, as the C library that Python uses gives them;
 * those of V8 are now and then one digit off. They are computed with integers of 200 bits after the
 * point, so they are slow: only for `**` of floats and the filters `log`, `pow` and `root`.
 */

const BITS = 200n;
const ONE = 1n << BITS;
const MANTISSA_BITS = 52;

/** Takes a positive finite float apart: `fraction` from 1 to 2, with BITS after the point. */
function takeApart(value: number): { readonly fraction: bigint; readonly exponent: number } {
  let exponent = 0;
  let rest = value;
  // A subnormal float has fewer digits, and a fixed exponent; scaled up it is like any other.
  if (rest < 2 ** -1022) [rest, exponent] = [rest * 2 ** MANTISSA_BITS, -MANTISSA_BITS];
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, rest);
  exponent += ((bits.getUint32(0) >>> 20) & 0x7ff) - 1023;
  const mantissa = (bits.getBigUint64(0) & ((1n << 52n) - 1n)) | (1n << 52n);
  return { fraction: mantissa << (BITS - 52n), exponent };
}

/** The series of `log((1 + x) / (1 - x))`, for |x| up to a third. */
function twiceAreaTangent(x: bigint): bigint {
  const square = (x * x) >> BITS;
  let [sum, power] = [0n, x];
  for (let index = 1n; power !== 0n && power !== -1n; index += 2n) {
    sum += power / index;
    power = (power * square) >> BITS;
  }
  return 2n * sum;
}

const LOG_OF_TWO = twiceAreaTangent(ONE / 3n);

/** The natural logarithm of a positive finite float, with BITS after the point. */
function fixedLog(value: number): bigint {
  const { fraction, exponent } = takeApart(value);
  // Near 1 both parts would cancel each other: fractions above 3/2 belong to the next power of two.
  const isHigh = fraction > ONE + ONE / 2n;
  const near = isHigh ? fraction >> 1n : fraction;
  const log = twiceAreaTangent(((near - ONE) << BITS) / (near + ONE));
  return log + BigInt(exponent + (isHigh ? 1 : 0)) * LOG_OF_TWO;
}

function toFloat(fixed: bigint, exponent: number): number {
  // In two steps, because 2 ** -1000 times a large integer must not overflow on the way.
  const half = Math.trunc((exponent - Number(BITS)) / 2);
  return Number(fixed) * 2 ** half * 2 ** (exponent - Number(BITS) - half);
}

function fixedExponential(x: bigint): bigint {
  let [sum, term] = [ONE, ONE];
  for (let index = 1n; term !== 0n && term !== -1n; index += 1n) {
    term = ((term * x) >> BITS) / index;
    sum += term;
  }
  return sum;
}

/** The natural logarithm. Not positive or not finite: as `Math.log`. */
export function preciseLog(value: number): number {
  if (!(value > 0) || value === Infinity) return Math.log(value);
  return toFloat(fixedLog(value), 0);
}

/** Beyond these the result overflows, or has fewer digits than a float; V8's is good enough. */
const MAX_EXPONENT = 1000;

function precisePositivePower(base: number, exponent: number): number {
  const apart = takeApart(Math.abs(exponent));
  const product = (fixedLog(base) * apart.fraction) >> BITS;
  const shift = BigInt(apart.exponent);
  const size = shift >= 0n ? product << shift : product >> -shift;
  const total = exponent < 0 ? -size : size;
  const scale = (total + LOG_OF_TWO / 2n) / LOG_OF_TWO;
  return toFloat(fixedExponential(total - scale * LOG_OF_TWO), Number(scale));
}

/** `base ** exponent` of floats; where the result is not a plain number, as V8 gives it. */
export function precisePower(base: number, exponent: number): number {
  const rough = base ** exponent;
  const magnitude = Math.abs(rough);
  const isPlain = magnitude > 2 ** -MAX_EXPONENT && magnitude < 2 ** MAX_EXPONENT;
  const isWhole = Number.isInteger(base) && Number.isInteger(exponent) && exponent > 0;
  if (!isPlain || base === 0 || exponent === 0 || magnitude === 1) return rough;
  if (isWhole && Number.isSafeInteger(rough)) return rough;
  const power = precisePositivePower(Math.abs(base), exponent);
  return rough < 0 ? -power : power;
}
