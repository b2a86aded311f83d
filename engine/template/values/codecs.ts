/**
 * Python's codecs: text to bytes and back, with the error handlers that playbooks can name. Python
 * writes an encoding's name in many ways; what it does not know is a LookupError.
 */
import { Bytes } from '../../base/index.ts';
import { TemplateFailure, fail } from './failure.ts';

type Wide = 'utf-16' | 'utf-16-le' | 'utf-16-be';
type Widest = 'utf-32' | 'utf-32-le' | 'utf-32-be';
type Codec = 'utf-8' | 'ascii' | 'latin-1' | Wide | Widest;

const NAMES: Readonly<Record<Codec, readonly string[]>> = {
  'utf-8': ['utf-8', 'utf8', 'u8', 'utf', 'cp65001'],
  ascii: ['ascii', 'us-ascii', '646', 'iso646-us'],
  'latin-1': ['latin-1', 'latin1', 'latin', 'l1', 'iso-8859-1', 'iso8859-1', '8859', 'cp819'],
  'utf-16': ['utf-16', 'utf16', 'u16'],
  'utf-16-le': ['utf-16-le', 'utf-16le'],
  'utf-16-be': ['utf-16-be', 'utf-16be'],
  'utf-32': ['utf-32', 'utf32', 'u32'],
  'utf-32-le': ['utf-32-le', 'utf-32le'],
  'utf-32-be': ['utf-32-be', 'utf-32be'],
};
const CODEC_NAMES: readonly Codec[] = [
  ...(['utf-8', 'ascii', 'latin-1', 'utf-16', 'utf-16-le', 'utf-16-be'] as const),
  ...(['utf-32', 'utf-32-le', 'utf-32-be'] as const),
];

const CODECS: ReadonlyMap<string, Codec> = new Map(
  CODEC_NAMES.flatMap((codec) => NAMES[codec].map((name) => [name, codec] as const)),
);

function normalize(encoding: string): string {
  return encoding.toLowerCase().replaceAll(/[ _]/gu, '-');
}

/** Bytes that could not be read. */
interface BadBytes {
  readonly codec: string;
  readonly at: number;
  readonly bytes: readonly number[];
  readonly why: string;
}

const hex = (code: number): string => code.toString(16).padStart(2, '0');

function replaceBytes(errors: string, { codec, at, bytes, why }: BadBytes): string {
  switch (errors) {
    case 'ignore':
      return '';
    case 'replace':
      return '\ufffd';
    case 'backslashreplace':
      return bytes.map((code) => `\\x${hex(code)}`).join('');
    case 'surrogateescape':
      return String.fromCharCode(...bytes.map((code) => 0xdc00 + code));
    case 'strict': {
      const [first = 0] = bytes;
      const what =
        bytes.length === 1
          ? `byte 0x${hex(first)} in position ${String(at)}`
          : `bytes in position ${String(at)}-${String(at + bytes.length - 1)}`;
      return fail('ValueError', `'${codec}' codec can't decode ${what}: ${why}`);
    }
    default:
      return fail('LookupError', `unknown error handler name '${errors}'`);
  }
}

/** How many bytes follow a first byte of UTF-8, and what the first of them may be. */
function describeFirst(code: number): readonly [count: number, low: number, high: number] {
  if (code >= 0xc2 && code <= 0xdf) return [1, 0x80, 0xbf];
  if (code >= 0xe0 && code <= 0xef) {
    return [2, code === 0xe0 ? 0xa0 : 0x80, code === 0xed ? 0x9f : 0xbf];
  }
  if (code >= 0xf0 && code <= 0xf4) {
    return [3, code === 0xf0 ? 0x90 : 0x80, code === 0xf4 ? 0x8f : 0xbf];
  }
  return [0, 0, 0];
}

/** The length of the longest start of a character at a place, and what is wrong with it if anything. */
function measure(data: Uint8Array, at: number): readonly [length: number, why: string | undefined] {
  const code = data[at] ?? 0;
  if (code < 0x80) return [1, undefined];
  const [count, low, high] = describeFirst(code);
  if (count === 0) return [1, 'invalid start byte'];
  for (let index = 1; index <= count; index += 1) {
    const next = data[at + index];
    if (next === undefined) return [index, 'unexpected end of data'];
    const [from, to] = index === 1 ? [low, high] : [0x80, 0xbf];
    if (next < from || next > to) return [index, 'invalid continuation byte'];
  }
  return [count + 1, undefined];
}

