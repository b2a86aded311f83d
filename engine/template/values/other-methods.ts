/** Python's methods and attributes of numbers, dates and durations. */
import { CalendarTime, Float, Tuple, type Value } from '../../base/index.ts';
import { asText } from './arguments.ts';
import { fromParts, toEpoch, toParts } from './calendar.ts';
import { fail } from './failure.ts';
import { asFloat, asInteger, toInteger } from './numbers.ts';
import { isIntegral } from './kinds.ts';
import { Duration } from './special.ts';
import { define, toTable } from './signature.ts';
import { formatTime } from './strftime.ts';

function integer(value: Value): bigint {
  return BigInt(isIntegral(value) ? asInteger(value) : 0);
}

export const integerMethods = toTable([
  define('bit_length', 'self', (self) => {
    const size = integer(self) < 0n ? -integer(self) : integer(self);
    return size === 0n ? 0 : size.toString(2).length;
  }),
  define('bit_count', 'self', (self) => integer(self).toString(2).replace(/[^1]/gu, '').length),
  define('conjugate', 'self', (self) => toInteger(integer(self))),
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

export const floatMethods = toTable([
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
