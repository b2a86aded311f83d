/**
 * The reporter of a listing, which is loaded only when there is something to say: that takes a tenth of
 * a listing's time, and mostly nothing is said.
 */
import type { RunEvent } from '../run/index.ts';
import type { ReporterChoice } from './reporter.ts';

/** Keeps what is to be said. */
export interface LateReporter {
  emit(event: RunEvent): void;
  /** Says what was kept so far. */
  tell(): Promise<void>;
}

/** Makes one; with `-v` there is something to say from the start. */
export function makeLateReporter(choice: ReporterChoice): LateReporter {
  let kept: RunEvent[] = [];
  let isQuiet = choice.args.verbose === 0;
  return {
    emit: (event) => {
      kept.push(event);
    },
    tell: async () => {
      if (isQuiet && kept.length === 0) return;
      const { chooseReporter } = await import('./reporter.ts');
      const reporter = chooseReporter(choice);
      for (const event of kept) reporter.on(event);
      reporter.close();
      [kept, isQuiet] = [[], true];
    },
  };
}
