/** Turns measurements into a table for people: medians, ratios to kplay, memory, round trips. Pure. */
import type { BenchReport, BenchSample, BenchTool } from './contract.ts';

/** Gives the middle of the values; NaN when there are none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

const titles: Readonly<Record<BenchTool, string>> = {
  kplay: 'kplay',
  ansible: 'ansible (pipelining)',
  mitogen: 'ansible + mitogen',
};

function describeTime(seconds: number, kplaySeconds: number | undefined): string {
  if (Number.isNaN(seconds)) return '-';
  const time = `${seconds.toFixed(2)} s`;
  return kplaySeconds === undefined || kplaySeconds === 0
    ? time
    : `${time} (${(seconds / kplaySeconds).toFixed(1)}×)`;
}

function renderTable(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('   ')
        .trimEnd(),
    )
    .join('\n');
}

function timeRows(report: BenchReport): readonly (readonly string[])[] {
  const { tools, roundTrips, phases } = report.options;
  return roundTrips.flatMap((roundTrip) =>
    phases.map((phase) => {
      const medianOf = (tool: BenchTool): number =>
        median(
          report.samples
            .filter((each) => each.tool === tool && each.phase === phase)
            .filter((each) => each.roundTrip === roundTrip)
            .map((each) => each.seconds),
        );
      const own = tools.includes('kplay') ? medianOf('kplay') : undefined;
      const cells = tools.map((tool) =>
        describeTime(medianOf(tool), tool === 'kplay' ? undefined : own),
      );
      return [`${roundTrip} ms`, phase, ...cells];
    }),
  );
}

function memoryRow(report: BenchReport): readonly string[] {
  const peak = (tool: BenchTool): string => {
    const values = report.samples.filter((each) => each.tool === tool);
    const most = Math.max(0, ...values.map((each) => each.peakMegabytes));
    return `${most.toFixed(0)} MB`;
  };
  return ['peak memory', 'process', ...report.options.tools.map(peak)];
}

function describeRoundTrips(samples: readonly BenchSample[]): readonly string[] {
  const lines: string[] = [];
  for (const phase of ['first', 'second'] as const) {
    const counted = samples.filter((each) => each.phase === phase && each.hostRoundTrips);
    const last = counted.at(-1)?.hostRoundTrips;
    if (last === undefined) continue;
    const hosts = Object.entries(last)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([host, count]) => `${host} ${count}`);
    lines.push(`round trips of kplay, ${phase} run: ${hosts.join(', ')}`);
  }
  return lines;
}

/** Renders a report: one line a round-trip time and phase, one column a tool. */
export function renderBench(report: BenchReport): string {
  const { options } = report;
  const head = ['round trip', 'run', ...options.tools.map((tool) => titles[tool])];
  return [
    `${options.playbook} on ${report.hosts} hosts, ${options.forks} forks, medians of ${options.runs}`,
    '',
    renderTable([head, ...timeRows(report), memoryRow(report)]),
    '',
    ...describeRoundTrips(report.samples),
    `delay: ${report.delays.join('; ')}`,
    `measured: ${report.versions.join('; ')}`,
    '',
  ].join('\n');
}
