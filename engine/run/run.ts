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
  const lost = { failed: new Set<string>(), unreachable: new Set<string>() };
  const run: RunState = { stats: new Stats(), lost, start: { found: false } };
  let isBroken = false;
  for (const [index, playbook] of input.playbooks.entries()) {
    const { path, plays } = playbook;
    input.emit({ type: 'playbook-start', path, isCheckMode: input.settings.isCheckMode });
    const message = `${String(plays.length)} plays in ${path}`;
    input.emit({ type: 'note', message, verbosity: 2 });
    for (const play of plays) {
      isBroken = (await runPlay(play, input, run)) === 'stop';
      if (isBroken) break;
    }
    const isLast = index === input.playbooks.length - 1;
    if (!isLast) input.emit({ type: 'playbook-done', summary: summaryOf(run, input) });
  }
  const summary = summaryOf(run, input);
  input.emit({ type: 'run-done', summary });
  return summary;
}

function summaryOf({ stats, lost }: RunState, { sessions, customStats }: RunInput): RunSummary {
  const { hosts } = stats;
  const roundTrips = new Map([...hosts.keys()].map((host) => [host, sessions.roundTripsOf(host)]));
  return { hosts, roundTrips, customStats, outcome: outcomeOf(lost) };
}

/** A lost host counts before a failed one. Observed with Ansible 2.14's exit codes. */
function outcomeOf({ failed, unreachable }: RunState['lost']): RunSummary['outcome'] {
  if (unreachable.size > 0) return 'unreachable';
  return failed.size > 0 ? 'failed' : 'ok';
}
