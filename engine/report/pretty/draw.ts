/** Draws the board as lines of at most so many columns and rows. Text in, text out. */
import { describeBytes } from '../live-line.ts';
import { countColumns } from '../wrap-text.ts';
import type { Board, HostRow } from './board.ts';

/** The size of a terminal. */
export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** Lines that are left to what was printed before. */
const ROWS_LEFT = 4;
const SILENT_MS = 30_000;
const BAR = 12;
const WIDEST_NAME = 24;

function describeTime(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  if (seconds < 60) return `${String(seconds)}s`;
  const minutes = Math.floor(seconds / 60);
  return `${String(minutes)}m${String(seconds % 60).padStart(2, '0')}s`;
}

/** Cuts text to columns; what is cut off leaves a `…`. */
export function cutText(text: string, columns: number): string {
  if (countColumns(text) <= columns) return text;
  let cut = '';
  let width = 0;
  for (const character of text) {
    width += countColumns(character);
    if (width > columns - 1) break;
    cut += character;
  }
  return columns < 1 ? '' : `${cut}…`;
}

function padText(text: string, columns: number): string {
  const cut = cutText(text, columns);
  return cut + ' '.repeat(Math.max(0, columns - countColumns(cut)));
}

function describeProgress({ done, total }: NonNullable<HostRow['progress']>): string {
  if (total === undefined || total <= 0) return describeBytes(done);
  const share = Math.min(1, done / total);
  const full = Math.round(share * BAR);
  const percent = String(Math.floor(share * 100)).padStart(3);
  return `${'█'.repeat(full)}${'░'.repeat(BAR - full)} ${percent}% of ${describeBytes(total)}`;
}

/** What a host is doing, besides its task and time. */
function describeDoing(row: HostRow, now: number): string {
  if (row.progress !== undefined) return describeProgress(row.progress);
  const silent = now - row.heardAt;
  if (silent >= SILENT_MS) return `silent for ${describeTime(silent)}`;
  const tail = row.tail.trim();
  return tail === '' ? '' : `| ${tail}`;
}

/** In a narrow terminal the output goes first, then the task. */
function drawHost(
  name: string,
  row: HostRow,
  width: number,
  { columns, now, mask }: Drawing,
): string {
  const label = padText(name, width);
  if (row.task === undefined) return cutText(`${label}  ${row.last ?? 'waiting'}`, columns);
  const time = describeTime(now - row.startedAt).padStart(6);
  const room = Math.max(0, columns - width - time.length - 3);
  const doing = mask(describeDoing(row, now));
  const forDoing = doing === '' ? 0 : Math.min(countColumns(doing), Math.floor(room / 2));
  const forTask = Math.max(0, room - (forDoing === 0 ? 0 : forDoing + 2));
  const end = forDoing === 0 ? '' : `  ${cutText(doing, forDoing)}`;
  return cutText(`${label} ${time}  ${padText(mask(row.task), forTask)}${end}`.trimEnd(), columns);
}

interface Drawing {
  readonly columns: number;
  readonly now: number;
  readonly mask: (text: string) => string;
}

const WORDS = ['ok', 'changed', 'skipped', 'failed', 'unreachable'] as const;
const NAMED: ReadonlySet<string> = new Set(['failed', 'unreachable']);

/** `996 ok, 3 changed, 1 failed: node17`. */
export function describeResults({ results }: Pick<Board, 'results'>): string {
  const parts = WORDS.flatMap((word) => {
    const hosts = [...results].filter(([, status]) => status === word).map(([host]) => host);
    if (hosts.length === 0) return [];
    const names = NAMED.has(word) ? `: ${hosts.join(' ')}` : '';
    return [`${String(hosts.length)} ${word}${names}`];
  });
  return parts.join(', ');
}

function nameWidth(names: readonly string[], columns: number): number {
  const widest = Math.max(0, ...names.map(countColumns));
  return Math.min(widest, WIDEST_NAME, Math.max(4, Math.floor(columns / 4)));
}

/** Those that run, the longest first. */
function runningHosts(board: Board): readonly (readonly [string, HostRow])[] {
  return [...board.hosts]
    .filter(([, row]) => row.task !== undefined)
    .sort(([, one], [, other]) => one.startedAt - other.startedAt);
}

function drawHead(board: Board, { columns, mask }: Drawing): string {
  return cutText(mask([board.play, board.task].filter(Boolean).join(' › ')), columns);
}

/** What a picture is drawn with. */
export interface Picture {
  readonly size: ScreenSize;
  readonly now: number;
  /** Secrets are hidden before anything is cut: half of one would not be known. */
  readonly mask: (text: string) => string;
}

/**
 * Draws the lines: one a host, or, when they are more than there is room, the counts and those
 * hosts that take longest.
 */
export function drawBoard(board: Board, { size, now, mask }: Picture): readonly string[] {
  // The last column stays free: a terminal may begin a new line when it is written.
  const columns = Math.max(1, size.columns - 1);
  const room = Math.max(1, size.rows - ROWS_LEFT);
  if (board.hosts.size === 0) return [];
  const head = drawHead(board, { columns, now, mask });
  const isGrouped = board.hosts.size + 1 > room;
  const shown = isGrouped ? runningHosts(board).slice(0, Math.max(0, room - 2)) : [...board.hosts];
  const width = nameWidth(
    shown.map(([name]) => name),
    columns,
  );
  const rows = shown.map(([name, row]) => drawHost(name, row, width, { columns, now, mask }));
  if (!isGrouped) return [head, ...rows];
  const running = runningHosts(board).length;
  const counts = [describeResults(board), ...(running > 0 ? [`${String(running)} running`] : [])];
  return [head, cutText(counts.filter(Boolean).join('; '), columns), ...rows].slice(0, room);
}
