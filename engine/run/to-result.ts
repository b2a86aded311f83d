/** Turns what was thrown on the way into a result. */
import { ProblemError } from '../base/index.ts';
import { UnreachableError } from '../connect/index.ts';
import { TaskFailure } from '../host/index.ts';
import { CONDITION_FAILED } from './conditions.ts';
import type { TaskResult } from './events.ts';
import { failedResult, unreachableResult } from './results.ts';

/** Gives the result for an error; what is neither the host's nor the user's fault goes on. */
export function toResult(error: unknown): TaskResult {
  if (error instanceof UnreachableError) return unreachableResult(error.message);
  if (error instanceof TaskFailure) {
    return failedResult(error.message, error.returns, error.problem);
  }
  if (error instanceof ProblemError) {
    const [problem] = error.problems;
    return failedResult(toMessage(error), {}, problem);
  }
  throw error;
}

/** Ansible's words for a variable that is not there; roles and people search for them. */
function toMessage(error: ProblemError): string {
  const isUndefined = error.problems[0]?.code === 'undefined-variable';
  if (!isUndefined || error.message.startsWith(CONDITION_FAILED)) return error.message;
  return `The task includes an option with an undefined variable. The error was: ${error.message}`;
}
