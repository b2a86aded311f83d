/** The keyword `timeout`: an action that takes longer fails, and what it runs on the host ends. */
import { TaskFailure } from '../host/index.ts';
import { performAction } from './action.ts';
import type { ActionCall } from './action-call.ts';
import { resetConnection } from './open-session.ts';
import type { Performed } from './visit-contract.ts';

/**
 * Performs the action of a visit within its `timeout`, in seconds; 0 and none are no limit.
 * @throws ProblemError, TaskFailure (in Ansible's words when the time is over), UnreachableError
 */
export async function performInTime(call: ActionCall): Promise<Performed> {
  const { visit, keywords, input } = call;
  const seconds = keywords.number('timeout') ?? 0;
  const performing = performAction(call);
  if (seconds <= 0) return performing;
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<'over'>((resolve) => {
    timer = setTimeout(() => {
      resolve('over');
    }, seconds * 1000);
  });
  const first = await Promise.race([performing, limit]).finally(() => {
    clearTimeout(timer);
  });
  if (first !== 'over') return first;
  // Nothing waits for the answer any more; closing the connection ends what runs.
  performing.catch(() => undefined);
  await resetConnection(visit, input);
  const { written } = visit.task.action;
  throw new TaskFailure(
    `The ${written} action failed to execute in the expected time frame (${String(seconds)}) and was terminated`,
  );
}
