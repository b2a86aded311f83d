/**
 * Writes playbook values as Python's `json.dumps(..., ensure_ascii=False, sort_keys=True)` spells
 * them, because that is what people and scripts know from Ansible's output. Reads nothing back.
 */
import {
  Bytes,
  CalendarTime,
  Dict,
  Float,
  PySet,
  Tuple,
  isList,
  toValue,
  type Plain,
  type Value,
} from '../base/index.ts';

/** Writes a float as Python's `repr` does: `1.0`, `1e-05`, `1e+16`, `NaN`. */
function renderFloat(value: number): string {
  if (!Number.isFinite(value)) {
    return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
  }
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e16)) {
    const [digits = '', power = ''] = value.toExponential().split('e');
    return `${digits}e${power.slice(0, 1)}${power.slice(1).padStart(2, '0')}`;
  }
  const text = String(value);
  if (Object.is(value, -0)) return '-0.0';
  return text.includes('.') ? text : `${text}.0`;
}

/** Writes a value that is neither text nor a collection. */
function renderAtom(value: Exclude<Value, string>): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  return value instanceof Float ? renderFloat(value.value) : '';
}

function renderKey(key: Value): string {
  if (typeof key === 'string') return key;
  return key instanceof CalendarTime ? key.text : renderAtom(key);
}

/** Characters beyond the basic plane, the only ones that UTF-16 sorts otherwise than Python. */
const SURROGATE = /[\ud800-\udfff]/;

/** Compares by code points as Python does; UTF-16 order differs beyond the basic plane. */
export function comparePythonText(left: string, right: string): number {
  if (!SURROGATE.test(left) && !SURROGATE.test(right))
    return left < right ? -1 : Number(left > right);
  const a = [...left];
  const b = [...right];
  const at = a.findIndex((character, index) => character !== b[index]);
  if (at === -1) return a.length - b.length;
  return (a[at]?.codePointAt(0) ?? 0) - (b[at]?.codePointAt(0) ?? -1);
}

function compareKeys([left]: readonly [Value, Value], [right]: readonly [Value, Value]): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  return comparePythonText(renderKey(left), renderKey(right));
}

/** The items of a list, a tuple or a set; undefined for what is none. */
export function toItems(value: Value): readonly Value[] | undefined {
  if (isList(value)) return value;
  if (value instanceof Tuple) return value.items;
  return value instanceof PySet ? [...value] : undefined;
}

function renderScalar(value: Value, mask: JsonLayout['mask']): string {
  if (typeof value === 'string') return JSON.stringify(mask === undefined ? value : mask(value));
  if (value instanceof Float) return renderFloat(value.value);
  if (value instanceof CalendarTime) return JSON.stringify(value.iso);
  if (value instanceof Bytes) return JSON.stringify(new TextDecoder().decode(value.data));
  return renderAtom(value);
}

/** How JSON is laid out, and what is hidden in it. */
export interface JsonLayout {
  /** Spaces per level; 0 (or nothing) writes one line with `, ` between entries. */
  readonly indent?: number;
  /** Replaces secrets in texts before they are escaped; afterwards they could not be found. */
  readonly mask?: (text: string) => string;
}

/** What stands between the parts of a collection, at its depth. */
interface Gaps {
  readonly open: string;
  readonly between: string;
  readonly close: string;
}

const NO_GAPS: Gaps = { open: '', between: '', close: '' };

function makeGaps(indent: number, depth: number): Gaps {
  if (indent === 0) return { open: '', between: ', ', close: '' };
  const inner = '\n' + ' '.repeat(indent * (depth + 1));
  return { open: inner, between: `,${inner}`, close: '\n' + ' '.repeat(indent * depth) };
}

/** Collects the pieces of one text: joined at the end, they cost no strings in between. */
class JsonWriter {
  readonly #indent: number;
  readonly #mask: JsonLayout['mask'];
  readonly #gaps: Gaps[] = [];
  readonly #pieces: string[] = [];

  constructor({ indent = 0, mask }: JsonLayout) {
    this.#indent = indent;
    this.#mask = mask;
  }

  get text(): string {
    return this.#pieces.join('');
  }

  write(value: Value, depth: number): void {
    if (value instanceof Dict) {
      this.#writeDict(value, depth);
      return;
    }
    const items = toItems(value);
    if (items === undefined) this.#pieces.push(renderScalar(value, this.#mask));
    else this.#writeList(items, depth);
  }

  #writeList(items: readonly Value[], depth: number): void {
    const { open, between, close } = this.#gapsAt(depth, items.length);
    let gap = open;
    this.#pieces.push('[');
    for (const item of items) {
      this.#pieces.push(gap);
      this.write(item, depth + 1);
      gap = between;
    }
    this.#pieces.push(close, ']');
  }

  #writeDict(dict: Dict, depth: number): void {
    const { open, between, close } = this.#gapsAt(depth, dict.size);
    let gap = open;
    this.#pieces.push('{');
    for (const [key, entry] of [...dict].sort(compareKeys)) {
      this.#pieces.push(gap, renderScalar(renderKey(key), this.#mask), ': ');
      this.write(entry, depth + 1);
      gap = between;
    }
    this.#pieces.push(close, '}');
  }

  #gapsAt(depth: number, size: number): Gaps {
    return size === 0 ? NO_GAPS : (this.#gaps[depth] ??= makeGaps(this.#indent, depth));
  }
}

/** Writes a value as JSON with sorted keys. */
export function renderPythonJson(value: Plain, layout: JsonLayout = {}): string {
  const writer = new JsonWriter(layout);
  writer.write(toValue(value), 0);
  return writer.text;
}
