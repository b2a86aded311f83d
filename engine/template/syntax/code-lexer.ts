/**
 * Reads what stands inside a tag, token by token. Each character is looked at by its code, and
 * patterns are tried only where a character alone does not tell; most tokens need none.
 */
import type { Token } from 'nunjucks/src/parser.js';
import { unescapeString } from './string-literal.ts';
import { TemplateSyntaxFailure } from './syntax-failure.ts';

const WHITESPACE = /\s+/uy;
const FLOAT = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iuy;
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iuy;
const NAME = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const STRING = /'[^'\\]*(?:\\[^][^'\\]*)*'|"[^"\\]*(?:\\[^][^"\\]*)*"/uy;

const PUNCTUATION: Readonly<Record<string, string>> = {
  '(': 'left-paren',
  ')': 'right-paren',
  '[': 'left-bracket',
  ']': 'right-bracket',
  '{': 'left-curly',
  '}': 'right-curly',
  ',': 'comma',
  ':': 'colon',
  '~': 'tilde',
  '|': 'pipe',
};
const CLOSING: Readonly<Record<string, string>> = { '{': '}', '(': ')', '[': ']' };
/** What may stand after itself or before `=` in an operator of two characters. */
const DOUBLED = new Set(['**', '//', '==', '!=', '>=', '<=']);

/** What an ASCII character can be or begin, by its code. */
const OTHER = 0;
const SPACE = 1;
const DIGIT = 2;
const LETTER = 3;
const QUOTE = 4;
const OPERATOR = 5;
const DOUBLE = 6;
const KINDS = Uint8Array.from({ length: 0x80 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/\s/u.test(character)) return SPACE;
  if (/\d/u.test(character)) return DIGIT;
  if (/[a-z_]/iu.test(character)) return LETTER;
  if (/['"]/u.test(character)) return QUOTE;
  if (/[*/=!<>]/u.test(character)) return DOUBLE;
  return /[-+%~[\](){}.:|,;]/u.test(character) ? OPERATOR : OTHER;
});

const DOT = 46;
const ZERO = 48;

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 0x80 ? (KINDS[code] ?? OTHER) : OTHER;
}

/** Reads the tokens of tags into a list. */
export class CodeLexer {
  readonly #text: string;
  readonly #newline: string;
  readonly tokens: Token[] = [];
  /** Where the next token begins. */
  at: number;
  /** Where the end of the last tag begins. */
  endStart = 0;
  /** True when a raw string ended at a quote that follows a backslash. */
  hasCutStrings = false;
  /** The brackets that are open, as what closes them. */
  readonly #open: string[] = [];

  constructor(text: string, from: number, newlineSequence: string) {
    this.#text = text;
    this.at = from;
    this.#newline = newlineSequence;
  }

  push(type: string, value: string, start: number, end = this.at): void {
    this.tokens.push({ type, value, lineno: start, colno: end });
  }

  fail(message: string, start: number, end = this.at): never {
    throw new TemplateSyntaxFailure(message, start, end);
  }

  /** Where a pattern that matches here ends; -1 when it does not. */
  #endOf(pattern: RegExp): number {
    pattern.lastIndex = this.at;
    return pattern.test(this.#text) ? pattern.lastIndex : -1;
  }

  /**
   * Reads to the end of a tag, which must stand outside of brackets.
   * @param end what ends the tag
   * @param endCode the character that `end` begins with, but for signs; none when it may be any
   */
  readTag(end: RegExp, endCode: number | undefined, isRaw: boolean): 'ended' | 'open' {
    const text = this.#text;
    this.#open.length = 0;
    while (this.at < text.length || this.#open.length === 0) {
      if (this.#open.length === 0) {
        const code = text.charCodeAt(this.at);
        const mayEnd = endCode === undefined || code === endCode || code === 43 || code === 45;
        const stop = mayEnd ? this.#endOf(end) : -1;
        if (stop !== -1) {
          this.endStart = this.at;
          this.at = stop;
          return 'ended';
        }
        if (this.at >= text.length) return 'open';
      }
      this.#readToken(isRaw);
    }
    return 'open';
  }

  #readToken(isRaw: boolean): void {
    const kind = kindAt(this.#text, this.at);
    switch (kind) {
      case SPACE:
        this.#skipSpace();
        return;
      case LETTER:
        this.#readName();
        return;
      case DIGIT:
        this.#readNumber();
        return;
      case QUOTE:
        this.#readString(isRaw);
        return;
      case OPERATOR:
      case DOUBLE:
        this.#readOperator(kind);
        return;
      default:
        this.#readOther();
    }
  }

  #skipSpace(): void {
    do this.at += 1;
    while (kindAt(this.#text, this.at) === SPACE);
  }

  #readName(): void {
    const start = this.at;
    let end = start + 1;
    let kind = kindAt(this.#text, end);
    while (kind === LETTER || kind === DIGIT) {
      end += 1;
      kind = kindAt(this.#text, end);
    }
    this.at = this.#text.charCodeAt(end) >= 0x80 ? this.#endOf(NAME) : end;
    this.push('symbol', this.#text.slice(start, this.at), start);
  }

  #readNumber(): void {
    const start = this.at;
    let end = start + 1;
    let kind = kindAt(this.#text, end);
    while (kind === DIGIT) {
      end += 1;
      kind = kindAt(this.#text, end);
    }
    const startsPlainly = this.#text.charCodeAt(start) !== ZERO || end === start + 1;
    const isPlain = startsPlainly && kind !== LETTER && this.#text.charCodeAt(end) !== DOT;
    if (isPlain) this.at = end;
    this.#pushNumber(start, isPlain);
  }

  #pushNumber(start: number, isPlain: boolean): void {
    const float = isPlain ? -1 : this.#endOf(FLOAT);
    if (float !== -1) this.at = float;
    else if (!isPlain) this.at = this.#endOf(INTEGER);
    this.push(float === -1 ? 'int' : 'float', this.#text.slice(start, this.at), start);
  }

  /** In raw strings no backslash escapes, not even before a quote. */
  #readString(isRaw: boolean): void {
    const text = this.#text;
    const start = this.at;
    const end = this.#endOf(STRING);
    if (end === -1) this.#failUnexpected();
    this.at = isRaw ? text.indexOf(text.charAt(start), start + 1) + 1 : end;
    if (this.at !== end) this.hasCutStrings = true;
    let inside = text.slice(start + 1, this.at - 1);
    if (this.#newline !== '\n') inside = inside.replaceAll('\n', this.#newline);
    if (isRaw || !inside.includes('\\')) {
      this.push('string', inside, start);
      return;
    }
    try {
      this.push('string', unescapeString(inside), start);
    } catch (error) {
      if (error instanceof SyntaxError) this.fail(error.message, start);
      throw error;
    }
  }

  #readOperator(kind: number): void {
    const start = this.at;
    const text = this.#text.charAt(start);
    if (kind === DOUBLE) {
      const both = this.#text.slice(start, start + 2);
      if (DOUBLED.has(both)) {
        this.at += 2;
        this.push('operator', both, start);
        return;
      }
      if (text === '!') this.#failUnexpected();
    }
    this.at += 1;
    this.#balance(text, start);
    this.push(PUNCTUATION[text] ?? 'operator', text, start);
  }

  /** Beyond ASCII only names and white space can stand. */
  #readOther(): void {
    const start = this.at;
    const space = this.#endOf(WHITESPACE);
    const name = space === -1 ? this.#endOf(NAME) : -1;
    if (space === -1 && name === -1) this.#failUnexpected();
    this.at = Math.max(space, name);
    if (name !== -1) this.push('symbol', this.#text.slice(start, name), start);
  }

  #failUnexpected(): never {
    const character = JSON.stringify(this.#text[this.at] ?? '');
    return this.fail(`unexpected char ${character}`, this.at, this.at + 1);
  }

  #balance(text: string, start: number): void {
    const closing = CLOSING[text];
    if (closing !== undefined) {
      this.#open.push(closing);
      return;
    }
    if (text !== '}' && text !== ')' && text !== ']') return;
    const expected = this.#open.pop();
    if (expected === undefined) this.fail(`unexpected '${text}'`, start);
    if (expected !== text) this.fail(`unexpected '${text}', expected '${expected}'`, start);
  }
}
