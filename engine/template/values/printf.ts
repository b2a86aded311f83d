/** Python's `%` formatting of text (`printf-style String Formatting` of its library reference). */
import { Bytes, Dict, Float, Tuple, isList, type Value } from '../../base/index.ts';
import { countCharacters, toCharacters } from './characters.ts';
import { fail } from './failure.ts';
import { formatDigits, formatFloat } from './format-number.ts';
import { findKey } from './iterate.ts';
import { isIntegral, isNumeric, kindOf } from './kinds.ts';
import { asFloat, asInteger, toIndex, truncate } from './numbers.ts';
import { Undefined, Range } from './special.ts';
import { repr, reprAscii, reprText, toText } from './text.ts';

const FIELD = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d+)?)?[hlL]?([^])?/gu;

interface Field {
  readonly flags: string;
  readonly width: number;
  readonly precision: number | undefined;
  readonly type: string;
}

function pad(field: Field, sign: string, body: string): string {
  const missing = field.width - countCharacters(sign + body);
  if (missing <= 0) return sign + body;
  if (field.flags.includes('-')) return sign + body + ' '.repeat(missing);
  return field.flags.includes('0') && field.type !== 's'
    ? sign + '0'.repeat(missing) + body
    : ' '.repeat(missing) + sign + body;
}

function chooseSign(flags: string, isNegative: boolean): string {
  if (isNegative) return '-';
  return flags.includes('+') ? '+' : flags.includes(' ') ? ' ' : '';
}

function toWhole(type: string, value: Value): number | bigint {
  const isTruncating = type === 'd' || type === 'i' || type === 'u';
  if (value instanceof Undefined) value.fail();
  if (value instanceof Float && isTruncating) return truncate(value.value);
  if (isIntegral(value)) return asInteger(value);
  const wanted = isTruncating ? 'a real number' : 'an integer';
  return fail('TypeError', `%${type} format: ${wanted} is required, not ${kindOf(value)}`);
}

function formatInteger(field: Field, value: Value): string {
  const { type, flags } = field;
  const integer = toWhole(type, value);
  const isNegative = integer < 0;
  const digits = formatDigits(isNegative ? -integer : integer, type);
  const prefix = flags.includes('#') && /[xXo]/u.test(type) ? `0${type}` : '';
  const body = digits.padStart(field.precision ?? 0, '0');
  return pad(field, chooseSign(flags, isNegative) + prefix, body);
}

function formatReal(field: Field, value: Value): string {
  if (value instanceof Undefined) value.fail();
  if (!isNumeric(value)) return fail('TypeError', `must be real number, not ${kindOf(value)}`);
  const real = asFloat(value);
  const isNegative = real < 0 || Object.is(real, -0);
  const body = formatFloat(
    Math.abs(real),
    field.type,
    field.precision ?? 6,
    field.flags.includes('#'),
  );
  const isSpecial = !Number.isFinite(real);
  const flags = isSpecial ? field.flags.replace('0', '') : field.flags;
  return pad({ ...field, flags }, chooseSign(field.flags, isNegative), body);
}

function formatCharacter(field: Field, value: Value): string {
  if (isIntegral(value)) {
    const code = Number(value);
    if (code < 0 || code > 0x10ffff) fail('OverflowError', '%c arg not in range(0x110000)');
    return pad(field, '', String.fromCodePoint(code));
  }
  if (typeof value === 'string' && countCharacters(value) === 1) return pad(field, '', value);
  return fail('TypeError', '%c requires int or char');
}

function formatField(field: Field, value: Value): string {
  switch (field.type) {
    case 's':
    case 'r':
    case 'a': {
      const write = field.type === 's' ? toText : field.type === 'r' ? repr : reprAscii;
      const text = write(value);
      const shown =
        field.precision === undefined
          ? text
          : toCharacters(text).slice(0, field.precision).join('');
      return pad({ ...field, type: 's' }, '', shown);
    }
    case 'c':
      return formatCharacter(field, value);
    case 'd':
    case 'i':
    case 'u':
    case 'x':
    case 'X':
    case 'o':
      return formatInteger(field, value);
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
      return formatReal(field, value);
    default:
      return fail('ValueError', `unsupported format character ${reprText(field.type)}`);
  }
}

/** What can be indexed counts as a mapping, whose items need not all be used. */
const MAPPING_LIKE = [Bytes, Range, Undefined];

/** The values of one formatting, taken in order or by name. */
class FormatValues {
  readonly #values: Value;
  readonly #items: readonly Value[];
  #next = 0;
  #isNamed = false;

  constructor(values: Value) {
    this.#values = values;
    this.#items = values instanceof Tuple ? values.items : [values];
  }

  take(): Value {
    const item = this.#items[this.#next];
    if (item === undefined) return fail('TypeError', 'not enough arguments for format string');
    this.#next += 1;
    return item;
  }

  named(name: string): Value {
    this.#isNamed = true;
    const values = this.#values;
    if (!(values instanceof Dict)) return fail('TypeError', 'format requires a mapping');
    const found = findKey(values, name);
    return found === undefined ? fail('KeyError', reprText(name)) : found;
  }

  /** Fails when something is left; a lone mapping or list need not be used. */
  finish(): void {
    const values = this.#values;
    const isMapping =
      values instanceof Dict ||
      isList(values) ||
      MAPPING_LIKE.some((kind) => values instanceof kind);
    const isUnused = isMapping && this.#next === 0;
    if (this.#isNamed || isUnused || this.#next >= this.#items.length) return;
    fail('TypeError', 'not all arguments converted during string formatting');
  }
}

function readField(match: RegExpMatchArray, values: FormatValues): Field {
  const groups: readonly (string | undefined)[] = match;
  const [whole = '', name, flags = '', width, precision, type = ''] = groups;
  const readSize = (size: string | undefined): number | undefined => {
    if (size === '*') return toIndex(values.take());
    return size === undefined ? undefined : Number(size);
  };
  const wide = readSize(width) ?? 0;
  const hasPoint = whole.slice(name === undefined ? 0 : name.length + 3).includes('.');
  const byDefault = hasPoint && type !== '.' ? 0 : undefined;
  return {
    flags: wide < 0 ? `${flags}-` : flags,
    width: Math.abs(wide),
    precision: readSize(precision) ?? byDefault,
    type,
  };
}

/**
 * Python's `text % values`.
 * @param given a tuple, a dict for `%(name)s`, or one value
 * @throws TemplateFailure TypeError, ValueError, KeyError; UndefinedFailure
 */
export function formatPercent(text: string, given: Value): string {
  const values = new FormatValues(given);
  let result = '';
  let from = 0;
  for (const match of text.matchAll(FIELD)) {
    const groups: readonly (string | undefined)[] = match;
    const [whole = '', name, , , , type] = groups;
    result += text.slice(from, match.index);
    from = match.index + whole.length;
    if (type === undefined) return fail('ValueError', 'incomplete format');
    if (whole === '%%') {
      result += '%';
      continue;
    }
    const field = readField(match, values);
    result += formatField(field, name === undefined ? values.take() : values.named(name));
  }
  values.finish();
  return result + text.slice(from);
}
