/**
 * The one line at the bottom of a terminal that tells how far transfers are. In a pipe there is no
 * such line; a long transfer says a word every half minute instead.
 */
import type { RunEvent } from '../run/index.ts';

type Progress = Extract<RunEvent, { readonly type: 'progress' }>;

const REDRAW_MS = 100;
const PIPE_MS = 30_000;
const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

interface Transfer {
  readonly event: Progress;
  readonly startedAt: number;
}

/** Writes a number of bytes for people: `812 B`, `3.4 MB`. */
export function describeBytes(bytes: number): string {
  let size = bytes;
  let unit = 0;
  for (; size >= 999.5 && unit < UNITS.length - 1; unit += 1) size /= 1000;
  return `${unit === 0 || size >= 99.5 ? size.toFixed(0) : size.toFixed(1)} ${UNITS[unit] ?? ''}`;
}

function sum(transfers: readonly Transfer[], key: 'done' | 'total'): number {
  return transfers.reduce((total, { event }) => total + (event[key] ?? 0), 0);
}

function describeTransfers(transfers: readonly Transfer[], now: number): string {
  const [first] = transfers;
  if (first === undefined) return '';
  const done = sum(transfers, 'done');
  const total = transfers.every(({ event }) => event.total !== undefined)
    ? sum(transfers, 'total')
    : 0;
  const startedAt = Math.min(...transfers.map((transfer) => transfer.startedAt));
  const seconds = Math.max(0.001, (now - startedAt) / 1000);
  const title =
    transfers.length === 1
      ? `${first.event.host}: ${first.event.title}`
      : `${String(transfers.length)} transfers`;
  const share = total > 0 ? ` ${String(Math.floor((done * 100) / total))}%` : '';
  const size =
    total > 0 ? `${describeBytes(done)} of ${describeBytes(total)}` : describeBytes(done);
  return `${title}${share} (${size}, ${describeBytes(done / seconds)}/s)`;
}

function cutToWidth(text: string, columns: number): string {
  const characters = [...text];
  if (columns <= 1 || characters.length < columns) return text;
  return `${characters.slice(0, columns - 2).join('')}…`;
}

/** A live line; `clear` must be called before anything else is written. */
export interface LiveLine {
  update(event: Progress): void;
  /** Forgets the transfers of a host whose task is over. */
  finish(host: string): void;
  clear(): void;
}

interface LiveLineOptions {
  readonly write: (text: string) => void;
  readonly now: () => number;
  readonly isTty: boolean;
  readonly columns: number;
}

/** Makes the live line of one reporter. @param options where it is drawn, and a clock */
export function makeLiveLine(options: LiveLineOptions): LiveLine {
  const transfers = new Map<string, Transfer>();
  const spokenAt = new Map<string, number>();
  let drawnAt = -Infinity;
  let isDrawn = false;

  const clear = (): void => {
    if (isDrawn) options.write('\r\u001B[2K');
    isDrawn = false;
  };
  const draw = (now: number): void => {
    if (now - drawnAt < REDRAW_MS) return;
    const text = describeTransfers([...transfers.values()], now);
    options.write(`\r\u001B[2K${cutToWidth(text, options.columns)}`);
    drawnAt = now;
    isDrawn = true;
  };
  const speak = (key: string, transfer: Transfer, now: number): void => {
    if (now - (spokenAt.get(key) ?? transfer.startedAt) < PIPE_MS) return;
    spokenAt.set(key, now);
    options.write(`${describeTransfers([transfer], now)}\n`);
  };
  const forget = (key: string): void => {
    transfers.delete(key);
    spokenAt.delete(key);
    if (transfers.size === 0) clear();
  };
  return {
    clear,
    update(event) {
      const now = options.now();
      const key = `${event.host}\n${event.title}`;
      const transfer = { event, startedAt: transfers.get(key)?.startedAt ?? now };
      if (event.total !== undefined && event.done >= event.total) {
        forget(key);
        return;
      }
      transfers.set(key, transfer);
      if (options.isTty) draw(now);
      else speak(key, transfer, now);
    },
    finish(host) {
      for (const [key, { event }] of transfers) if (event.host === host) forget(key);
    },
  };
}
