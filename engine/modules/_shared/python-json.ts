/** Values as text where Ansible gives a value to a file: JSON as Python's json.dumps writes it. */
import {
  Bytes,
  CalendarTime,
  Dict,
  Float,
  isList,
  PySet,
  quoteAsciiJson,
  Tuple,
  type Value,
} from '../../base/index.ts';

function toFloatText({ value }: Float): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** Writes a value as `json.dumps` does by default: `{"a": [1, true]}`, ASCII only. */
export function toPythonJson(value: Value): string {
  if (typeof value === 'string') return quoteAsciiJson(value);
  if (value instanceof Float) return toFloatText(value);
  if (value === null || typeof value !== 'object') return String(value);
  if (value instanceof Dict) {
    const entries = [...value].map(
      ([key, item]) => `${quoteAsciiJson(toScalarText(key))}: ${toPythonJson(item)}`,
    );
    return `{${entries.join(', ')}}`;
  }
  if (isList(value)) return `[${value.map(toPythonJson).join(', ')}]`;
  if (value instanceof Tuple) return `[${value.items.map(toPythonJson).join(', ')}]`;
  if (value instanceof PySet) return `[${[...value].map(toPythonJson).join(', ')}]`;
  return quoteAsciiJson(toScalarText(value));
}

/** Python's str() of a scalar: `True`, `None`, `1.0`. */
export function toScalarText(value: Value): string {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null) return 'None';
  if (value instanceof Float) return toFloatText(value);
  if (value instanceof CalendarTime) return value.text;
  if (value instanceof Bytes) return new TextDecoder().decode(value.data);
  return typeof value === 'object' ? toPythonJson(value) : String(value);
}
