/** Takes a group of hosts that stand at one instruction through it, and moves their cursors. */
import type { TaskNode } from '../playbook/index.ts';
import type { RunInput } from './contract.ts';
import { advance, instructionAt, unnotify } from './cursor.ts';
import type { TaskInfo } from './events.ts';
import { debugVisit, wantsDebugger } from './debugger.ts';
import { applyFatality } from './fatality.ts';
import { countResult, flush, followResults, move, tellResult, type GroupTools } from './follow.ts';
import { isAsked, keywordReader, type KeywordReader } from './keyword-values.ts';
import type { PlayState } from './play-state.ts';
import { mapWithLimit } from './pool.ts';
import { forShow } from './results.ts';
import { runMeta } from './run-meta.ts';
import { describeTask, withDelegate } from './task-info.ts';
import { runVisit } from './visit.ts';
import type { Performed, Visit } from './visit-contract.ts';

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
  const { task } = instruction;
  const wanted = passOver(hosts, task, tools);
  if (wanted.length === 0) return;
  if (task.action.kind === 'meta') await runMeta(wanted, task, tools);
  else await runTask(wanted, task, tools);
}

/** Leaves out hosts where the task's role was run before, or whose facts are known. */
function passOver(hosts: readonly string[], task: TaskNode, tools: GroupTools): readonly string[] {
  const { store, settings } = tools.input;
  const isSmart = task.isGathering === true && settings.gatherFacts === 'smart';
  const done = hosts.filter(
    (host) => tools.state.roles.isDone(task, host) || (isSmart && store.memoryOf(host).isGathered),
  );
  for (const host of done) move(host, tools, advance);
  return done.length === 0 ? hosts : hosts.filter((host) => !done.includes(host));
}

/** Makes the visit of a host. @param sharers the hosts that learn what the task sets */
export function makeVisit(
  host: string,
  task: TaskNode,
  { info, state, sharers }: VisitParts,
): Visit {
  const mayFailLater = task.loop !== undefined || task.keywords.has('failed_when');
  return {
    host,
    sharers,
    task,
    info,
    undo: mayFailLater ? [] : undefined,
    scope: state.scopeFor(host, task),
    scopeFor: (other, locals) => state.scopeFor(other, task, locals),
  };
}

interface VisitParts {
  readonly info: TaskInfo;
  readonly state: PlayState;
  readonly sharers: readonly string[];
}

async function runTask(hosts: readonly string[], task: TaskNode, tools: GroupTools): Promise<void> {
  const { state, input } = tools;
  const [first = ''] = hosts;
  const scope = state.scopeFor(first, task);
  const keywords = keywordReader(task, scope, input);
  const info = {
    ...describeTask(task, scope, input.store.templates),
    isCheckMode: isAsked('check_mode', keywords),
  };
  if (await isDeclined(hosts, info, tools)) return;
  input.emit({ type: 'task-start', task: info });
  // At once: a host of a free strategy asks for its next task before the others are done with this one.
  const unnotifyAll = (): void => {
    if (task.isHandler) for (const host of hosts) move(host, tools, (at) => unnotify(at, task.id));
  };
  unnotifyAll();
  const isOnce = keywords.boolean('run_once') === true;
  const isSingle = isOnce || (await isOncePerGroup(task, input));
  const visited = isSingle && !tools.isFree ? [first] : hosts;
  const performed = new Map<string, Performed>();
  const limit = limitOf(keywords.number('throttle'), input);
  const visit = async (host: string): Promise<void> => {
    input.signal.throwIfAborted();
    input.emit({ type: 'host-start', host, task: info });
    const sharers = isOnce && !tools.isFree ? state.reachableHosts : [host];
    const own = withDelegate(info, task, state.scopeFor(host, task), input.store.templates);
    const planned = makeVisit(host, task, { info: own, state, sharers });
    const one = await runAndTell(planned, own, tools);
    performed.set(host, one);
    if (one.result.status !== 'skipped') state.roles.touch(task, host);
  };
  const { gates } = tools;
  const inTurn = (host: string): Promise<void> =>
    gates === undefined ? visit(host) : gates.pass(task.id, limit, () => visit(host));
  await mapWithLimit(visited, limit, inTurn);
  const failed = followResults(hosts, { task, info, isOnce }, performed, tools);
  // Again, so that a handler that notifies itself does not run again (Ansible 2.14, observed).
  unnotifyAll();
  if (!tools.isFree) applyFatality(failed, isFatal(keywords, isSingle), tools);
}

/** Whether a host that fails takes the others along. */
function isFatal(keywords: KeywordReader, isSingle: boolean): boolean {
  const isWanted = keywords.boolean('any_errors_fatal') === true || isSingle;
  return isWanted && !isAsked('ignore_errors', keywords);
}

/** Passes over a task that the user does not want (`--step`). */
async function isDeclined(
  hosts: readonly string[],
  info: TaskInfo,
  tools: GroupTools,
): Promise<boolean> {
  const wants = await tools.input.stepper?.wants(info, tools.isFree ? hosts[0] : undefined);
  if (wants !== false) return false;
  for (const host of hosts) move(host, tools, advance);
  return true;
}

/** Runs a visit and tells what came of it; the debugger may have it run again. @throws UserQuit */
async function runAndTell(planned: Visit, info: TaskInfo, tools: GroupTools): Promise<Performed> {
  const { input } = tools;
  const { host } = planned;
  let visit = planned;
  for (;;) {
    const one = await runVisit(visit, input);
    // What came of an include is known only when its file was read.
    if (one.includes.length > 0) return one;
    if (!wantsDebugger(visit, one.result, { input, isOn: tools.isDebugging })) {
      tellResult(host, info, one.result, tools);
      return one;
    }
    input.emit({ type: 'task-done', host, task: info, result: forShow(one.result) });
    const next = await debugVisit(visit, one, input);
    if (next === undefined) {
      countResult(host, one.result, tools);
      return one;
    }
    visit = next;
  }
}

function limitOf(throttle: number | undefined, input: RunInput): number {
  const { forks } = input.settings;
  return throttle === undefined || throttle <= 0 ? forks : Math.min(forks, throttle);
}

/** Actions that act once for all hosts (add_host, pause). */
async function isOncePerGroup({ action }: TaskNode, input: RunInput): Promise<boolean> {
  if (action.kind !== 'control') return false;
  const loaded = await input.actions.load(action.name);
  return loaded.kind === 'control' && loaded.def.isOncePerGroup === true;
}
