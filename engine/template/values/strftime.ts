/** `strftime` and `strptime` in C's locale; times without a zone are read as UTC. */
import type { CalendarTime } from '../../base/index.ts';
import { fromParts, toEpoch, toParts, type CalendarParts } from './calendar.ts';
import { fail } from './failure.ts';
import { reprText } from './text.ts';

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];
const DAY_MS = 86_400_000;

const zero = (value: number, width = 2): string => String(value).padStart(width, '0');
const space = (value: number, width = 2): string => String(value).padStart(width, ' ');

interface Facts {
  readonly parts: CalendarParts;
  readonly weekday: number;
  readonly yearDay: number;
  readonly iso: { readonly year: number; readonly week: number };
}

function toIsoWeek(day: number, weekday: number): Facts['iso'] {
  const thursday = new Date((day - ((weekday + 6) % 7) + 3) * DAY_MS);
  const year = thursday.getUTCFullYear();
  const week = Math.floor((thursday.getTime() - Date.UTC(year, 0, 1)) / DAY_MS / 7) + 1;
  return { year, week };
}

function toFacts(time: CalendarTime): Facts {
  const parts = toParts(time);
  const day = Math.floor(toEpoch({ ...parts, offset: undefined }) / DAY_MS);
  const weekday = (((day + 4) % 7) + 7) % 7;
  const yearDay = day - Math.floor(Date.UTC(parts.year, 0, 1) / DAY_MS) + 1;
  return { parts, weekday, yearDay, iso: toIsoWeek(day, weekday) };
}

function formatOffset(offset: number | undefined): string {
  if (offset === undefined) return '';
  const size = Math.abs(offset);
  return `${offset < 0 ? '-' : '+'}${zero(Math.floor(size / 60))}${zero(size % 60)}`;
}

const formatters: Readonly<Record<string, (facts: Facts) => string>> = {
  a: ({ weekday }) => (DAYS[weekday] ?? '').slice(0, 3),
  A: ({ weekday }) => DAYS[weekday] ?? '',
  b: ({ parts }) => (MONTHS[parts.month - 1] ?? '').slice(0, 3),
  h: ({ parts }) => (MONTHS[parts.month - 1] ?? '').slice(0, 3),
  B: ({ parts }) => MONTHS[parts.month - 1] ?? '',
  c: (facts) => formatFacts(facts, '%a %b %e %H:%M:%S %Y'),
  C: ({ parts }) => zero(Math.floor(parts.year / 100)),
  d: ({ parts }) => zero(parts.day),
  D: (facts) => formatFacts(facts, '%m/%d/%y'),
  e: ({ parts }) => space(parts.day),
  f: ({ parts }) => zero(parts.microsecond, 6),
  F: (facts) => formatFacts(facts, '%Y-%m-%d'),
  g: ({ iso }) => zero(iso.year % 100),
  G: ({ iso }) => String(iso.year),
  H: ({ parts }) => zero(parts.hour),
  I: ({ parts }) => zero(parts.hour % 12 === 0 ? 12 : parts.hour % 12),
  j: ({ yearDay }) => zero(yearDay, 3),
  k: ({ parts }) => space(parts.hour),
  l: ({ parts }) => space(parts.hour % 12 === 0 ? 12 : parts.hour % 12),
  m: ({ parts }) => zero(parts.month),
  M: ({ parts }) => zero(parts.minute),
  n: () => '\n',
  p: ({ parts }) => (parts.hour < 12 ? 'AM' : 'PM'),
  P: ({ parts }) => (parts.hour < 12 ? 'am' : 'pm'),
  r: (facts) => formatFacts(facts, '%I:%M:%S %p'),
  R: (facts) => formatFacts(facts, '%H:%M'),
  s: ({ parts }) => String(Math.floor(toEpoch(parts) / 1000)),
  S: ({ parts }) => zero(parts.second),
  t: () => '\t',
  T: (facts) => formatFacts(facts, '%H:%M:%S'),
  u: ({ weekday }) => String(weekday === 0 ? 7 : weekday),
  U: ({ weekday, yearDay }) => zero(Math.floor((yearDay + 6 - weekday) / 7)),
  V: ({ iso }) => zero(iso.week),
  w: ({ weekday }) => String(weekday),
  W: ({ weekday, yearDay }) => zero(Math.floor((yearDay + 6 - ((weekday + 6) % 7)) / 7)),
  x: (facts) => formatFacts(facts, '%m/%d/%y'),
  X: (facts) => formatFacts(facts, '%H:%M:%S'),
  y: ({ parts }) => zero(parts.year % 100),
  Y: ({ parts }) => String(parts.year),
  z: ({ parts }) => formatOffset(parts.offset),
  Z: () => '',
  '%': () => '%',
};

