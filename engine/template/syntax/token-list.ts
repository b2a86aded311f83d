/** The tokens of a template, as nunjucks' Parser and ours read them. */
import type { Token, TokenSource } from 'nunjucks/src/parser.js';
import type { TemplateSyntaxFailure } from './syntax-failure.ts';

/** Tokens with a place in them; nunjucks' Parser reads it and ours looks ahead in it. */
export class TokenList implements TokenSource {
  readonly #tokens: readonly Token[];
  readonly #failure: TemplateSyntaxFailure | undefined;
  #next = 0;

  /** @param failure why there are no more tokens: told to who asks for them, as Jinja reads lazily */
  constructor(tokens: readonly Token[], failure?: TemplateSyntaxFailure) {
    this.#tokens = tokens;
    this.#failure = failure;
  }

  /** Takes the next token; null at the end. @throws TemplateSyntaxFailure */
  nextToken(): Token | null {
    const token = this.look(0);
    this.#next += 1;
    return token;
  }

  /** Looks at a token without taking it; 0 is the next one. @throws TemplateSyntaxFailure */
  look(ahead: number): Token | null {
    const token = this.#tokens[this.#next + ahead];
    if (token === undefined && this.#failure !== undefined) throw this.#failure;
    return token ?? null;
  }

  /** Puts the last token back. */
  back(): void {
    this.#next -= 1;
  }
}
