/** Runs a tool once and says how long it took, what memory it held and what it changed. */
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tryCommand } from '../command.ts';
import { LabError } from '../contract.ts';
import type { BenchOptions, BenchPhase, BenchSample } from './contract.ts';
import { statsFile, toToolCommand, type ToolCall } from './tools.ts';

/** The sums of a PLAY RECAP over all hosts. */
export interface RecapSums {
  readonly ok: number;
  readonly changed: number;
  readonly failed: number;
  readonly unreachable: number;
}

/** Sums the recap that kplay and Ansible print alike; undefined when there is none. Pure. */
export function sumRecap(output: string): RecapSums | undefined {
  const start = output.lastIndexOf('PLAY RECAP');
  if (start < 0) return undefined;
  const recap = output.slice(start);
  const sum = (key: string): number =>
    [...recap.matchAll(new RegExp(`\\b${key}=(\\d+)`, 'g'))].reduce(
      (total, [, count]) => total + Number(count),
      0,
    );
  return {
    ok: sum('ok'),
    changed: sum('changed'),
    failed: sum('failed'),
    unreachable: sum('unreachable'),
  };
}

/** Reads `{"roundTrips": {"master1": 12}}`; undefined when it is something else. Pure. */
export function parseStats(text: string): Readonly<Record<string, number>> | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== 'object' || value === null || !('roundTrips' in value)) return undefined;
  const { roundTrips } = value;
  if (typeof roundTrips !== 'object' || roundTrips === null) return undefined;
  const pairs = Object.entries(roundTrips).map(([host, count]) => [host, Number(count)] as const);
  return Object.fromEntries(pairs);
}

/**
 * Runs a tool once.
 * @throws LabError with the end of its output when it fails, or when a second run changed things
 */
export async function measureRun(
  options: BenchOptions,
  call: ToolCall,
  what: { readonly phase: BenchPhase; readonly roundTrip: number },
): Promise<BenchSample> {
  await mkdir(call.folder, { recursive: true });
  const memoryFile = join(call.folder, 'memory');
  const argv = await toToolCommand(options, call);
  const timed = ['/usr/bin/time', '-q', '-f', '%M', '-o', memoryFile, ...argv];
  const { signal } = options;
  signal?.throwIfAborted();
  const start = performance.now();
  const end = await tryCommand(timed, { signal });
  const seconds = (performance.now() - start) / 1000;
  const recap = sumRecap(end.stdout);
  if (end.code !== 0 || recap === undefined || recap.failed + recap.unreachable > 0) {
    const tail = `${end.stdout}\n${end.stderr}`.trim().split('\n').slice(-25).join('\n');
    throw new LabError(`${call.tool} ended with ${end.code} in its ${what.phase} run:\n${tail}`);
  }
  if (what.phase === 'second' && recap.changed > 0) {
    throw new LabError(`${call.tool} changed ${recap.changed} things in its second run`);
  }
  const kilobytes = Number((await readFile(memoryFile, 'utf8')).trim().split('\n').at(-1));
  return {
    ...{ tool: call.tool, ...what, seconds, changed: recap.changed },
    peakMegabytes: kilobytes / 1024,
    hostRoundTrips: parseStats(await readFile(statsFile(call), 'utf8').catch(() => '')),
  };
}
