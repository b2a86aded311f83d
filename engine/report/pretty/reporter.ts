/**
 * Output for a terminal somebody looks at: what changed and what failed stays, as in the usual
 * output, and below it a picture of where every host is.
 */
import type { Reporter } from '../../run/index.ts';
import type { ReporterOptions } from '../options.ts';
import { makeTextReporter } from '../text.ts';
import { emptyBoard, noteEvent } from './board.ts';
import { drawBoard, type ScreenSize } from './draw.ts';
import { makeLiveArea } from './live-area.ts';

const REDRAW_MS = 100;

/** What the picture needs besides the options of every reporter. */
export interface PrettyTools {
  /** The terminal's size now; it may change. */
  readonly size: () => ScreenSize;
  /** Calls `work` again and again. @returns what ends that */
  readonly every: (milliseconds: number, work: () => void) => () => void;
}

/** A reporter that draws must be stopped before others write to the terminal. */
export interface PrettyReporter extends Reporter {
  /** Takes the picture away until the next event; the cursor is shown. */
  readonly pause: () => void;
  /** Takes it away for good. */
  readonly close: () => void;
}

/** Makes the reporter. */
export function makePrettyReporter(options: ReporterOptions, tools: PrettyTools): PrettyReporter {
  const board = emptyBoard();
  const area = makeLiveArea(options.write, tools.size);
  const { writeError = options.write } = options;
  let isOpen = true;
  let isPaused = false;
  const draw = (): void => {
    if (!isOpen || isPaused) return;
    area.draw(drawBoard(board, { size: tools.size(), now: options.now(), mask: options.mask }));
  };
  const text = makeTextReporter({
    ...options,
    write: (chunk) => {
      area.clear();
      options.write(chunk);
    },
    writeError: (chunk) => {
      area.clear();
      writeError(chunk);
    },
    displayOkHosts: false,
    showsMessages: true,
    displaySkippedHosts: false,
  });
  const stop = tools.every(REDRAW_MS, draw);
  const close = (): void => {
    if (!isOpen) return;
    isOpen = false;
    stop();
    area.clear();
  };
  return {
    name: 'pretty',
    on(event) {
      isPaused = false;
      noteEvent(board, event, options.now());
      if (event.type === 'run-done') close();
      // Bars are in the picture.
      if (event.type !== 'progress') text.on(event);
    },
    pause: () => {
      isPaused = true;
      area.clear();
    },
    close,
  };
}
