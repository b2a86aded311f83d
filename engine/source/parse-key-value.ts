/**
 * Reads arguments written as text (`path=/etc/hosts state=file`, `echo hi chdir=/tmp`) into a
 * mapping with places, by the rules of Ansible's one-line form. Values stay unrendered text.
 */
import { ProblemError, locateScalar } from '../base/index.ts';
import type { LocatedEntry, LocatedMap, LocatedScalar, Span } from '../base/index.ts';
import { buildEntries } from './build-map.ts';
import { unbalancedArguments } from './problems.ts';
import { spanInside } from './span-inside.ts';
import { splitArgs, type Word } from './split-args.ts';

export interface KeyValueOptions {
  /**
   * For actions that take free text (`shell`): the only keys that are arguments; any other
   * `k=v` belongs to the free text. Without it every `k=v` is an argument.
   */
  readonly onlyKeys?: readonly string[] | undefined;
}

const ESCAPE = /\\(?:U[0-9a-fA-F]{8}|u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[\\'"abfnrtv])/g;
const LETTERS: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

function decodeEscapes(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replace(ESCAPE, (escape) => {
    const letter = escape.charAt(1);
    if (escape.length === 2) return LETTERS[letter] ?? letter;
    const code = Number.parseInt(escape.slice(2), 16);
    return code > 0x10ffff ? escape : String.fromCodePoint(code);
  });
}

/** Finds the first `=` that is neither the first character nor escaped; -1 when there is none. */
function findEquals(text: string): number {
  let at = text.indexOf('=', 1);
  while (at > 0 && text.charAt(at - 1) === '\\') at = text.indexOf('=', at + 1);
  return at;
}

function isQuoted(text: string): boolean {
  const first = text.charAt(0);
  const isSame = text.length > 1 && first === text.charAt(text.length - 1);
  return isSame && (first === '"' || first === "'") && text.charAt(text.length - 2) !== '\\';
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Makes the scalar for a part of the source text. */
function toPart(source: LocatedScalar, value: string, { start, end }: Range): LocatedScalar {
  return { ...source, value, raw: value, span: spanInside(source, start, end) };
}

function toEntry(source: LocatedScalar, word: Word, equals: number): LocatedEntry {
  const key = word.text.slice(0, equals);
  const start = word.start + equals + 1;
  const written = word.text.slice(equals + 1).trim();
  const quote = isQuoted(decodeEscapes(written)) ? 1 : 0;
  const value = decodeEscapes(written);
  return {
    key: toPart(source, decodeEscapes(key), { start: word.start, end: word.start + equals }),
    value: toPart(source, quote === 1 ? value.slice(1, -1) : value, {
      start: start + quote,
      end: Math.max(start + quote, word.end - quote),
    }),
  };
}

/** Joins free text again as it was written, newlines and runs of spaces included. */
function joinWords(words: readonly Word[]): string {
  return words.reduce((joined, { text, tail }) => {
    const separator = joined === '' || joined.endsWith('\n') ? '' : ' ';
    return `${joined}${separator}${text}${tail}`;
  }, '');
}

/**
 * Reads arguments in the one-line form.
 * @param text the arguments; what is not `k=v` is given as `_raw_params`
 * @param span where the text stands; parts of it get exact places where that is possible
 * @throws ProblemError `unbalanced-arguments` when a quote or template block is not closed
 */
export function parseKeyValue(text: string, span: Span, options: KeyValueOptions = {}): LocatedMap {
  const source = locateScalar(text, span);
  const { words, unclosedAt } = splitArgs(text);
  if (unclosedAt !== undefined) {
    throw new ProblemError(unbalancedArguments(spanInside(source, unclosedAt, unclosedAt + 1)));
  }
  const entries: LocatedEntry[] = [];
  const free: Word[] = [];
  for (const word of words) {
    const equals = findEquals(word.text);
    const isFree =
      equals === -1 || options.onlyKeys?.includes(word.text.slice(0, equals)) === false;
    if (!isFree) entries.push(toEntry(source, word, equals));
    else if (equals === -1) free.push({ ...word, text: word.text.replaceAll('\\=', '=') });
    else free.push(word);
  }
  const [first] = free;
  const last = free.at(-1);
  if (first !== undefined && last !== undefined) {
    const key = toPart(source, '_raw_params', { start: first.start, end: first.start });
    const place = { start: first.start, end: last.end };
    entries.push({ key, value: toPart(source, joinWords(free), place) });
  }
  return { kind: 'map', entries: buildEntries(entries, [], () => undefined), span: source.span };
}
