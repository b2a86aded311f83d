/**
 * Lines at the bottom of a terminal that are drawn over and over, and the text above them. Hides
 * the cursor while it is drawn; `close` leaves nothing behind.
 */
import { countColumns } from '../wrap-text.ts';
import type { ScreenSize } from './draw.ts';

const HIDE_CURSOR = '\u001B[?25l';
const SHOW_CURSOR = '\u001B[?25h';
const CLEAR_BELOW = '\u001B[J';

/** The area of one reporter. */
export interface LiveArea {
  draw(lines: readonly string[]): void;
  /** Takes the lines away, so that something else can be written. */
  clear(): void;
}

/** How many rows lines take after the terminal may have become narrower. */
function countRows(lines: readonly string[], columns: number): number {
  return lines.reduce(
    (rows, line) => rows + Math.max(1, Math.ceil(countColumns(line) / Math.max(1, columns))),
    0,
  );
}

/** Makes the area. */
export function makeLiveArea(write: (text: string) => void, size: () => ScreenSize): LiveArea {
  let drawn: readonly string[] = [];
  const wipe = (): string => {
    if (drawn.length === 0) return '';
    const rows = Math.min(countRows(drawn, size().columns), size().rows - 1);
    return `\u001B[${String(rows)}A\r${CLEAR_BELOW}`;
  };
  return {
    draw(lines) {
      if (lines.length === 0 && drawn.length === 0) return;
      const text = lines.map((line) => `${line}\n`).join('');
      write(`${drawn.length === 0 ? HIDE_CURSOR : ''}${wipe()}${text}`);
      drawn = lines;
    },
    clear() {
      if (drawn.length === 0) return;
      write(`${wipe()}${SHOW_CURSOR}`);
      drawn = [];
    },
  };
}
