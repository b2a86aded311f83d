/**
 * Measures tools side by side on one lab: interleaved (A B C, A B C, …), so that a change of the
 * machine's mood hits all alike, each first run on hosts reset for it alone.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LabError, type LabListener } from '../contract.ts';
import { downLab, resetLab, upLab } from '../lab.ts';
import type { BenchOptions, BenchPhase, BenchReport, BenchSample, BenchTool } from './contract.ts';
import { measureRun } from './measure.ts';
import { openRoute, type Route } from './route.ts';
import { describeTool, ensureTools, type ToolCall } from './tools.ts';

const labName = 'bench';

/** What a series of runs shares. */
interface Series {
  readonly options: BenchOptions;
  readonly folder: string;
  readonly roundTrip: number;
  readonly on: LabListener;
}

/** One run of a series. */
interface Turn {
  readonly tool: BenchTool;
  readonly phase: BenchPhase;
  /** `round 3`, or what else the run is for. */
  readonly title: string;
  /** The folder whose subfolders the playbook's folder variables name. */
  readonly home: string;
  readonly route: Route;
}

interface SeriesResult {
  readonly samples: readonly BenchSample[];
  readonly delay: string;
}

function checkOptions(options: BenchOptions): void {
  if (options.tools.length > 0 && options.runs > 0 && options.phases.length > 0) return;
  throw new LabError('nothing to measure: choose at least one tool, one run and one phase');
}

async function runTurn(series: Series, turn: Turn): Promise<BenchSample> {
  const { options, roundTrip, on } = series;
  const variables = options.folderVariables.map((name) => [name, join(turn.home, name)] as const);
  const call: ToolCall = {
    tool: turn.tool,
    inventory: turn.route.inventory,
    folder: await mkdtemp(join(series.folder, 'run-')),
    variables: Object.fromEntries(variables),
  };
  const sample = await measureRun(options, call, { phase: turn.phase, roundTrip });
  const what = `${turn.title}, ${roundTrip} ms: ${turn.tool}, ${turn.phase} run`;
  on({ step: 'bench', text: `${what}: ${sample.seconds.toFixed(2)} s` });
  return sample;
}

/** Measures first and second runs: each tool's turn of a round begins on hosts reset for it. */
async function runFreshSeries(series: Series): Promise<SeriesResult> {
  const { options, roundTrip, folder } = series;
  const samples: BenchSample[] = [];
  const delays = new Set<string>();
  for (let number = 1; number <= options.runs; number += 1) {
    for (const tool of options.tools) {
      const lab = await resetLab(labName, () => undefined);
      const route = await openRoute(lab, roundTrip, folder);
      delays.add(route.delay);
      const home = await mkdtemp(join(folder, 'home-'));
      const turn = { tool, home, route, title: `round ${number}` };
      try {
        samples.push(await runTurn(series, { ...turn, phase: 'first' }));
        const second = await runTurn(series, { ...turn, phase: 'second' });
        if (options.phases.includes('second')) samples.push(second);
      } finally {
        await route.close();
      }
    }
  }
  return { samples, delay: `${roundTrip} ms: ${[...delays].join(', ')}` };
}

/** Measures second runs only: hosts are set up once, then all tools find nothing to do. */
async function runSettledSeries(series: Series): Promise<SeriesResult> {
  const { options, roundTrip, folder } = series;
  const lab = await resetLab(labName, () => undefined);
  const home = await mkdtemp(join(folder, 'home-'));
  const straight = await openRoute(lab, 0, folder);
  const setUp = { home, route: straight, title: 'setting up', phase: 'first' } as const;
  for (const tool of options.tools) await runTurn(series, { ...setUp, tool });
  const route = await openRoute(lab, roundTrip, folder);
  const samples: BenchSample[] = [];
  try {
    for (let number = 1; number <= options.runs; number += 1) {
      for (const tool of options.tools) {
        const turn = { tool, home, route, title: `round ${number}`, phase: 'second' } as const;
        samples.push(await runTurn(series, turn));
      }
    }
  } finally {
    await route.close();
  }
  return { samples, delay: `${roundTrip} ms: ${route.delay}` };
}

async function runAllSeries(
  options: BenchOptions,
  folder: string,
  on: LabListener,
): Promise<readonly SeriesResult[]> {
  const runSeries = options.phases.includes('first') ? runFreshSeries : runSettledSeries;
  const results: SeriesResult[] = [];
  for (const roundTrip of options.roundTrips) {
    results.push(await runSeries({ options, folder, roundTrip, on }));
  }
  return results;
}

/**
 * Makes a lab, measures, takes the lab down again.
 * @throws LabError when a run fails or a second run changes something: a measure of a broken run
 *   would be worthless
 */
export async function runBench(options: BenchOptions, on: LabListener): Promise<BenchReport> {
  checkOptions(options);
  await ensureTools(options.tools, on);
  const lab = await upLab({ name: labName, withPython: true, existing: 'fresh' }, on);
  const folder = await mkdtemp(join(tmpdir(), 'kplay-bench-'));
  try {
    const results = await runAllSeries(options, folder, on);
    return {
      options,
      hosts: lab.hosts.length,
      samples: results.flatMap((result) => result.samples),
      delays: results.map((result) => result.delay),
      versions: await Promise.all(options.tools.map((tool) => describeTool(options, tool))),
    };
  } finally {
    await downLab(labName, on);
    await rm(folder, { recursive: true, force: true });
  }
}
