/** Walks over the text of a pattern, reads its escapes, and fails in the words of Python's `re`. */
import { fail } from '../values/failure.ts';

const CONTROLS: ReadonlyMap<string, number> = new Map([
  ['a', 7],
  ['b', 8],
  ['f', 12],
  ['n', 10],
  ['r', 13],
  ['t', 9],
  ['v', 11],
  ['\\', 92],
]);

const HEX_SIZES: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

export class PatternReader {
  readonly #pattern: string;
  at = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  get isAtEnd(): boolean {
    return this.at >= this.#pattern.length;
  }

  /** The next character; empty at the end. */
  peek(): string {
    const code = this.#pattern.codePointAt(this.at);
    return code === undefined ? '' : String.fromCodePoint(code);
  }

  take(): string {
    const character = this.peek();
    this.at += character.length;
    return character;
  }

  /** Takes a text when it stands here. */
  skip(text: string): boolean {
    if (!this.#pattern.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** Takes what a sticky expression matches here. */
  match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.at;
    const match = sticky.exec(this.#pattern);
    if (match !== null) this.at += match[0].length;
    return match;
  }

  /** Fails with Python's message; `at` is where it sees the fault. */
  fail(message: string, at = this.at): never {
    return fail('ValueError', `${message} at position ${String(at)}`);
  }

  /** An escaped character after the backslash; `start` is where the backslash stands. */
  escapedCharacter(start: number): number {
    const letter = this.take();
    if (letter === '') return this.fail('bad escape (end of pattern)', start);
    const size = HEX_SIZES[letter];
    if (size !== undefined) return this.#hexadecimal(letter, size, start);
    const control = CONTROLS.get(letter);
    if (control !== undefined) return control;
    if (/[A-Za-z0-9]/u.test(letter)) this.fail(`bad escape \\${letter}`, start);
    return letter.codePointAt(0) ?? 0;
  }

  #hexadecimal(letter: string, size: number, start: number): number {
    const digits = this.match(/[\da-fA-F]*/uy)?.[0].slice(0, size) ?? '';
    if (digits.length !== size) {
      return this.fail(`incomplete escape \\${letter}${digits}`, start);
    }
    this.at = start + 2 + size;
    const code = Number.parseInt(digits, 16);
    return code <= 0x10ffff ? code : this.fail(`bad escape \\${letter}${digits}`, start);
  }

  /** An escaped character inside of brackets, where digits are octal. */
  classEscape(start: number): number {
    const octal = this.match(/[0-7]{1,3}/uy)?.[0];
    if (octal === undefined) return this.escapedCharacter(start);
    return this.octal(octal, start);
  }

  octal(digits: string, start: number): number {
    const code = Number.parseInt(digits, 8);
    if (code > 0o377) {
      this.fail(`octal escape value \\${digits} outside of range 0-0o377`, start);
    }
    return code;
  }
}
