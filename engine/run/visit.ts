/**
 * One task on one host, from its loop to what `register` keeps. Gives a result; moves no cursor
 * and prints nothing.
 */
import type { RunInput } from './contract.ts';
import { keywordReader } from './keyword-values.ts';
import { asBare, toRegistered } from './results.ts';
import { toResult } from './to-result.ts';
import type { Performed, Visit } from './visit-contract.ts';
import { ignoreIfAsked, runItem } from './visit-item.ts';
import { runLoop } from './visit-loop.ts';

/** Runs a visit to its end. Never throws for what a host or the user's input did wrong. */
export async function runVisit(visit: Visit, input: RunInput): Promise<Performed> {
  const performed = await runGuarded(visit, input);
  // A task that failed in the end sets nothing, though its later items saw what the first ones set.
  if (performed.result.status === 'failed') for (const undo of visit.undo?.reverse() ?? []) undo();
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
    return visit.task.loop === undefined
      ? await runItem(visit, visit.scope, input)
      : await runLoop(visit, input);
  } catch (error) {
    const keywords = keywordReader(visit.task, visit.scope, input);
    return { result: ignoreIfAsked(asBare(toResult(error)), keywords), includes: [] };
  }
}