function decodeUtf8(data: Uint8Array, errors: string): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let [out, start] = ['', 0];
  for (let at = 0; at < data.length;) {
    const [length, why] = measure(data, at);
    if (why !== undefined) {
      const bytes = [...data.subarray(at, at + length)];
      out += decoder.decode(data.subarray(start, at));
      out += replaceBytes(errors, { codec: 'utf-8', at, bytes, why });
      start = at + length;
    }
    at += length;
  }
  return out + decoder.decode(data.subarray(start));
}

function decodeBelow(limit: number, data: Uint8Array, errors: string): string {
  const why = 'ordinal not in range(128)';
  return Array.from(data, (code, at) =>
    code < limit
      ? String.fromCharCode(code)
      : replaceBytes(errors, { codec: 'ascii', at, bytes: [code], why }),
  ).join('');
}

function decodeUtf16(data: Uint8Array, order: Wide): string {
  const isBigMark = data[0] === 0xfe && data[1] === 0xff;
  const isMarked = order === 'utf-16' && (isBigMark || (data[0] === 0xff && data[1] === 0xfe));
  const isBig = order === 'utf-16-be' || (isMarked && isBigMark);
  const body = Buffer.from(isMarked ? data.subarray(2) : data);
  if (body.length % 2 === 1) fail('ValueError', `'${order}' codec can't decode: truncated data`);
  return (isBig ? body.swap16() : body).toString('utf16le');
}

function decodeUtf32(data: Uint8Array, order: Widest): string {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const mark = data.length >= 4 && order === 'utf-32' ? view.getUint32(0) : 0;
  const isBig = order === 'utf-32-be' || mark === 0xfeff;
  if (data.length % 4 !== 0) fail('ValueError', `'${order}' codec can't decode: truncated data`);
  let text = '';
  for (let at = mark === 0xfeff || mark === 0xfffe0000 ? 4 : 0; at < data.length; at += 4) {
    const code = view.getUint32(at, !isBig);
    if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      fail('ValueError', `'${order}' codec can't decode: code point not in range(0x110000)`);
    }
    text += String.fromCodePoint(code);
  }
  return text;
}

function encodeUtf32(text: string, order: Widest): Uint8Array {
  const characters = [...(order === 'utf-32' ? `\ufeff${text}` : text)];
  const view = new DataView(new ArrayBuffer(4 * characters.length));
  for (const [index, character] of characters.entries()) {
    view.setUint32(4 * index, character.codePointAt(0) ?? 0, order !== 'utf-32-be');
  }
  return new Uint8Array(view.buffer);
}

/** The characters of an encoding of one byte a character, each with its byte. */
function readPage(name: string): ReadonlyMap<string, number> {
  const page = new Map<string, number>();
  for (let code = 0; code <= 0xff; code += 1) {
    const bytes = Uint8Array.of(code);
    const isWestern = /^(?:cp|windows-)?1252$/u.test(name);
    const character = isWestern ? decodeWestern(bytes, 'ignore') : decodePlain(bytes, name);
    if (character !== '') page.set(character, code);
  }
  return page;
}

/** A byte's character, or nothing where the encoding has none; fails for an unknown encoding. */
function decodePlain(bytes: Uint8Array, name: string): string {
  try {
    return decodeOther(bytes, name);
  } catch (error) {
    if (error instanceof TemplateFailure && error.kind === 'ValueError') return '';
    throw error;
  }
}

function encodePage(text: string, name: string, errors: string): Uint8Array {
  const page = readPage(name);
  const written = Array.from(text, (character) =>
    page.has(character) ? character : replaceCharacter(errors, 'charmap', character),
  ).join('');
  return Uint8Array.from(written, (character) => page.get(character) ?? 0);
}

/** Windows' Western encoding from 0x80 to 0x9f; `·` where it has nothing. */
const WESTERN = '€·‚ƒ„…†‡ˆ‰Š‹Œ·Ž··‘’“”•–—˜™š›œ·žŸ';

