/**
 * When failures of some hosts end the play for all: `any_errors_fatal`, `run_once`,
 * `max_fail_percentage`. Observed with ansible-core 2.14.
 */
import { isRecovering, stop } from './cursor.ts';
import type { GroupTools } from './follow.ts';
import { playNumber } from './play-keywords.ts';

/**
 * Looks at what one task left behind and ends the play where its keywords say so.
 * @param failed the hosts that failed at the task or were lost, and are not rescued
 * @param isFatal one failure is everybody's
 */
export function applyFatality(
  failed: readonly string[],
  isFatal: boolean,
  tools: GroupTools,
): void {
  const { state, input } = tools;
  if (isFatal && failed.length > 0) failOthers(tools);
  if (isOverLimit(tools)) {
    for (const host of state.reachableHosts) {
      if (failed.includes(host)) continue;
      state.lost.failed.add(host);
    }
    state.isBroken = true;
    input.emit({ type: 'no-more-hosts' });
  }
  if (!state.isBroken) return;
  const lost = state.reachableHosts.filter((host) => state.lost.failed.has(host));
  if (lost.length < state.reachableHosts.length) return;
  for (const host of state.reachableHosts) {
    const cursor = state.cursors.get(host);
    if (cursor?.status === 'running') state.cursors.set(host, stop(cursor, 'failed'));
  }
  input.emit({ type: 'no-more-hosts' });
}

/** Hosts in a rescue or an always go on to its end; all others count as failed. */
function failOthers({ state }: GroupTools): void {
  for (const host of state.reachableHosts) {
    const cursor = state.cursors.get(host);
    if (cursor === undefined || (cursor.status === 'running' && isRecovering(cursor))) continue;
    state.lost.failed.add(host);
    state.isBroken = true;
  }
}

function isOverLimit({ state, input }: GroupTools): boolean {
  const limit = playNumber(state, 'max_fail_percentage', input);
  if (limit === undefined) return false;
  return (state.lost.failed.size / state.vars.batch.length) * 100 > limit;
}
