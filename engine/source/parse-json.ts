/**
 * JSON text in, located values out, as Python's json module reads it: `1e3` is a float, `NaN` is
 * known, a repeated key is the last one. Exists because YAML readers do not accept all JSON, and
 * Ansible tries JSON before YAML on every file.
 */
import { Float, ProblemError } from '../base/index.ts';
import type { Located, LocatedEntry, LocatedScalar, SourceFile, Span } from '../base/index.ts';
import { buildEntries } from './build-map.ts';
import { jsonSyntax } from './problems.ts';
import { toSafeInteger } from './resolve-scalar.ts';
import { take, type TextCursor } from './text-cursor.ts';

interface Cursor extends TextCursor {
  readonly file: SourceFile;
}

const SPACE = /[ \t\r\n]*/y;
const STRING = /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?/y;
const WORD = /-?[A-Za-z]+/y;

const WORDS: ReadonlyMap<string, LocatedScalar['value']> = new Map<string, LocatedScalar['value']>([
  ['true', true],
  ['false', false],
  ['null', null],
  ['NaN', new Float(NaN)],
  ['Infinity', new Float(Infinity)],
  ['-Infinity', new Float(-Infinity)],
]);

/**
 * Reads a JSON text.
 * @throws ProblemError `json-syntax` at the first place that is not JSON
 */
export function parseJson(file: SourceFile): Located {
  const cursor = { file, text: file.text, at: 0 };
  const value = readValue(cursor);
  skipSpace(cursor);
  if (cursor.at < file.text.length) fail(cursor, 'something stands behind the end of the value');
  return value;
}

/** Reads a text that may be JSON; undefined when it starts otherwise or is not. */
export function tryParseJson(file: SourceFile): Located | undefined {
  // Only collections: a bare scalar reads the same either way, and text seldom starts with these.
  if (!/^\s*[[{]/.test(file.text)) return undefined;
  try {
    return parseJson(file);
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

function fail(cursor: Cursor, message: string): never {
  const end = Math.min(cursor.text.length, cursor.at + 1);
  const span = { file: cursor.file, start: Math.min(cursor.at, end), end };
  throw new ProblemError(jsonSyntax(`this is not JSON: ${message}`, span));
}

function skipSpace(cursor: Cursor): void {
  take(cursor, SPACE);
}

function spanFrom(cursor: Cursor, start: number): Span {
  return { file: cursor.file, start, end: cursor.at };
}

function peek(cursor: Cursor): string {
  return cursor.text.charAt(cursor.at);
}

function readValue(cursor: Cursor): Located {
  skipSpace(cursor);
  switch (peek(cursor)) {
    case '{':
      return readObject(cursor);
    case '[':
      return readArray(cursor);
    case '"':
      return readString(cursor);
    default:
      return readLiteral(cursor);
  }
}

function readString(cursor: Cursor): LocatedScalar {
  const start = cursor.at;
  const match = take(cursor, STRING);
  if (match === undefined) return fail(cursor, 'a string is not closed or has a wrong escape');
  const value: unknown = JSON.parse(match[0]);
  return toScalar(String(value), match[0].slice(1, -1), spanFrom(cursor, start));
}

function readLiteral(cursor: Cursor): LocatedScalar {
  const start = cursor.at;
  const number = take(cursor, NUMBER);
  if (number !== undefined) {
    const [text, fraction, exponent] = number;
    const isInt = fraction === undefined && exponent === undefined;
    const value = isInt ? toSafeInteger(BigInt(text)) : new Float(Number(text));
    return toScalar(value, text, spanFrom(cursor, start));
  }
  const word = take(cursor, WORD)?.[0] ?? '';
  const value = WORDS.get(word);
  if (value === undefined) {
    cursor.at = start;
    return fail(cursor, start >= cursor.text.length ? 'it ends early' : 'no value starts here');
  }
  return toScalar(value, word, spanFrom(cursor, start));
}

function toScalar(value: LocatedScalar['value'], raw: string, span: Span): LocatedScalar {
  return { kind: 'scalar', value, span, raw, isUnsafe: false, isSecret: false };
}

/** Reads what stands between two brackets, one `readItem` per comma. */
function readItems(cursor: Cursor, close: string, readItem: () => void): void {
  cursor.at += 1;
  skipSpace(cursor);
  if (peek(cursor) === close) {
    cursor.at += 1;
    return;
  }
  for (;;) {
    readItem();
    skipSpace(cursor);
    const found = peek(cursor);
    if (found !== close && found !== ',') fail(cursor, `\`,\` or \`${close}\` is missing`);
    cursor.at += 1;
    if (found === close) return;
  }
}

function readArray(cursor: Cursor): Located {
  const start = cursor.at;
  const items: Located[] = [];
  readItems(cursor, ']', () => items.push(readValue(cursor)));
  return { kind: 'list', items, span: spanFrom(cursor, start) };
}

function readObject(cursor: Cursor): Located {
  const start = cursor.at;
  const own: LocatedEntry[] = [];
  readItems(cursor, '}', () => {
    skipSpace(cursor);
    if (peek(cursor) !== '"') fail(cursor, 'a key must stand in double quotes');
    const key = readString(cursor);
    skipSpace(cursor);
    if (peek(cursor) !== ':') fail(cursor, '`:` is missing behind a key');
    cursor.at += 1;
    own.push({ key, value: readValue(cursor) });
  });
  const entries = buildEntries(own, [], () => undefined);
  return { kind: 'map', entries, span: spanFrom(cursor, start) };
}
