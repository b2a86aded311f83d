/** The items of a visit's loop, one after the other, and the task's own result made from theirs. */
import { ProblemError, type Plain, type Value } from '../base/index.ts';
import { isUndefinedProblem, type Texts } from '../template/index.ts';
import type { Scope } from '../vars/index.ts';
import { isWanted } from './conditions.ts';
import type { RunInput } from './contract.ts';
import type { TaskInfo, TaskResult } from './events.ts';
import { keywordReader, type KeywordReader } from './keyword-values.ts';
import { LoopGroup } from './loop-group.ts';
import { LoopPace, mayLookAhead } from './loop-pace.ts';
import { itemVars, labelOf, makeItems, readLoopControl, type LoopControl } from './loops.ts';
import {
  asBare,
  failedResult,
  forShow,
  isChangedResult,
  okResult,
  skippedResult,
} from './results.ts';
import { withDelegate } from './task-info.ts';
import type { Performed, Visit } from './visit-contract.ts';
import { ignoreIfAsked, runItem } from './visit-item.ts';

/** Runs the loop of a visit. @throws ProblemError when its items cannot be made */
export async function runLoop(visit: Visit, input: RunInput): Promise<Performed> {
  const { templates } = input.store;
  const made = itemsOrResult(visit, input);
  if ('result' in made) return { result: made.result, includes: [] };
  const { items, isUnsafe, texts } = made;
  if (items.length === 0) {
    const reason = 'No items in the list';
    const returns = { results: [], skipped_reason: reason };
    return { result: { ...skippedResult(reason), returns }, includes: [] };
  }
  const control = readLoopControl(visit.task, visit.scope, templates);
  const loop = { items, isUnsafe, texts, control };
  const done: Performed[] = [];
  for await (const one of runItems(visit, loop, input)) {
    const { result, info: task } = one;
    input.emit({ type: 'item-done', host: visit.host, task, result: forShow(result) });
    done.push(one);
    if (result.status === 'unreachable') break;
  }
  return {
    result: joinItems(done.map((one) => one.result)),
    includes: done.flatMap((one) => one.includes),
    notified: done.flatMap((one) => one.notified ?? []),
  };
}

/** An item that has ended, and its task as it is shown. */
interface DoneItem extends Performed {
  readonly info: TaskInfo;
}

/** Gives the items as they end, in their order. */
async function* runItems(
  visit: Visit,
  loop: Loop,
  input: RunInput,
): AsyncGenerator<DoneItem, void> {
  const { items, control } = loop;
  const isAhead = items.length > 1 && (await mayLookAhead(visit, control, input));
  if (isAhead) {
    yield* runGroups(visit, loop, input);
    return;
  }
  for (const [index] of items.entries()) {
    if (index > 0 && control.pauseSeconds > 0) await input.sleep(control.pauseSeconds);
    yield await runLoopItem(visit, loop, index, input);
  }
}

/** Lets some items look at the host together, more of them while nothing is in the way. */
async function* runGroups(
  visit: Visit,
  loop: Loop,
  input: RunInput,
): AsyncGenerator<DoneItem, void> {
  const pace = new LoopPace();
  for (let next = 0; next < loop.items.length;) {
    const indices = [...loop.items.keys()].slice(next, next + pace.size);
    const group = new LoopGroup(
      indices.map((index) => (turn) => runLoopItem({ ...visit, turn }, loop, index, input)),
    );
    let ended = 0;
    for (const outcome of group.outcomes) {
      const one = await outcome;
      if (one === 'given up') break;
      ended += 1;
      yield one;
    }
    pace.note(ended, indices.length);
    next += ended;
  }
}

/** What a task loops over. */
interface Items {
  readonly items: readonly Value[];
  /** They came from a host or a lookup. */
  readonly isUnsafe: boolean;
  /** Texts in them that are never converted. */
  readonly texts?: Texts | undefined;
}

interface Loop extends Items {
  readonly control: LoopControl;
}

