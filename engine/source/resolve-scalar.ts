/**
 * Decides what a plain YAML 1.1 scalar is, by the same patterns as PyYAML's SafeLoader: `yes` is
 * true but `y` is text, `0644` is 420 but `08` is text, `1e3` is text. Knows nothing of files.
 */
import { Float, type LocatedScalar } from '../base/index.ts';
import { isCalendarText, parseCalendar } from './calendar.ts';

type ScalarValue = LocatedScalar['value'];

/** The types that plain text can have, named as the `!!` tags are. */
export type ScalarType = 'str' | 'bool' | 'int' | 'float' | 'null' | 'timestamp';

const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const TRUE_WORDS: ReadonlySet<string> = new Set(['yes', 'true', 'on']);
const FALSE_WORDS: ReadonlySet<string> = new Set(['no', 'false', 'off']);
const NULL = /^(?:~|null|Null|NULL|)$/;
const INT =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;

/** Finds the type of plain text; the order of the tests is PyYAML's. */
export function findScalarType(text: string): ScalarType {
  const first = text.charCodeAt(0);
  const isNumberLike = (first >= 0x30 && first <= 0x39) || '+-.'.includes(text.charAt(0));
  if (!isNumberLike) return BOOL.test(text) ? 'bool' : NULL.test(text) ? 'null' : 'str';
  if (text === '') return 'null';
  if (FLOAT.test(text)) return 'float';
  if (INT.test(text)) return 'int';
  return isCalendarText(text) ? 'timestamp' : 'str';
}

/**
 * Makes the value that `text` has under a type, plain or forced by a tag (`!!int "7"`).
 * @returns undefined when the text cannot be of that type
 */
export function toScalarValue(text: string, type: ScalarType): ScalarValue | undefined {
  switch (type) {
    case 'str':
      return text;
    case 'null':
      return null;
    case 'bool':
      return toBool(text);
    case 'int':
      return toInt(text.replaceAll('_', ''));
    case 'float':
      return toFloat(text.replaceAll('_', '').toLowerCase());
    case 'timestamp':
      return parseCalendar(text);
  }
}

function toBool(text: string): boolean | undefined {
  const word = text.toLowerCase();
  if (TRUE_WORDS.has(word)) return true;
  return FALSE_WORDS.has(word) ? false : undefined;
}

function splitSign(text: string): { readonly sign: 1 | -1; readonly digits: string } {
  const isSigned = text.startsWith('-') || text.startsWith('+');
  return { sign: text.startsWith('-') ? -1 : 1, digits: isSigned ? text.slice(1) : text };
}

/** Sums `1:30:00` in base 60. */
function sumSexagesimal(digits: string, toPart: (part: string) => number): number {
  return digits.split(':').reduce((sum, part) => sum * 60 + toPart(part), 0);
}

function toInt(text: string): number | bigint | undefined {
  const { sign, digits } = splitSign(text);
  if (digits.includes(':')) return sign * sumSexagesimal(digits, Number);
  const isOctal = digits.length > 1 && /^0[0-7]+$/.test(digits);
  if (!isOctal && !/^(?:0b[01]+|0x[0-9a-fA-F]+|0|[1-9][0-9]*)$/.test(digits)) return undefined;
  return toSafeInteger(BigInt(sign) * BigInt(isOctal ? `0o${digits.slice(1)}` : digits));
}

/** Gives a number when it is exact as one, else the bigint. */
export function toSafeInteger(exact: bigint): number | bigint {
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : exact;
}

function toFloat(text: string): Float | undefined {
  const { sign, digits } = splitSign(text);
  if (digits === '.inf') return new Float(sign * Infinity);
  if (digits === '.nan') return new Float(NaN);
  if (digits.includes(':')) return new Float(sign * sumSexagesimal(digits, Number));
  const isNumber = /^(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[-+]?[0-9]+)?$/.test(digits);
  return isNumber ? new Float(sign * Number(digits)) : undefined;
}
