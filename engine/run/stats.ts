/** Counts results per host, as PLAY RECAP shows them. */
import type { HostStats, TaskResult } from './events.ts';

type Counter = keyof HostStats;

const ZERO: HostStats = {
  ok: 0,
  changed: 0,
  unreachable: 0,
  failed: 0,
  skipped: 0,
  rescued: 0,
  ignored: 0,
};

/** Says which counters a result moves. */
export function countersOf(result: TaskResult, isRescued: boolean): readonly Counter[] {
  switch (result.status) {
    case 'ok':
      return ['ok'];
    case 'changed':
      return ['ok', 'changed'];
    case 'skipped':
      return ['skipped'];
    case 'unreachable':
      return result.isIgnored ? ['ok', 'ignored'] : ['unreachable'];
    case 'failed':
      if (result.isIgnored) {
        return result.returns['changed'] === true
          ? ['ok', 'ignored', 'changed']
          : ['ok', 'ignored'];
      }
      return isRescued ? ['rescued'] : ['failed'];
  }
}

/** The counts of all hosts of a run. */
export class Stats {
  readonly #hosts = new Map<string, HostStats>();

  /** Makes a host appear in the recap even when nothing ran on it. */
  add(host: string, counters: readonly Counter[]): void {
    const counts = { ...(this.#hosts.get(host) ?? ZERO) };
    for (const counter of counters) {
      this.#hosts.set(host, Object.assign(counts, { [counter]: counts[counter] + 1 }));
    }
  }

  get hosts(): ReadonlyMap<string, HostStats> {
    return this.#hosts;
  }
}
