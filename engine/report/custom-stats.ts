/** What set_stats gathered, for the end of a run. */
import type { Plain } from '../base/index.ts';
import type { RunSummary } from '../run/index.ts';
import { comparePythonText, renderPythonJson } from './python-json.ts';

/** The statistics of the whole run; undefined when there are none. */
export function toRunStats({ customStats }: RunSummary): Plain | undefined {
  return customStats.ofRun && Object.fromEntries(customStats.ofRun);
}

/** The statistics of hosts, by name, as Python sorts. */
export function toHostStats({ customStats }: RunSummary): (readonly [string, Plain])[] {
  return [...customStats.ofHosts]
    .map(([host, stats]) => [host, Object.fromEntries(stats)] as const)
    .sort(([left], [right]) => comparePythonText(left, right));
}

/**
 * The lines below `CUSTOM STATS`; none when nothing was set.
 * Observed with ansible-core 2.14: JSON of indent 1 whose lines are joined.
 */
export function renderCustomStats(summary: RunSummary, mask: (text: string) => string): string[] {
  const line = (name: string, stats: Plain): string =>
    `\t${name}: ${renderPythonJson(stats, { indent: 1, mask }).replaceAll('\n', '')}`;
  const ofRun = toRunStats(summary);
  return [
    ...toHostStats(summary).map(([host, stats]) => line(host, stats)),
    ...(ofRun === undefined ? [] : ['', line('RUN', ofRun)]),
  ];
}
