/**
 * Python's regular expressions as JavaScript's: names, flags, anchors, character classes, escapes
 * (Python's `re` reference). What JavaScript cannot express fails with a message.
 */
import { fail } from '../values/failure.ts';

/** Flags that the filters' arguments and `(?imsx)` set. */
export interface RegexFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly verbose: boolean;
  readonly ascii: boolean;
}

export const noFlags: RegexFlags = {
  ignoreCase: false,
  multiline: false,
  dotAll: false,
  verbose: false,
  ascii: false,
};

const WORD = '\\p{L}\\p{N}\\p{M}_';
const SPACE = '\\s\\x1c-\\x1f\\x85';

/** What stands inside a class for an escape. */
function toClassBody(letter: string, isAscii: boolean): string | undefined {
  switch (letter) {
    case 'd':
      return isAscii ? '0-9' : '\\p{Nd}';
    case 'w':
      return isAscii ? 'A-Za-z0-9_' : WORD;
    case 's':
      return isAscii ? ' \\t\\n\\r\\f\\v' : SPACE;
    case 'D':
      return isAscii ? '\\D' : '\\P{Nd}';
    case 'W':
      return isAscii ? '\\W' : undefined;
    case 'S':
      return '\\S';
    default:
      return undefined;
  }
}

function toCode(code: number): string {
  return `\\u{${code.toString(16)}}`;
}

const CONTROLS = new Map([
  ['a', '\\x07'],
  ['f', '\\f'],
  ['n', '\\n'],
  ['r', '\\r'],
  ['t', '\\t'],
  ['v', '\\v'],
]);

/** Puts a class together; negated classes inside of it cannot stand in JavaScript's brackets. */
function joinClass(
  parts: readonly string[],
  others: readonly string[],
  isNegated: boolean,
): string {
  const inside = parts.join('');
  if (others.length === 0) return isNegated ? `[^${inside}]` : `[${inside}]`;
  const union = [...(inside === '' ? [] : [`[${inside}]`]), ...others].join('|');
  return isNegated ? `(?:(?!${union})[^])` : `(?:${union})`;
}

class Translator {
  readonly #pattern: string;
  #at = 0;
  #flags: RegexFlags;
  readonly #flagStack: RegexFlags[] = [];
  groups = 0;
  readonly names = new Map<string, number>();
  /** Numbers of groups that are still open, and their count, for messages. */
  #open = 0;

  constructor(pattern: string, flags: RegexFlags) {
    this.#pattern = pattern;
    this.#flags = flags;
  }

  get flags(): RegexFlags {
    return this.#flags;
  }

