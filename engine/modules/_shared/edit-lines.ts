/** The rules of lineinfile on text, as ansible-core 2.14 applies them. Pure. */
import { readLines } from './file-text.ts';
import type { Edit } from './edit-file.ts';
import { expandTemplate, findMatch, toRegExp } from './python-regex.ts';

export interface LineParams {
  readonly line?: string;
  readonly regexp?: string;
  readonly search_string?: string;
  readonly backrefs: boolean;
  readonly insertafter?: string;
  readonly insertbefore?: string;
  readonly firstmatch: boolean;
}

function withoutEnd(line: string | undefined): string {
  return (line ?? '').replace(/[\r\n]+$/, '');
}

interface Found {
  readonly index: number;
  readonly match: RegExpExecArray | undefined;
}

type Matcher = (line: string) => RegExpExecArray | boolean | undefined;

function find(lines: readonly string[], isMatching: Matcher, isFirst: boolean): Found | undefined {
  let found: Found | undefined;
  for (const [index, line] of lines.entries()) {
    const match = isMatching(line);
    if (match === undefined || match === false) continue;
    found = { index, match: match === true ? undefined : match };
    if (isFirst) return found;
  }
  return found;
}

function toMatcher({ regexp, search_string: search }: LineParams): Matcher | undefined {
  if (regexp !== undefined) {
    const pattern = toRegExp(regexp);
    return (line) => findMatch(pattern, line);
  }
  return search === undefined ? undefined : (line) => line.includes(search);
}

/** Where a new line goes: the index before which it is put, `end`, or `start`. */
function findPlace(params: LineParams, lines: readonly string[]): number | 'start' | 'end' {
  const { insertafter, insertbefore, firstmatch } = params;
  if (insertafter === 'BOF' || insertbefore === 'BOF') return 'start';
  const text = insertafter ?? insertbefore;
  if (text === undefined || text === 'EOF') return 'end';
  const pattern = toRegExp(text);
  const found = find(lines, (line) => findMatch(pattern, line), firstmatch);
  if (found === undefined) return 'end';
  return insertafter === undefined ? found.index : found.index + 1;
}

function insert(params: LineParams, lines: readonly string[], line: string): readonly string[] {
  const place = findPlace(params, lines);
  if (place === 'start') return [`${line}\n`, ...lines];
  if (place === 'end') {
    const needsEnd = lines.length > 0 && !/[\r\n]$/.test(lines.at(-1) ?? '');
    return [...lines, ...(needsEnd ? ['\n'] : []), `${line}\n`];
  }
  if (params.insertafter !== undefined) {
    const neighbour = lines.length === place ? lines[place - 1] : lines[place];
    if (withoutEnd(neighbour) === line) return lines;
    const last = lines.at(-1) ?? '';
    // Ansible appends without looking whether the last line is ended; the end is put here.
    if (lines.length === place && !last.endsWith('\n')) return [...lines, '\n', `${line}\n`];
  }
  return [...lines.slice(0, place), `${line}\n`, ...lines.slice(place)];
}

/** `state: present`. */
export function editLines(params: LineParams, text: string): Edit {
  const lines = readLines(text);
  const line = params.line ?? '';
  const matcher = toMatcher(params);
  const matched = matcher === undefined ? undefined : find(lines, matcher, params.firstmatch);
  const found = matched ?? find(lines, (one) => withoutEnd(one) === line, false);
  if (found === undefined) {
    if (params.backrefs) return { text, message: '' };
    const added = insert(params, lines, line);
    return added === lines
      ? { text, message: '' }
      : { text: added.join(''), message: 'line added' };
  }
  const { match } = found;
  const wanted = params.backrefs && match !== undefined ? expandTemplate(line, match) : line;
  const ended = wanted.endsWith('\n') ? wanted : `${wanted}\n`;
  if (lines[found.index] === ended) return { text, message: '' };
  return { text: lines.with(found.index, ended).join(''), message: 'line replaced' };
}

/** `state: absent`. */
export function removeLines(
  params: LineParams,
  text: string,
): { readonly text: string; readonly count: number } {
  const lines = readLines(text);
  const isMatching = toMatcher(params) ?? ((line: string) => withoutEnd(line) === params.line);
  const kept = lines.filter((line) => {
    const match = isMatching(line);
    return match === undefined || match === false;
  });
  return { text: kept.join(''), count: lines.length - kept.length };
}
