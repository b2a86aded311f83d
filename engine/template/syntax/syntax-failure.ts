/** What the lexer and the parser throw inside the room; at the door it becomes a Problem. */
export class TemplateSyntaxFailure extends Error {
  /** Offsets in the template's text. */
  readonly start: number;
  readonly end: number;

  constructor(message: string, start: number, end: number) {
    super(message);
    this.name = 'TemplateSyntaxFailure';
    this.start = start;
    this.end = end;
  }
}

/** Jinja's own parser broke: what it would have read further on does not matter. */
export class BrokenParse extends TemplateSyntaxFailure {}
