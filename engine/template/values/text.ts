/** Python's `str()` and `repr()` of every value a template can hold. */
import {
  Bytes,
  CalendarTime,
  Dict,
  Float,
  PySet,
  Tuple,
  isList,
  type Value,
} from '../../base/index.ts';
import { Callable, DictView, Duration, Holder, Range, Special, Undefined } from './special.ts';
import { toParts } from './calendar.ts';
import { decodeBytes } from './codecs.ts';
import { kindOf } from './kinds.ts';
import { Markup } from './markup.ts';
import { SealedText } from './sealed-text.ts';

const UNPRINTABLE = /[\p{C}\p{Z}]/gu;
const NAMED = new Map([
  ['\n', '\\n'],
  ['\r', '\\r'],
  ['\t', '\\t'],
  ['\\', '\\\\'],
]);

function hex(code: number, width: number): string {
  return code.toString(16).padStart(width, '0');
}

function escapeCharacter(character: string): string {
  if (character === ' ') return character;
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function chooseQuote(text: string): string {
  return text.includes("'") && !text.includes('"') ? '"' : "'";
}

/** Python's repr of text. */
export function reprText(text: string): string {
  const quote = chooseQuote(text);
  const escaped = text
    .replace(/[\\\n\r\t]/gu, (character) => NAMED.get(character) ?? character)
    .replaceAll(quote, quote === "'" ? "\\'" : '"')
    .replace(UNPRINTABLE, escapeCharacter);
  return `${quote}${escaped}${quote}`;
}

function reprBytes(data: Uint8Array): string {
  const text = Array.from(data, (code) => String.fromCharCode(code)).join('');
  const quote = chooseQuote(text);
  const inside = Array.from(text, (character) => {
    const named = NAMED.get(character);
    if (named !== undefined) return named;
    if (character === quote) return `\\${quote}`;
    const code = character.charCodeAt(0);
    return code < 0x20 || code > 0x7e ? `\\x${hex(code, 2)}` : character;
  }).join('');
  return `b${quote}${inside}${quote}`;
}

function reprSpecialFloat(value: number): string | undefined {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  return Object.is(value, -0) ? '-0.0' : undefined;
}

/** Python's repr of a float: shortest digits, exponent below 1e-4 and from 1e16. */
export function reprFloat(value: number): string {
  const special = reprSpecialFloat(value);
  if (special !== undefined) return special;
  const [mantissa = '', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? '-' : '+';
    return `${mantissa}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  if (exponent >= 0) {
    const plain = String(value);
    return plain.includes('.') ? plain : `${plain}.0`;
  }
  const sign = value < 0 ? '-' : '';
  const digits = mantissa.replace(/[-.]/gu, '');
  return `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`;
}

function reprItems(items: Iterable<Value>): string {
  return Array.from(items, repr).join(', ');
}

function reprDuration(value: Duration): string {
  const days = Math.floor(value.microseconds / 86_400e6);
  const rest = value.microseconds - days * 86_400e6;
  const parts = [
    days !== 0 && `days=${String(days)}`,
    rest >= 1e6 && `seconds=${String(Math.floor(rest / 1e6))}`,
    rest % 1e6 !== 0 && `microseconds=${String(rest % 1e6)}`,
  ].filter((part) => part !== false);
  return `datetime.timedelta(${parts.join(', ') || '0'})`;
}

function textOfDuration(value: Duration): string {
  const days = Math.floor(value.microseconds / 86_400e6);
  const rest = value.microseconds - days * 86_400e6;
  const seconds = Math.floor(rest / 1e6);
  const micro = rest % 1e6;
  const two = (part: number): string => String(part).padStart(2, '0');
  const clock = `${String(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  const fraction = micro === 0 ? '' : `.${String(micro).padStart(6, '0')}`;
  const word = Math.abs(days) === 1 ? 'day' : 'days';
  return `${days === 0 ? '' : `${String(days)} ${word}, `}${clock}${fraction}`;
}

function viewItems(view: DictView): Iterable<Value> {
  if (view.kind === 'dict_keys') return view.dict.keys();
  if (view.kind === 'dict_values') return view.dict.values();
  return Array.from(view.dict, ([key, value]) => new Tuple([key, value]));
}

/** Python's `ascii()`: `repr` with everything beyond ASCII escaped. */
export function reprAscii(value: Value): string {
  return repr(value).replace(/[^\x00-\x7f]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    const digits = code.toString(16);
    if (code < 0x100) return `\\x${digits.padStart(2, '0')}`;
    return code < 0x10000 ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
  });
}

/** Says what is missing where: inside of a list, `str()` shows it instead of failing. */
function reprUndefined(value: Undefined): string {
  if (value.isLenient) return 'Undefined';
  const { object, name, key, hint } = value.reason;
  const isHinted = object === undefined && name === undefined && hint !== undefined;
  const owner = object === undefined ? 'missing' : repr(object);
  return `AnsibleUndefined(hint=${isHinted ? reprText(hint) : 'None'}, obj=${owner}, name=${repr(name ?? key ?? null)})`;
}

function reprMarkup(value: Markup): string {
  const text = reprText(value.text);
  return value instanceof SealedText ? text : `Markup(${text})`;
}

function reprSpecial(value: Special): string {
  if (value instanceof Markup) return reprMarkup(value);
  if (value instanceof Undefined) return reprUndefined(value);
  if (value instanceof Range) {
    const step = value.step === 1 ? '' : `, ${String(value.step)}`;
    return `range(${String(value.start)}, ${String(value.stop)}${step})`;
  }
  if (value instanceof DictView) return `${value.kind}([${reprItems(viewItems(value))}])`;
  if (value instanceof Holder) return value.describe();
  if (value instanceof Duration) return reprDuration(value);
  if (value instanceof Callable) {
    if (value.kind === 'type') return `<class '${value.name}'>`;
    const owner = value.attributes.get('__self__');
    if (owner !== undefined) {
      return `<built-in method ${value.name} of ${kindOf(owner)} object>`;
    }
    return value.kind === 'Macro' ? `<Macro '${value.name}'>` : `<${value.kind} ${value.name}>`;
  }
  return `<${value.kind} object>`;
}

function reprCalendar(value: CalendarTime): string {
  const parts = toParts(value);
  const fields = [parts.year, parts.month, parts.day];
  if (!parts.hasTime) return `datetime.date(${fields.join(', ')})`;
  fields.push(parts.hour, parts.minute);
  if (parts.second !== 0 || parts.microsecond !== 0) fields.push(parts.second);
  if (parts.microsecond !== 0) fields.push(parts.microsecond);
  return `datetime.datetime(${fields.join(', ')})`;
}

function reprObject(value: Exclude<Value, null | boolean | number | bigint | string>): string {
  if (isList(value)) return `[${reprItems(value)}]`;
  if (value instanceof Dict) {
    return `{${Array.from(value, ([key, entry]) => `${repr(key)}: ${repr(entry)}`).join(', ')}}`;
  }
  if (value instanceof Float) return reprFloat(value.value);
  if (value instanceof Tuple) {
    const [only] = value.items;
    return only !== undefined && value.items.length === 1
      ? `(${repr(only)},)`
      : `(${reprItems(value.items)})`;
  }
  if (value instanceof PySet) return value.size === 0 ? 'set()' : `{${reprItems(value)}}`;
  if (value instanceof Bytes) return reprBytes(value.data);
  return value instanceof Special ? reprSpecial(value) : reprCalendar(value);
}

/**
 * Writes a value as Python's `repr()`.
 * @throws UndefinedFailure when it holds an undefined value
 */
export function repr(value: Value): string {
  switch (typeof value) {
    case 'string':
      return reprText(value);
    case 'number':
    case 'bigint':
      return String(value);
    case 'boolean':
      return value ? 'True' : 'False';
    default:
      return value === null ? 'None' : reprObject(value);
  }
}

/**
 * Writes a value as Python's `str()`, with Ansible's `to_text` for bytes.
 * @throws UndefinedFailure when it is or holds an undefined value
 */
export function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof Undefined) return value.answer('');
  if (value instanceof Markup) return value.text;
  if (value instanceof Duration) return textOfDuration(value);
  if (value instanceof CalendarTime && !(value instanceof Special)) return value.text;
  return repr(value);
}

/** Ansible's `to_text`: as `str()`, but bytes are read as UTF-8. */
export function toAnsibleText(value: Value): string {
  return value instanceof Bytes ? decodeBytes(value, 'utf-8', 'surrogateescape') : toText(value);
}
