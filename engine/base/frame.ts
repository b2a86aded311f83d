/**
 * Draws a problem for people: place, sentence, a code frame with carets, related places and the
 * next step. Text only; colour and masking are added by whoever prints.
 */
import type { Problem } from './problem.ts';
import { describePlace, toPlace, type Span } from './span.ts';

const CONTEXT_LINES = 2;
const MAX_WIDTH = 100;
const TAB = '    ';

function widenTabs(text: string): string {
  return text.replaceAll('\t', TAB);
}

interface Cut {
  readonly text: string;
  readonly offset: number;
}

/** Cuts a long line so that `column` (from 0) stays visible. */
function cutAround(text: string, column: number): Cut {
  const characters = [...text];
  if (characters.length <= MAX_WIDTH) return { text, offset: 0 };
  const from = Math.max(0, Math.min(column - 40, characters.length - MAX_WIDTH));
  const shown = characters.slice(from, from + MAX_WIDTH).join('');
  const head = from > 0 ? '…' : '';
  const tail = from + MAX_WIDTH < characters.length ? '…' : '';
  return { text: `${head}${shown}${tail}`, offset: from - head.length };
}

/** Draws the carets under the marked line, which is shown as `cut`. */
function drawCarets(span: Span, cut: Cut, before: string, hint: string): string {
  const under = span.file.text.slice(span.start, span.end).split(/\r?\n/)[0] ?? '';
  const column = [...before].length - cut.offset;
  const room = Math.max(1, [...cut.text].length - column);
  const carets = '^'.repeat(Math.min(Math.max(1, [...widenTabs(under)].length), room));
  return `${' '.repeat(column)}${carets} ${hint}`.trimEnd();
}

/**
 * Draws the lines around a span with carets under it.
 * @param span what to point at; a span over several lines is underlined on its first
 * @param hint text behind the carets
 * @returns lines without a final newline; of a text out of a vault only that there is one
 */
export function drawFrame(span: Span, hint = ''): string {
  if (span.file.isSecret === true)
    return `  (the file is encrypted: its text is not shown) ${hint}`.trimEnd();
  const lines = span.file.text.split(/\r?\n/);
  const place = toPlace(span);
  const last = Math.min(lines.length, place.line + CONTEXT_LINES);
  const width = String(last).length;
  const source = lines[place.line - 1] ?? '';
  const before = widenTabs([...source].slice(0, place.column - 1).join(''));
  const drawn: string[] = [];
  for (let number = Math.max(1, place.line - CONTEXT_LINES); number <= last; number += 1) {
    const isHere = number === place.line;
    const line = widenTabs(lines[number - 1] ?? '');
    const cut = cutAround(line, isHere ? [...before].length : 0);
    if (!isHere && number === lines.length && line === '') continue;
    const gutter = `${isHere ? '>' : ' '} ${String(number).padStart(width)} | `;
    drawn.push(`${gutter}${cut.text}`.trimEnd());
    if (isHere) drawn.push(`  ${' '.repeat(width)} | ${drawCarets(span, cut, before, hint)}`);
  }
  return drawn.map((line) => `  ${line}`).join('\n');
}

/**
 * Writes a problem as the terminal shows it.
 * @returns several lines without a final newline; starts with `path:line:col` when there is a place
 */
export function describeProblem(problem: Problem): string {
  const word = problem.isWarning === true ? 'warning' : 'error';
  const place = problem.span === undefined ? '' : `${describePlace(problem.span)}  `;
  const head = `${place}${word}  ${problem.code}`;
  const parts = [head, ...problem.message.split('\n').map((line) => `  ${line}`)];
  if (problem.span !== undefined) parts.push('', drawFrame(problem.span, problem.hint), '');
  else if (problem.hint !== undefined) parts.push(`  ${problem.hint}`);
  for (const { span, note } of problem.related ?? [])
    parts.push(`  ${describePlace(span)}  ${note}`);
  if (problem.help !== undefined) parts.push(`  help: ${problem.help}`);
  return parts.join('\n').trimEnd();
}