function decodeWestern(data: Uint8Array, errors: string): string {
  const why = 'character maps to <undefined>';
  return Array.from(data, (code, at) => {
    const character = WESTERN[code - 0x80] ?? String.fromCharCode(code);
    if (character !== '·' || code > 0x9f) return character;
    return replaceBytes(errors, { codec: 'charmap', at, bytes: [code], why });
  }).join('');
}

/** Old encodings of one byte a character, by the names of the web's decoders. */
function decodeOther(data: Uint8Array, name: string): string {
  const label = name.replace(/^cp(125\d)$/u, 'windows-$1').replace(/^iso8859-/u, 'iso-8859-');
  if (!/^(?:windows-125\d|iso-8859-\d+|koi8-[ru])$/u.test(label)) {
    return fail('LookupError', `unknown encoding: ${name}`);
  }
  try {
    return new TextDecoder(label, { fatal: true }).decode(data);
  } catch {
    return fail('ValueError', `'${name}' codec can't decode these bytes`);
  }
}

/**
 * Python's `bytes.decode`.
 * @param errors `strict`, `ignore`, `replace`, `backslashreplace`, `surrogateescape`; asked for only
 *   when something is wrong, as in Python
 * @throws TemplateFailure LookupError, ValueError
 */
export function decodeBytes(bytes: Bytes, encoding: string, errors: string): string {
  const name = normalize(encoding);
  const codec = CODECS.get(name);
  switch (codec) {
    case 'utf-8':
      return decodeUtf8(bytes.data, errors);
    case 'ascii':
      return decodeBelow(0x80, bytes.data, errors);
    case 'latin-1':
      return decodeBelow(0x100, bytes.data, errors);
    case undefined:
      return /^(?:cp|windows-)?1252$/u.test(name)
        ? decodeWestern(bytes.data, errors)
        : decodeOther(bytes.data, name);
    case 'utf-32':
    case 'utf-32-le':
    case 'utf-32-be':
      return decodeUtf32(bytes.data, codec);
    default:
      return decodeUtf16(bytes.data, codec);
  }
}

function replaceCharacter(errors: string, codec: string, character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const isWide = code > 0xffff;
  switch (errors) {
    case 'ignore':
      return '';
    case 'replace':
      return '?';
    case 'xmlcharrefreplace':
      return `&#${String(code)};`;
    case 'backslashreplace': {
      if (code <= 0xff) return `\\x${hex(code)}`;
      const digits = code.toString(16).padStart(isWide ? 8 : 4, '0');
      return `\\${isWide ? 'U' : 'u'}${digits}`;
    }
    case 'strict':
      return fail('ValueError', `'${codec}' codec can't encode character '${character}'`);
    default:
      return fail('LookupError', `unknown error handler name '${errors}'`);
  }
}

function encodeBelow(limit: number, codec: string, text: string, errors: string): Uint8Array {
  const written = Array.from(text, (character) =>
    (character.codePointAt(0) ?? 0) < limit
      ? character
      : replaceCharacter(errors, codec, character),
  ).join('');
  return Uint8Array.from(written, (character) => character.charCodeAt(0));
}

/**
 * Python's `str.encode`.
 * @param errors `strict`, `ignore`, `replace`, `backslashreplace`, `xmlcharrefreplace`
 * @throws TemplateFailure LookupError, ValueError
 */
export function encodeText(text: string, encoding: string, errors: string): Bytes {
  const codec = CODECS.get(normalize(encoding));
  switch (codec) {
    case 'utf-8':
      return new Bytes(new TextEncoder().encode(text));
    case 'ascii':
      return new Bytes(encodeBelow(0x80, codec, text, errors));
    case 'latin-1':
      return new Bytes(encodeBelow(0x100, codec, text, errors));
    case 'utf-32':
    case 'utf-32-le':
    case 'utf-32-be':
      return new Bytes(encodeUtf32(text, codec));
    case undefined:
      return new Bytes(encodePage(text, normalize(encoding), errors));
    default: {
      const body = Buffer.from(codec === 'utf-16' ? `\ufeff${text}` : text, 'utf16le');
      return new Bytes(Uint8Array.from(codec === 'utf-16-be' ? body.swap16() : body));
    }
  }
}
