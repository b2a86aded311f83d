/** Python's `str.format` and format specifications (`Format String Syntax` of its reference). */
import { Float, type Value } from '../../base/index.ts';
import { countCharacters, toCharacters } from './characters.ts';
import { fail } from './failure.ts';
import { Markup } from './markup.ts';
import { formatDigits, formatFloat, groupDigits } from './format-number.ts';
import { isCalendarTime, isNumeric, kindOf } from './kinds.ts';
import { asFloat } from './numbers.ts';
import { formatTime } from './strftime.ts';
import type { Keywords } from './special.ts';
import { repr, reprAscii, reprFloat, reprText, toText } from './text.ts';

const SPEC =
  /^(?:([^])?([<>=^]))?([-+ ])?(z)?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/u;

interface Spec {
  readonly fill: string;
  readonly align: string | undefined;
  readonly sign: string;
  readonly isAlternate: boolean;
  /** `z`: a negative zero is written without its sign. */
  readonly isCoerced: boolean;
  readonly width: number;
  readonly grouping: string | undefined;
  readonly precision: number | undefined;
  readonly type: string | undefined;
}

function parseSpec(text: string, kind: string): Spec {
  const match = SPEC.exec(text);
  if (match === null) {
    return fail('ValueError', `Invalid format specifier '${text}' for object of type '${kind}'`);
  }
  const [, fill, align, sign = '-', coercion, alternate, zero, width, grouping, precision, type] =
    match;
  return {
    fill: fill ?? (zero === undefined ? ' ' : '0'),
    align: align ?? (zero === undefined ? undefined : '='),
    sign,
    isCoerced: coercion !== undefined,
    isAlternate: alternate !== undefined,
    width: Number(width ?? 0),
    grouping,
    precision: precision === undefined ? undefined : Number(precision),
    type,
  };
}

function align(spec: Spec, sign: string, body: string, byDefault: string): string {
  const missing = spec.width - countCharacters(sign + body);
  if (missing <= 0) return sign + body;
  switch (spec.align ?? byDefault) {
    case '<':
      return sign + body + spec.fill.repeat(missing);
    case '^': {
      const left = Math.floor(missing / 2);
      return spec.fill.repeat(left) + sign + body + spec.fill.repeat(missing - left);
    }
    case '=':
      return sign + spec.fill.repeat(missing) + body;
    default:
      return spec.fill.repeat(missing) + sign + body;
  }
}

function chooseSign(spec: Spec, isNegative: boolean): string {
  if (isNegative) return '-';
  return spec.sign === '-' ? '' : spec.sign;
}

function group(spec: Spec, text: string): string {
  if (spec.grouping === undefined) return text;
  const isBinary = spec.type !== undefined && /[boxX]/u.test(spec.type);
  return groupDigits(text, spec.grouping, isBinary ? 4 : 3);
}

function refuseCoercion(spec: Spec, kind: 'integer' | 'string'): void {
  if (!spec.isCoerced) return;
  fail('ValueError', `Negative zero coercion (z) not allowed in ${kind} format specifier`);
}

function formatInteger(spec: Spec, value: number | bigint): string {
  const isNegative = value < 0;
  const type = spec.type ?? 'd';
  refuseCoercion(spec, 'integer');
  if (spec.precision !== undefined) {
    fail('ValueError', 'Precision not allowed in integer format specifier');
  }
  if (type === 'c' && (value < 0 || value > 0x10ffff)) {
    fail('OverflowError', '%c arg not in range(0x110000)');
  }
  if (type === 'c') return align(spec, '', String.fromCodePoint(Number(value)), '<');
  const prefix = spec.isAlternate && /[boxX]/u.test(type) ? `0${type}` : '';
  const digits = group(spec, formatDigits(isNegative ? -value : value, type));
  return align(spec, chooseSign(spec, isNegative) + prefix, digits, '>');
}

function formatReal(spec: Spec, value: number): string {
  const text = formatSize(spec, Math.abs(value));
  const isNegative = value < 0 || Object.is(value, -0);
  const isZero = spec.isCoerced && /^[0.]*(?:e.*)?$/iu.test(text);
  const unit = spec.type === '%' ? '%' : '';
  return align(spec, chooseSign(spec, isNegative && !isZero), group(spec, text) + unit, '>');
}

/** The digits of a number without its sign. */
function formatSize(spec: Spec, size: number): string {
  const { type, precision, isAlternate } = spec;
  if (type === '%') return formatFloat(size * 100, 'f', precision ?? 6, isAlternate);
  if (type === undefined) {
    return precision === undefined
      ? reprFloat(size)
      : keepPoint(formatFloat(size, 'g', precision, isAlternate));
  }
  return formatFloat(size, type === 'n' ? 'g' : type, precision ?? 6, isAlternate);
}

function keepPoint(text: string): string {
  return /^\d+$/u.test(text) ? `${text}.0` : text;
}

function formatNumber(value: number | bigint | Float, text: string): string {
  const kind = kindOf(value);
  const spec = parseSpec(text, kind);
  const type = spec.type ?? '';
  const isFloat = value instanceof Float;
  if (type === 's' || (isFloat && /[bcdoxX]/u.test(type))) failCode(type, kind);
  if (!isFloat && !/[eEfFgG%]/u.test(type)) return formatInteger(spec, value);
  return formatReal(spec, asFloat(value));
}

