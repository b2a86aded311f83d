/** Writes YAML nodes as libyaml's emitter does, through which Ansible's `to_yaml` goes. */
import { analyzeScalar, type ScalarAnalysis } from './analyze-scalar.ts';
import { ScalarWriter } from './scalar-writer.ts';
import type { EmitRules } from './yaml-writer.ts';
import type { MappingNode, ScalarNode, ScalarStyle, SequenceNode, YamlNode } from './represent.ts';

const MAX_SIMPLE_KEY = 128;

/** Where a node stands. */
interface Place {
  readonly isInMapping: boolean;
  readonly isSimpleKey: boolean;
}

const inSequence: Place = { isInMapping: false, isSimpleKey: false };
const asValue: Place = { isInMapping: true, isSimpleKey: false };
const asSimpleKey: Place = { isInMapping: true, isSimpleKey: true };

type Style = 'plain' | ScalarStyle;

class Emitter extends ScalarWriter {
  readonly #anchored = new Set<YamlNode>();

  emit(node: YamlNode, rules: EmitRules): string {
    if (rules.explicitStart) {
      this.newLine();
      this.indicator('---', { space: true });
    }
    this.#node(node, inSequence);
    this.newLine();
    if (rules.explicitEnd) {
      this.indicator('...', { space: true });
      this.newLine();
    }
    return this.text;
  }

  #node(node: YamlNode, place: Place): void {
    if (node.anchor !== undefined) {
      if (this.#anchored.has(node)) {
        this.indicator(`*${node.anchor}`, { space: true });
        return;
      }
      this.#anchored.add(node);
      this.indicator(`&${node.anchor}`, { space: true });
    }
    switch (node.kind) {
      case 'scalar':
        this.#scalar(node, place);
        return;
      case 'sequence':
        if (this.flowLevel > 0 || node.isFlow || node.items.length === 0) this.#flowSequence(node);
        else this.#blockSequence(node, place);
        return;
      case 'mapping':
        if (node.tag !== undefined) this.indicator(node.tag, { space: true });
        if (this.flowLevel > 0 || node.isFlow || node.pairs.length === 0) this.#flowMapping(node);
        else this.#blockMapping(node);
    }
  }

  #flow(open: string, close: string, items: readonly (() => void)[]): void {
    this.indicator(open, { space: true, opens: true });
    this.flowLevel += 1;
    this.inside('flow', () => {
      for (const [index, emitItem] of items.entries()) {
        if (index > 0) this.indicator(',');
        if (this.column > this.width) this.newLine();
        emitItem();
      }
    });
    this.flowLevel -= 1;
    this.indicator(close);
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
        this.indicator(':');
      } else {
        this.indicator('?', { space: true });
        this.#node(key, asValue);
        if (this.column > this.width) this.newLine();
        this.indicator(':', { space: true });
      }
      this.#node(value, asValue);
    });
    this.#flow('{', '}', items);
  }

  #blockSequence(node: SequenceNode, place: Place): void {
    const isIndentless = place.isInMapping && !this.isIndention;
    this.inside(isIndentless ? 'indentless' : 'block', () => {
      for (const item of node.items) {
        this.newLine();
        this.indicator('-', { space: true, indents: true });
        this.#node(item, inSequence);
      }
    });
  }

  #blockMapping(node: MappingNode): void {
    this.inside('block', () => {
      for (const [key, value] of node.pairs) {
        this.newLine();
        if (this.#isSimpleKey(key)) {
          this.#node(key, asSimpleKey);
          this.indicator(':');
        } else {
          this.indicator('?', { space: true, indents: true });
          this.#node(key, asValue);
          this.newLine();
          this.indicator(':', { space: true, indents: true });
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
    const wanted = node.style ?? this.#plainOrSingle(node, place, analysis);
    if (wanted === 'single') return analysis.allowsSingleQuoted ? 'single' : 'double';
    if (wanted === 'plain' || wanted === 'double') return wanted;
    const canHaveLines = analysis.allowsLines && this.flowLevel === 0 && !place.isSimpleKey;
    return canHaveLines ? wanted : 'double';
  }

  #plainOrSingle(node: ScalarNode, place: Place, analysis: ScalarAnalysis): 'plain' | 'single' {
    const isFlow = this.flowLevel > 0;
    const isAllowed = isFlow ? analysis.allowsFlowPlain : analysis.allowsBlockPlain;
    const isEmpty = node.text === '' && (isFlow || place.isSimpleKey);
    return isAllowed && !isEmpty && node.isPlainReadable ? 'plain' : 'single';
  }

  #scalar(node: ScalarNode, place: Place): void {
    const style = this.#chooseStyle(node, place, analyzeScalar(node.text));
    // What is no text would be read as text between quotes, without a tag.
    const tag = node.tag ?? (style === 'plain' || node.isText ? undefined : '!');
    if (tag !== undefined) this.indicator(tag, { space: true });
    const isBinary = node.tag !== undefined && this.flowLevel === 0 && !place.isSimpleKey;
    this.inside('flow', () => {
      this.#text(node.text, isBinary ? 'literal' : style, !place.isSimpleKey);
    });
  }

  #text(text: string, style: Style, splits: boolean): void {
    switch (style) {
      case 'plain':
        this.writePlain(text, splits);
        return;
      case 'single':
        this.writeSingle(text, splits);
        return;
      case 'double':
        this.writeDouble(text, splits);
        return;
      case 'literal':
        this.writeLiteral(text);
        return;
      case 'folded':
        this.writeFolded(text);
    }
  }
}

/** Writes a document. */
export function emitYaml(node: YamlNode, rules: EmitRules): string {
  return new Emitter(rules).emit(node, rules);
}
