/**
 * Turns template text into tokens for nunjucks' Parser, with the rules of Jinja 3.1's lexer:
 * whitespace control, trim_blocks, lstrip_blocks, raw blocks, custom delimiters, balanced braces.
 * It must not know what tags mean.
 */
import type { Token } from 'nunjucks/src/parser.js';
import { CodeLexer } from './code-lexer.ts';
import { findRules, type Opening, type Rules, type TagKind } from './lexer-rules.ts';
import { TemplateSyntaxFailure } from './syntax-failure.ts';
import type { Syntax } from './syntax-options.ts';
import { TokenList } from './token-list.ts';

/** The state of one pass over a text. */
class Lexing {
  readonly #text: string;
  readonly #syntax: Syntax;
  readonly #rules: Rules;
  readonly #code: CodeLexer;
  /** Where data begins that was not read yet. */
  #at: number;
  /** True where a line of data begins: at the start, or after a tag that ended with a newline. */
  #isLineStart = true;

  constructor(text: string, from: number, syntax: Syntax) {
    this.#text = text;
    this.#at = from;
    this.#syntax = syntax;
    this.#rules = findRules(syntax);
    this.#code = new CodeLexer(text, from, syntax.newlineSequence);
  }

  run(): void {
    for (let opening = this.#find(); opening !== undefined; opening = this.#find()) {
      const { kind, start } = opening;
      const before = this.#at;
      this.#data(start, kind === 'variable' ? 'variable' : 'tag', opening.sign);
      this.#at = opening.end;
      this.#tag(kind, start);
      this.#isLineStart = this.#text.charAt(this.#at - 1) === '\n';
      // A delimiter that is nothing opens a tag everywhere, also at the very end.
      if (this.#at === before) this.#fail('a delimiter is empty', start);
    }
    this.#emitData(this.#text.slice(this.#at), this.#at);
  }

  get tokens(): readonly Token[] {
    return this.#code.tokens;
  }

  /** True when a string was cut where a backslash stands before a quote. */
  get hasCutStrings(): boolean {
    return this.#code.hasCutStrings;
  }

  #find(): Opening | undefined {
    return this.#rules.find(this.#text, this.#at);
  }

  #emitData(text: string, start: number): void {
    if (text === '') return;
    const { newlineSequence: sequence } = this.#syntax;
    const value = sequence === '\n' ? text : text.replaceAll('\n', sequence);
    this.#code.push('data', value, start, start + text.length);
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
    const { blockEnd, variableEnd } = this.#rules;
    switch (kind) {
      case 'raw':
        this.#raw(start);
        return;
      case 'comment':
        this.#comment(start);
        return;
      case 'line-comment':
        this.#at = this.#endOfLine();
        return;
      case 'variable':
        this.#readTag('variable', start, variableEnd, this.#syntax.variableEnd);
        return;
      case 'block':
        this.#readTag('block', start, blockEnd, this.#syntax.blockEnd);
        return;
      case 'line':
        this.#readTag('block', start, /\s*(?:\n|(?![^]))/uy, '');
    }
  }

  #readTag(kind: 'variable' | 'block', start: number, end: RegExp, endText: string): void {
    const code = this.#code;
    code.at = this.#at;
    code.push(`${kind}-start`, kind === 'variable' ? '{{' : '{%', start);
    const isRaw = kind === 'variable' && this.#syntax.rawStrings;
    const endCode = endText === '' ? undefined : endText.charCodeAt(0);
    const ending = code.readTag(end, endCode, isRaw);
    this.#at = code.at;
    if (ending === 'open') return;
    const from = code.endStart;
    code.push(`${kind}-end`, kind === 'variable' ? '}}' : '%}', from);
  }

  #comment(start: number): void {
    const { commentEnd } = this.#rules;
    commentEnd.lastIndex = this.#at;
    if (commentEnd.test(this.#text)) this.#at = commentEnd.lastIndex;
    // Jinja's rule for the missing end needs one more character to match.
    else if (this.#at < this.#text.length) this.#fail('Missing end of comment tag', start);
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

  #fail(message: string, start: number): never {
    throw new TemplateSyntaxFailure(message, start, this.#at);
  }
}

/**
 * Ansible lexes a value with a backslash and `{{` once to double the backslashes of its strings, and
 * puts what it read together again for Jinja (`_escape_backslashes` of ansible/template).
 */
function isLexedTwice(text: string, from: number, syntax: Syntax): boolean {
  return syntax.rawStrings && text.includes('\\', from) && text.includes('{{', from);
}

/** What Ansible hands to Jinja: without the header, and without a newline where it lexed before. */
export function textOnceLexed(text: string, from: number, syntax: Syntax): string {
  const isShortened = isLexedTwice(text, from, syntax) && text.endsWith('\n');
  if (from === 0 && !isShortened) return text;
  return text.slice(from, isShortened && !syntax.keepTrailingNewline ? -1 : undefined);
}

/** Where the template ends: each time that it is lexed, one newline at its end is left out. */
function endOf(text: string, from: number, syntax: Syntax): number {
  let end = text.length;
  if (syntax.keepTrailingNewline) return end;
  for (let times = isLexedTwice(text, from, syntax) ? 2 : 1; times > 0; times -= 1) {
    if (end > from && text.charAt(end - 1) === '\n') end -= 1;
  }
  return end;
}

/** Reads until it fails: Jinja parses what comes before it fails. */
function findFailure(lexing: Lexing): TemplateSyntaxFailure | undefined {
  try {
    lexing.run();
    return undefined;
  } catch (error) {
    if (error instanceof TemplateSyntaxFailure) return error;
    throw error;
  }
}

/**
 * Cuts a template into tokens.
 * @param text newlines already `\n`
 * @param from where the template starts in `text` (after a `#jinja2:` header)
 * @returns what nunjucks' Parser reads from; `lineno`/`colno` are start and end offsets
 * @throws TemplateSyntaxFailure when Ansible reads the whole text beforehand
 */
export function lexTemplate(text: string, from: number, syntax: Syntax): TokenList {
  const end = endOf(text, from, syntax);
  const source = end === text.length ? text : text.slice(0, end);
  const lexing = new Lexing(source, from, syntax);
  const failure = findFailure(lexing);
  // The first of Ansible's two lexings is over before anything is parsed, and still takes `\'` for a
  // quote inside of the string.
  const isAsked = failure !== undefined || lexing.hasCutStrings;
  if (isAsked && isLexedTwice(text, from, syntax)) {
    new Lexing(source, from, { ...syntax, rawStrings: false }).run();
  }
  return new TokenList(lexing.tokens, failure);
}
