/**
 * The file of a code cache: JSON that names the parts and seals each, then their
 * code. It is as powerful as the program itself, so it is read only where nobody else can write it.
 */
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
import { crc32 } from 'node:zlib';
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

/** How long a part's code is, in bytes, and its checksum: V8 trusts what it is given, and falls over. */
type Seal = readonly [length: number, checksum: number];

function isSeal(value: unknown): value is Seal {
  return Array.isArray(value) && value.length === 2 && value.every(Number.isSafeInteger);
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
  readonly #seals: ReadonlyMap<string, Seal> = new Map();
  readonly #starts = new Map<string, number>();

  /** A file that is missing, or not ours alone, holds nothing. */
  constructor(path: string) {
    this.#file = openOwn(path);
    if (this.#file === undefined) return;
    this.#seals = parseSeals(readAt(this.#file, 0, HEAD_LENGTH).toString('utf8'));
    let end = HEAD_LENGTH;
    for (const [name, [length]] of this.#seals) {
      this.#starts.set(name, end);
      end += length;
    }
  }

  /** The names of the parts. */
  get names(): Iterable<string> {
    return this.#seals.keys();
  }

  /** Reads the code of a part; undefined when none is kept, or it is not as it was written. */
  get(name: string): Buffer | undefined {
    const seal = this.#seals.get(name);
    const start = this.#starts.get(name);
    if (seal === undefined || start === undefined || this.#file === undefined) return undefined;
    const [length, checksum] = seal;
    const code = readAt(this.#file, start, length);
    return code.length === length && crc32(code) === checksum ? code : undefined;
  }
}

/**
 * Writes the file, under another name first.
 * @throws what the file system says: no room, no right
 */
export function writeCodes(path: string, codes: ReadonlyMap<string, Buffer>): void {
  if (!makeCacheFolder(dirname(path))) return;
  const seals = [...codes].map(([name, code]) => [name, [code.length, crc32(code)]] as const);
  const beside = `${path}.${String(process.pid)}`;
  const file = openSync(beside, 'w', 0o600);
  try {
    writeSync(file, JSON.stringify(Object.fromEntries(seals)).padEnd(HEAD_LENGTH));
    for (const code of codes.values()) writeSync(file, code);
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
