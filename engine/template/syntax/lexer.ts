/**
 * Turns template text into tokens for nunjucks' Parser, with the rules of Jinja 3.1's lexer:
 * whitespace control, trim_blocks, lstrip_blocks, raw blocks, custom delimiters, balanced braces.
 * It must not know what tags mean.
 */
import type { Token } from 'nunjucks/src/parser.js';
import { findRules, type Rules, type TagKind } from './lexer-rules.ts';
import { TemplateSyntaxFailure } from './syntax-failure.ts';
import type { Syntax } from './syntax-options.ts';
import { TokenList } from './token-list.ts';
import { unescapeString } from './string-literal.ts';

const WHITESPACE = /\s+/uy;
const FLOAT = /(?<!\.)(?:\d+_)*\d+(?:(?:\.(?:\d+_)*\d+)?e[+-]?(?:\d+_)*\d+|\.(?:\d+_)*\d+)/iuy;
const INTEGER = /0b(?:_?[01])+|0o(?:_?[0-7])+|0x(?:_?[\da-f])+|[1-9](?:_?\d)*|0(?:_?0)*/iuy;
const NAME = /[\p{ID_Start}_][\p{ID_Continue}]*/uy;
const STRING = /'[^'\\]*(?:\\[^][^'\\]*)*'|"[^"\\]*(?:\\[^][^"\\]*)*"/uy;
const RAW_STRING = /'[^']*'|"[^"]*"/uy;
const OPERATOR = /\*\*|\/\/|==|!=|>=|<=|[-+/*%~[\](){}><=.:|,;]/uy;

type CodeToken = readonly [type: string, pattern: RegExp];

const CODE_TOKENS: readonly CodeToken[] = [
  ['whitespace', WHITESPACE],
  ['float', FLOAT],
  ['int', INTEGER],
  ['symbol', NAME],
  ['string', STRING],
  ['operator', OPERATOR],
];

/** What an ASCII character can begin, by its code, so that no other pattern is tried there. */
const BY_CODE: readonly (readonly CodeToken[])[] = Array.from({ length: 0x80 }, (_, code) => {
  const character = String.fromCharCode(code);
  const can = (type: string): boolean => {
    if (/\s/u.test(character)) return type === 'whitespace';
    if (/\d/u.test(character)) return type === 'float' || type === 'int';
    if (/[a-z_]/iu.test(character)) return type === 'symbol';
    return type === (/['"]/u.test(character) ? 'string' : 'operator');
  };
  return CODE_TOKENS.filter(([type]) => can(type));
});

const PUNCTUATION = new Map([
  ['(', 'left-paren'],
  [')', 'right-paren'],
  ['[', 'left-bracket'],
  [']', 'right-bracket'],
  ['{', 'left-curly'],
  ['}', 'right-curly'],
  [',', 'comma'],
  [':', 'colon'],
  ['~', 'tilde'],
  ['|', 'pipe'],
]);
const CLOSING = new Map([
  ['{', '}'],
  ['(', ')'],
  ['[', ']'],
]);

/** The state of one pass over a text. */
class Lexing {
  readonly #text: string;
  readonly #syntax: Syntax;
  readonly #rules: Rules;
  readonly tokens: Token[] = [];
  #at: number;
  /** True where a line of data begins: at the start, or after a tag that ended with a newline. */
  #isLineStart = true;

  constructor(text: string, from: number, syntax: Syntax) {
    this.#text = text;
    this.#at = from;
    this.#syntax = syntax;
    this.#rules = findRules(syntax);
  }

  run(): readonly Token[] {
    const { opening, kinds } = this.#rules;
    for (;;) {
      opening.lastIndex = this.#at;
      const match = opening.exec(this.#text);
      if (match === null) break;
      const parts: readonly (string | undefined)[] = match;
      const group = parts.findIndex((part, index) => index % 2 === 1 && part !== undefined);
      const kind = group === 1 ? 'raw' : (kinds[(group - 3) / 2] ?? 'raw');
      const sign = parts[group + 1] ?? '';
      this.#data(match.index, kind === 'variable' ? 'variable' : 'tag', sign);
      this.#at = opening.lastIndex;
      this.#tag(kind, match.index);
      this.#isLineStart = this.#text[this.#at - 1] === '\n';
    }
    this.#emitData(this.#text.slice(this.#at), this.#at);
    return this.tokens;
  }

  #push(type: string, value: string, start: number, end = this.#at): void {
    this.tokens.push({ type, value, lineno: start, colno: end });
  }

  #emitData(text: string, start: number): void {
    if (text === '') return;
    const { newlineSequence: sequence } = this.#syntax;
    const value = sequence === '\n' ? text : text.replaceAll('\n', sequence);
    this.#push('data', value, start, start + text.length);
  }

  #data(end: number, before: 'variable' | 'tag', sign: string): void {
    const start = this.#at;
    let text = this.#text.slice(start, end);
    if (sign === '-') text = text.trimEnd();
    else if (sign !== '+' && this.#syntax.lstripBlocks && before === 'tag') {
      const line = text.lastIndexOf('\n') + 1;
      const isFirst = line > 0 || this.#isLineStart;
      if (isFirst && line < text.length && text.slice(line).trim() === '')
        text = text.slice(0, line);
    }
    this.#emitData(text, start);
  }

  #tag(kind: TagKind | 'raw', start: number): void {
    switch (kind) {
      case 'raw':
        this.#raw(start);
        return;
      case 'comment': {
        const { commentEnd } = this.#rules;
        commentEnd.lastIndex = this.#at;
        if (commentEnd.exec(this.#text) === null) {
          // Jinja's rule for the missing end needs one more character to match.
          if (this.#at < this.#text.length) this.#fail('Missing end of comment tag', start);
          return;
        }
        this.#at = commentEnd.lastIndex;
        return;
      }
      case 'line-comment':
        this.#at = this.#endOfLine();
        return;
      case 'variable':
        this.#push('variable-start', '{{', start);
        this.#code(this.#rules.variableEnd, 'variable-end', this.#syntax.rawStrings);
        return;
      case 'block':
        this.#push('block-start', '{%', start);
        this.#code(this.#rules.blockEnd, 'block-end', false);
        return;
      case 'line':
        this.#push('block-start', '{%', start);
        this.#code(/\s*(?:\n|(?![^]))/uy, 'block-end', false);
    }
  }

  #endOfLine(): number {
    const end = this.#text.indexOf('\n', this.#at);
    return end === -1 ? this.#text.length : end;
  }

  #raw(start: number): void {
    const { rawEnd } = this.#rules;
    rawEnd.lastIndex = this.#at;
    const match = rawEnd.exec(this.#text);
    if (match === null) {
      if (this.#at < this.#text.length) this.#fail('Missing end of raw directive', start);
      return;
    }
    this.#isLineStart = this.#text[this.#at - 1] === '\n';
    this.#data(match.index, 'tag', match[1] ?? '');
    this.#at = rawEnd.lastIndex;
  }

  #fail(message: string, start: number, end = this.#at): never {
    throw new TemplateSyntaxFailure(message, start, end);
  }

  #match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#at;
    return pattern.exec(this.#text)?.[0];
  }

  #code(end: RegExp, endType: string, isRaw: boolean): void {
    const open: string[] = [];
    const values = { 'variable-end': '}}', 'block-end': '%}' };
    while (this.#at < this.#text.length || open.length === 0) {
      const start = this.#at;
      const closing = open.length === 0 ? this.#match(end) : undefined;
      if (closing !== undefined) {
        this.#at += closing.length;
        this.#push(endType, endType === 'block-end' ? values['block-end'] : '}}', start);
        return;
      }
      if (start >= this.#text.length) return;
      this.#codeToken(isRaw, open);
    }
  }

  #codeToken(isRaw: boolean, open: string[]): void {
    const start = this.#at;
    const code = this.#text.charCodeAt(start);
    for (const [type, pattern] of BY_CODE[code] ?? CODE_TOKENS) {
      const text = this.#match(pattern);
      if (text === undefined) continue;
      if (type === 'string') {
        this.#string(text, isRaw, start);
        return;
      }
      this.#at += text.length;
      if (type === 'operator') this.#balance(text, open, start);
      if (type === 'operator') this.#push(PUNCTUATION.get(text) ?? type, text, start);
      else if (type !== 'whitespace') this.#push(type, text, start);
      return;
    }
    this.#fail(`unexpected char ${JSON.stringify(this.#text[start] ?? '')}`, start, start + 1);
  }

  /** In raw strings no backslash escapes, not even before a quote. */
  #string(found: string, isRaw: boolean, start: number): void {
    const text = isRaw ? (this.#match(RAW_STRING) ?? found) : found;
    this.#at += text.length;
    const inside = text.slice(1, -1).replaceAll('\n', this.#syntax.newlineSequence);
    try {
      this.#push('string', isRaw ? inside : unescapeString(inside), start);
    } catch (error) {
      if (error instanceof SyntaxError) this.#fail(error.message, start);
      throw error;
    }
  }

  #balance(text: string, open: string[], start: number): void {
    const closing = CLOSING.get(text);
    if (closing !== undefined) {
      open.push(closing);
      return;
    }
    if (text !== '}' && text !== ')' && text !== ']') return;
    const expected = open.pop();
    if (expected === undefined) this.#fail(`unexpected '${text}'`, start);
    if (expected !== text) this.#fail(`unexpected '${text}', expected '${expected}'`, start);
  }
}

/**
 * Cuts a template into tokens.
 * @param text newlines already `\n`
 * @param from where the template starts in `text` (after a `#jinja2:` header)
 * @returns what nunjucks' Parser reads from; `lineno`/`colno` are start and end offsets
 * @throws TemplateSyntaxFailure
 */
export function lexTemplate(text: string, from: number, syntax: Syntax): TokenList {
  const end = !syntax.keepTrailingNewline && text.endsWith('\n') ? text.length - 1 : text.length;
  const source = end === text.length ? text : text.slice(0, Math.max(from, end));
  const tokens = new Lexing(source, from, syntax).run();
  return new TokenList(tokens);
}
