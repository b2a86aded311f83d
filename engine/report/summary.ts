/** The end of the default output: the recap of a run or of a playbook. */
import type { RunSummary } from '../run/index.ts';
import { renderCustomStats } from './custom-stats.ts';
import type { ReporterOptions } from './options.ts';
import { renderRecapLine, sortHosts } from './recap.ts';
import type { Screen } from './screen.ts';

/** Writes PLAY RECAP, what set_stats set, and the round trips from -vvv on. */
export function printSummary(
  { screen, options }: { readonly screen: Screen; readonly options: ReporterOptions },
  summary: RunSummary,
): void {
  screen.banner('PLAY RECAP');
  for (const [host, stats] of sortHosts(summary)) {
    screen.painted(renderRecapLine(host, stats, screen.paint));
  }
  screen.line('');
  printCustomStats(screen, options, summary);
  if (options.verbosity < 3) return;
  for (const [host, count] of summary.roundTrips) {
    screen.line(`${host}: ${String(count)} round trips`, 'debug');
  }
}

function printCustomStats(screen: Screen, options: ReporterOptions, summary: RunSummary): void {
  if (options.showCustomStats !== true) return;
  const lines = renderCustomStats(summary, options.mask);
  if (lines.length === 0) return;
  screen.banner('CUSTOM STATS: ');
  for (const line of lines) screen.line(line);
  screen.line('');
}
