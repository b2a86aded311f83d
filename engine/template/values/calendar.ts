/** Dates and times by their parts, and `strftime`/`strptime` with C's locale, in UTC. */
import { CalendarTime } from '../../base/index.ts';

/** What Python's date or datetime holds. */
export interface CalendarParts {
  readonly hasTime: boolean;
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly microsecond: number;
  /** Minutes east of UTC; undefined for naive times. */
  readonly offset: number | undefined;
}

const ISO =
  /^(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6}))?)?(?:([+-])(\d\d):(\d\d))?)?/u;

/** Reads the parts from `iso`. */
export function toParts(time: CalendarTime): CalendarParts {
  const match = ISO.exec(time.iso) ?? [];
  const at = (index: number): number => Number(match[index] ?? 0);
  const sign = match[8] === '-' ? -1 : 1;
  return {
    hasTime: match[4] !== undefined,
    year: at(1),
    month: at(2),
    day: at(3),
    hour: at(4),
    minute: at(5),
    second: at(6),
    microsecond: Number((match[7] ?? '').padEnd(6, '0')),
    offset: match[8] === undefined ? undefined : sign * (at(9) * 60 + at(10)),
  };
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}

/** Makes the value from its parts, with Python's `str()` and `isoformat()`. */
export function fromParts(parts: Omit<CalendarParts, 'offset'>): CalendarTime {
  const date = `${String(parts.year).padStart(4, '0')}-${two(parts.month)}-${two(parts.day)}`;
  if (!parts.hasTime) return new CalendarTime(date, date);
  const fraction = parts.microsecond === 0 ? '' : `.${String(parts.microsecond).padStart(6, '0')}`;
  const clock = `${two(parts.hour)}:${two(parts.minute)}:${two(parts.second)}${fraction}`;
  return new CalendarTime(`${date} ${clock}`, `${date}T${clock}`);
}

/** Milliseconds since 1970, reading naive times as UTC. */
export function toEpoch(parts: CalendarParts): number {
  const date = new Date(0);
  date.setUTCFullYear(parts.year, parts.month - 1, parts.day);
  date.setUTCHours(parts.hour, parts.minute, parts.second, 0);
  return date.getTime() - (parts.offset ?? 0) * 60_000;
}

/** The naive UTC time of an epoch in milliseconds (microseconds as a fraction). */
export function fromEpoch(milliseconds: number): CalendarTime {
  const seconds = Math.floor(milliseconds / 1000);
  const date = new Date(seconds * 1000);
  return fromParts({
    hasTime: true,
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
    hour: date.getUTCHours(),
    minute: date.getUTCMinutes(),
    second: date.getUTCSeconds(),
    microsecond: Math.round((milliseconds - seconds * 1000) * 1000),
  });
}
