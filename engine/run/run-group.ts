/** Takes a group of hosts that stand at one instruction through it, and moves their cursors. */
import { toName } from '../base/index.ts';
import { findKeyword, type TaskNode } from '../playbook/index.ts';
import { resetConnection } from './action.ts';
import { isWanted } from './conditions.ts';
import type { RunInput } from './contract.ts';
import {
  advance,
  enterHandlers,
  enterIncludes,
  enterLastHandlers,
  fail,
  hasRescue,
  instructionAt,
  notify,
  stop,
  unnotify,
  type Cursor,
} from './cursor.ts';
import type { TaskInfo, TaskResult } from './events.ts';
import { resolveNotified } from './handlers.ts';
import { resolveIncludes } from './includes.ts';
import { keywordReader } from './keyword-values.ts';
import type { PlayState } from './play-state.ts';
import { mapWithLimit } from './pool.ts';
import { failedResult, forShow, isChangedResult, toRegistered } from './results.ts';
import { countersOf, type Stats } from './stats.ts';
import { describeTask } from './task-info.ts';
import { toResult } from './to-result.ts';
import { runVisit } from './visit.ts';
import type { Performed, Visit } from './visit-contract.ts';

/** What the groups of a play share. */
export interface GroupTools {
  readonly state: PlayState;
  readonly input: RunInput;
  readonly stats: Stats;
}

/** Moves every host of the group behind its instruction, or to where it sends them. */
export async function runGroup(hosts: readonly string[], tools: GroupTools): Promise<void> {
  const { state } = tools;
  const [first] = hosts;
  const cursor = first === undefined ? undefined : state.cursors.get(first);
  const instruction = cursor && instructionAt(cursor);
  if (instruction?.op === 'flush') {
    for (const host of hosts) move(host, tools, flush(tools));
    return;
  }
  if (instruction?.op !== 'task') return;
  if (instruction.task.action.kind === 'meta') await runMeta(hosts, instruction.task, tools);
  else await runTask(hosts, instruction.task, tools);
}

function move(host: string, { state }: GroupTools, change: (cursor: Cursor) => Cursor): void {
  const cursor = state.cursors.get(host);
  if (cursor !== undefined) state.cursors.set(host, change(cursor));
}

function flush({ state }: GroupTools): (cursor: Cursor) => Cursor {
  return (cursor) =>
    cursor.notified.size === 0 ? advance(cursor) : enterHandlers(cursor, state.handlerProgram);
}

function makeVisit(host: string, task: TaskNode, info: TaskInfo, state: PlayState): Visit {
  return {
    host,
    task,
    info,
    scope: state.scopeFor(host, task),
    scopeFor: (other, locals) => state.scopeFor(other, task, locals),
  };
}

async function runTask(hosts: readonly string[], task: TaskNode, tools: GroupTools): Promise<void> {
  const { state, input } = tools;
  const [first = ''] = hosts;
  const scope = state.scopeFor(first, task);
  const info = describeTask(task, scope, input.store.templates);
  input.emit({ type: 'task-start', task: info });
  if (task.isHandler) for (const host of hosts) move(host, tools, (at) => unnotify(at, task.id));
  const keywords = keywordReader(task, scope, input.store.templates);
  const isOnce = keywords.boolean('run_once') === true;
  const visited = isOnce ? [first] : hosts;
  const limit = Math.min(input.settings.forks, keywords.number('throttle') || Infinity);
  const performed = new Map<string, Performed>();
  await mapWithLimit(visited, limit, async (host) => {
    input.signal.throwIfAborted();
    input.emit({ type: 'host-start', host, task: info });
    const visit = makeVisit(host, task, info, state);
    const one = await runVisit(visit, input);
    performed.set(host, one);
    // What came of an include is known only when its file was read.
    if (one.includes.length === 0) tellResult(host, info, one.result, tools);
  });
  if (isOnce) shareResult(first, hosts, task, tools);
  followResults(hosts, { task, info }, performed, tools);
}

/** Counts a result and tells it. */
function tellResult(host: string, info: TaskInfo, result: TaskResult, tools: GroupTools): void {
  const cursor = tools.state.cursors.get(host);
  const isRescued = cursor !== undefined && hasRescue(cursor);
  tools.stats.add(host, countersOf(result, isRescued));
  tools.input.emit({ type: 'task-done', host, task: info, result: forShow(result) });
}

/** run_once: every host gets what the first one registered. */
function shareResult(
  first: string,
  hosts: readonly string[],
  task: TaskNode,
  { input, state }: GroupTools,
): void {
  const register = task.keywords.get('register');
  if (register === undefined) return;
  const scope = state.scopeFor(first, task);
  const name = input.store.templates.toText(scope.render(register));
  const value = input.store.memoryOf(first).vars.get(name);
  if (value === undefined) return;
  for (const host of hosts) input.store.memoryOf(host).setVar(name, value);
}

