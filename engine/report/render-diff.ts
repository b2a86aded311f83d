/** Writes differences as unified diffs, laid out as Ansible prints them with --diff. */
import { structuredPatch, type StructuredPatchHunk } from 'diff';
import type { DiffPart } from '../run/index.ts';
import type { ReporterOptions } from './options.ts';
import type { Paint, Tone } from './paint.ts';
import { renderPythonJson } from './python-json.ts';

/** Replaces secrets. */
type Mask = (text: string) => string;

const CONTEXT_LINES = 3;

function toText(side: DiffPart['before'], mask: Mask): string {
  return typeof side === 'string' ? side : `${renderPythonJson(side, { indent: 4, mask })}\n`;
}

function describeHeader(word: string, header: string): string {
  return header === '' ? word : `${word}: ${header}`;
}

/** Unified diffs leave out a count of one, and name the line before an empty range. */
function describeRange(start: number, count: number): string {
  if (count === 1) return String(start);
  return `${String(count === 0 ? start - 1 : start)},${String(count)}`;
}

function describeHunk(hunk: StructuredPatchHunk): string {
  const before = describeRange(hunk.oldStart, hunk.oldLines);
  const after = describeRange(hunk.newStart, hunk.newLines);
  return `@@ -${before} +${after} @@`;
}

function toTone(line: string): Tone {
  if (line.startsWith('+')) return 'added';
  return line.startsWith('-') ? 'removed' : 'plain';
}

/** Colours a hunk's lines; a note about a missing newline belongs to the line before it. */
function paintLines(lines: readonly string[], paint: Paint): readonly string[] {
  let tone: Tone = 'plain';
  return lines.map((line) => {
    if (!line.startsWith('\\')) tone = toTone(line);
    return paint(line, tone);
  });
}

/**
 * Writes one difference.
 * @returns the diff with an empty line behind it, or an empty text when both sides are equal
 */
export function renderDiff(
  part: DiffPart,
  paint: Paint,
  options: Pick<ReporterOptions, 'mask' | 'diffContext' | 'maxDiffBytes'>,
): string {
  const { mask, diffContext = CONTEXT_LINES, maxDiffBytes = 0 } = options;
  const before = toText(part.before, mask);
  const after = toText(part.after, mask);
  if (before.includes('\0') || after.includes('\0')) {
    const side = before.includes('\0') ? 'destination' : 'source';
    return `diff skipped: ${side} file appears to be binary\n`;
  }
  for (const [side, text] of [
    ['destination', before],
    ['source', after],
  ] as const) {
    if (maxDiffBytes > 0 && Buffer.byteLength(text) > maxDiffBytes)
      return `diff skipped: ${side} file size is greater than ${String(maxDiffBytes)}\n`;
  }
  const { hunks } = structuredPatch('', '', before, after, '', '', { context: diffContext });
  if (hunks.length === 0) return '';
  const lines = [
    paint(`--- ${describeHeader('before', part.beforeHeader)}`, 'removed'),
    paint(`+++ ${describeHeader('after', part.afterHeader)}`, 'added'),
    ...hunks.flatMap((hunk) => [
      paint(describeHunk(hunk), 'hunk'),
      ...paintLines(hunk.lines, paint),
    ]),
  ];
  return `${lines.join('\n')}\n\n`;
}
