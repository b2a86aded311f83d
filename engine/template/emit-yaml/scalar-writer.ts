/** Scalars in libyaml's styles: plain, single and double quoted, literal; long lines are folded. */
import { isBreak, isPrintable } from './analyze-scalar.ts';
import { YamlWriter } from './yaml-writer.ts';

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

/** Writes scalars in a style that was chosen. */
export class ScalarWriter extends YamlWriter {
  /** Begins a block of lines: how far it is indented when that cannot be seen, how it ends. */
  #beginLines(sign: '|' | '>', text: string): void {
    const indent = /^[ \n]/u.test(text) ? String(this.indentStep) : '';
    const end = /(?:^|\n)\n$/u.test(text) ? '+' : text.endsWith('\n') ? '' : '-';
    this.indicator(sign + indent + end, { space: true });
    this.breakLine();
  }

  #putIndent(): void {
    this.put(' '.repeat(Math.max(0, this.indent)));
  }

  /** Writes `|` and the text line by line. */
  writeLiteral(text: string): void {
    this.#beginLines('|', text);
    const lines = text.replace(/\n$/u, '').split('\n');
    for (const [index, line] of lines.entries()) {
      if (index > 0) this.breakLine();
      if (line === '') continue;
      this.#putIndent();
      this.put(line);
    }
    this.#endLines(text);
  }

  /** Writes `>` and the text; long lines are folded at single spaces, newlines are doubled. */
  writeFolded(text: string): void {
    this.#beginLines('>', text);
    const lines = text.replace(/\n$/u, '').split('\n');
    let before = '';
    for (const [index, line] of lines.entries()) {
      if (index > 0) this.breakLine();
      if (line === '') continue;
      const isBetween = before !== '' && !/^[ \t]/u.test(before) && !/^[ \t]/u.test(line);
      if (isBetween) this.breakLine();
      this.#putIndent();
      this.#foldLine(line);
      before = line;
    }
    this.#endLines(text);
  }

  #foldLine(line: string): void {
    const characters = [...line];
    for (const [index, character] of characters.entries()) {
      const isLone = character === ' ' && characters[index + 1] !== ' ' && index > 0;
      if (isLone && this.column > this.width) {
        this.breakLine();
        this.#putIndent();
      } else this.put(character);
    }
  }

  #endLines(text: string): void {
    if (text.endsWith('\n')) this.breakLine();
    this.isAfterSpace = true;
    this.isIndention = text.endsWith('\n');
  }

  /** A line may be folded at a lone space inside of the text. */
  #canFold(characters: readonly string[], index: number, isEdgeKept: boolean): boolean {
    if (this.column <= this.width) return false;
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
    if (style === 'single' && isBreak(characters.at(-1) ?? '')) this.newLine();
  }

  #foldedSpace(isFolded: boolean): void {
    if (isFolded) this.newLine();
    else this.put(' ');
  }

  #foldedOther(text: string, wasBreak: boolean): void {
    if (wasBreak) this.newLine();
    this.put(text);
    this.isIndention = false;
  }

  #foldedBreak(character: string, wasBreak: boolean): void {
    if (!wasBreak && character === '\n') this.breakLine();
    this.breakLine(character);
    this.isIndention = true;
  }

  /** Writes without quotes. */
  writePlain(text: string, splits: boolean): void {
    if (!this.isAfterSpace && (text !== '' || this.flowLevel > 0)) this.put(' ');
    this.#folded(text, splits, 'plain');
    this.isAfterSpace = false;
    this.isIndention = false;
  }

  /** Writes between single quotes. */
  writeSingle(text: string, splits: boolean): void {
    this.indicator("'", { space: true });
    this.#folded(text, splits, 'single');
    this.indicator("'");
  }

  /** Writes between double quotes, with escapes. */
  writeDouble(text: string, splits: boolean): void {
    this.indicator('"', { space: true });
    const characters = [...text];
    for (const [index, character] of characters.entries()) {
      if (character === ' ') this.#doubleSpace(characters, index, splits);
      else this.put(needsEscape(character) ? escapeCharacter(character) : character);
    }
    this.indicator('"');
  }

  /** A line may be folded at the first of several spaces; a backslash keeps the second. */
  #doubleSpace(characters: readonly string[], index: number, splits: boolean): void {
    const isInside = index > 0 && index < characters.length - 1;
    const isFirst = characters[index - 1] !== ' ';
    if (!splits || !isInside || !isFirst || this.column <= this.width) {
      this.put(' ');
      return;
    }
    this.newLine();
    if (characters[index + 1] === ' ') this.put('\\');
  }
}
