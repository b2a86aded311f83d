/**
 * Python's methods of bytes. Most are those of str seen through a mapping: byte by byte to
 * characters, where bytes beyond ASCII become characters that are neither letters nor space, so that
 * no method changes them, as Python's do not.
 */
import { Bytes, Tuple, isList, type Value } from '../../base/index.ts';
import { asText } from './arguments.ts';
import { decodeBytes } from './codecs.ts';
import { fail } from './failure.ts';
import { toItems } from './iterate.ts';
import { isIntegral, kindOf } from './kinds.ts';
import { toIndex } from './numbers.ts';
import { formatPercent } from './printf.ts';
import { define, toTable, type FunctionDef } from './signature.ts';
import { textMethods } from './text-methods.ts';
import { isTrue } from './truth.ts';

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
  ...['maketrans', 'splitlines'],
]);

/** Methods that look for one byte by its number as well. */
const TAKES_NUMBER = new Set(['count', 'find', 'index', 'rfind', 'rindex']);

function toSought(value: Value): Value {
  if (!isIntegral(value)) return value;
  const code = Number(value);
  if (code < 0 || code > 255) fail('ValueError', 'byte must be in range(0, 256)');
  return new Bytes(Uint8Array.of(code));
}

function takesNumber(method: FunctionDef): FunctionDef {
  if (!TAKES_NUMBER.has(method.name)) return method;
  const { apply } = method;
  return {
    ...method,
    apply: (self, sought = null, ...rest) => apply(self, toSought(sought), ...rest),
  };
}

const shared = [...textMethods.values()].filter(({ name }) => !TEXT_ONLY.has(name));

function asBytes(value: Value): Bytes {
  if (value instanceof Bytes) return value;
  return fail('TypeError', `a bytes-like object is required, not '${kindOf(value)}'`);
}

function readSeparator(given: Value): string {
  const separator = given instanceof Bytes ? toCharacters(given) : given;
  if (typeof separator !== 'string') {
    return fail('TypeError', `object of type '${kindOf(given)}' has no len()`);
  }
  if (separator.length !== 1) fail('ValueError', 'sep must be length 1.');
  return separator < '\x80' ? separator : fail('ValueError', 'sep must be ASCII.');
}

/** Groups are counted from the right, with a negative number from the left. */
function toHex(self: Value, given: Value, perGroup: Value): string {
  const codes = Array.from(asBytes(self).data, (code) => code.toString(16).padStart(2, '0'));
  const count = toIndex(perGroup);
  const separator = given === null ? '' : readSeparator(given);
  const size = Math.abs(count);
  if (size === 0 || size >= codes.length) return codes.join('');
  const offset = count > 0 ? codes.length % size : 0;
  return codes
    .map((code, index) => (index > 0 && (index - offset) % size === 0 ? separator + code : code))
    .join('');
}

/** Lines end at `\n`, `\r` and `\r\n` only; text knows more ends. */
function splitLines(self: Value, keep: Value): Value {
  const lines = toCharacters(asBytes(self)).match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+/gu) ?? [];
  const shown = isTrue(keep) ? lines : lines.map((line) => line.replace(/[\r\n]+$/u, ''));
  return shown.map(fromCharacters);
}

function translate(self: Value, table: Value, removed: Value): Value {
  const map = table === null ? undefined : asBytes(table).data;
  if (map !== undefined && map.length !== 256) {
    fail('ValueError', 'translation table must be 256 characters long');
  }
  const dropped = asBytes(removed).data;
  const kept = asBytes(self).data.filter((code) => !dropped.includes(code));
  return new Bytes(kept.map((code) => map?.[code] ?? code));
}

function makeTable(from: Value, to: Value): Value {
  const [keys, values] = [asBytes(from).data, asBytes(to).data];
  if (keys.length !== values.length) {
    fail('ValueError', 'maketrans arguments must have same length');
  }
  const table = Uint8Array.from({ length: 256 }, (_, code) => code);
  for (const [index, code] of keys.entries()) table[code] = values[index] ?? code;
  return new Bytes(table);
}

function fromHex(text: string): Bytes {
  const digits = text.replaceAll(/[ \t\n\r\f\v]/gu, '');
  if (!/^(?:[\da-f]{2})*$/iu.test(digits)) {
    return fail('ValueError', 'non-hexadecimal number found in fromhex() arg');
  }
  return new Bytes(Uint8Array.from(Buffer.from(digits, 'hex')));
}

const NO_BYTES = new Bytes(new Uint8Array());

/** Python's `template % values` of bytes. */
export function formatBytes(template: Bytes, values: Value): Value {
  return toResult(formatPercent(toCharacters(template), toArgument(values)));
}

/** The methods of bytes by name, those of text with bytes as arguments among them. */
export const bytesMethods = toTable([
  ...shared.map(seenAsText).map(takesNumber),
  define('decode', "self, encoding='utf-8', errors='strict'", (self, encoding, errors) =>
    decodeBytes(
      asBytes(self),
      asText(encoding, "decode() argument 'encoding'"),
      asText(errors, "decode() argument 'errors'"),
    ),
  ),
  define('hex', 'self, sep=None, bytes_per_sep=1', toHex),
  define('splitlines', 'self, keepends=False', splitLines),
  define('translate', 'self, table, delete=None', (self, table, removed) =>
    translate(self, table, removed ?? NO_BYTES),
  ),
  define('maketrans', 'self, frm, to', (_, from, to) => makeTable(from, to)),
  define('fromhex', 'self, string', (_, text) => fromHex(asText(text, 'fromhex() argument'))),
]);
