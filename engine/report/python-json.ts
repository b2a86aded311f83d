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

function wrap(parts: readonly string[], brackets: string, indent: number, depth: number): string {
  const [open = '', close = ''] = brackets;
  if (parts.length === 0) return `${open}${close}`;
  if (indent === 0) return `${open}${parts.join(', ')}${close}`;
  const inner = '\n' + ' '.repeat(indent * (depth + 1));
  const outer = '\n' + ' '.repeat(indent * depth);
  return `${open}${inner}${parts.join(`,${inner}`)}${outer}${close}`;
}

function renderAt(value: Value, layout: JsonLayout, depth: number): string {
  const { indent = 0, mask } = layout;
  if (value instanceof Dict) {
    const parts = [...value].sort(compareKeys).map(([key, entry]) => {
      return `${renderScalar(renderKey(key), mask)}: ${renderAt(entry, layout, depth + 1)}`;
    });
    return wrap(parts, '{}', indent, depth);
  }
  const items = toItems(value);
  if (items === undefined) return renderScalar(value, mask);
  const parts = items.map((item) => renderAt(item, layout, depth + 1));
  return wrap(parts, '[]', indent, depth);
}

/** Writes a value as JSON with sorted keys. */
export function renderPythonJson(value: Plain, layout: JsonLayout = {}): string {
  return renderAt(toValue(value), layout, 0);
}
