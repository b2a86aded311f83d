/**
 * Python's methods of bytes. Most are those of str seen through a mapping: byte by byte to
 * characters, where bytes beyond ASCII become characters that are neither letters nor space, so that
 * no method changes them, as Python's do not.
 */
import { Bytes, Tuple, isList, type Value } from '../../base/index.ts';
import { asText } from './arguments.ts';
import { fail } from './failure.ts';
import { toItems } from './iterate.ts';
import { kindOf } from './kinds.ts';
import { define, toTable, type FunctionDef } from './signature.ts';
import { textMethods } from './text-methods.ts';

/** Where bytes beyond ASCII go: Unicode's private use area. */
const PRIVATE = 0xe000;

function toCharacters(bytes: Bytes): string {
  return Array.from(bytes.data, (code) =>
    String.fromCharCode(code < 0x80 ? code : PRIVATE + code),
  ).join('');
}

function fromCharacters(text: string): Bytes {
  return new Bytes(Uint8Array.from(text, (character) => character.charCodeAt(0) & 0xff));
}

/** Takes bytes into characters wherever an argument holds them; text is refused. */
function toArgument(value: Value): Value {
  if (value instanceof Bytes) return toCharacters(value);
  if (value instanceof Tuple) return new Tuple(value.items.map(toArgument));
  if (isList(value)) return value.map(toArgument);
  if (typeof value !== 'string') return value;
  return fail('TypeError', `a bytes-like object is required, not '${kindOf(value)}'`);
}

function toResult(value: Value): Value {
  if (typeof value === 'string') return fromCharacters(value);
  if (value instanceof Tuple) return new Tuple(value.items.map(toResult));
  return isList(value) ? value.map(toResult) : value;
}

function seenAsText(method: FunctionDef): FunctionDef {
  const { name, signature } = method;
  return {
    name,
    signature,
    apply: (self, ...args) => {
      const given = args.map((value, index) => {
        const isDefault = value === signature.parameters[index + 1]?.byDefault;
        if (isDefault) return value;
        return toArgument(name === 'join' ? toItems(value) : value);
      });
      return toResult(method.apply(toArgument(self), ...given));
    },
  };
}

/** What bytes do not have, or do in their own way. */
const TEXT_ONLY = new Set([
  ...['casefold', 'encode', 'isidentifier', 'isdecimal', 'isnumeric', 'isprintable', 'translate'],
]);

const shared = [...textMethods.values()].filter(({ name }) => !TEXT_ONLY.has(name));

export const bytesMethods = toTable([
  ...shared.map(seenAsText),
  define('decode', "self, encoding='utf-8', errors='strict'", (self, encoding) => {
    if (!(self instanceof Bytes)) return fail('TypeError', 'expected bytes');
    const name = asText(encoding);
    try {
      return new TextDecoder(name, { fatal: true, ignoreBOM: true }).decode(self.data);
    } catch {
      return fail('ValueError', `'${name}' codec can't decode these bytes`);
    }
  }),
  define('hex', 'self', (self) =>
    self instanceof Bytes
      ? Array.from(self.data, (code) => code.toString(16).padStart(2, '0')).join('')
      : '',
  ),
]);
