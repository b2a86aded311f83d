/** What comes behind a task: counts, the next place of each host, notified handlers, includes. */
import { Dict, type ProblemError, type Value } from '../base/index.ts';
import type { TaskNode } from '../playbook/index.ts';
import type { RunInput } from './contract.ts';
import {
  advance,
  enterHandlers,
  enterIncludes,
  fail,
  hasRescue,
  isLost,
  notify,
  stop,
  type Cursor,
} from './cursor.ts';
import type { TaskInfo, TaskResult } from './events.ts';
import { resolveNotified } from './handlers.ts';
import { resolveIncludes } from './includes.ts';
import type { Scope } from '../vars/index.ts';
import type { PlayState } from './play-state.ts';
import type { Gates } from './pool.ts';
import { forShow, isChangedResult, toRegistered } from './results.ts';
import { countersOf, type Stats } from './stats.ts';
import { toResult } from './to-result.ts';
import type { Performed } from './visit-contract.ts';

/** What the groups of a play share. */
export interface GroupTools {
  readonly state: PlayState;
  readonly input: RunInput;
  readonly stats: Stats;
  /** Every host goes its own way (strategy free): nothing is done once for all. */
  readonly isFree: boolean;
  /** The debugger stops at every failure (strategy debug, or a setting). */
  readonly isDebugging: boolean;
  /** Where hosts that go their own way wait for each other. */
  readonly gates?: Gates;
}

/** The task whose results are followed. */
export interface Followed {
  readonly task: TaskNode;
  readonly info: TaskInfo;
  /** run_once: the one result is everybody's. */
  readonly isOnce: boolean;
}

/** Changes the cursor of a host. */
export function move(
  host: string,
  { state }: GroupTools,
  change: (cursor: Cursor) => Cursor,
): void {
  const cursor = state.cursors.get(host);
  if (cursor !== undefined) state.cursors.set(host, change(cursor));
}

/** Goes into the handlers, or on where none is notified. */
export function flush({ state }: GroupTools): (cursor: Cursor) => Cursor {
  return (cursor) =>
    cursor.notified.size === 0 ? advance(cursor) : enterHandlers(cursor, state.handlerProgram);
}

/** Counts a result of a host. */
export function countResult(host: string, result: TaskResult, tools: GroupTools): void {
  const cursor = tools.state.cursors.get(host);
  const isRescued = cursor !== undefined && hasRescue(cursor);
  tools.stats.add(host, countersOf(result, isRescued));
}

/** Counts a result and tells it. */
export function tellResult(
  host: string,
  info: TaskInfo,
  result: TaskResult,
  tools: GroupTools,
): void {
  countResult(host, result, tools);
  tools.input.emit({ type: 'task-done', host, task: info, result: forShow(result) });
}

/**
 * Moves all hosts by what came of the task.
 * @returns the hosts that failed or were lost, where neither rescue nor ignore_errors holds them
 */
export function followResults(
  hosts: readonly string[],
  followed: Followed,
  performed: ReadonlyMap<string, Performed>,
  tools: GroupTools,
): readonly string[] {
  const { task } = followed;
  const [shared] = performed.values();
  const asked = new Map<string, Performed['includes']>();
  const failed: string[] = [];
  for (const host of hosts) {
    const one = performed.get(host);
    if (one === undefined) {
      followShared(host, followed, shared, { asked, failed, tools });
    } else if (one.includes.length > 0) asked.set(host, one.includes);
    else if (follow(host, task, one, tools) === 'failed') failed.push(host);
  }
  if (asked.size === 0) return failed;
  for (const [host, outcome] of resolveIncludes(asked, task, tools.state, tools.input)) {
    if ('errors' in outcome) {
      failIncludes(host, followed, outcome.errors, tools);
      failed.push(host);
      continue;
    }
    countIncludes(host, task, outcome.programs.length, tools);
    move(host, tools, (at) => enterIncludes(at, outcome.programs));
  }
  return failed;
}

/**
 * Fails a host for what could not be included. Each file counts as failed even where a rescue takes
 * it, and a role is not counted at all. Observed with Ansible 2.14.
 */
