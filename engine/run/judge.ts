/** What `changed_when`, `failed_when` and `until` see and make of a result. */
import { ProblemError, toName, type Dict, type Plain, type Value } from '../base/index.ts';
import { valueLayer, type Scope } from '../vars/index.ts';
import { allHold, toConditions } from './conditions.ts';
import type { RunInput } from './contract.ts';
import type { TaskResult } from './events.ts';
import { failedResult, okResult, toRegistered, toReturns } from './results.ts';
import type { Visit } from './visit-contract.ts';

/** Adds return keys to a result. */
export function withReturns(result: TaskResult, more: Readonly<Record<string, Plain>>): TaskResult {
  return { ...result, returns: { ...result.returns, ...more } };
}

/** The scope in which `until`, `changed_when` and `failed_when` see the task's own result. */
export function withResult(visit: Visit, scope: Scope, result: TaskResult): Scope {
  const registered: Dict = toRegistered(result);
  const located = visit.task.keywords.get('register');
  const values = new Map<string, Value>();
  if (located !== undefined) values.set(toName(scope.render(located)), registered);
  // As what `register` keeps: it came from the host.
  return scope.with(valueLayer('set_fact or register', values, true));
}

/** Applies `changed_when` and `failed_when`. */
export function judge(visit: Visit, scope: Scope, result: TaskResult, input: RunInput): TaskResult {
  if (result.status === 'skipped' || result.status === 'unreachable') return result;
  const { keywords } = visit.task;
  const changedWhen = toConditions(keywords.get('changed_when'));
  const failedWhen = toConditions(keywords.get('failed_when'));
  if (changedWhen.length === 0 && failedWhen.length === 0) return result;
  let judged: TaskResult = result;
  let condition = 'changed';
  try {
    if (changedWhen.length > 0) {
      const after = withResult(visit, scope, judged);
      judged = setChanged(judged, allHold(changedWhen, after, input));
    }
    condition = 'failed';
    if (failedWhen.length > 0) {
      const after = withResult(visit, scope, judged);
      judged = setFailed(judged, allHold(failedWhen, after, input));
    }
    return judged;
  } catch (error) {
    // What the task did stays in the result; only the condition itself failed.
    if (!(error instanceof ProblemError)) throw error;
    const told = withReturns(judged, { [`${condition}_when_result`]: error.message });
    if (told.status === 'failed') return told;
    const failed = failedResult(error.message, told.returns, error.problems[0]);
    const { isAlwaysShown } = told;
    return {
      ...failed,
      isAlwaysShown,
      returns: { ...told.returns, changed: told.status === 'changed' },
    };
  }
}

function setChanged(result: TaskResult, isChanged: boolean): TaskResult {
  if (result.status === 'ok' || result.status === 'changed') {
    return { ...result, status: isChanged ? 'changed' : 'ok' };
  }
  return withReturns(result, { changed: isChanged });
}

function setFailed(result: TaskResult, isFailed: boolean): TaskResult {
  const flagged = withReturns(result, { failed_when_result: isFailed });
  if (isFailed && flagged.status !== 'failed') {
    const { changed, ...returns } = toReturns(flagged);
    const message = typeof returns['msg'] === 'string' ? returns['msg'] : 'failed_when was true';
    const failed = failedResult(message, { ...flagged.returns, changed: changed === true });
    const { msg, ...rest } = failed.returns;
    const { isAlwaysShown } = result;
    const shown = flagged.returns['msg'] === undefined ? rest : { ...rest, msg };
    return { ...failed, isAlwaysShown, returns: shown };
  }
  if (!isFailed && flagged.status === 'failed') {
    const { changed } = flagged.returns;
    return { ...okResult(changed === true, flagged.returns), warnings: flagged.warnings };
  }
  return flagged;
}