  #fail(message: string): never {
    return fail('ValueError', `${message} at position ${String(this.#at)}`);
  }

  run(): string {
    let out = '';
    while (this.#at < this.#pattern.length) out += this.#item();
    if (this.#open > 0) this.#fail('missing ), unterminated subpattern');
    return out;
  }

  #match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#pattern);
    if (match !== null) this.#at = pattern.lastIndex;
    return match;
  }

  #item(): string {
    const character = String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 0);
    if (this.#flags.verbose && this.#match(/\s+|#[^\n]*/uy) !== null) return '';
    this.#at += character.length;
    switch (character) {
      case '\\':
        return this.#escape();
      case '[':
        return this.#class();
      case '(':
        return this.#group();
      case ')':
        return this.#close();
      case '.':
        return this.#flags.dotAll ? '[^]' : '[^\\n]';
      case '^':
        return this.#flags.multiline ? '(?<![^\\n])' : '(?<![^])';
      case '$':
        return this.#flags.multiline ? '(?![^\\n])' : '(?=\\n?(?![^]))';
      case '{':
        return this.#brace();
      case '}':
      case ']':
      case '/':
        return `\\${character}`;
      case '*':
      case '+':
      case '?':
        return this.#quantifier(character);
      default:
        return character;
    }
  }

  #quantifier(character: string): string {
    if (this.#match(/\+/uy) !== null) this.#fail('possessive quantifiers are not supported');
    return character + (this.#match(/\?/uy)?.[0] ?? '');
  }

  #brace(): string {
    const match = this.#match(/(\d*)(,?)(\d*)\}/uy);
    if (match === null || (match[1] === '' && match[2] === '')) {
      if (match !== null) this.#at -= match[0].length;
      return '\\{';
    }
    const [, low = '', comma = '', high = ''] = match;
    return this.#quantifier(`{${low === '' ? '0' : low}${comma}${high}}`);
  }

  #close(): string {
    if (this.#open === 0) this.#fail('unbalanced parenthesis');
    this.#open -= 1;
    this.#flags = this.#flagStack.pop() ?? this.#flags;
    return ')';
  }

  #enter(prefix: string, flags = this.#flags): string {
    this.#open += 1;
    this.#flagStack.push(this.#flags);
    this.#flags = flags;
    return prefix;
  }

  #group(): string {
    if (this.#match(/\?/uy) === null) {
      this.groups += 1;
      return this.#enter('(');
    }
    const [, name] = this.#match(/P<([^>]*)>/uy) ?? [];
    if (name !== undefined) return this.#named(name);
    const [, back] = this.#match(/P=([^)]*)\)/uy) ?? [];
    if (back !== undefined) return this.#reference(back);
    if (this.#match(/#[^)]*\)/uy) !== null) return '';
    const kind = this.#match(/<?[=!]|:/uy);
    return kind === null ? this.#flagGroup() : this.#enter(`(?${kind[0]}`);
  }

  #reference(name: string): string {
    const number = this.names.get(name);
    if (number === undefined) return this.#fail(`unknown group name '${name}'`);
    return `(?:\\${String(number)})`;
  }

  #flagGroup(): string {
    const [, on, off = '', end] = this.#match(/([aiLmsux]*)(?:-([imsx]+))?([:)])/uy) ?? [];
    if (on === undefined) return this.#fail('unknown extension ?');
    const changed = this.#change(on, off);
    if (end === ':') return this.#enter('(?:', changed);
    this.#flags = changed;
    return '';
  }

  #change(on: string, off: string): RegexFlags {
    const is = (letter: string, now: boolean): boolean =>
      on.includes(letter) || (now && !off.includes(letter));
    return {
      ignoreCase: is('i', this.#flags.ignoreCase),
      multiline: is('m', this.#flags.multiline),
      dotAll: is('s', this.#flags.dotAll),
      verbose: is('x', this.#flags.verbose),
      ascii: is('a', this.#flags.ascii),
    };
  }

  #named(name: string): string {
    if (!/^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name)) {
      this.#fail(`bad character in group name '${name}'`);
    }
    if (this.names.has(name)) this.#fail(`redefinition of group name '${name}'`);
    this.groups += 1;
    this.names.set(name, this.groups);
    return this.#enter('(');
  }

  #escape(): string {
    const octal = this.#match(/0[0-7]{0,2}|[0-3][0-7]{2}/uy);
    if (octal !== null) return toCode(Number.parseInt(octal[0], 8));
    const number = this.#match(/[1-9]\d?/uy);
    if (number !== null) {
      if (Number(number[0]) > this.groups) this.#fail(`invalid group reference ${number[0]}`);
      return `(?:\\${number[0]})`;
    }
    const letter = this.#pattern[this.#at];
    if (letter === undefined) return this.#fail('bad escape (end of pattern)');
    const word = this.#flags.ascii ? 'A-Za-z0-9_' : WORD;
    switch (letter) {
      case 'A':
        this.#at += 1;
        return '(?<![^])';
      case 'Z':
        this.#at += 1;
        return '(?![^])';
      case 'b':
        this.#at += 1;
        return `(?:(?<=[${word}])(?![${word}])|(?<![${word}])(?=[${word}]))`;
      case 'B':
        this.#at += 1;
        return `(?:(?<=[${word}])(?=[${word}])|(?<![${word}])(?![${word}]))`;
      case 'W':
        this.#at += 1;
        return `[^${word}]`;
      case 'S':
        this.#at += 1;
        return `[^${SPACE}]`;
      default: {
        const body = toClassBody(letter, this.#flags.ascii);
        if (body === undefined) return this.#character();
        this.#at += 1;
        return `[${body}]`;
      }
    }
  }

  /** An escaped character, inside or outside of a class. */
  #character(): string {
    const hex = this.#match(/x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})/uy);
    if (hex !== null) return toCode(Number.parseInt(hex[1] ?? hex[2] ?? hex[3] ?? '0', 16));
    const character = String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 0);
    this.#at += character.length;
    const control = CONTROLS.get(character);
    if (control !== undefined) return control;
    if (/[A-Za-z]/u.test(character)) this.#fail(`bad escape \\${character}`);
    return toCode(character.codePointAt(0) ?? 0);
  }

  #class(): string {
    const isNegated = this.#match(/\^/uy) !== null;
    const parts: string[] = [];
    const others: string[] = [];
    for (let isFirst = true; ; isFirst = false) {
      const character = String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 0);
      if (this.#at >= this.#pattern.length) this.#fail('unterminated character set');
      this.#at += character.length;
      if (character === ']' && !isFirst) break;
      if (character === '\\') this.#classEscape(parts, others);
      else if (character === '-') parts.push(this.#dash(parts));
      else parts.push(toCode(character.codePointAt(0) ?? 0));
    }
    return joinClass(parts, others, isNegated);
  }

  /** A dash is a range between two characters and itself anywhere else. */
  #dash(parts: readonly string[]): string {
    const previous = parts.at(-1);
    const isRange =
      previous?.startsWith('\\u{') === true &&
      parts.at(-2) !== '-' &&
      this.#pattern[this.#at] !== ']' &&
      !/\\[dwsDWS]/uy.test(this.#pattern.slice(this.#at, this.#at + 2));
    return isRange ? '-' : '\\-';
  }

  #classEscape(parts: string[], others: string[]): void {
    const octal = this.#match(/[0-7]{1,3}/uy);
    if (octal !== null) {
      parts.push(toCode(Number.parseInt(octal[0], 8)));
      return;
    }
    const letter = this.#pattern[this.#at] ?? '';
    const isAscii = this.#flags.ascii;
    if (letter === 'b') {
      this.#at += 1;
      parts.push('\\x08');
    } else if (letter === 'W' || letter === 'S') {
      this.#at += 1;
      others.push(letter === 'W' ? `[^${isAscii ? 'A-Za-z0-9_' : WORD}]` : `[^${SPACE}]`);
    } else {
      const body = toClassBody(letter, isAscii);
      if (body === undefined) parts.push(this.#character().replace(/^\\([fnrtv])$/u, '\\$1'));
      else {
        this.#at += 1;
        parts.push(body);
      }
    }
  }
}

/** A regular expression with its groups by name. */
export interface Regex {
  readonly pattern: RegExp;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

const MAX_CACHED = 500;
const cache = new Map<string, Regex>();

/**
 * Compiles a Python pattern.
 * @returns a RegExp with flags `g` and `u`
 * @throws TemplateFailure ValueError with Python's message where it has one
 */
export function compileRegex(source: string, flags: RegexFlags = noFlags): Regex {
  const key = `${JSON.stringify(flags)}${source}`;
  const known = cache.get(key);
  if (known !== undefined) {
    known.pattern.lastIndex = 0;
    return known;
  }
  const translator = new Translator(source, flags);
  const translated = translator.run();
  const regex: Regex = {
    pattern: toRegExp(translated, translator.flags.ignoreCase),
    groups: translator.groups,
    names: translator.names,
  };
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(key, regex);
  return regex;
}

function toRegExp(source: string, ignoreCase: boolean): RegExp {
  try {
    return new RegExp(source, ignoreCase ? 'giu' : 'gu');
  } catch (error) {
    const reason = error instanceof Error ? error.message : '';
    return fail('ValueError', `the regular expression cannot be compiled: ${reason}`);
  }
}