function formatFacts(facts: Facts, format: string): string {
  return format.replace(/%(-)?([A-Za-z%])/gu, (whole, minus: string | undefined, name: string) => {
    const text = formatters[name]?.(facts);
    if (text === undefined) return whole;
    return minus === undefined ? text : text.replace(/^[0 ]+(?=.)/u, '');
  });
}

/** Python's `datetime.strftime`. */
export function formatTime(time: CalendarTime, format: string): string {
  return formatFacts(toFacts(time), format);
}

/** The same for an epoch in UTC, where `%Z` and `%z` are known. */
export function formatUtc(time: CalendarTime, format: string): string {
  return formatTime(time, format.replaceAll('%Z', 'UTC').replaceAll('%z', '+0000'));
}

const names = (list: readonly string[], length?: number): string =>
  list.map((name) => name.slice(0, length)).join('|');

const patterns: Readonly<Record<string, string>> = {
  a: names(DAYS, 3),
  A: names(DAYS),
  b: names(MONTHS, 3),
  B: names(MONTHS),
  d: '3[01]|[12]\\d|0[1-9]|[1-9]| [1-9]',
  f: '\\d{1,6}',
  H: '2[0-3]|[01]\\d|\\d',
  I: '1[0-2]|0[1-9]|[1-9]',
  j: '36[0-6]|3[0-5]\\d|[12]\\d\\d|0[1-9]\\d|00[1-9]|[1-9]\\d|0[1-9]|[1-9]',
  m: '1[0-2]|0[1-9]|[1-9]',
  M: '[0-5]\\d|\\d',
  p: 'am|pm',
  S: '6[01]|[0-5]\\d|\\d',
  y: '\\d\\d',
  Y: '\\d{4}',
  z: 'Z|[+-]\\d\\d:?[0-5]\\d',
  Z: 'UTC|GMT',
  '%': '%',
};
const COMPOSED: Readonly<Record<string, string>> = {
  T: '%H:%M:%S',
  R: '%H:%M',
  F: '%Y-%m-%d',
  D: '%m/%d/%y',
  c: '%a %b %d %H:%M:%S %Y',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

function compilePattern(format: string): { pattern: RegExp; fields: readonly string[] } {
  const fields: string[] = [];
  const expanded = format.replace(/%([cxX])/gu, (_, name: string) => COMPOSED[name] ?? '');
  const source = expanded
    .replace(/[\\.^$*+?(){}[\]|]/gu, '\\$&')
    .replace(/\s+/gu, '\\s+')
    .replace(/%(.)/gu, (_, name: string) => {
      const pattern = patterns[name];
      if (pattern === undefined) {
        return fail('ValueError', `'${name}' is a bad directive in format '${format}'`);
      }
      fields.push(name);
      return `(${pattern})`;
    });
  return { pattern: new RegExp(`^${source}`, 'iu'), fields };
}

function indexOf(list: readonly string[], text: string): number {
  return list.findIndex((name) => name.toLowerCase().startsWith(text.toLowerCase().slice(0, 3)));
}

/**
 * Python's `datetime.strptime`.
 * @throws TemplateFailure ValueError when the text does not match
 */
export function parseTime(text: string, format: string): CalendarTime {
  const { pattern, fields } = compilePattern(format);
  const match = pattern.exec(text);
  if (match === null) {
    return fail(
      'ValueError',
      `time data ${reprText(text)} does not match format ${reprText(format)}`,
    );
  }
  if (match[0].length !== text.length) {
    return fail('ValueError', `unconverted data remains: ${text.slice(match[0].length)}`);
  }
  const found = new Map(fields.map((name, index) => [name, match[index + 1] ?? '']));
  return toCalendar(found);
}

function toCalendar(found: ReadonlyMap<string, string>): CalendarTime {
  const number = (name: string, otherwise: number): number =>
    found.has(name) ? Number(found.get(name)) : otherwise;
  const short = number('y', 0);
  const year = found.has('y') ? short + (short < 69 ? 2000 : 1900) : number('Y', 1900);
  const monthName = found.get('b') ?? found.get('B');
  const half = found.get('p')?.toLowerCase();
  const twelve = number('I', 0) % 12;
  const hour = found.has('I') ? twelve + (half === 'pm' ? 12 : 0) : number('H', 0);
  const month = monthName === undefined ? number('m', 1) : indexOf(MONTHS, monthName) + 1;
  const day = number('d', 1);
  const isReal = new Date(Date.UTC(2000 + (year % 400), month - 1, day)).getUTCDate() === day;
  if (!isReal) fail('ValueError', 'day is out of range for month');
  return fromParts({
    hasTime: true,
    year,
    month,
    day,
    hour,
    minute: number('M', 0),
    second: number('S', 0),
    microsecond: Number((found.get('f') ?? '').padEnd(6, '0')),
  });
}
