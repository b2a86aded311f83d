/**
 * Reads Python's regular expressions (the reference of the module `re`, Python 3.11) into a tree.
 * Faults are told as `re` tells them.
 */
import { anyCharacter, categoryOf, oneCharacter } from './character-nodes.ts';
import { changeFlags, type RegexFlags } from './flags.ts';
import { widthOf, type Place, type RegexNode, type RepeatNode } from './nodes.ts';
import { parseClass } from './parse-class.ts';
import { PatternReader } from './pattern-reader.ts';

/** A pattern that was read. */
export interface ParsedPattern {
  readonly root: RegexNode;
  readonly groups: number;
  readonly names: ReadonlyMap<string, number>;
}

const EMPTY: RegexNode = { kind: 'sequence', items: [] };
const GROUP_NAME = /^[\p{ID_Start}_]\p{ID_Continue}*$/u;

class PatternParser {
  readonly #reader: PatternReader;
  #flags: RegexFlags;
  #groups = 0;
  readonly #names = new Map<string, number>();
  readonly #open = new Set<number>();

  constructor(pattern: string, flags: RegexFlags) {
    this.#reader = new PatternReader(pattern);
    this.#flags = flags;
  }

  run(): ParsedPattern {
    const root = this.#choice('outermost');
    if (!this.#reader.isAtEnd) this.#reader.fail('unbalanced parenthesis');
    return { root, groups: this.#groups, names: this.#names };
  }

  #choice(level: 'outermost' | 'inner'): RegexNode {
    const options = [this.#sequence(level)];
    while (this.#reader.skip('|')) options.push(this.#sequence('inner'));
    const [only] = options;
    return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
  }

  #sequence(level: 'outermost' | 'inner'): RegexNode {
    const items: RegexNode[] = [];
    for (;;) {
      if (this.#flags.verbose && this.#reader.match(/\s+|#[^\n]*/uy) !== null) continue;
      const character = this.#reader.peek();
      if (character === '' || character === '|' || character === ')') break;
      const canSetFlags = level === 'outermost' && items.length === 0;
      const item = this.#item(items, canSetFlags);
      if (item !== undefined) items.push(item);
    }
    const [only] = items;
    return items.length === 1 && only !== undefined ? only : { kind: 'sequence', items };
  }

  /** Reads one thing; a repeat takes the thing before it. */
  #item(items: RegexNode[], canSetFlags: boolean): RegexNode | undefined {
    const start = this.#reader.at;
    const character = this.#reader.take();
    switch (character) {
      case '\\':
        return this.#escape(start);
      case '[':
        return parseClass(this.#reader, this.#flags);
      case '(':
        return this.#group(start, canSetFlags);
      case '.':
        return anyCharacter(this.#flags);
      case '^':
        return this.#place(this.#flags.multiline ? 'line-start' : 'text-start');
      case '$':
        return this.#place(this.#flags.multiline ? 'line-end' : 'last-newline');
      case '*':
        return this.#repeat(items, start, { min: 0, max: Infinity });
      case '+':
        return this.#repeat(items, start, { min: 1, max: Infinity });
      case '?':
        return this.#repeat(items, start, { min: 0, max: 1 });
      case '{':
        return this.#brace(items, start);
      default:
        return oneCharacter(character.codePointAt(0) ?? 0, this.#flags);
    }
  }

  #place(place: Place): RegexNode {
    return { kind: 'place', place, isAscii: this.#flags.ascii };
  }

  #brace(items: RegexNode[], start: number): RegexNode {
    const match = this.#reader.match(/(\d*)(,?)(\d*)\}/uy);
    const [whole = '', low = '', comma = '', high = ''] = match ?? [];
    if (match === null || whole === '}') {
      this.#reader.at = start + 1;
      return oneCharacter(0x7b, this.#flags);
    }
    const min = low === '' ? 0 : Number(low);
    const max = comma === '' ? min : high === '' ? Infinity : Number(high);
    if (max < min) this.#reader.fail('min repeat greater than max repeat', start);
    return this.#repeat(items, start, { min, max });
  }

  #repeat(
    items: RegexNode[],
    start: number,
    range: { readonly min: number; readonly max: number },
  ): RepeatNode {
    const body = items.pop();
    if (body === undefined || body.kind === 'place') {
      return this.#reader.fail('nothing to repeat', start);
    }
    if (body.kind === 'repeat') return this.#reader.fail('multiple repeat', start);
    const mode = this.#reader.skip('?') ? 'lazy' : this.#reader.skip('+') ? 'possessive' : 'greedy';
    return { kind: 'repeat', body, ...range, mode };
  }

  #escape(start: number): RegexNode {
    const places: Readonly<Record<string, Place>> = {
      A: 'text-start',
      Z: 'text-end',
      b: 'word',
      B: 'no-word',
    };
    const letter = this.#reader.peek();
    const place = Object.hasOwn(places, letter) ? places[letter] : undefined;
    if (place !== undefined) {
      this.#reader.take();
      return this.#place(place);
    }
    const category = categoryOf(letter, this.#flags);
    if (category !== undefined) {
      this.#reader.take();
      return category;
    }
    if (/\d/u.test(letter)) return this.#number(start);
    return oneCharacter(this.#reader.escapedCharacter(start), this.#flags);
  }

  /** `\0` and three octal digits are characters, other numbers refer to groups. */
  #number(start: number): RegexNode {
    const octal = this.#reader.match(/0[0-7]{0,2}|[0-7]{3}/uy)?.[0];
    if (octal !== undefined) return oneCharacter(this.#reader.octal(octal, start), this.#flags);
    const digits = this.#reader.match(/\d\d?/uy)?.[0] ?? '';
    return this.#reference(Number(digits), `invalid group reference ${digits}`, start + 1);
  }

  #reference(index: number, message: string, start: number): RegexNode {
    if (index > this.#groups) this.#reader.fail(message, start);
    if (this.#open.has(index)) this.#reader.fail('cannot refer to an open group', start);
    return { kind: 'reference', index, ignoreCase: this.#flags.ignoreCase };
  }

  #group(start: number, canSetFlags: boolean): RegexNode | undefined {
    const reader = this.#reader;
    if (!reader.skip('?')) return this.#capture(start, undefined);
    if (reader.skip('P<')) return this.#capture(start, this.#name('>'));
    if (reader.skip('P=')) {
      const at = reader.at;
      return this.#reference(this.#known(this.#name(')'), at), '', at);
    }
    if (reader.skip('P')) return reader.fail(`unknown extension ?P${reader.peek()}`, start + 1);
    if (reader.skip('#')) {
      this.#comment(start);
      return;
    }
    if (reader.skip(':')) return this.#rest(start);
    if (reader.skip('>')) return { kind: 'atomic', body: this.#rest(start) };
    if (reader.skip('(')) return this.#conditional(start);
    const look = reader.match(/<?[=!]/uy)?.[0];
    return look === undefined ? this.#flagGroup(start, canSetFlags) : this.#look(look, start);
  }

  #comment(start: number): undefined {
    if (this.#reader.match(/[^)]*\)/uy) === null) {
      this.#reader.fail('missing ), unterminated comment', start);
    }
    return undefined;
  }

  #look(sign: string, start: number): RegexNode {
    const body = this.#rest(start);
    const direction = sign.startsWith('<') ? 'behind' : 'ahead';
    const { min, max } = widthOf(body);
    if (direction === 'behind' && min !== max) {
      this.#reader.fail('look-behind requires fixed-width pattern', start);
    }
    return { kind: 'look', body, direction, isNegated: sign.endsWith('!') };
  }

  /** Reads to the closing parenthesis; flags set inside end there. */
  #rest(start: number, flags = this.#flags): RegexNode {
    const before = this.#flags;
    this.#flags = flags;
    const body = this.#choice('inner');
    this.#flags = before;
    if (!this.#reader.skip(')')) {
      this.#reader.fail('missing ), unterminated subpattern', start);
    }
    // What brackets hold may be repeated, also where it is a repeat itself: `(?:a+)?`.
    const isBare = body.kind === 'repeat' || body.kind === 'place';
    return isBare ? { kind: 'sequence', items: [body] } : body;
  }

  #capture(start: number, name: string | undefined): RegexNode {
    this.#groups += 1;
    const index = this.#groups;
    if (name !== undefined) {
      const known = this.#names.get(name);
      if (known !== undefined) {
        const as = `group ${String(index)}; was group ${String(known)}`;
        this.#reader.fail(`redefinition of group name '${name}' as ${as}`, start);
      }
      this.#names.set(name, index);
    }
    this.#open.add(index);
    const body = this.#rest(start);
    this.#open.delete(index);
    return { kind: 'group', index, body };
  }

  #name(end: string): string {
    const at = this.#reader.at;
    const [, name] = this.#reader.match(end === '>' ? /([^>]*)>/uy : /([^)]*)\)/uy) ?? [];
    if (name === undefined) return this.#reader.fail(`missing ${end}, unterminated name`, at);
    if (name === '') return this.#reader.fail('missing group name', at);
    if (!GROUP_NAME.test(name)) {
      this.#reader.fail(`bad character in group name '${name}'`, at);
    }
    return name;
  }

  #known(name: string, at: number): number {
    return this.#names.get(name) ?? this.#reader.fail(`unknown group name '${name}'`, at);
  }

  #conditional(start: number): RegexNode {
    const reader = this.#reader;
    const at = reader.at;
    const digits = reader.match(/(\d+)\)/uy)?.[1];
    const index = digits === undefined ? this.#known(this.#name(')'), at) : Number(digits);
    if (index === 0) reader.fail('bad group number', at);
    const yes = this.#sequence('inner');
    const no = reader.skip('|') ? this.#sequence('inner') : EMPTY;
    if (reader.peek() === '|') reader.fail('conditional backref with more than two branches');
    if (!reader.skip(')')) reader.fail('missing ), unterminated subpattern', start);
    if (index > this.#groups) reader.fail(`invalid group reference ${String(index)}`, at);
    return { kind: 'conditional', index, yes, no };
  }

  #flagGroup(start: number, canSetFlags: boolean): RegexNode | undefined {
    const reader = this.#reader;
    const [, on, minus, off = '', end] = reader.match(/([aimsux]*)(-([imsx]+))?([:)])/uy) ?? [];
    if (on === undefined || (on === '' && minus === undefined)) {
      return reader.fail(`unknown extension ?${reader.peek()}`, start + 1);
    }
    const flags = changeFlags(this.#flags, on, off);
    if (end === ':') return this.#rest(start, flags);
    if (minus !== undefined) return reader.fail('missing :', reader.at - 1);
    if (!canSetFlags) reader.fail('global flags not at the start of the expression', start);
    this.#flags = flags;
    return undefined;
  }
}

/**
 * Reads a pattern.
 * @throws TemplateFailure ValueError with Python's message
 */
export function parsePattern(pattern: string, flags: RegexFlags): ParsedPattern {
  return new PatternParser(pattern, flags).run();
}
