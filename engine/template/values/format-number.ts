/** Numbers in Python's format types: `d x o b e f g %` with precision, as `%` and `format` share them. */
import { formatFixed } from './round.ts';

/** Writes `1.5e+07` with a precision. */
function formatExponent(value: number, precision: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential(Math.min(100, precision)).split('e');
  const sign = exponent.startsWith('-') ? '-' : '+';
  return `${mantissa}e${sign}${exponent.replace(/^[+-]/u, '').padStart(2, '0')}`;
}

function trimZeros(text: string): string {
  const [mantissa = '', exponent] = text.split('e');
  const cut = mantissa.includes('.') ? mantissa.replace(/\.?0+$/u, '') : mantissa;
  return exponent === undefined ? cut : `${cut}e${exponent}`;
}

function formatGeneral(value: number, precision: number, isAlternate: boolean): string {
  const digits = precision === 0 ? 1 : precision;
  if (value === 0) return isAlternate ? `0.${'0'.repeat(digits - 1)}` : '0';
  const exponent = Number(value.toExponential(Math.min(100, digits - 1)).split('e')[1]);
  const text =
    exponent < -4 || exponent >= digits
      ? formatExponent(value, digits - 1)
      : formatFixed(value, digits - 1 - exponent);
  return isAlternate ? text : trimZeros(text);
}

/**
 * Writes the digits of a float, without sign or padding.
 * @param value not negative
 * @param type one of `e E f F g G`
 */
export function formatFloat(
  value: number,
  type: string,
  precision: number,
  isAlternate: boolean,
): string {
  const isUpper = type === type.toUpperCase();
  const change = (text: string): string => (isUpper ? text.toUpperCase() : text);
  if (Number.isNaN(value)) return change('nan');
  if (!Number.isFinite(value)) return change('inf');
  switch (type.toLowerCase()) {
    case 'e':
      return change(formatExponent(value, precision));
    case 'f': {
      const text = formatFixed(value, precision);
      return isAlternate && precision === 0 ? `${text}.` : text;
    }
    default:
      return change(formatGeneral(value, precision, isAlternate));
  }
}

const BASES: Readonly<Record<string, number>> = { b: 2, o: 8, x: 16, X: 16 };

/** Writes the digits of an int in a base; `value` is not negative. */
export function formatDigits(value: number | bigint, type: string): string {
  const text = value.toString(BASES[type] ?? 10);
  return type === 'X' ? text.toUpperCase() : text;
}

/** Puts commas or underscores between groups of the whole part. */
export function groupDigits(text: string, separator: string, size = 3): string {
  const [, whole = '', rest = ''] = /^([\da-fA-F]*)([^]*)$/u.exec(text) ?? [];
  const pattern = new RegExp(`\\B(?=(?:[\\da-fA-F]{${String(size)}})+$)`, 'gu');
  return whole.replace(pattern, separator) + rest;
}
