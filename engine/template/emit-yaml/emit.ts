/** Writes YAML nodes as libyaml's emitter does, through which Ansible's `to_yaml` goes. */
import { countCharacters } from '../values/characters.ts';
import { analyzeScalar, isBreak, isPrintable, type ScalarAnalysis } from './analyze-scalar.ts';
import type { MappingNode, ScalarNode, SequenceNode, YamlNode } from './represent.ts';

/** Layout options of `yaml.dump`. */
export interface EmitRules {
  readonly indent: number;
  readonly width: number;
  readonly explicitStart: boolean;
  readonly explicitEnd: boolean;
}

const MAX_SIMPLE_KEY = 128;

const ESCAPES = new Map([
  ['\0', '0'],
  ['\x07', 'a'],
  ['\b', 'b'],
  ['\t', 't'],
  ['\n', 'n'],
  ['\v', 'v'],
  ['\f', 'f'],
  ['\r', 'r'],
  ['\x1b', 'e'],
  ['"', '"'],
  ['\\', '\\'],
  ['\x85', 'N'],
  ['\xa0', '_'],
  ['\u2028', 'L'],
  ['\u2029', 'P'],
]);

function escapeCharacter(character: string): string {
  const named = ESCAPES.get(character);
  if (named !== undefined) return `\\${named}`;
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${digits.padStart(4, '0')}` : `\\U${digits.padStart(8, '0')}`;
}

function needsEscape(character: string): boolean {
  const isPlain = isPrintable(character) && !isBreak(character);
  return !isPlain || character === '"' || character === '\\';
}

/** Where a node stands. */
interface Place {
  readonly isInMapping: boolean;
  readonly isSimpleKey: boolean;
}

const inSequence: Place = { isInMapping: false, isSimpleKey: false };
const asValue: Place = { isInMapping: true, isSimpleKey: false };
const asSimpleKey: Place = { isInMapping: true, isSimpleKey: true };

type Style = 'plain' | 'single' | 'double';

class Emitter {
  readonly #indentStep: number;
  readonly #width: number;
  #text = '';
  #column = 0;
  #indent = -1;
  #flowLevel = 0;
  /** Nothing but white space was written since… */
  #isAfterSpace = true;
  /** Only indentation and indicators stand on this line. */
  #isIndention = true;
  readonly #anchored = new Set<YamlNode>();

  constructor(rules: EmitRules) {
    this.#indentStep = rules.indent > 1 && rules.indent < 10 ? rules.indent : 2;
    const isWide = rules.width > this.#indentStep * 2;
    this.#width = rules.width < 0 ? Infinity : isWide ? rules.width : 80;
  }

  emit(node: YamlNode, rules: EmitRules): string {
    if (rules.explicitStart) {
      this.#newLine();
      this.#indicator('---', { space: true });
    }
    this.#node(node, inSequence);
    this.#newLine();
    if (rules.explicitEnd) {
      this.#indicator('...', { space: true });
      this.#newLine();
    }
    return this.#text;
  }

  #put(text: string): void {
    this.#text += text;
    this.#column += countCharacters(text);
  }

  #break(character = '\n'): void {
    this.#text += character;
    this.#column = 0;
  }

  #newLine(): void {
    const indent = Math.max(0, this.#indent);
    const isThere = this.#column === indent && this.#isAfterSpace;
    if (!this.#isIndention || this.#column > indent || (this.#column === indent && !isThere)) {
      this.#break();
    }
    if (this.#column < indent) this.#put(' '.repeat(indent - this.#column));
    this.#isAfterSpace = true;
    this.#isIndention = true;
  }

  #indicator(
    text: string,
    options: {
      readonly space?: boolean;
      readonly opens?: boolean;
      readonly indents?: boolean;
    } = {},
  ): void {
    if (options.space === true && !this.#isAfterSpace) this.#put(' ');
    this.#put(text);
    this.#isAfterSpace = options.opens === true;
    this.#isIndention = this.#isIndention && options.indents === true;
  }

  /** Runs work one level deeper. */
  #inside(kind: 'flow' | 'block' | 'indentless', work: () => void): void {
    const before = this.#indent;
    if (before < 0) this.#indent = kind === 'flow' ? this.#indentStep : 0;
    else if (kind !== 'indentless') this.#indent = before + this.#indentStep;
    work();
    this.#indent = before;
  }

  #node(node: YamlNode, place: Place): void {
    if (node.anchor !== undefined) {
      if (this.#anchored.has(node)) {
        this.#indicator(`*${node.anchor}`, { space: true });
        return;
      }
      this.#anchored.add(node);
      this.#indicator(`&${node.anchor}`, { space: true });
    }
    switch (node.kind) {
      case 'scalar':
        this.#scalar(node, place);
        return;
      case 'sequence':
        if (this.#flowLevel > 0 || node.isFlow || node.items.length === 0) this.#flowSequence(node);
        else this.#blockSequence(node, place);
        return;
      case 'mapping':
        if (node.tag !== undefined) this.#indicator(node.tag, { space: true });
        if (this.#flowLevel > 0 || node.isFlow || node.pairs.length === 0) this.#flowMapping(node);
        else this.#blockMapping(node);
    }
  }

  #flow(open: string, close: string, items: readonly (() => void)[]): void {
    this.#indicator(open, { space: true, opens: true });
    this.#flowLevel += 1;
    this.#inside('flow', () => {
      for (const [index, emitItem] of items.entries()) {
        if (index > 0) this.#indicator(',');
        if (this.#column > this.#width) this.#newLine();
        emitItem();
      }
    });
    this.#flowLevel -= 1;
    this.#indicator(close);
  }

  #flowSequence(node: SequenceNode): void {
    const items = node.items.map((item) => (): void => {
      this.#node(item, inSequence);
    });
    this.#flow('[', ']', items);
  }

  #flowMapping(node: MappingNode): void {
    const items = node.pairs.map(([key, value]) => (): void => {
      if (this.#isSimpleKey(key)) {
        this.#node(key, asSimpleKey);
        this.#indicator(':');
      } else {
        this.#indicator('?', { space: true });
        this.#node(key, asValue);
        if (this.#column > this.#width) this.#newLine();
        this.#indicator(':', { space: true });
      }
      this.#node(value, asValue);
    });
    this.#flow('{', '}', items);
  }

  #blockSequence(node: SequenceNode, place: Place): void {
    const isIndentless = place.isInMapping && !this.#isIndention;
    this.#inside(isIndentless ? 'indentless' : 'block', () => {
      for (const item of node.items) {
        this.#newLine();
        this.#indicator('-', { space: true, indents: true });
        this.#node(item, inSequence);
      }
    });
  }

  #blockMapping(node: MappingNode): void {
    this.#inside('block', () => {
      for (const [key, value] of node.pairs) {
        this.#newLine();
        if (this.#isSimpleKey(key)) {
          this.#node(key, asSimpleKey);
          this.#indicator(':');
        } else {
          this.#indicator('?', { space: true, indents: true });
          this.#node(key, asValue);
          this.#newLine();
          this.#indicator(':', { space: true, indents: true });
        }
        this.#node(value, asValue);
      }
    });
  }

  #isSimpleKey(node: YamlNode): boolean {
    const anchor = node.anchor?.length ?? 0;
    if (node.anchor !== undefined && this.#anchored.has(node)) return anchor <= MAX_SIMPLE_KEY;
    if (node.kind === 'sequence') return node.items.length === 0;
    if (node.kind === 'mapping') return node.pairs.length === 0;
    const length = anchor + (node.tag?.length ?? 0) + Buffer.byteLength(node.text);
    return length <= MAX_SIMPLE_KEY && !analyzeScalar(node.text).isMultiline;
  }

  #chooseStyle(node: ScalarNode, place: Place, analysis: ScalarAnalysis): Style {
    if (place.isSimpleKey && analysis.isMultiline) return 'double';
    const isFlow = this.#flowLevel > 0;
    const isAllowed = isFlow ? analysis.allowsFlowPlain : analysis.allowsBlockPlain;
    const isEmpty = node.text === '' && (isFlow || place.isSimpleKey);
    if (isAllowed && !isEmpty && node.isPlainReadable) return 'plain';
    return analysis.allowsSingleQuoted ? 'single' : 'double';
  }

  #scalar(node: ScalarNode, place: Place): void {
    const style = this.#chooseStyle(node, place, analyzeScalar(node.text));
    if (node.tag !== undefined) this.#indicator(node.tag, { space: true });
    this.#inside('flow', () => {
      const splits = !place.isSimpleKey;
      if (node.tag !== undefined && this.#flowLevel === 0 && !place.isSimpleKey) {
        this.#literal(node.text);
      } else if (style === 'plain') this.#plain(node.text, splits);
      else if (style === 'single') this.#single(node.text, splits);
      else this.#double(node.text, splits);
    });
  }

  #literal(text: string): void {
    const last = text.endsWith('\n') ? '' : '-';
    this.#indicator(`|${last}`, { space: true });
    for (const line of text.replace(/\n$/u, '').split('\n')) {
      this.#break();
      this.#put(' '.repeat(Math.max(0, this.#indent)) + line);
    }
    this.#isAfterSpace = false;
    this.#isIndention = false;
  }

  /** A line may be folded at a lone space inside of the text. */
  #canFold(characters: readonly string[], index: number, isEdgeKept: boolean): boolean {
    if (this.#column <= this.#width) return false;
    const isEdge = index === 0 || index === characters.length - 1;
    if (isEdgeKept && isEdge) return false;
    return characters[index - 1] !== ' ' && characters[index + 1] !== ' ';
  }

  /** Writes text that may be folded at single spaces; newlines are doubled. */
  #folded(text: string, splits: boolean, style: 'plain' | 'single'): void {
    const characters = [...text];
    for (const [index, character] of characters.entries()) {
      const wasBreak = index > 0 && isBreak(characters[index - 1] ?? '');
      if (character === ' ') {
        const canFold = splits && this.#canFold(characters, index, style === 'single');
        this.#foldedSpace(canFold);
      } else if (isBreak(character)) this.#foldedBreak(character, wasBreak);
      else this.#foldedOther(style === 'single' && character === "'" ? "''" : character, wasBreak);
    }
    if (style === 'single' && isBreak(characters.at(-1) ?? '')) this.#newLine();
  }

  #foldedSpace(isFolded: boolean): void {
    if (isFolded) this.#newLine();
    else this.#put(' ');
  }

  #foldedOther(text: string, wasBreak: boolean): void {
    if (wasBreak) this.#newLine();
    this.#put(text);
    this.#isIndention = false;
  }

  #foldedBreak(character: string, wasBreak: boolean): void {
    if (!wasBreak && character === '\n') this.#break();
    this.#break(character);
    this.#isIndention = true;
  }

  #plain(text: string, splits: boolean): void {
    if (!this.#isAfterSpace && (text !== '' || this.#flowLevel > 0)) this.#put(' ');
    this.#folded(text, splits, 'plain');
    this.#isAfterSpace = false;
    this.#isIndention = false;
  }

  #single(text: string, splits: boolean): void {
    this.#indicator("'", { space: true });
    this.#folded(text, splits, 'single');
    this.#indicator("'");
  }

  #double(text: string, splits: boolean): void {
    this.#indicator('"', { space: true });
    const characters = [...text];
    for (const [index, character] of characters.entries()) {
      if (character === ' ') this.#doubleSpace(characters, index, splits);
      else this.#put(needsEscape(character) ? escapeCharacter(character) : character);
    }
    this.#indicator('"');
  }

  /** A line may be folded at the first of several spaces; a backslash keeps the second. */
  #doubleSpace(characters: readonly string[], index: number, splits: boolean): void {
    const isInside = index > 0 && index < characters.length - 1;
    const isFirst = characters[index - 1] !== ' ';
    if (!splits || !isInside || !isFirst || this.#column <= this.#width) {
      this.#put(' ');
      return;
    }
    this.#newLine();
    if (characters[index + 1] === ' ') this.#put('\\');
  }
}

/** Writes a document. */
export function emitYaml(node: YamlNode, rules: EmitRules): string {
  return new Emitter(rules).emit(node, rules);
}
