/**
 * Parses YAML text as freely as PyYAML does: quoted text and `[…]`, `{…}` may go on at any indent,
 * where the `yaml` package wants them deeper than their key. Text that fails for this reason is
 * parsed again with the line breaks inside hidden, so that every offset stays what it was.
 */
import { isScalar, parseAllDocuments, visit } from 'yaml';
import type { Document, Scalar } from 'yaml';

const OPTIONS = {
  version: '1.1',
  schema: 'failsafe',
  uniqueKeys: false,
  merge: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

/** More places than this in one file are not worth parsing it once more for each. */
const MAX_PLACES = 40;

/** Documents, and the text they were parsed from: as long as the original, not always equal. */
export interface ParsedText {
  readonly documents: readonly Document.Parsed[];
  readonly text: string;
}

/** Parses all documents of a text. */
export function parseRelaxed(text: string): ParsedText {
  const strict = { documents: [...parseAllDocuments(text, OPTIONS)], text };
  let relaxed = strict;
  for (let place = 0; place < MAX_PLACES; place += 1) {
    const opened = findCutOff(relaxed);
    const hidden = opened === undefined ? undefined : hideBreaks(relaxed.text, opened);
    if (hidden === undefined || hidden === relaxed.text) break;
    relaxed = { documents: [...parseAllDocuments(hidden, OPTIONS)], text: hidden };
  }
  const isClean = relaxed.documents.every(({ errors }) => errors.length === 0);
  return isClean ? relaxed : strict;
}

/** Where the quote or bracket opens that the parser's first error says is never closed. */
function findCutOff({ documents, text }: ParsedText): number | undefined {
  const document = documents.find(({ errors }) => errors.length > 0);
  const [error] = [...(document?.errors ?? [])].sort((a, b) => a.pos[0] - b.pos[0]);
  if (document === undefined || error === undefined) return undefined;
  const [at] = error.pos;
  if (error.message.startsWith('Flow')) return findFlow(document, at);
  const [start, end] = findQuoted(document, at)?.range ?? [];
  // The parser may not say so: cut off behind an escaped quote, the text looks closed.
  return start !== undefined && endOfQuoted(text, start) !== end ? start : undefined;
}

function isParsedScalar(node: unknown): node is Scalar.Parsed {
  return isScalar(node) && node.range !== undefined && node.range !== null;
}

/** The quoted scalar that ends on or before `at` and is nearest to it. */
export function findQuoted(document: Document.Parsed, at: number): Scalar.Parsed | undefined {
  let found: Scalar.Parsed | undefined;
  visit(document, {
    Scalar: (_key, node) => {
      const isQuoted = node.type === 'QUOTE_DOUBLE' || node.type === 'QUOTE_SINGLE';
      if (isQuoted && isParsedScalar(node) && node.range[1] <= at) found = node;
    },
  });
  return found;
}

/** Where the innermost `[` or `{` stands that is open at `at`. */
export function findFlow(document: Document.Parsed, at: number): number | undefined {
  let found: number | undefined;
  visit(document, {
    Collection: (_key, { range, flow }) => {
      if (flow !== true || range === undefined || range === null) return;
      if (range[0] < at && range[1] >= at) found = range[0];
    },
  });
  return found;
}

const DOUBLE_QUOTED = /"(?:[^"\\]|\\[^])*"/y;
const SINGLE_QUOTED = /'(?:[^']|'')*'/y;

/** The end of the quoted text that starts at `at`, or undefined when nothing closes it. */
function endOfQuoted(text: string, at: number): number | undefined {
  const pattern = text.charAt(at) === '"' ? DOUBLE_QUOTED : SINGLE_QUOTED;
  pattern.lastIndex = at;
  const match = pattern.exec(text);
  return match === null ? undefined : at + match[0].length;
}

/** Quoted text of the same length, in one line. */
function hideQuoted(quoted: string): string {
  if (!quoted.includes('\n')) return quoted;
  const quote = quoted.charAt(0);
  return `${quote}${'x'.repeat(quoted.length - 2)}${quote}`;
}

/** The next piece from `at`: one character, or a whole quoted text. */
function endOfPiece(text: string, at: number, start: number): number | undefined {
  const isQuote = text.charAt(at) === '"' || text.charAt(at) === "'";
  // Within brackets, a quote inside a plain word is part of the word.
  const isOpening = isQuote && (at === start || /[\s[{,:]/.test(text.charAt(at - 1)));
  return isOpening ? endOfQuoted(text, at) : at + 1;
}

const DEPTHS: Readonly<Record<string, number>> = { '[': 1, '{': 1, ']': -1, '}': -1 };

/** Hides the line breaks of the quoted text or the brackets that open at `start`. */
function hideBreaks(text: string, start: number): string | undefined {
  const parts: string[] = [text.slice(0, start)];
  let depth = 0;
  let at = start;
  do {
    const end = endOfPiece(text, at, start);
    if (end === undefined) return undefined;
    const piece = text.slice(at, end);
    depth += DEPTHS[piece] ?? 0;
    parts.push(piece.length > 1 ? hideQuoted(piece) : piece.replace('\n', ' '));
    at = end;
  } while (depth > 0 && at < text.length);
  return depth === 0 ? parts.join('') + text.slice(at) : undefined;
}

/**
 * Reads the value of a scalar whose line breaks were hidden.
 * @param written the scalar as it stands in the original text
 */
export function readHidden(written: string, type: Scalar.Type | undefined): string {
  if (type === 'PLAIN') return written.replace(/[ \t]*\r?\n\s*/g, ' ');
  const [document] = [...parseAllDocuments(written, OPTIONS)];
  const contents = document?.contents;
  return isParsedScalar(contents) ? contents.source : written;
}
