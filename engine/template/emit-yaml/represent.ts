/**
 * Values as YAML nodes, as PyYAML's SafeRepresenter and Serializer see them: sorted keys, styles,
 * anchors for what stands in two places.
 */
import { Bytes, Dict, Float, PySet, Tuple, isList, type Value } from '../../base/index.ts';
import { compare } from '../values/compare.ts';
import { TemplateFailure, fail } from '../values/failure.ts';
import { isCalendarTime } from '../values/kinds.ts';
import { SealedText } from '../values/sealed-text.ts';
import { GroupTuple, Undefined } from '../values/special.ts';
import { repr, reprFloat, toText } from '../values/text.ts';

interface Base {
  /** Set when the node stands in several places. */
  anchor: string | undefined;
}

/** Styles that all scalars may be asked to have. */
export type ScalarStyle = 'single' | 'double' | 'literal' | 'folded';

export interface ScalarNode extends Base {
  readonly kind: 'scalar';
  readonly text: string;
  /** Whether the plain text would be read as what it is. */
  readonly isPlainReadable: boolean;
  /** False for what is text only when it is plain: numbers, booleans, null. */
  readonly isText: boolean;
  /** The style that was asked for. */
  readonly style: ScalarStyle | undefined;
  /** `!!binary` is written as a literal block. */
  readonly tag: string | undefined;
}

export interface SequenceNode extends Base {
  readonly kind: 'sequence';
  readonly items: YamlNode[];
  isFlow: boolean;
}

export interface MappingNode extends Base {
  readonly kind: 'mapping';
  readonly pairs: (readonly [YamlNode, YamlNode])[];
  readonly tag: string | undefined;
  isFlow: boolean;
}

export type YamlNode = ScalarNode | SequenceNode | MappingNode;

/** How collections are laid out and ordered. */
export interface RepresentRules {
  /** `mixed` puts collections of scalars in one line. */
  readonly flow: 'block' | 'flow' | 'mixed';
  readonly sortKeys: boolean;
  /** For every scalar; else each has what it needs. */
  readonly style?: ScalarStyle | undefined;
}

