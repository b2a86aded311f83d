/** Lines, columns and indentation of YAML as libyaml's emitter keeps count of them. */
import { countCharacters } from '../values/characters.ts';

/** Layout options of `yaml.dump`. */
export interface EmitRules {
  readonly indent: number;
  readonly width: number;
  readonly explicitStart: boolean;
  readonly explicitEnd: boolean;
}

/** Writes text and indicators; what they mean is known by who extends it. */
export class YamlWriter {
  readonly indentStep: number;
  readonly width: number;
  text = '';
  column = 0;
  /** Where the current node's lines start; -1 outside of any. */
  indent = -1;
  flowLevel = 0;
  /** Nothing but white space was written since… */
  isAfterSpace = true;
  /** Only indentation and indicators stand on this line. */
  isIndention = true;

  constructor(rules: EmitRules) {
    this.indentStep = rules.indent > 1 && rules.indent < 10 ? rules.indent : 2;
    const isWide = rules.width > this.indentStep * 2;
    this.width = rules.width < 0 ? Infinity : isWide ? rules.width : 80;
  }

  /** Writes text that holds no newline. */
  put(text: string): void {
    this.text += text;
    this.column += countCharacters(text);
  }

  /** Ends the line. */
  breakLine(character = '\n'): void {
    this.text += character;
    this.column = 0;
  }

  /** Goes to the start of a line at the current indentation, unless already there. */
  newLine(): void {
    const indent = Math.max(0, this.indent);
    const isThere = this.column === indent && this.isAfterSpace;
    if (!this.isIndention || this.column > indent || (this.column === indent && !isThere)) {
      this.breakLine();
    }
    if (this.column < indent) this.put(' '.repeat(indent - this.column));
    this.isAfterSpace = true;
    this.isIndention = true;
  }

  /** Writes a sign such as `-` or `:`; `space` puts a blank before it, `opens` lets one follow. */
  indicator(
    text: string,
    options: {
      readonly space?: boolean;
      readonly opens?: boolean;
      readonly indents?: boolean;
    } = {},
  ): void {
    if (options.space === true && !this.isAfterSpace) this.put(' ');
    this.put(text);
    this.isAfterSpace = options.opens === true;
    this.isIndention = this.isIndention && options.indents === true;
  }

  /** Runs work one level deeper. */
  inside(kind: 'flow' | 'block' | 'indentless', work: () => void): void {
    const before = this.indent;
    if (before < 0) this.indent = kind === 'flow' ? this.indentStep : 0;
    else if (kind !== 'indentless') this.indent = before + this.indentStep;
    work();
    this.indent = before;
  }
}
