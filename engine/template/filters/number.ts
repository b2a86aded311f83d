/** Filters that calculate, and sizes for people (ansible's mathstuff filters and formatters). */
import { Float, type Value } from '../../base/index.ts';
import { plugin } from '../plugin-def.ts';
import { fail } from '../values/failure.ts';
import { isNumeric, kindOf } from '../values/kinds.ts';
import { asFloat, truncate } from '../values/numbers.ts';
import { formatFixed, roundHalfEven } from '../values/round.ts';
import { toFloat } from '../values/read-number.ts';
import { preciseLog, precisePower } from '../values/precise-math.ts';
import { Undefined } from '../values/special.ts';
import { toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';

function real(value: Value, what: string): number {
  if (isNumeric(value)) return asFloat(value);
  if (value instanceof Undefined) value.fail();
  return fail(
    'TypeError',
    `${what}() can only be used on numbers: must be real number, not ${kindOf(value)}`,
  );
}

function logarithm(value: Value, base: Value): Value {
  const [x, by] = [real(value, 'log'), base === null ? Math.E : real(base, 'log')];
  if (x <= 0 || by <= 0) return fail('ValueError', 'math domain error');
  if (by === 10) return new Float(Math.log10(x));
  if (by === 1) return fail('ZeroDivisionError', 'float division by zero');
  return new Float(base === null ? preciseLog(x) : preciseLog(x) / preciseLog(by));
}

function power(value: Value, exponent: Value): Value {
  const [x, y] = [real(value, 'pow'), real(exponent, 'pow')];
  const result = precisePower(x, y);
  if (Number.isNaN(result) || (x === 0 && y < 0)) return fail('ValueError', 'math domain error');
  return Number.isFinite(result) ? new Float(result) : fail('OverflowError', 'math range error');
}

function root(value: Value, base: Value): Value {
  const x = real(value, 'root');
  const by = toFloat(base);
  if (by === 2) {
    return x < 0
      ? fail('TypeError', 'root() can only be used on numbers: math domain error')
      : new Float(Math.sqrt(x));
  }
  if (by === 0) return fail('ZeroDivisionError', 'float division by zero');
  const result = precisePower(x, 1 / by);
  if (!Number.isNaN(result)) return new Float(result);
  return fail('TypeError', 'root() can only be used on numbers: math domain error');
}

const UNITS: readonly (readonly [string, number])[] = [
  ['Y', 80],
  ['Z', 70],
  ['E', 60],
  ['P', 50],
  ['T', 40],
  ['G', 30],
  ['M', 20],
  ['K', 10],
  ['B', 0],
];

function humanReadable(size: Value, isbits: Value, unit: Value): string {
  const base = isTrue(isbits) ? 'bits' : 'Bytes';
  if (typeof size === 'string') {
    const reason = "'>=' not supported between instances of 'str' and 'int'";
    fail('FilterError', `human_readable() failed on bad input: ${reason}`);
  }
  const value = real(size, 'human_readable');
  const wanted = unit === null ? undefined : toText(unit).toUpperCase();
  const found =
    wanted === undefined
      ? UNITS.find(([, bits]) => value >= 2 ** bits)
      : UNITS.find(([suffix]) => suffix === wanted);
  const [suffix, bits] = found ?? ['B', 0];
  const shown = `${suffix === 'B' ? '' : suffix}${suffix === 'B' ? base : (base[0] ?? '')}`;
  return `${formatFixed(value / 2 ** bits, 2)} ${shown}`;
}

/** Says whether a unit is written as its letter, its letter and `B` or `b`, or in words. */
function isUnit(unit: string, isBits: boolean): boolean {
  const [letter, name] = isBits ? ['b', 'bit'] : ['B', 'byte'];
  if (unit.length === 1 || unit.toLowerCase().includes(name)) return true;
  return unit.length === 2 && unit[1] === letter;
}

function humanToBytes(size: Value, defaultUnit: Value, isbits: Value): Value {
  const [, digits = '', written] = /^\s*(\d*\.?\d*)\s*([A-Za-z]+)?/u.exec(toText(size)) ?? [];
  const unit = written ?? (defaultUnit === null ? 'B' : toText(defaultUnit));
  const found = UNITS.find(([suffix]) => suffix === unit.slice(0, 1).toUpperCase());
  const isNumber = /\d/u.test(digits);
  if (!isNumber || found === undefined || !isUnit(unit, isTrue(isbits) && written !== undefined)) {
    const message = `human_to_bytes() can't interpret following string: ${toText(size)}`;
    return fail('FilterError', message);
  }
  return truncate(roundHalfEven(Number(digits) * 2 ** found[1], 0));
}

function fileSize(value: Value, binary: Value): string {
  const size = toFloat(value);
  const base = isTrue(binary) ? 1024 : 1000;
  const suffix = isTrue(binary) ? 'iB' : 'B';
  if (size === 1) return '1 Byte';
  if (size < base) return `${String(BigInt(truncate(size)))} Bytes`;
  const prefixes = [isTrue(binary) ? 'K' : 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];
  const found = prefixes.findIndex((_, index) => size < base ** (index + 2));
  const index = found === -1 ? prefixes.length - 1 : found;
  return `${formatFixed((base * size) / base ** (index + 2), 1)} ${prefixes[index] ?? ''}${suffix}`;
}

export const numberFilters = [
  plugin('log', 'x, base=None', logarithm),
  plugin('pow', 'x, y', power),
  plugin('root', 'x, base=2', root),
  plugin('human_readable', 'size, isbits=False, unit=None', humanReadable),
  plugin('human_to_bytes', 'size, default_unit=None, isbits=False', humanToBytes),
  plugin('filesizeformat', 'value, binary=False', fileSize),
];