/** The items; or a failure, or a skip when the condition does not hold anyway. */
function itemsOrResult(visit: Visit, input: RunInput): Items | { readonly result: TaskResult } {
  const { loop } = visit.task;
  if (loop === undefined) return { items: [], isUnsafe: false };
  try {
    const make = (): readonly Value[] =>
      makeItems(loop, visit.task, visit.scope, input.store.templates);
    const { result: items, isUnsafe, texts } = visit.scope.watch(make);
    return { items, isUnsafe, texts };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    // What is wrong in another way is wrong whatever the condition says (observed with 2.14).
    if (isUndefinedProblem(error) && isUnwantedForSure(visit, input)) {
      return { result: skippedResult('Conditional result was False') };
    }
    const failed = asBare(failedResult(error.message, {}, error.problems[0]));
    return { result: ignoreIfAsked(failed, readerOf(visit, visit.scope, input)) };
  }
}

function isUnwantedForSure(visit: Visit, input: RunInput): boolean {
  try {
    return !isWanted(visit.task, visit.scope, input);
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

async function runLoopItem(
  visit: Visit,
  { items, isUnsafe, texts, control }: Loop,
  index: number,
  input: RunInput,
): Promise<DoneItem> {
  const { templates } = input.store;
  const vars = itemVars(items, index, control);
  const entries = [...vars].map(
    ([name, value]) => [name, { kind: 'value', value, isUnsafe, texts }] as const,
  );
  const scope = visit.scopeFor(visit.host, new Map(entries));
  const info = withDelegate(visit.info, visit.task, scope, templates);
  const labelled = withLabel(await runItem({ ...visit, info }, scope, input), () =>
    labelOf({ task: visit.task, control }, items[index] ?? null, scope, templates),
  );
  const one = {
    ...labelled,
    result: ignoreIfAsked(labelled.result, readerOf(visit, scope, input)),
  };
  const extra: Record<string, Plain> = { ansible_loop_var: control.itemName };
  for (const [name, value] of vars) {
    if (name === control.itemName || name === control.indexName || name === 'ansible_loop') {
      extra[name] = value;
    }
  }
  const returns = { ...one.result.returns, ...extra };
  const result: TaskResult = { ...one.result, returns };
  return { ...one, result, info };
}

function readerOf({ task }: Visit, scope: Scope, input: RunInput): KeywordReader {
  return keywordReader(task, scope, input);
}

/** Says how an item is called; one that cannot be called anything has failed. */
function withLabel(one: Performed, makeLabel: () => string): Performed {
  const { result } = one;
  try {
    const label = makeLabel();
    const includes = one.includes.map((include) => ({ ...include, label }));
    return { ...one, includes, result: { ...result, itemLabel: label } };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const message = `Failed to template loop_control.label: ${error.message}`;
    const returns = { ...result.returns, msg: message, changed: isChangedResult(result) };
    const { isAlwaysShown } = result;
    return {
      ...one,
      result: { ...failedResult(message, returns, error.problems[0]), isAlwaysShown },
    };
  }
}

/** Folds the results of a loop into the task's own. */
function joinItems(items: readonly TaskResult[]): TaskResult {
  const isChanged = items.some(isChangedResult);
  const failed = items.find((item) => item.status === 'failed');
  const lost = items.find((item) => item.status === 'unreachable');
  const isCensored = items.some((item) => item.isCensored);
  const warnings = items.flatMap((item) => item.warnings);
  const common = { items, isCensored };
  if (lost?.status === 'unreachable') return { ...lost, ...common };
  if (failed?.status === 'failed') {
    const returns = { changed: isChanged };
    const message = 'One or more items failed';
    // Ignored where every item that failed is.
    const isIgnored = items.every((item) => item.status !== 'failed' || item.isIgnored);
    const joined = { ...failedResult(message, returns, failed.problem), ...common, warnings };
    return joined.status === 'failed' ? { ...joined, isIgnored } : joined;
  }
  if (items.every((item) => item.status === 'skipped')) {
    const returns = { msg: 'All items skipped' };
    return { ...skippedResult('All items skipped'), returns, ...common };
  }
  const msg = 'All items completed';
  return { ...okResult(isChanged, { msg }, { warnings }), ...common };
}
