/** Reads delimited text as Python's csv module with its `excel` dialect. */
import { fail } from '../values/failure.ts';

/** How fields are told apart. */
export interface CsvRules {
  readonly delimiter: string;
  /** Whether spaces after a delimiter are left out. */
  readonly skipsSpace?: boolean;
  /** Whether a quoted field must end where its quotes do. */
  readonly isStrict?: boolean;
}

type State = 'start' | 'plain' | 'quoted' | 'after quote';

class CsvReader {
  readonly #rules: CsvRules;
  readonly #rows: string[][] = [];
  #row: string[] = [];
  #field = '';
  #state: State = 'start';

  constructor(rules: CsvRules) {
    this.#rules = rules;
  }

  read(character: string): void {
    if (this.#state === 'quoted') {
      if (character === '"') this.#state = 'after quote';
      else this.#field += character;
    } else if (character === this.#rules.delimiter) this.#endField();
    else if (character === '\n') this.#endRow();
    else if (character !== '\r') this.#readPlain(character);
  }

  #readPlain(character: string): void {
    if (character === '"' && this.#state !== 'plain') {
      if (this.#state === 'after quote') this.#field += '"';
      this.#state = 'quoted';
      return;
    }
    if (this.#state === 'start' && character === ' ' && this.#rules.skipsSpace === true) return;
    if (this.#state === 'after quote' && this.#rules.isStrict === true) {
      fail('FilterError', `Unable to process file: '${this.#rules.delimiter}' expected after '"'`);
    }
    this.#field += character;
    this.#state = 'plain';
  }

  #endField(): void {
    this.#row.push(this.#field);
    [this.#field, this.#state] = ['', 'start'];
  }

  #endRow(): void {
    const isEmpty = this.#row.length === 0 && this.#state === 'start';
    if (!isEmpty) this.#endField();
    this.#rows.push(this.#row);
    this.#row = [];
  }

  finish(): string[][] {
    if (this.#state === 'quoted' && this.#rules.isStrict === true) {
      fail('FilterError', 'Unable to process file: unexpected end of data');
    }
    if (this.#state !== 'start' || this.#row.length > 0) this.#endRow();
    return this.#rows;
  }
}

/**
 * Reads rows of fields; quoted fields may hold delimiters and newlines. An empty line is a row
 * without fields.
 * @throws TemplateFailure FilterError, when the rules are strict
 */
export function parseDelimited(text: string, rules: CsvRules): string[][] {
  const reader = new CsvReader(rules);
  for (const character of text) reader.read(character);
  return reader.finish();
}
