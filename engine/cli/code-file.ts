/**
 * The file of a code cache: JSON that names the parts and seals each, then the text of each and its
 * code, so that a part is one read. It is as powerful as the program itself, so it is read only where
 * nobody else can write it.
 */
import { isAscii } from 'node:buffer';
import {
  closeSync,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { makeCacheFolder } from './cache-folder.ts';

/** How long the first part is, in bytes: room for the names of all parts. */
const HEAD_LENGTH = 16 * 1024;

/** Builds of kplay and versions of Node that are kept beside each other. */
const MOST_FILES = 8;

const OTHERS_CAN_WRITE = 0o022;

/** Opens a file that belongs to this user and that no other can write. */
function openOwn(path: string): number | undefined {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    return undefined;
  }
  const { uid, mode } = fstatSync(file);
  if (uid === process.getuid?.() && (mode & OTHERS_CAN_WRITE) === 0) return file;
  closeSync(file);
  return undefined;
}

function readAt(file: number, start: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  const read = readSync(file, bytes, 0, length, start);
  return bytes.subarray(0, read);
}

/** A part of the program. */
export interface Part {
  readonly text: string;
  readonly code: Buffer;
}

/** How long text and code are, in bytes, and a checksum: V8 trusts what it is given, and falls over. */
type Seal = readonly [text: number, code: number, checksum: number];

function isSeal(value: unknown): value is Seal {
  return Array.isArray(value) && value.length === 3 && value.every(Number.isSafeInteger);
}

/** Plain letters are read several times faster as what they are. */
function toText(bytes: Buffer): string {
  return bytes.toString(isAscii(bytes) ? 'latin1' : 'utf8');
}

const SAMPLE_DISTANCE = 256;

/** Of a few bytes of each block: what damages a file on a disk does so by blocks of 512. */
function checksumOf(bytes: Buffer): number {
  let sum = bytes.length;
  for (let at = 0; at + 4 <= bytes.length; at += SAMPLE_DISTANCE) {
    sum = (Math.imul(sum, 31) + bytes.readInt32LE(at)) | 0;
  }
  return sum;
}

function parseSeals(text: string): ReadonlyMap<string, Seal> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new Map();
  }
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return new Map(entries.flatMap(([name, seal]) => (isSeal(seal) ? [[name, seal] as const] : [])));
}

/** What is kept. The file stays open, so that another process may write it anew meanwhile. */
export class CodeFile {
  readonly #file: number | undefined;
  readonly #places = new Map<string, { readonly start: number; readonly seal: Seal }>();

  /** A file that is missing, or not ours alone, holds nothing. */
  constructor(path: string) {
    this.#file = openOwn(path);
    if (this.#file === undefined) return;
    let start = HEAD_LENGTH;
    const seals = parseSeals(readAt(this.#file, 0, HEAD_LENGTH).toString('utf8'));
    for (const [name, seal] of seals) {
      this.#places.set(name, { start, seal });
      start += seal[0] + seal[1];
    }
  }

  /** The names of the parts. */
  get names(): Iterable<string> {
    return this.#places.keys();
  }

  /** Reads a part; undefined when it is not kept, or not as it was written. */
  get(name: string): Part | undefined {
    const place = this.#places.get(name);
    if (place === undefined || this.#file === undefined) return undefined;
    const [text, code, checksum] = place.seal;
    const bytes = readAt(this.#file, place.start, text + code);
    if (bytes.length < text + code || checksumOf(bytes) !== checksum) return undefined;
    return { text: toText(bytes.subarray(0, text)), code: bytes.subarray(text) };
  }
}

/**
 * Writes the file, under another name first.
 * @throws what the file system says: no room, no right
 */
export function writeParts(path: string, parts: ReadonlyMap<string, Part>): void {
  if (!makeCacheFolder(dirname(path))) return;
  const seals: Record<string, Seal> = {};
  const contents: Buffer[] = [];
  for (const [name, { text, code }] of parts) {
    const bytes = Buffer.from(text, 'utf8');
    const whole = Buffer.concat([bytes, code]);
    seals[name] = [bytes.length, code.length, checksumOf(whole)];
    contents.push(whole);
  }
  const beside = `${path}.${String(process.pid)}`;
  const file = openSync(beside, 'w', 0o600);
  try {
    writeSync(file, JSON.stringify(seals).padEnd(HEAD_LENGTH));
    for (const content of contents) writeSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(beside, path);
  forgetOldest(path);
}

/** Removes what earlier builds and other versions of Node have left. */
function forgetOldest(path: string): void {
  const [kind = ''] = basename(path).split('-');
  const files = readdirSync(dirname(path))
    .filter((name) => name.startsWith(`${kind}-`))
    .map((name) => join(dirname(path), name))
    .map((one) => ({ one, written: statSync(one, { throwIfNoEntry: false })?.mtimeMs ?? 0 }));
  files.sort((first, second) => second.written - first.written);
  for (const { one } of files.slice(MOST_FILES)) rmSync(one, { force: true });
}