function followResults(
  hosts: readonly string[],
  { task, info }: { readonly task: TaskNode; readonly info: TaskInfo },
  performed: ReadonlyMap<string, Performed>,
  tools: GroupTools,
): void {
  const [shared] = performed.values();
  const asked = new Map<string, Performed['includes']>();
  for (const host of hosts) {
    const one = performed.get(host) ?? shared;
    if (one === undefined) continue;
    if (one.includes.length > 0) asked.set(host, one.includes);
    else follow(host, task, one.result, tools);
  }
  if (asked.size === 0) return;
  for (const [host, outcome] of resolveIncludes(asked, task, tools.state, tools.input)) {
    if ('error' in outcome) {
      const result = toResult(outcome.error);
      tellResult(host, info, result, tools);
      follow(host, task, result, tools);
      continue;
    }
    countIncludes(host, task, outcome.programs.length, tools);
    move(host, tools, (at) => enterIncludes(at, outcome.programs));
  }
}

/** Counts included files; an included role counts only its tasks. Observed with Ansible 2.14. */
function countIncludes(host: string, task: TaskNode, files: number, { stats }: GroupTools): void {
  if (task.action.kind === 'include_role') return;
  for (let file = 0; file < files; file += 1) stats.add(host, ['ok']);
}

/** Moves a host by what came of its task. */
function follow(host: string, task: TaskNode, result: TaskResult, tools: GroupTools): void {
  const { state, input } = tools;
  if (result.status === 'unreachable' && !result.isIgnored) {
    move(host, tools, (cursor) => stop(cursor, 'unreachable'));
    return;
  }
  if (result.status === 'failed' && !result.isIgnored) {
    const registered = toRegistered(result);
    move(host, tools, (cursor) => fail(cursor, { task, result: registered }));
    const memory = input.store.memoryOf(host);
    memory.setVar('ansible_failed_result', registered);
    memory.setVar('ansible_failed_task', toRegistered(failedTask(task)));
    lastHandlers(host, tools);
    return;
  }
  if (isChangedResult(result) && findKeyword(task, 'notify') !== undefined) {
    const scope = state.scopeFor(host, task);
    const ids = resolveNotified(task, state.handlers, scope, input.store.templates);
    move(host, tools, (cursor) => notify(cursor, ids));
  }
  move(host, tools, advance);
}

function failedTask(task: TaskNode): TaskResult {
  return failedResult('', {
    name: task.name?.raw ?? '',
    action: task.action.written,
  });
}

function lastHandlers(host: string, { state, input }: GroupTools): void {
  const cursor = state.cursors.get(host);
  if (cursor?.status !== 'failed' || cursor.notified.size === 0) return;
  const keyword = state.play.keywords.get('force_handlers');
  const isForced =
    input.settings.forceHandlers ||
    (keyword?.kind === 'scalar' && (keyword.value === true || keyword.value === 'yes'));
  if (isForced) state.cursors.set(host, enterLastHandlers(cursor, state.handlerProgram));
}

async function runMeta(hosts: readonly string[], task: TaskNode, tools: GroupTools): Promise<void> {
  const { state, input } = tools;
  const [first = ''] = hosts;
  const info = describeTask(task, state.scopeFor(first, task), input.store.templates);
  input.emit({ type: 'task-start', task: info });
  for (const host of hosts) {
    const scope = state.scopeFor(host, task);
    const visit = makeVisit(host, task, info, state);
    if (!isWanted(task, scope, input.store.templates)) {
      move(host, tools, advance);
      continue;
    }
    const name = task.args.freeForm === undefined ? '' : scope.render(task.args.freeForm);
    await performMeta(toName(name), visit, tools);
  }
}

async function performMeta(name: string, visit: Visit, tools: GroupTools): Promise<void> {
  const { host } = visit;
  const { state, input } = tools;
  switch (name) {
    case 'flush_handlers':
      move(host, tools, flush(tools));
      return;
    case 'end_host':
      move(host, tools, (cursor) => stop(cursor, 'ended'));
      return;
    case 'end_play':
    case 'end_batch':
      for (const other of state.activeHosts) move(other, tools, (at) => stop(at, 'ended'));
      return;
    case 'clear_facts':
      input.store.memoryOf(host).clearFacts();
      break;
    case 'reset_connection':
      await resetConnection(visit, input);
      break;
    default:
      break;
  }
  move(host, tools, advance);
}
