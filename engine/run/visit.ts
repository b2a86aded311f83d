/**
 * One task on one host, from its loop to what `register` keeps. Gives a result; moves no cursor
 * and prints nothing.
 */
import type { RunInput } from './contract.ts';
import type { TaskResult } from './events.ts';
import { keywordReader } from './keyword-values.ts';
import { asBare, toRegistered } from './results.ts';
import { toResult } from './to-result.ts';
import type { Performed, Visit } from './visit-contract.ts';
import { runItem } from './visit-item.ts';
import { runLoop } from './visit-loop.ts';

/** Runs a visit to its end. Never throws for what a host or the user's input did wrong. */
export async function runVisit(visit: Visit, input: RunInput): Promise<Performed> {
  const performed = await runGuarded(visit, input);
  const register = visit.task.keywords.get('register');
  if (register !== undefined) {
    const name = input.store.templates.toText(visit.scope.render(register));
    const registered = toRegistered(performed.result);
    for (const host of visit.sharers) input.store.memoryOf(host).setVar(name, registered, true);
  }
  return performed;
}

async function runGuarded(visit: Visit, input: RunInput): Promise<Performed> {
  try {
    const performed =
      visit.task.loop === undefined
        ? await runItem(visit, visit.scope, input)
        : await runLoop(visit, input);
    return { ...performed, result: ignoreIfAsked(performed.result, visit, input) };
  } catch (error) {
    const result = asBare(toResult(error));
    return { result: ignoreIfAsked(result, visit, input), includes: [] };
  }
}

/** Applies `ignore_errors` and `ignore_unreachable`: to the whole task, never to single items. */
function ignoreIfAsked(result: TaskResult, visit: Visit, input: RunInput): TaskResult {
  const keywords = keywordReader(visit.task, visit.scope, input.store.templates);
  if (result.status === 'failed' && keywords.boolean('ignore_errors') === true) {
    return { ...result, isIgnored: true };
  }
  if (result.status === 'unreachable' && keywords.boolean('ignore_unreachable') === true) {
    return { ...result, isIgnored: true };
  }
  return result;
}
