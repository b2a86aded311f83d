/** Python's methods and attributes of numbers, dates and durations. */
import { Bytes, CalendarTime, Float, Tuple, type Value } from '../../base/index.ts';
import { asText } from './arguments.ts';
import { fromParts, toEpoch, toParts } from './calendar.ts';
import { fail } from './failure.ts';
import { asFloat, asInteger, toIndex, toInteger } from './numbers.ts';
import { isIntegral } from './kinds.ts';
import { Duration } from './special.ts';
import { define, toTable } from './signature.ts';
import { formatTime } from './strftime.ts';
import { isTrue } from './truth.ts';

function integer(value: Value): bigint {
  return BigInt(isIntegral(value) ? asInteger(value) : 0);
}

function toBytes(self: Value, length: Value, order: Value, signed: Value): Bytes {
  const [value, size] = [integer(self), toIndex(length)];
  if (size < 0) fail('ValueError', 'length argument must be non-negative');
  if (order !== 'big' && order !== 'little') {
    return fail('ValueError', "byteorder must be either 'little' or 'big'");
  }
  const room = 1n << BigInt(size * 8);
  if (value < 0n && !isTrue(signed)) {
    return fail('OverflowError', "can't convert negative int to unsigned");
  }
  const half = isTrue(signed) ? room / 2n : room;
  if (value >= half || value < -half) fail('OverflowError', 'int too big to convert');
  const digits = (value < 0n ? value + room : value).toString(16).padStart(size * 2, '0');
  const data = Uint8Array.from(Buffer.from(size === 0 ? '' : digits, 'hex'));
  return new Bytes(order === 'big' ? data : data.reverse());
}

export const integerMethods = toTable([
  define('bit_length', 'self', (self) => {
    const size = integer(self) < 0n ? -integer(self) : integer(self);
    return size === 0n ? 0 : size.toString(2).length;
  }),
  define('bit_count', 'self', (self) => integer(self).toString(2).replace(/[^1]/gu, '').length),
  define('conjugate', 'self', (self) => toInteger(integer(self))),
  define('as_integer_ratio', 'self', (self) => new Tuple([toInteger(integer(self)), 1])),
  define('to_bytes', "self, length=1, byteorder='big', *, signed=False", toBytes),
]);

/** Attributes of ints and bools. */
export function findIntegerAttribute(
  value: number | bigint | boolean,
  name: string,
): Value | undefined {
  switch (name) {
    case 'real':
    case 'numerator':
      return asInteger(value);
    case 'imag':
      return 0;
    case 'denominator':
      return 1;
    default:
      return undefined;
  }
}

function float(value: Value): number {
  return value instanceof Float ? value.value : 0;
}

/** Attributes of floats. */
export function findFloatAttribute(value: Float, name: string): Value | undefined {
  if (name === 'real') return value;
  return name === 'imag' ? new Float(0) : undefined;
}

function toRatio(value: number): Tuple {
  if (!Number.isFinite(value)) fail('ValueError', 'cannot convert to integer ratio');
  let [size, denominator] = [value, 1n];
  while (!Number.isInteger(size)) {
    size *= 2;
    denominator *= 2n;
  }
  return new Tuple([toInteger(BigInt(size)), toInteger(denominator)]);
}

/** Python's `float.hex()`: the mantissa in 13 hexadecimal digits, the exponent of two. */
function toHex(value: number): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const high = bits.getUint32(0);
  const exponent = (high >>> 20) & 0x7ff;
  const digits =
    (high & 0xfffff).toString(16).padStart(5, '0') +
    bits.getUint32(4).toString(16).padStart(8, '0');
  const sign = high >>> 31 === 1 ? '-' : '';
  if (value === 0) return `${sign}0x0.0p+0`;
  const power = exponent === 0 ? -1022 : exponent - 1023;
  return `${sign}0x${exponent === 0 ? '0' : '1'}.${digits}p${power < 0 ? '' : '+'}${String(power)}`;
}

export const floatMethods = toTable([
  define('hex', 'self', (self) => toHex(float(self))),
  define('is_integer', 'self', (self) => Number.isInteger(float(self))),
  define('conjugate', 'self', (self) => new Float(float(self))),
  define('as_integer_ratio', 'self', (self) => toRatio(float(self))),
]);

function time(value: Value): CalendarTime {
  return value instanceof CalendarTime ? value : fail('TypeError', 'expected a datetime');
}

function weekday(value: Value): number {
  const day = Math.floor(toEpoch({ ...toParts(time(value)), offset: undefined }) / 86_400_000);
  return (((day + 3) % 7) + 7) % 7;
}

function replaceParts(self: Value, ...values: Value[]): CalendarTime {
  const parts = toParts(time(self));
  const names = ['year', 'month', 'day', 'hour', 'minute', 'second', 'microsecond'] as const;
  const changed = Object.fromEntries(
    names.map((name, index) => {
      const value = values[index] ?? null;
      return [name, value === null ? parts[name] : Number(value)];
    }),
  );
  return fromParts({ ...parts, ...changed });
}

export const timeMethods = toTable([
  define('strftime', 'self, format', (self, format) => formatTime(time(self), asText(format))),
  define('isoformat', "self, sep='T'", (self, separator) =>
    time(self).iso.replace('T', asText(separator)),
  ),
  define('timestamp', 'self', (self) => {
    const parts = toParts(time(self));
    return new Float(toEpoch(parts) / 1000 + parts.microsecond / 1e6);
  }),
  define('weekday', 'self', weekday),
  define('isoweekday', 'self', (self) => weekday(self) + 1),
  define(
    'toordinal',
    'self',
    (self) =>
      Math.floor(toEpoch({ ...toParts(time(self)), offset: undefined }) / 86_400_000) + 719_163,
  ),
  define('date', 'self', (self) => fromParts({ ...toParts(time(self)), hasTime: false })),
  define(
    'replace',
    'self, year=None, month=None, day=None, hour=None, minute=None, second=None, microsecond=None',
    replaceParts,
  ),
  define('ctime', 'self', (self) => formatTime(time(self), '%c')),
]);

/** Attributes of dates and datetimes. */
export function findTimeAttribute(value: CalendarTime, name: string): Value | undefined {
  const parts = toParts(value);
  if (name === 'year' || name === 'month' || name === 'day') return parts[name];
  if (!parts.hasTime) return undefined;
  if (name === 'hour' || name === 'minute' || name === 'second' || name === 'microsecond') {
    return parts[name];
  }
  return name === 'tzinfo' ? null : undefined;
}

export const durationMethods = toTable([
  define(
    'total_seconds',
    'self',
    (self) => new Float(self instanceof Duration ? self.microseconds / 1e6 : asFloat(0)),
  ),
]);

/** Attributes of timedelta. */
export function findDurationAttribute(value: Duration, name: string): Value | undefined {
  const days = Math.floor(value.microseconds / 86_400e6);
  const rest = value.microseconds - days * 86_400e6;
  switch (name) {
    case 'days':
      return days;
    case 'seconds':
      return Math.floor(rest / 1e6);
    case 'microseconds':
      return rest % 1e6;
    default:
      return undefined;
  }
}
