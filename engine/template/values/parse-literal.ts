/**
 * Reads Python literals as `ast.literal_eval` does, with JSON's `true`, `false` and `null` as
 * Ansible allows them (ansible/template/native_helpers.py). Must not run anything.
 */
import { Bytes, Dict, Float, PySet, Tuple, type Value } from '../../base/index.ts';
import { fail } from './failure.ts';
import { isNumeric } from './kinds.ts';
import { parseFloatText, parseInteger } from './read-number.ts';
import { signed } from './operators.ts';
import { unescapeString } from '../syntax/string-literal.ts';

const SPACE = /(?:[ \t\f\n\r]|\\\n|#[^\n]*)*/uy;
const NUMBER =
  /(?:0[xX][\da-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+|(?:\d[\d_]*)?\.?\d[\d_]*\.?(?:[eE][+-]?\d[\d_]*)?)/uy;
const TEXT =
  /([rRbBuU]{0,2})("""(?:[^\\]|\\[^])*?"""|'''(?:[^\\]|\\[^])*?'''|"(?:[^"\\\n]|\\[^])*"|'(?:[^'\\\n]|\\[^])*')/uy;
const WORD = /[A-Za-z_]\w*/uy;
const PYTHON_WORDS: ReadonlyMap<string, Value> = new Map([
  ['True', true],
  ['False', false],
  ['None', null],
]);
const WORDS: ReadonlyMap<string, Value> = new Map<string, Value>([
  ...PYTHON_WORDS,
  ['true', true],
  ['false', false],
  ['null', null],
]);
const MAX_NESTING = 90;

/** Thrown inside only: the text is no literal. */
class NoLiteral extends Error {}

class LiteralReader {
  readonly #text: string;
  #at = 0;
  #nesting = 0;
  #unhashable: string | undefined;

  readonly #words: ReadonlyMap<string, Value>;

  constructor(text: string, words: ReadonlyMap<string, Value>) {
    this.#text = text;
    this.#words = words;
  }

  readAll(): Value {
    const value = this.#value();
    const items = [value];
    let isTuple = false;
    while (this.#skip(',')) {
      isTuple = true;
      this.#space();
      if (this.#at === this.#text.length) break;
      items.push(this.#value());
    }
    this.#space();
    if (this.#at < this.#text.length) throw new NoLiteral();
    // Python takes blanks on a last line of their own for the beginning of another statement.
    if (/(?:^|[^\\])\n[ \t]+$|#[^\n]*\n[ \t]+$/u.test(this.#text)) throw new NoLiteral();
    if (this.#unhashable !== undefined) fail('TypeError', this.#unhashable);
    return isTuple ? new Tuple(items) : value;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match !== null) this.#at = pattern.lastIndex;
    return match;
  }

  #space(): void {
    this.#match(SPACE);
  }

  #skip(character: string): boolean {
    this.#space();
    if (this.#text[this.#at] !== character) return false;
    this.#at += 1;
    return true;
  }

  #value(): Value {
    this.#space();
    this.#nesting += 1;
    if (this.#nesting > MAX_NESTING) throw new NoLiteral();
    const value = this.#open();
    this.#nesting -= 1;
    return value;
  }

  #open(): Value {
    if (this.#skip('[')) return this.#items(']').items;
    if (this.#skip('(')) {
      const { items, hasComma } = this.#items(')');
      const [only] = items;
      return only !== undefined && items.length === 1 && !hasComma ? only : new Tuple(items);
    }
    if (this.#skip('{')) return this.#braces();
    for (const sign of ['-', '+'] as const) {
      if (this.#skip(sign)) return this.#signed(sign);
    }
    return this.#string() ?? this.#number() ?? this.#word();
  }

  #signed(sign: '+' | '-'): Value {
    this.#space();
    // Only one sign stands before a number of a literal.
    if ('+-'.includes(this.#text[this.#at] ?? '.')) throw new NoLiteral();
    const value = this.#value();
    if (!isNumeric(value) || typeof value === 'boolean') throw new NoLiteral();
    return signed(sign, value);
  }

  #items(end: string): { items: Value[]; hasComma: boolean } {
    const items: Value[] = [];
    let hasComma = false;
    while (!this.#skip(end)) {
      if (items.length > 0 && !hasComma) throw new NoLiteral();
      items.push(this.#value());
      hasComma = this.#skip(',');
    }
    return { items, hasComma };
  }

  #braces(): Value {
    if (this.#skip('}')) return new Dict();
    const first = this.#value();
    if (!this.#skip(':')) {
      const rest = this.#skip(',') ? this.#items('}').items : this.#close([]);
      return this.#hashed(() => new PySet([first, ...rest]));
    }
    const pairs: [Value, Value][] = [[first, this.#value()]];
    while (this.#skip(',')) {
      this.#space();
      if (this.#text[this.#at] === '}') break;
      const key = this.#value();
      if (!this.#skip(':')) throw new NoLiteral();
      pairs.push([key, this.#value()]);
    }
    this.#close([]);
    return this.#hashed(() => new Dict(pairs));
  }

  /** Python fails for what cannot be hashed, once it has read the whole text as a literal. */
  #hashed(make: () => Value): Value {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.#unhashable ??= error.message;
      return null;
    }
  }

  #close(items: Value[]): Value[] {
    if (!this.#skip('}')) throw new NoLiteral();
    return items;
  }

  #string(): Value | undefined {
    let text: string | undefined;
    let isBytes: boolean | undefined;
    for (let match = this.#match(TEXT); match !== null; match = this.#match(TEXT)) {
      const [, prefix = '', quoted = ''] = match;
      const size = /^(?:"""|''')/u.test(quoted) ? 3 : 1;
      const inside = quoted.slice(size, -size);
      const isHere = /b/iu.test(prefix);
      if (isBytes !== undefined && isBytes !== isHere) throw new NoLiteral();
      isBytes = isHere;
      text = (text ?? '') + (/r/iu.test(prefix) ? inside : unescape(inside));
      this.#space();
    }
    if (text === undefined) return undefined;
    return isBytes === true
      ? new Bytes(Uint8Array.from(text, (character) => character.charCodeAt(0)))
      : text;
  }

  #number(): Value | undefined {
    const match = this.#match(NUMBER);
    if (match === null) return undefined;
    const [text] = match;
    if (/^0\d/u.test(text) && /[1-9]/u.test(text) && !/[.eE]/u.test(text)) throw new NoLiteral();
    const integer = parseInteger(text, /^0[xob]/iu.test(text) ? 0 : 10);
    if (integer !== undefined) return integer;
    const float = parseFloatText(text);
    if (float === undefined) throw new NoLiteral();
    return new Float(float);
  }

  #word(): Value {
    const word = this.#match(WORD)?.[0] ?? '';
    if (word === 'set' && this.#skip('(') && this.#skip(')')) return new PySet();
    const value = this.#words.get(word);
    if (value === undefined) throw new NoLiteral();
    return value;
  }
}

function unescape(text: string): string {
  try {
    return unescapeString(text);
  } catch {
    throw new NoLiteral();
  }
}

/**
 * Reads a Python literal, with JSON's words unless only Python's count.
 * @returns undefined when the text is none
 */
export function parseLiteral(
  text: string,
  words: 'with-json' | 'python-only' = 'with-json',
): Value | undefined {
  try {
    return new LiteralReader(text, words === 'with-json' ? WORDS : PYTHON_WORDS).readAll();
  } catch (error) {
    if (error instanceof NoLiteral) return undefined;
    throw error;
  }
}
