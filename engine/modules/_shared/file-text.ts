/**
 * Content of a host's file as text, without loss: bytes that are not UTF-8 become single code
 * points of a private plane and turn back into themselves when the text is encoded again.
 */
import { TaskFailure, type Content, type Probe } from '../../host/index.ts';
import { sh } from '../../shell/index.ts';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
/** First code point of the 256 that stand for stray bytes. */
const STRAY = 0x10ff00;

/** Encodes bytes as base64, in one line. */
export function encodeBase64(bytes: Uint8Array): string {
  return btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
}

/** Decodes base64; white space and padding are passed over. */
export function decodeBase64(text: string): Uint8Array {
  const digits = text.replaceAll(/[\s=]/g, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 6) / 8));
  let buffer = 0;
  let bits = 0;
  let at = 0;
  for (const digit of digits) {
    buffer = ((buffer << 6) | ALPHABET.indexOf(digit)) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes[at] = (buffer >> bits) & 0xff;
      at += 1;
    }
  }
  return bytes;
}

function lengthOfSequence(first: number): number {
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first < 0xe0) return 2;
  if (first >= 0xe0 && first < 0xf0) return 3;
  return first >= 0xf0 && first < 0xf5 ? 4 : 0;
}

/** Decodes UTF-8; stray bytes are kept as private code points. */
export function decodeText(bytes: Uint8Array): string {
  const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const decode = (part: Uint8Array): string | undefined => {
    try {
      return strict.decode(part);
    } catch {
      return undefined;
    }
  };
  const whole = decode(bytes);
  if (whole !== undefined) return whole;
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const first = bytes[at] ?? 0;
    const length = lengthOfSequence(first);
    const part = length === 0 ? undefined : decode(bytes.subarray(at, at + length));
    text += part ?? String.fromCodePoint(STRAY + first);
    at += part === undefined ? 1 : length;
  }
  return text;
}

/** The inverse of `decodeText`, as the content of a write. */
export function toContent(text: string): Content {
  if (!/[\u{10ff00}-\u{10ffff}]/u.test(text)) return { from: 'text', text };
  const encoder = new TextEncoder();
  const parts = [...text].map((character) => {
    const code = character.codePointAt(0) ?? 0;
    return code >= STRAY ? new Uint8Array([code - STRAY]) : encoder.encode(character);
  });
  const bytes = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return { from: 'bytes', bytes };
}

/** The bytes that `decodeText` was given. */
export function encodeText(text: string): Uint8Array {
  const content = toContent(text);
  return content.from === 'bytes' ? content.bytes : new TextEncoder().encode(text);
}

export interface FileBytes {
  readonly base64: string;
}

/** Exit code for a path below something that is no folder. */
export const NOT_A_FOLDER = 6;

/**
 * Reads a file whole.
 * @returns undefined when there is nothing at the path
 */
export function fileBase64(path: string): Probe<FileBytes | 'directory' | undefined> {
  return {
    name: 'file-content',
    script: sh`p=${path}
if [ ! -e "$p" ]; then
  case $(LC_ALL=C cat -- "$p" 2>&1) in
  *'ermission denied'*) exit 5 ;;
  *'ot a directory'*) exit 6 ;;
  *) exit 3 ;;
  esac
fi
[ -r "$p" ] || exit 5
[ ! -d "$p" ] || exit 4
base64 <"$p"`,
    parse: ({ rc, stdout, stderr }) => {
      if (rc === 3 || rc === NOT_A_FOLDER) return undefined;
      if (rc === 4) return 'directory';
      if (rc === 5) throw new TaskFailure(`file is not readable: ${path}`);
      if (rc !== 0) throw new TaskFailure(`could not read ${path}: ${stderr.trim()}`);
      return { base64: stdout.replaceAll(/\s/g, '') };
    },
  };
}

/** Reads a text file; undefined when there is none. @throws TaskFailure for a directory */
export function fileText(path: string): Probe<string | undefined> {
  const bytes = fileBase64(path);
  return {
    name: bytes.name,
    script: bytes.script,
    parse: (reply) => {
      const found = bytes.parse(reply);
      if (found === 'directory') {
        throw new TaskFailure(`Path ${path} is a directory !`, { rc: 256 });
      }
      return found === undefined ? undefined : decodeText(decodeBase64(found.base64));
    },
  };
}

/** The lines of a text, each with its newline, as Python's `readlines`; the last may be without. */
export function readLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}
