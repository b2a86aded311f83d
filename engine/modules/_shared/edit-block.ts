/** The rules of blockinfile on text, as ansible-core 2.14 applies them. Pure. */
import type { Edit } from './edit-file.ts';
import { readLines } from './file-text.ts';
import { findMatch, toRegExp } from './python-regex.ts';

export interface BlockParams {
  readonly block: string;
  readonly state: 'absent' | 'present';
  readonly marker: string;
  readonly marker_begin: string;
  readonly marker_end: string;
  readonly insertafter?: string;
  readonly insertbefore?: string;
}

function lastMatch(lines: readonly string[], pattern: RegExp): number {
  return lines.findLastIndex((line) => findMatch(pattern, line) !== undefined);
}

/**
 * The line that an expression finds: the last one that matches; with the flag `(?m)`, which may
 * match over several lines, the line where the first match ends, or begins. -1 for none.
 */
function findLine(lines: readonly string[], expression: string, wantsEnd: boolean): number {
  const pattern = toRegExp(expression);
  const isMultiline = /^\(\?[a-zA-Z]*m[a-zA-Z]*\)/.test(expression);
  if (!isMultiline) return lastMatch(lines, pattern);
  const text = lines.join('');
  const match = findMatch(pattern, text);
  if (match === undefined) return -1;
  const end = match.index + (wantsEnd ? match[0].length : 0);
  return text.slice(0, end).split('\n').length - 1;
}

/** The index before which a new block is put. */
function findPlace({ insertafter, insertbefore }: BlockParams, lines: readonly string[]): number {
  if (insertbefore === 'BOF') return 0;
  const after = insertbefore === undefined ? (insertafter ?? 'EOF') : undefined;
  if (after === 'EOF') return lines.length;
  const found = findLine(lines, after ?? insertbefore ?? '', after !== undefined);
  if (found === -1) return lines.length;
  return after === undefined ? found : found + 1;
}

function toBlockLines(params: BlockParams, begin: string, end: string): readonly string[] {
  if (params.state === 'absent' || params.block === '') return [];
  const block = params.block.endsWith('\n') ? params.block : `${params.block}\n`;
  return [`${begin}\n`, ...readLines(block), `${end}\n`];
}

/** Where a block is now, its marks included; the marks may stand in the wrong order. */
function findBlock(
  lines: readonly string[],
  begin: string,
  end: string,
): readonly [number, number] | undefined {
  const find = (wanted: string): number =>
    lines.findLastIndex((line) => line.replace(/\r?\n$/, '') === wanted);
  const [first, last] = [find(begin), find(end)];
  if (first === -1 || last === -1) return undefined;
  return [Math.min(first, last), Math.max(first, last)];
}

function describeEdit(isUnchanged: boolean, isRemoved: boolean, isNewFile: boolean): string {
  if (isUnchanged) return '';
  if (isRemoved) return 'Block removed';
  return isNewFile ? 'File created' : 'Block inserted';
}

/**
 * Puts the block in its place, or takes it out.
 * @param text undefined when there is no file
 */
export function editBlock(params: BlockParams, text: string | undefined): Edit {
  const begin = params.marker.replaceAll('{mark}', params.marker_begin);
  const end = params.marker.replaceAll('{mark}', params.marker_end);
  const lines = readLines(text ?? '');
  const found = findBlock(lines, begin, end);
  const [from, to] = found ?? [lines.length, lines.length];
  const rest = [...lines.slice(0, from), ...lines.slice(to + 1)];
  const place = found === undefined ? findPlace(params, lines) : from;
  const block = toBlockLines(params, begin, end);
  const before = rest.slice(0, place).join('');
  const needsEnd = block.length > 0 && before !== '' && !before.endsWith('\n');
  const edited = [before, needsEnd ? '\n' : '', ...block, ...rest.slice(place)].join('');
  const message = describeEdit(edited === (text ?? ''), block.length === 0, text === undefined);
  return { text: edited, message };
}
