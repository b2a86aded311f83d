/** Runs events through a reporter and gives what it wrote. */
import type { ReporterOptions } from '../../engine/report/index.ts';
import type { Reporter, RunEvent } from '../../engine/run/index.ts';

const BASE = {
  isTty: false,
  columns: 200,
  colors: false,
  verbosity: 0,
  showDiff: false,
  showPlaces: false,
  mask: (text: string) => text,
  now: () => 0,
} as const;

/** @param options what differs from a plain run in a pipe without places */
export function show(
  make: (options: ReporterOptions) => Reporter,
  events: readonly RunEvent[],
  options: Partial<ReporterOptions>,
): string {
  let text = '';
  const reporter = make({ ...BASE, ...options, write: (piece) => (text += piece) });
  for (const event of events) reporter.on(event);
  return text;
}
