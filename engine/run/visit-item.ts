/** One item of a visit, or the whole task where there is no loop: condition, action, keywords. */
import type { Plain } from '../base/index.ts';
import type { Scope } from '../vars/index.ts';
import type { ActionCall } from './action-call.ts';
import { renderArgsOnce } from './args.ts';
import { allHold, isWanted, toConditions } from './conditions.ts';
import { connectionLayer } from './connection-vars.ts';
import type { RunInput } from './contract.ts';
import type { TaskResult } from './events.ts';
import { notificationsOf } from './handlers.ts';
import { judge, withResult, withReturns } from './judge.ts';
import { checkKeywords, isAsked, keywordReader, type KeywordReader } from './keyword-values.ts';
import { failedResult, forShow, skippedResult } from './results.ts';
import { performInTime } from './time-limit.ts';
import { toResult } from './to-result.ts';
import type { Performed, Visit } from './visit-contract.ts';
import { WholeTaskError } from './whole-task-error.ts';

/** Runs one item. @throws ProblemError when a condition or keyword cannot be rendered */
export async function runItem(visit: Visit, given: Scope, input: RunInput): Promise<Performed> {
  const { task } = visit;
  const { templates } = input.store;
  const keywords = keywordReader(task, given, input);
  const scope = given.withBelow(
    connectionLayer({ host: visit.host, scope: given, keywords, input }),
  );
  if (!isWanted(task, scope, input)) {
    const skipped = skippedResult('Conditional result was False');
    return { result: { ...skipped, isCensored: isAsked('no_log', keywords) }, includes: [] };
  }
  checkKeywords(task, keywords);
  const isHidden = keywords.boolean('no_log') === true;
  const performed = await retry(visit, scope, keywords, input);
  const { includes } = performed;
  const result = ignoreIfAsked(performed.result, keywords);
  const notified = result.status === 'skipped' ? [] : notificationsOf(task, scope, templates);
  return { result: isHidden ? { ...result, isCensored: true } : result, includes, notified };
}

/** Applies `ignore_errors` and `ignore_unreachable`, which may depend on the item of a loop. */
export function ignoreIfAsked(result: TaskResult, keywords: KeywordReader): TaskResult {
  const isIgnored =
    (result.status === 'failed' && isAsked('ignore_errors', keywords)) ||
    (result.status === 'unreachable' && isAsked('ignore_unreachable', keywords));
  return isIgnored ? { ...result, isIgnored } : result;
}

/** Runs the action until `until` holds, or once. */
async function retry(
  visit: Visit,
  scope: Scope,
  keywords: KeywordReader,
  input: RunInput,
): Promise<Performed> {
  const until = toConditions(visit.task.keywords.get('until'));
  const retries = keywords.number('retries');
  // Without `until` the other two say nothing. Observed with Ansible 2.14.
  const isRepeated = until.length > 0;
  const tries = isRepeated ? Math.max(1, (retries ?? 3) + 1) : 1;
  const delay = keywords.number('delay') ?? 5;
  const call = { visit, scope, keywords, input, readArgs: renderArgsOnce(), called: {} };
  for (let attempt = 1; ; attempt += 1) {
    const more = isRepeated ? { attempts: attempt } : {};
    const performed = await performOnce(call, more);
    const { result } = performed;
    if (!isRepeated || result.status === 'unreachable' || result.status === 'skipped') {
      return performed;
    }
    const after = withResult(visit, scope, result);
    if (allHold(until, after, input)) return performed;
    if (attempt >= tries) {
      const isJudged = visit.task.keywords.has('failed_when');
      return { ...performed, result: exhausted(result, attempt, isJudged) };
    }
    const retriesLeft = tries - attempt;
    const hidden = { ...result, isCensored: keywords.boolean('no_log') === true };
    const shown = { host: visit.host, task: visit.info, retriesLeft, result: forShow(hidden) };
    input.emit({ type: 'retry', ...shown });
    await input.sleep(delay);
  }
}

/** Running out of attempts fails a task, unless `failed_when` has the last word. Observed with 2.14. */
function exhausted(result: TaskResult, attempts: number, isJudged: boolean): TaskResult {
  const returns = { ...result.returns, attempts: attempts - 1 };
  if (result.status === 'failed' || isJudged) return { ...result, returns };
  const failed = failedResult('the condition of `until` never held', returns);
  const { invocation } = result;
  return { ...failed, invocation, returns: { ...returns, changed: result.status === 'changed' } };
}

/** Performs the action. @param more return keys that conditions on the result see already */
async function performOnce(
  call: ActionCall,
  more: Readonly<Record<string, Plain>>,
): Promise<Performed> {
  const { visit, scope, input } = call;
  let performed: Performed;
  try {
    performed = await performInTime(call);
  } catch (error) {
    if (error instanceof WholeTaskError) throw error;
    performed = { result: toResult(error), includes: [] };
  }
  const result = judge(visit, scope, withReturns(performed.result, more), input);
  return { ...performed, result: { ...result, invocation: call.called.describe } };
}