function formatString(value: string, text: string): string {
  const spec = parseSpec(text, 'str');
  if (spec.type !== undefined && spec.type !== 's') failCode(spec.type, 'str');
  if (/^[-+ ]/u.test(text.replace(/^[^]?[<>=^]/u, ''))) {
    fail('ValueError', 'Sign not allowed in string format specifier');
  }
  refuseCoercion(spec, 'string');
  if (spec.isAlternate) {
    fail('ValueError', 'Alternate form (#) not allowed in string format specifier');
  }
  if (spec.grouping !== undefined)
    fail('ValueError', `Cannot specify '${spec.grouping}' with 's'.`);
  if (spec.align === '=' && spec.fill !== '0') {
    fail('ValueError', "'=' alignment not allowed in string format specifier");
  }
  const shown =
    spec.precision === undefined ? value : toCharacters(value).slice(0, spec.precision).join('');
  return align(spec.align === '=' ? { ...spec, align: '<' } : spec, '', shown, '<');
}

/**
 * Python's `format(value, spec)`.
 * @throws TemplateFailure ValueError, TypeError; UndefinedFailure
 */
export function formatValue(value: Value, text: string): string {
  if (text === '') return toText(value);
  if (typeof value === 'string') return formatString(value, text);
  if (value instanceof Markup) return formatString(value.text, text);
  if (isCalendarTime(value)) return formatTime(value, text);
  if (typeof value === 'boolean') {
    if (text.endsWith('s')) failCode('s', 'bool');
    return formatNumber(Number(value), text);
  }
  if (isNumeric(value)) return formatNumber(value, text);
  return fail('TypeError', `unsupported format string passed to ${kindOf(value)}.__format__`);
}

function failCode(type: string | undefined, kind: string): never {
  return fail('ValueError', `Unknown format code '${type ?? ''}' for object of type '${kind}'`);
}

/** How `str.format` reaches attributes and items; the caller's rules for what may be reached. */
export interface FormatAccess {
  readonly attribute: (value: Value, name: string) => Value;
  readonly item: (value: Value, key: Value) => Value;
}

interface Arguments {
  readonly positional: readonly Value[];
  readonly keywords: Keywords;
  readonly access: FormatAccess;
  /** Automatic field numbering: the next number, or that numbers are written out. */
  next: number;
  mode: 'unknown' | 'automatic' | 'manual';
}

function findArgument(name: string, args: Arguments): Value {
  if (/^\d*$/u.test(name)) {
    const mode = name === '' ? 'automatic' : 'manual';
    if (args.mode !== 'unknown' && args.mode !== mode) {
      fail('ValueError', `cannot switch from ${args.mode} field numbering`);
    }
    args.mode = mode;
    const index = name === '' ? args.next++ : Number(name);
    const found = args.positional[index];
    if (found !== undefined) return found;
    const shown = `Replacement index ${String(index)}`;
    return fail('IndexError', `${shown} out of range for positional args tuple`);
  }
  const found = args.keywords.get(name);
  return found === undefined ? fail('KeyError', reprText(name)) : found;
}

function resolveField(path: string, args: Arguments): Value {
  const [, first = '', rest = ''] = /^([^.[]*)([^]*)$/u.exec(path) ?? [];
  let value = findArgument(first, args);
  for (const [, attribute, item] of rest.matchAll(/\.([^.[]+)|\[([^\]]+)\]/gu)) {
    if (attribute !== undefined) value = args.access.attribute(value, attribute);
    else if (item !== undefined) {
      value = args.access.item(value, /^\d+$/u.test(item) ? Number(item) : item);
    }
  }
  return value;
}

function formatOne(inside: string, args: Arguments): string {
  const [, path = '', conversion, spec = ''] =
    /^((?:[^!:[]|\[[^\]]*\])*)(?:!([^:]*))?(?::([^]*))?$/u.exec(inside) ?? [];
  const value = resolveField(path, args);
  const filled = spec.includes('{') ? formatFields(spec, args) : spec;
  if (conversion === undefined) return formatValue(value, filled);
  if (conversion === 'r') return formatValue(repr(value), filled);
  if (conversion === 'a') return formatValue(reprAscii(value), filled);
  if (conversion === 's') return formatValue(toText(value), filled);
  return fail('ValueError', `Unknown conversion specifier ${conversion}`);
}

function findClosing(text: string, from: number): number {
  let depth = 1;
  for (let at = from; at < text.length; at += 1) {
    if (text[at] === '{') depth += 1;
    else if (text[at] === '}') depth -= 1;
    if (depth === 0) return at;
  }
  return fail('ValueError', "expected '}' before end of string");
}

function formatFields(text: string, args: Arguments): string {
  let result = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at] ?? '';
    if (character !== '{' && character !== '}') result += character;
    else if (text[at + 1] === character) {
      result += character;
      at += 1;
    } else if (character === '}') {
      fail('ValueError', "Single '}' encountered in format string");
    } else {
      if (at + 1 >= text.length) fail('ValueError', "Single '{' encountered in format string");
      const end = findClosing(text, at + 1);
      result += formatOne(text.slice(at + 1, end), args);
      at = end;
    }
  }
  return result;
}

/**
 * Python's `text.format(*positional, **keywords)`.
 * @throws TemplateFailure ValueError, KeyError, IndexError; UndefinedFailure
 */
export function formatText(
  text: string,
  positional: readonly Value[],
  keywords: Keywords,
  access: FormatAccess,
): string {
  return formatFields(text, { positional, keywords, access, next: 0, mode: 'unknown' });
}