function failIncludes(
  host: string,
  { task, info }: Followed,
  errors: readonly ProblemError[],
  tools: GroupTools,
): void {
  const results = errors.map((error) => toResult(error));
  for (const result of results) {
    if (task.action.kind !== 'include_role') tools.stats.add(host, ['failed']);
    tools.input.emit({ type: 'task-done', host, task: info, result: forShow(result) });
  }
  const [first] = results;
  if (first !== undefined) follow(host, task, { result: first, includes: [] }, tools);
}

/** A host for which another one acted: only a failure and includes of run_once concern it. */
function followShared(
  host: string,
  { task, isOnce }: Followed,
  shared: Performed | undefined,
  {
    asked,
    failed,
    tools,
  }: { asked: Map<string, Performed['includes']>; failed: string[]; tools: GroupTools },
): void {
  const isFailed = shared?.result.status === 'failed' && !shared.result.isIgnored;
  if (isOnce && shared !== undefined && shared.includes.length > 0) {
    asked.set(host, shared.includes);
  } else if (isOnce && isFailed) {
    follow(host, task, shared, tools);
    failed.push(host);
  } else move(host, tools, advance);
}

/** Counts included files; an included role counts only its tasks. Observed with Ansible 2.14. */
function countIncludes(host: string, task: TaskNode, files: number, { stats }: GroupTools): void {
  if (task.action.kind === 'include_role') return;
  for (let file = 0; file < files; file += 1) stats.add(host, ['ok']);
}

/** Moves a host by what came of its task. */
function follow(
  host: string,
  task: TaskNode,
  one: Performed,
  tools: GroupTools,
): 'failed' | 'fine' {
  const { state, input } = tools;
  const { result } = one;
  if (result.status === 'unreachable' && !result.isIgnored) {
    move(host, tools, (cursor) => stop(cursor, 'unreachable'));
    state.lost.unreachable.add(host);
    return 'failed';
  }
  if (result.status === 'failed' && !result.isIgnored) {
    const registered = toRegistered(result);
    const memory = input.store.memoryOf(host);
    memory.setVar('ansible_failed_result', registered, true);
    memory.setVar('ansible_failed_task', describeFailed(task, host, tools), false);
    const before = state.cursors.get(host);
    move(host, tools, (cursor) => fail(cursor, { task, result: registered }));
    const after = state.cursors.get(host);
    if (after?.status === 'failed') state.lost.failed.add(host);
    return before !== undefined && after !== undefined && isLost(before, after) ? 'failed' : 'fine';
  }
  // A failure that is ignored notifies nobody. Observed with Ansible 2.14.
  if (result.status !== 'failed') notifyHandlers(host, task, one, tools);
  move(host, tools, advance);
  return 'fine';
}

/** Marks what a task or any item of its loop notified. */
function notifyHandlers(host: string, task: TaskNode, one: Performed, tools: GroupTools): void {
  const { state, input } = tools;
  if (one.notified === undefined || !isChangedResult(one.result)) return;
  const scope = state.scopeFor(host, task);
  const warn = (name: string): void => {
    const message = `The requested handler '${name}' was not found in either the main handlers list nor in the listening handlers list`;
    input.emit({ type: 'warning', message });
  };
  const ids = resolveNotified(one.notified, state.handlerGroups, {
    scope,
    templates: input.store.templates,
    onMissing: input.project.isHandlerRequired ? undefined : warn,
    warn: (message) => {
      input.emit({ type: 'warning', message });
    },
  });
  move(host, tools, (cursor) => notify(cursor, ids));
}

/** `ansible_failed_task`: the task as it was written, name and action first. */
function describeFailed(task: TaskNode, host: string, { state, input }: GroupTools): Dict {
  const scope = state.scopeFor(host, task);
  const dict = new Dict([
    ['name', task.name?.raw ?? ''],
    ['action', task.action.written],
  ]);
  for (const [name, located] of [['args', task.args.map] as const, ...task.keywords]) {
    if (name === 'name' || name === 'vars') continue;
    dict.set(name, rawOf(located, input, scope));
  }
  return dict;
}

function rawOf(
  located: Parameters<RunInput['store']['templates']['render']>[0],
  input: RunInput,
  scope: Scope,
): Value {
  try {
    return input.store.templates.render(located, scope.context);
  } catch {
    // Only what can still be rendered is worth showing; the failure itself is the result.
    return null;
  }
}
