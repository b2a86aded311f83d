/**
 * Where text reporters write: lines, banners and warnings, masked and coloured, with the live line
 * out of the way. Knows no event.
 */
import { makeLiveLine, type LiveLine } from './live-line.ts';
import type { ReporterOptions } from './options.ts';
import { makePaint, type Paint, type Tone } from './paint.ts';
import { countColumns, wrapText } from './wrap-text.ts';

/** As wide as Ansible's output is at least, and in a pipe exactly. */
const LEAST_COLUMNS = 79;
const LEAST_STARS = 3;

export interface Screen {
  readonly paint: Paint;
  readonly live: LiveLine;
  /** Writes one or more lines; exactly one newline ends them. */
  line(text: string, tone?: Tone): void;
  /** Writes a line about something that failed. */
  failure(text: string, tone: Tone): void;
  /** Writes what -v adds. */
  note(text: string): void;
  /** Writes text whose colours are already set. */
  painted(text: string): void;
  /** Writes an empty line and a headline filled up with stars. */
  banner(text: string): void;
  /** Writes `[WARNING]: …`, wrapped, once for each text. */
  warn(message: string): void;
  /** The same for forms that still work but have a better one. */
  deprecate(message: string): void;
}

/** Makes the screen of one reporter. */
export function makeScreen(options: ReporterOptions): Screen {
  const paint = makePaint(options.colors, options.palette);
  const live = makeLiveLine({
    write: (text) => {
      options.write(options.mask(text));
    },
    now: options.now,
    isTty: options.isTty,
    columns: options.columns,
  });
  const columns = options.isTty ? Math.max(LEAST_COLUMNS, options.columns - 1) : LEAST_COLUMNS;
  const warned = new Set<string>();

  const write = (text: string, tone: Tone, target = options.write): void => {
    live.clear();
    const lines = text.endsWith('\n') ? text.slice(0, -1) : text;
    target(`${paint(options.mask(lines), tone)}\n`);
  };
  const tellOnce = (message: string): void => {
    const text = wrapText(message, columns).join('\n');
    if (warned.has(text)) return;
    warned.add(text);
    write(text, 'warning', options.writeError ?? options.write);
  };
  return {
    paint,
    live,
    line(text, tone = 'plain') {
      write(text, tone);
    },
    failure(text, tone) {
      write(text, tone, options.isFailureToError === true ? options.writeError : undefined);
    },
    note(text) {
      const isApart = options.isVerboseToError === true;
      write(text, 'debug', isApart ? options.writeError : undefined);
    },
    painted(text) {
      write(text, 'plain');
    },
    banner(text) {
      const title = text.trim();
      const stars = '*'.repeat(Math.max(LEAST_STARS, columns - countColumns(title)));
      write(`\n${title} ${stars}`, 'plain');
    },
    warn: (message) => {
      tellOnce(`[WARNING]: ${message}`);
    },
    deprecate: (message) => {
      tellOnce(`[DEPRECATION WARNING]: ${message}`);
    },
  };
}
