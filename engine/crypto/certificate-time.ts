/**
 * Points in time as community.crypto writes them: relative to now (`+365d`, `-5m`, `+1w2d`) or
 * absolute (`20271124100000Z`). Whole seconds, UTC.
 */
import { CryptoError } from './crypto-error.ts';

const SECONDS = { w: 604_800, d: 86_400, h: 3_600, m: 60, s: 1 } as const;
const RELATIVE = /^([+-])(?:(\d+)[wW])?(?:(\d+)[dD])?(?:(\d+)[hH])?(?:(\d+)[mM])?(?:(\d+)[sS]?)?$/;

function parseAbsolute(value: string): Date | undefined {
  const match = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(?:Z|\+0000)$/.exec(value);
  if (match === null) return undefined;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1)
    .map((digits) => Number(digits || 0));
  return new Date(Date.UTC(year, month - 1, day, hour, minute, second));
}

/**
 * Reads a point in time.
 * @param now milliseconds since the epoch
 * @param name the parameter, for the error
 * @throws CryptoError when it is neither relative nor absolute
 */
export function parseRelativeTime(value: string, now: number, name: string): Date {
  const match = RELATIVE.exec(value);
  if (match === null) {
    const absolute = parseAbsolute(value);
    if (absolute === undefined) {
      throw new CryptoError(`The time spec "${value}" for ${name} is invalid`);
    }
    return absolute;
  }
  const [sign, ...amounts] = match.slice(1);
  const seconds = Object.values(SECONDS).reduce(
    (sum, unit, index) => sum + unit * Number(amounts[index] ?? 0),
    0,
  );
  const whole = Math.floor(now / 1000);
  return new Date((whole + (sign === '-' ? -seconds : seconds)) * 1000);
}

/** Writes a time as results do: `20261124100000Z`. */
export function toAsn1Time(date: Date): string {
  return `${date.toISOString().replaceAll(/[-:T]/g, '').slice(0, 14)}Z`;
}
