/** The tokens of a template, as nunjucks' Parser and ours read them. */
import type { Token, TokenSource } from 'nunjucks/src/parser.js';

/** Tokens with a place in them; nunjucks' Parser reads it and ours looks ahead in it. */
export class TokenList implements TokenSource {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  /** Takes the next token; null at the end. */
  nextToken(): Token | null {
    this.#next += 1;
    return this.#tokens[this.#next - 1] ?? null;
  }

  /** Looks at a token without taking it; 0 is the next one. */
  look(ahead: number): Token | null {
    return this.#tokens[this.#next + ahead] ?? null;
  }

  /** Puts the last token back. */
  back(): void {
    this.#next -= 1;
  }
}
