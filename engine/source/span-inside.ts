/**
 * Finds where a part of a scalar's value stands in the source, so that an error in a template can
 * point at the very characters. Works by walking value and source side by side.
 */
import type { LocatedScalar, Span } from '../base/index.ts';

const SPACE = /[ \t\r\n]/;
const BLOCK_HEADER = /^[|>][-+0-9]*[ \t]*(?:#[^\n]*)?\r?\n/;
const ESCAPE = /\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|\r?\n[ \t]*|[^])/y;

type Style = 'plain' | 'single' | 'double' | 'block';

interface Body {
  readonly text: string;
  readonly style: Style;
  /** Where the value's first character may stand, from the start of the file. */
  readonly start: number;
  readonly end: number;
}

function toBody(span: Span): Body {
  const text = span.file.text.slice(span.start, span.end);
  const { start, end } = span;
  const file = span.file.text;
  switch (text.charAt(0)) {
    case '"':
      return { text: file, style: 'double', start: start + 1, end: end - 1 };
    case "'":
      return { text: file, style: 'single', start: start + 1, end: end - 1 };
    case '|':
    case '>': {
      const header = BLOCK_HEADER.exec(text)?.[0].length ?? 0;
      return { text: file, style: header === 0 ? 'plain' : 'block', start: start + header, end };
    }
    default:
      return { text: file, style: 'plain', start, end };
  }
}

/** Counts the white space from `at`. */
function countSpace(text: string, at: number, end: number): number {
  let length = 0;
  while (at + length < end && SPACE.test(text.charAt(at + length))) length += 1;
  return length;
}

/** How many source characters one value character takes at `at`, or 0 when they do not agree. */
function countSource(text: string, at: number, wanted: string, style: Style): number {
  const found = text.charAt(at);
  if (style === 'single' && found === "'") return wanted === "'" ? 2 : 0;
  if (style === 'double' && found === '\\') {
    ESCAPE.lastIndex = at;
    return ESCAPE.exec(text)?.[0].length ?? 0;
  }
  return found === wanted ? 1 : 0;
}

/** Value characters and the source characters that they came from. */
interface Match {
  readonly meant: number;
  readonly written: number;
}

/** Matches the next character, or a whole run of white space where the source breaks a line. */
function matchNext(value: string, index: number, body: Body, at: number): Match | undefined {
  const { text, end, style } = body;
  const written = countSpace(text, at, end);
  const meant = countSpace(value, index, value.length);
  const isFolded = meant > 0 && text.slice(at, at + written).includes('\n');
  const isChomped = at >= end && index + meant === value.length;
  if (isFolded || isChomped) return { meant, written };
  const taken = countSource(text, at, value.charAt(index), style);
  return taken === 0 ? undefined : { meant: 1, written: taken };
}

/**
 * Lines up a value with its source.
 * @returns for every offset in the value (its end included) the offset in the file, or undefined
 * when the two cannot be lined up
 */
function alignValue(value: string, body: Body): readonly number[] | undefined {
  const isBlock = body.style === 'block';
  let at = body.start + (isBlock ? countSpace(body.text, body.start, body.end) : 0);
  let index = isBlock ? countSpace(value, 0, value.length) : 0;
  const offsets = Array.from({ length: index }, (_, offset) => at - index + offset);
  while (index < value.length) {
    const match = matchNext(value, index, body, at);
    if (match === undefined) return undefined;
    // The indent that a value keeps is the last part of the white space of its source.
    const isLast = index + match.meant === value.length;
    const skipped = isLast ? 0 : Math.max(0, match.written - match.meant);
    const from = match.meant === 1 ? at : at + skipped;
    for (let step = 0; step < match.meant; step += 1) {
      offsets.push(Math.min(body.end, from + step));
    }
    at += match.written;
    index += match.meant;
  }
  offsets.push(Math.min(at, body.end));
  return offsets;
}

/**
 * Finds the place of `value.slice(start, end)` of a text scalar.
 * @returns an exact span where value and source can be lined up, else the whole scalar's span
 */
export function spanInside(scalar: LocatedScalar, start: number, end: number): Span {
  const { span, value } = scalar;
  if (typeof value !== 'string') return span;
  const { file } = span;
  if (file.text.slice(span.start, span.end) === value) {
    return { file, start: span.start + start, end: span.start + end };
  }
  const offsets = alignValue(value, toBody(span));
  const from = offsets?.[start];
  const to = offsets?.[end];
  if (from === undefined || to === undefined) return span;
  return { file, start: from, end: Math.max(from, to) };
}
