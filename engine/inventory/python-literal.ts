/**
 * Reads Python literals, because INI inventories give variables the types that Python's
 * `ast.literal_eval` finds in them: `80` is an int, `[1, 'a']` a list, `080` and `yes` are text.
 */
import { Bytes, Dict, Float, PySet, Tuple, type Value } from '../base/index.ts';
import { take, type TextCursor } from '../source/index.ts';

/** Says inside this file that the text is no literal. */
class NotALiteral extends Error {}

/** Thrown again and again: most values of an inventory are no literals, and a stack is dear. */
const NOT_A_LITERAL = new NotALiteral();

const SPACE = /[ \t\f]*/y;
const INNER_SPACE = /(?:[ \t\f\r\n]|#[^\n]*)*/y;
const NUMBER =
  /(?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*)?\.\d(?:_?\d)*(?:[eE][-+]?\d(?:_?\d)*)?|\d(?:_?\d)*\.?(?:[eE][-+]?\d(?:_?\d)*)?)(?![\w.])/y;
const WORD = /[A-Za-z_]\w*/y;
const STRING_START = /([rR]?[bB]?|[bB][rR]|[uU])("""|'''|"|')/y;
const ESCAPE = /\\(?:\r?\n|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{1,3}|[^])/g;
const LETTERS: Readonly<Record<string, string>> = {
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\n': '',
  '\r\n': '',
};

/** What most values are: words and paths that are no constant, addresses, and small numbers. */
const PLAIN = /^(?!(?:True|False|None)$)(?:[A-Za-z_][\w./:-]*|\d+(?:\.\d+){2,})$/;
const SMALL_NUMBER = /^(?:0|[1-9]\d{0,14})$/;

/**
 * Reads a literal.
 * @returns undefined when the text is none; Python would leave it text then
 */
export function parsePythonLiteral(text: string): Value | undefined {
  if (PLAIN.test(text)) return undefined;
  if (SMALL_NUMBER.test(text)) return Number(text);
  // Most values are words, addresses and paths: an identifier that is no constant ends it early.
  const cursor: TextCursor = { text: text.replace(/^[ \t]+/, ''), at: 0 };
  try {
    const value = readTupleOrValue(cursor);
    take(cursor, INNER_SPACE);
    return cursor.at === cursor.text.length ? value : undefined;
  } catch (error) {
    if (error instanceof NotALiteral || error instanceof TypeError) return undefined;
    throw error;
  }
}

function takeText(cursor: TextCursor, text: string): boolean {
  if (!cursor.text.startsWith(text, cursor.at)) return false;
  cursor.at += text.length;
  return true;
}

/** `1, 2` is a tuple without parentheses. */
function readTupleOrValue(cursor: TextCursor): Value {
  const first = readValue(cursor, SPACE);
  const items = [first];
  let isTuple = false;
  for (;;) {
    take(cursor, SPACE);
    if (!takeText(cursor, ',')) return isTuple ? new Tuple(items) : first;
    isTuple = true;
    take(cursor, SPACE);
    if (cursor.at === cursor.text.length) return new Tuple(items);
    items.push(readValue(cursor, SPACE));
  }
}

function readValue(cursor: TextCursor, space: RegExp): Value {
  take(cursor, space);
  const next = cursor.text.charAt(cursor.at);
  if (next === '[') return readBracket(cursor, ']', (items) => items);
  if (next === '(') return readParentheses(cursor);
  if (next === '{') return readBraces(cursor);
  if (next === '-' || next === '+') return readSigned(cursor, space);
  const string = readString(cursor, space);
  if (string !== undefined) return string;
  const number = take(cursor, NUMBER)?.[0];
  if (number !== undefined) return toNumber(number);
  return readConstant(cursor);
}

function readConstant(cursor: TextCursor): Value {
  switch (take(cursor, WORD)?.[0]) {
    case 'True':
      return true;
    case 'False':
      return false;
    case 'None':
      return null;
    default:
      throw NOT_A_LITERAL;
  }
}

/** One sign before a number; Python takes no second one. */
function readSigned(cursor: TextCursor, space: RegExp): Value {
  const isMinus = cursor.text.charAt(cursor.at) === '-';
  cursor.at += 1;
  take(cursor, space);
  const written = take(cursor, NUMBER)?.[0];
  if (written === undefined) throw NOT_A_LITERAL;
  const value = toNumber(written);
  if (value instanceof Float) return isMinus ? new Float(-value.value) : value;
  return isMinus && value !== 0 ? -value : value;
}

function toNumber(written: string): Float | number | bigint {
  const digits = written.replaceAll('_', '');
  if (/^0[xob]/i.test(digits)) return toInteger(digits.toLowerCase());
  if (/[.eE]/.test(digits)) return new Float(Number(digits));
  // `007` is an error in Python 3, but `000` is zero.
  if (/^0\d/.test(digits) && !/^0+$/.test(digits)) throw NOT_A_LITERAL;
  return toInteger(digits);
}

function toInteger(digits: string): number | bigint {
  const exact = BigInt(digits);
  const number = Number(exact);
  return Number.isSafeInteger(number) ? number : exact;
}

/** Reads strings that stand side by side, which Python joins. */
function readString(cursor: TextCursor, space: RegExp): Value | undefined {
  const parts: string[] = [];
  let kind: 'str' | 'bytes' | undefined;
  for (;;) {
    const before = cursor.at;
    take(cursor, space);
    const start = take(cursor, STRING_START);
    if (start === undefined) {
      cursor.at = parts.length === 0 ? before : cursor.at;
      break;
    }
    const [, prefix = '', quote = ''] = start;
    const own = /b/i.test(prefix) ? 'bytes' : 'str';
    if (kind !== undefined && kind !== own) throw NOT_A_LITERAL;
    kind = own;
    const body = readBody(cursor, quote);
    parts.push(/r/i.test(prefix) ? body : decode(body, own));
  }
  if (kind === undefined) return undefined;
  const text = parts.join('');
  if (kind === 'str') return text;
  return new Bytes(Uint8Array.from(text, (unit) => unit.charCodeAt(0)));
}

/** Reads up to the closing quote. */
function readBody(cursor: TextCursor, quote: string): string {
  const start = cursor.at;
  while (cursor.at < cursor.text.length) {
    if (cursor.text.startsWith(quote, cursor.at)) {
      cursor.at += quote.length;
      return cursor.text.slice(start, cursor.at - quote.length);
    }
    if (quote.length === 1 && cursor.text.charAt(cursor.at) === '\n') break;
    cursor.at += cursor.text.charAt(cursor.at) === '\\' ? 2 : 1;
  }
  throw NOT_A_LITERAL;
}

function decode(body: string, kind: 'str' | 'bytes'): string {
  return body.replace(ESCAPE, (escape) => {
    const rest = escape.slice(1);
    const letter = LETTERS[rest];
    if (letter !== undefined) return letter;
    if (/^[0-7]+$/.test(rest)) return String.fromCodePoint(Number.parseInt(rest, 8));
    if (/^x./.test(rest)) return String.fromCodePoint(Number.parseInt(rest.slice(1), 16));
    if (kind === 'bytes' || !/^[uU]./.test(rest)) return escape;
    const code = Number.parseInt(rest.slice(1), 16);
    if (code > 0x10ffff) throw NOT_A_LITERAL;
    return String.fromCodePoint(code);
  });
}

/** Reads items up to `close`; a comma may stand behind the last. */
function readItems(cursor: TextCursor, close: string, readItem: () => void): { hasComma: boolean } {
  cursor.at += 1;
  let hasComma = false;
  for (;;) {
    take(cursor, INNER_SPACE);
    if (takeText(cursor, close)) return { hasComma };
    readItem();
    take(cursor, INNER_SPACE);
    if (takeText(cursor, close)) return { hasComma };
    if (!takeText(cursor, ',')) throw NOT_A_LITERAL;
    hasComma = true;
  }
}

function readBracket(
  cursor: TextCursor,
  close: string,
  make: (items: readonly Value[], hasComma: boolean) => Value,
): Value {
  const items: Value[] = [];
  const { hasComma } = readItems(cursor, close, () => items.push(readValue(cursor, INNER_SPACE)));
  return make(items, hasComma);
}

/** `(1)` is 1, `(1,)` and `()` are tuples. */
function readParentheses(cursor: TextCursor): Value {
  return readBracket(cursor, ')', (items, hasComma) => {
    const [only] = items;
    return items.length === 1 && !hasComma && only !== undefined ? only : new Tuple(items);
  });
}

function readBraces(cursor: TextCursor): Value {
  const entries: [Value, Value][] = [];
  const items: Value[] = [];
  readItems(cursor, '}', () => {
    const key = readValue(cursor, INNER_SPACE);
    take(cursor, INNER_SPACE);
    if (takeText(cursor, ':')) entries.push([key, readValue(cursor, INNER_SPACE)]);
    else items.push(key);
  });
  if (entries.length > 0 && items.length > 0) throw NOT_A_LITERAL;
  return items.length > 0 ? new PySet(items) : new Dict(entries);
}
