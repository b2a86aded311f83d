/** Runs playbooks from the first play to the recap. The door of this room. */
import type { RunInput } from './contract.ts';
import type { RunSummary } from './events.ts';
import { runPlay, type RunState } from './run-play.ts';
import { Stats } from './stats.ts';

/**
 * Runs playbooks in order.
 * @returns the counts of every host; failures of hosts are in there, not thrown
 * @throws ProblemError when a play itself cannot be prepared, and what `signal` aborted with
 */
export async function runPlaybooks(input: RunInput): Promise<RunSummary> {
  const run: RunState = { stats: new Stats(), lostHosts: new Set(), start: { found: false } };
  let isAborted = false;
  for (const playbook of input.playbooks) {
    input.emit({ type: 'playbook-start', path: playbook.path });
    for (const play of playbook.plays) {
      isAborted = (await runPlay(play, input, run)) === 'stop';
      if (isAborted) break;
    }
  }
  const { hosts } = run.stats;
  const roundTrips = new Map(
    [...hosts.keys()].map((host) => [host, input.sessions.roundTripsOf(host)]),
  );
  const summary: RunSummary = { hosts, roundTrips, isAborted };
  input.emit({ type: 'run-done', summary });
  return summary;
}
