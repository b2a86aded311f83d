/**
 * Reads YAML 1.1 timestamps as PyYAML does: a calendar date stays a date and a time without a zone
 * stays without one. Must not go through JavaScript's Date, which would shift both to an instant.
 */
import { CalendarTime } from '../base/index.ts';

const DATE = /^\d{4}-\d\d-\d\d$/;
const TIME =
  /^(?<year>\d{4})-(?<month>\d\d?)-(?<day>\d\d?)(?:[Tt]|[ \t]+)(?<hour>\d\d?):(?<minute>\d\d):(?<second>\d\d)(?:\.(?<fraction>\d*))?(?:[ \t]*(?<zone>Z|(?<sign>[-+])(?<hours>\d\d?)(?::(?<minutes>\d\d))?))?$/;

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;

/** Says whether PyYAML's resolver takes this plain text for a timestamp. */
export function isCalendarText(text: string): boolean {
  return DATE.test(text) || TIME.test(text);
}

function isDay(year: number, month: number, day: number): boolean {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const days = month === 2 && isLeap ? 29 : (DAYS[month - 1] ?? 0);
  return year >= 1 && day >= 1 && day <= days;
}

function pad(digits: string): string {
  return digits.padStart(2, '0');
}

/**
 * Reads a date or a date with time.
 * @param text plain text for which `isCalendarText` holds
 * @returns undefined for a day or time that does not exist (`2026-02-30`)
 */
export function parseCalendar(text: string): CalendarTime | undefined {
  if (DATE.test(text)) {
    const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
    return isDay(year, month, day) ? new CalendarTime(text, text) : undefined;
  }
  const parts = TIME.exec(text)?.groups;
  const date = parts === undefined ? undefined : describeDate(parts);
  const time = parts === undefined ? undefined : describeTime(parts);
  if (date === undefined || time === undefined) return undefined;
  return new CalendarTime(`${date} ${time}`, `${date}T${time}`);
}

type Parts = Readonly<Record<string, string | undefined>>;

function describeDate({ year = '', month = '', day = '' }: Parts): string | undefined {
  if (!isDay(Number(year), Number(month), Number(day))) return undefined;
  return `${year}-${pad(month)}-${pad(day)}`;
}

function describeTime(parts: Parts): string | undefined {
  const { hour = '', minute = '', second = '', fraction = '' } = parts;
  const isTime = Number(hour) < 24 && Number(minute) < 60 && Number(second) < 60;
  const zone = describeZone(parts);
  if (!isTime || zone === undefined) return undefined;
  // Python prints six digits, or nothing when they are zero.
  const micros = fraction.slice(0, 6).padEnd(6, '0');
  return `${pad(hour)}:${minute}:${second}${micros === '000000' ? '' : `.${micros}`}${zone}`;
}

function describeZone({ zone, sign, hours = '', minutes = '00' }: Parts): string | undefined {
  if (zone === undefined) return '';
  if (sign === undefined) return '+00:00';
  const total = Number(hours) * 60 + Number(minutes);
  if (total >= 24 * 60) return undefined;
  const at = `${pad(String(Math.floor(total / 60)))}:${pad(String(total % 60))}`;
  return `${total === 0 ? '+' : sign}${at}`;
}
