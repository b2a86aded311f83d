/**
 * nunjucks' Parser on our own tokens: looking ahead, expecting, and failing in Jinja's words.
 */
import nunjucks from 'nunjucks/src/parser.js';
import type { Token } from 'nunjucks/src/parser.js';
import type { TokenList } from './token-list.ts';
import { TemplateSyntaxFailure } from './syntax-failure.ts';

const TOKEN_WORDS: Readonly<Record<string, string>> = {
  'variable-start': 'begin of print statement',
  'variable-end': 'end of print statement',
  'block-start': 'begin of statement block',
  'block-end': 'end of statement block',
  data: 'template data / text',
  int: 'integer',
};

/** Names a token as Jinja's messages do. */
export function describeToken(token: Token | null): string {
  if (token === null) return 'end of template';
  if (token.type === 'symbol') return token.value;
  const word = TOKEN_WORDS[token.type] ?? token.type;
  return token.type === 'operator' || token.value.length === 1 ? token.value : word;
}

/** What every parser of this room can do with tokens. */
export class TokenParser extends nunjucks.Parser {
  readonly source: TokenList;
  /** The first thing that Jinja takes, but the Python it writes does not. */
  refusal: TemplateSyntaxFailure | undefined;

  constructor(source: TokenList) {
    super(source);
    this.source = source;
  }

  override error(message: string, start?: number, end?: number): Error {
    const token = this.peekToken();
    const from = start ?? token?.lineno ?? Number.MAX_SAFE_INTEGER;
    return new TemplateSyntaxFailure(message, from, end ?? token?.colno ?? from);
  }

  /** Notes that Python would refuse what Jinja has read here; what is wrong for Jinja comes first. */
  refuse(message: string, start: number, end = start): void {
    this.refusal ??= new TemplateSyntaxFailure(message, start, end);
  }

  /** Says that another token was expected. */
  failExpected(expected: string): never {
    const token = this.peekToken();
    return this.fail(
      token === null
        ? `unexpected end of template, expected '${expected}'.`
        : `expected token '${expected}', got '${describeToken(token)}'`,
    );
  }

  /** Takes a token of a type, or fails naming what Jinja would name. */
  take(type: string, expected: string): Token {
    const token = this.peekToken();
    if (token?.type !== type) return this.failExpected(expected);
    this.nextToken();
    return token;
  }

  isSymbol(value: string): boolean {
    return this.#isNext('symbol', value);
  }

  isOperator(value: string): boolean {
    return this.#isNext('operator', value);
  }

  isType(type: string): boolean {
    return this.source.look(0)?.type === type;
  }

  #isNext(type: string, value: string): boolean {
    const token = this.source.look(0);
    return token !== null && token.type === type && token.value === value;
  }

  override skip(type: string): boolean {
    if (this.source.look(0)?.type !== type) return false;
    this.source.nextToken();
    return true;
  }

  override skipValue(type: string, value: string): boolean {
    if (!this.#isNext(type, value)) return false;
    this.source.nextToken();
    return true;
  }

  override skipSymbol(value: string): boolean {
    return this.skipValue('symbol', value);
  }

  /** Looks at the token after the next one. */
  isFollowedBy(type: string, value: string): boolean {
    const token = this.source.look(1);
    return token?.type === type && token.value === value;
  }

  override nextToken(): Token | null {
    return this.source.nextToken();
  }

  override peekToken(): Token | null {
    return this.source.look(0);
  }

  override pushToken(): void {
    this.source.back();
  }
}
