/**
 * Splits a line of an INI inventory into words as Python's `shlex.split(line, comments=True)`
 * does, keeping where each word stands.
 */

/** A word without its quotes, and the range of the line it came from. */
export interface ShellWord {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

interface Reading {
  readonly line: string;
  at: number;
  text: string;
  isOpen: boolean;
}

/** What makes a word more than what stands between blanks. */
const SPECIAL = /['"\\#]/;

/**
 * Splits a line.
 * @returns undefined when a quote is not closed or the line ends with a backslash
 */
export function splitShellWords(line: string): readonly ShellWord[] | undefined {
  if (!SPECIAL.test(line)) return splitPlainWords(line);
  const words: ShellWord[] = [];
  const reading: Reading = { line, at: 0, text: '', isOpen: false };
  let start = 0;
  while (reading.at < line.length) {
    const next = line.charAt(reading.at);
    if (next === '#') break;
    if (/\s/.test(next)) {
      if (reading.isOpen) words.push({ text: reading.text, start, end: reading.at });
      reading.text = '';
      reading.isOpen = false;
      reading.at += 1;
      continue;
    }
    if (!reading.isOpen) start = reading.at;
    reading.isOpen = true;
    if (!readPiece(reading, next)) return undefined;
  }
  if (reading.isOpen) words.push({ text: reading.text, start, end: reading.at });
  return words;
}

/** Splits at blanks; a list of ten thousand hosts is mostly such lines. */
function splitPlainWords(line: string): readonly ShellWord[] {
  const words: ShellWord[] = [];
  const word = /\S+/g;
  for (let found = word.exec(line); found !== null; found = word.exec(line)) {
    const [text] = found;
    words.push({ text, start: found.index, end: word.lastIndex });
  }
  return words;
}

/** Reads one character, or a whole quoted part; false when that is not closed. */
function readPiece(reading: Reading, next: string): boolean {
  if (next === "'" || next === '"') return readQuoted(reading, next);
  if (next === '\\') {
    reading.at += 1;
    if (reading.at >= reading.line.length) return false;
  }
  reading.text += reading.line.charAt(reading.at);
  reading.at += 1;
  return true;
}

function readQuoted(reading: Reading, quote: string): boolean {
  const { line } = reading;
  reading.at += 1;
  while (reading.at < line.length && line.charAt(reading.at) !== quote) {
    const isEscape = quote === '"' && line.charAt(reading.at) === '\\';
    // Between double quotes a backslash escapes only the quote and itself.
    if (isEscape && /["\\]/.test(line.charAt(reading.at + 1))) reading.at += 1;
    reading.text += line.charAt(reading.at);
    reading.at += 1;
  }
  reading.at += 1;
  return reading.at <= line.length;
}
