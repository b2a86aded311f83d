/** Values as tagged JSON, as test/compat/jinja/record.py writes them. */
import {
  Bytes,
  CalendarTime,
  Dict,
  Float,
  PySet,
  Tuple,
  isList,
  type Value,
} from '../../engine/base/index.ts';
import { pyRepr, pyStr } from '../../engine/template/index.ts';

export type Encoded =
  | null
  | boolean
  | number
  | string
  | readonly Encoded[]
  | { readonly [key: string]: Encoded };

function encodeDict(dict: Dict): Encoded {
  const pairs = [...dict];
  const isPlain = pairs.every(([key]) => typeof key === 'string' && !key.startsWith('$'));
  if (!isPlain)
    return { $dict: pairs.map(([key, value]) => [encodeValue(key), encodeValue(value)]) };
  return Object.fromEntries(pairs.map(([key, value]) => [pyStr(key), encodeValue(value)]));
}

/** Encodes a value so that an int and a float, a list and a tuple stay apart. */
export function encodeValue(value: Value): Encoded {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return { $int: String(value) };
  if (value instanceof Float) return { $float: pyRepr(value) };
  if (isList(value)) return value.map(encodeValue);
  if (value instanceof Tuple) return { $tuple: value.items.map(encodeValue) };
  if (value instanceof PySet) return { $set: [...value].map(encodeValue) };
  if (value instanceof Bytes) return { $bytes: Buffer.from(value.data).toString('latin1') };
  return value instanceof CalendarTime ? value.text : encodeDict(value);
}
