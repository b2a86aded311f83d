/**
 * Reads Ruby's `inspect` text. Vagrant's `ansible` provisioner writes hashes and arrays so into the
 * inventory that it generates: `labels={"a"=>1} list=[1, "x"]`. Source: Vagrant 2.3.4, observed;
 * Ruby 3.4 writes `{"a" => 1, b: 2}`.
 */
import { Dict, Float, type Value } from '../base/index.ts';
import { take, type TextCursor } from '../source/index.ts';

/** Says inside this file that the text is no literal. */
class NotALiteral extends Error {}

/** A literal and where it ends in the text. */
export interface RubyLiteral {
  readonly value: Value;
  readonly end: number;
}

const SPACE = /\s*/y;
const NUMBER = /-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/y;
const WORD = /nil|true|false/y;
const STRING = /"((?:[^"\\]|\\[^])*)"/y;
const SYMBOL = /:(?:(\w+[?!]?)|"((?:[^"\\]|\\[^])*)")/y;
/** A key of Ruby 3.4's form. */
const LABEL = /(\w+[?!]?): |"((?:[^"\\]|\\[^])*)": /y;
const ARROW = /\s*=>\s*/y;
const ESCAPE = /\\(?:u\{([0-9a-fA-F]+)\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|([^]))/g;
const LETTERS: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  e: '\u001b',
  a: '\u0007',
  b: '\b',
  f: '\f',
  v: '\v',
};

/**
 * Reads the array or hash that starts at an offset.
 * @returns undefined when there is none
 */
export function readRubyLiteral(text: string, start: number): RubyLiteral | undefined {
  if (!/[[{]/.test(text.charAt(start))) return undefined;
  const cursor: TextCursor = { text, at: start };
  try {
    return { value: readValue(cursor), end: cursor.at };
  } catch (error) {
    if (error instanceof NotALiteral) return undefined;
    throw error;
  }
}

function readValue(cursor: TextCursor): Value {
  switch (cursor.text.charAt(cursor.at)) {
    case '[': {
      const items: Value[] = [];
      readItems(cursor, ']', () => items.push(readValue(cursor)));
      return items;
    }
    case '{': {
      const entries: [Value, Value][] = [];
      readItems(cursor, '}', () => entries.push([readKey(cursor), readValue(cursor)]));
      return new Dict(entries);
    }
    default:
      return readScalar(cursor);
  }
}

function readItems(cursor: TextCursor, close: string, readItem: () => void): void {
  cursor.at += 1;
  for (;;) {
    take(cursor, SPACE);
    if (cursor.text.charAt(cursor.at) === close) break;
    readItem();
    take(cursor, SPACE);
    if (cursor.text.charAt(cursor.at) === ',') cursor.at += 1;
    else if (cursor.text.charAt(cursor.at) !== close) throw new NotALiteral();
  }
  cursor.at += 1;
}

function readKey(cursor: TextCursor): Value {
  const label = take(cursor, LABEL);
  if (label !== undefined) return label[1] ?? unescape(label[2] ?? '');
  const key = readScalar(cursor);
  if (take(cursor, ARROW) === undefined) throw new NotALiteral();
  return key;
}

/** Symbols are text, as they are in JSON that Ruby makes. */
function readScalar(cursor: TextCursor): Value {
  const string = take(cursor, STRING);
  if (string !== undefined) return unescape(string[1] ?? '');
  const symbol = take(cursor, SYMBOL);
  if (symbol !== undefined) return symbol[1] ?? unescape(symbol[2] ?? '');
  const number = take(cursor, NUMBER)?.[0];
  if (number !== undefined) return toNumber(number);
  const word = take(cursor, WORD)?.[0];
  if (word === undefined) throw new NotALiteral();
  return word === 'nil' ? null : word === 'true';
}

function toNumber(written: string): Value {
  if (/[.e]/.test(written)) return new Float(Number(written));
  const number = Number(written);
  return Number.isSafeInteger(number) ? number : BigInt(written);
}

function unescape(body: string): string {
  return body.replace(ESCAPE, (...[, braced, four, two, letter]: (string | undefined)[]) => {
    const code = braced ?? four ?? two;
    if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
    return LETTERS[letter ?? ''] ?? letter ?? '';
  });
}