const BOOL = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/u;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/u;
const INT =
  /^(?:[-+]?0b[01_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/u;
const TIME =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/u;
const OTHER = /^(?:~|null|Null|NULL||<<|=|!|&|\*)$/u;

/** Says whether PyYAML reads plain text as text. */
export function isReadAsText(text: string): boolean {
  const first = text.charAt(0);
  if (first === '' || /[~nN<=!&*]/u.test(first)) {
    if (OTHER.test(text)) return false;
  }
  if (/[yYnNtTfFoO]/u.test(first)) return !BOOL.test(text);
  if (!/[-+0-9.]/u.test(first)) return true;
  // YAML 1.1 as PyYAML has it also takes a lone newline after these.
  return ![FLOAT, INT, TIME].some((pattern) => pattern.test(text.replace(/\n$/u, '')));
}

class Representer {
  readonly #rules: RepresentRules;
  readonly #known = new Map<object, YamlNode>();
  #anchors = 0;

  constructor(rules: RepresentRules) {
    this.#rules = rules;
  }

  toNode(value: Value): YamlNode {
    if (typeof value !== 'object' || value === null) return this.#scalar(value);
    const known = this.#known.get(value);
    if (known !== undefined) {
      if (known.anchor === undefined) {
        this.#anchors += 1;
        known.anchor = `id${String(this.#anchors).padStart(3, '0')}`;
      }
      return known;
    }
    const node = this.#object(value);
    const isAliased = !(value instanceof Float) && !(value instanceof Bytes);
    const isEmptyTuple = value instanceof Tuple && value.items.length === 0;
    if (isAliased && !isEmptyTuple && !this.#known.has(value)) this.#known.set(value, node);
    return node;
  }

  #plain(text: string): ScalarNode {
    return {
      kind: 'scalar',
      text,
      isPlainReadable: true,
      isText: false,
      style: this.#rules.style,
      tag: undefined,
      anchor: undefined,
    };
  }

  #scalar(value: null | boolean | number | bigint | string): ScalarNode {
    if (typeof value === 'string') {
      return { ...this.#plain(value), isPlainReadable: isReadAsText(value), isText: true };
    }
    return this.#plain(value === null ? 'null' : String(value));
  }

  #object(value: Exclude<Value, null | boolean | number | bigint | string>): YamlNode {
    if (isList(value)) return this.#sequence(value, value);
    // PyYAML goes by the exact class, and a tuple with names has its own.
    if (value instanceof Tuple && !(value instanceof GroupTuple))
      return this.#sequence(value.items, value);
    if (value instanceof Dict) return this.#mapping(value);
    if (value instanceof Float) return this.#plain(writeFloat(value.value));
    if (value instanceof PySet) return this.#set(value);
    if (value instanceof Bytes) {
      const text = Buffer.from(value.data)
        .toString('base64')
        .replace(/.{1,76}/gu, '$&\n');
      return { ...this.#plain(text), tag: '!!binary' };
    }
    if (value instanceof SealedText) {
      return { ...this.#plain(value.text), tag: '!vault', style: 'literal' };
    }
    if (value instanceof Undefined) return value.fail();
    if (isCalendarTime(value)) return this.#plain(toText(value));
    return fail('FilterError', `('cannot represent an object', ${repr(value)})`);
  }

  #chooseFlow(nodes: readonly YamlNode[]): boolean {
    if (this.#rules.flow !== 'mixed') return this.#rules.flow === 'flow';
    return nodes.every((node) => node.kind === 'scalar' && node.tag === undefined);
  }

  #sequence(items: readonly Value[], owner: object): SequenceNode {
    const node: SequenceNode = { kind: 'sequence', items: [], isFlow: false, anchor: undefined };
    this.#known.set(owner, node);
    for (const item of items) node.items.push(this.toNode(item));
    node.isFlow = this.#chooseFlow(node.items);
    return node;
  }

  #mapping(dict: Dict): MappingNode {
    const node = this.#emptyMapping(undefined);
    this.#known.set(dict, node);
    for (const [key, value] of this.#sorted([...dict])) {
      node.pairs.push([this.toNode(key), this.toNode(value)]);
    }
    node.isFlow = this.#chooseFlow(node.pairs.flat());
    return node;
  }

  #set(set: PySet): MappingNode {
    const node = this.#emptyMapping('!!set');
    const pairs = this.#sorted([...set].map((item) => [item, null] as const));
    for (const [key] of pairs) node.pairs.push([this.toNode(key), this.toNode(null)]);
    node.isFlow = this.#chooseFlow(node.pairs.flat());
    return node;
  }

  #emptyMapping(tag: string | undefined): MappingNode {
    return { kind: 'mapping', pairs: [], tag, isFlow: false, anchor: undefined };
  }

  /** Sorted by key where Python can order the keys, else as they are. */
  #sorted(pairs: (readonly [Value, Value])[]): (readonly [Value, Value])[] {
    if (!this.#rules.sortKeys) return pairs;
    try {
      return [...pairs].sort(([a], [b]) => compare(a, b));
    } catch (error) {
      if (error instanceof TemplateFailure) return pairs;
      throw error;
    }
  }
}

function writeFloat(value: number): string {
  if (Number.isNaN(value)) return '.nan';
  if (!Number.isFinite(value)) return value > 0 ? '.inf' : '-.inf';
  const text = reprFloat(value);
  return text.includes('.') || !text.includes('e') ? text : text.replace('e', '.0e');
}

/**
 * Makes the nodes of a value.
 * @throws TemplateFailure for what YAML cannot hold; UndefinedFailure
 */
export function representYaml(value: Value, rules: RepresentRules): YamlNode {
  return new Representer(rules).toNode(value);
}
