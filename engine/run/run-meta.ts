/** `meta` tasks: what they do to hosts, and what is told of them. Observed with Ansible 2.14. */
import { ProblemError, suggestName, toName } from '../base/index.ts';
import { unknownMeta, type META_WORDS, type TaskNode } from '../playbook/index.ts';
import { resetConnection } from './open-session.ts';
import { isWanted } from './conditions.ts';
import { advance, revive, startCursor, stop, unnotify } from './cursor.ts';
import type { TaskInfo } from './events.ts';
import { flush, move, type GroupTools } from './follow.ts';
import { matchHosts } from './play-setup.ts';
import { forShow, skippedResult } from './results.ts';
import { describeTask } from './task-info.ts';
import type { Visit } from './visit-contract.ts';

/** What a meta does for one host, in Ansible's words for the log. */
interface MetaDef {
  /** Done once for all hosts that stand at the task, by the condition of the first. */
  readonly isOnce: boolean;
  /** `when` does not count. */
  readonly isUnconditional?: boolean;
  /** What is said when the condition does not hold, behind `… conditional evaluated to False`. */
  readonly otherwise?: (host: string) => string;
  perform(call: MetaCall): string | Promise<string>;
}

interface MetaCall {
  readonly host: string;
  readonly group: readonly string[];
  readonly visit: Visit;
  readonly tools: GroupTools;
}

function goOn({ host, tools }: MetaCall): void {
  move(host, tools, advance);
}

function endAll({ tools }: MetaCall): void {
  for (const host of tools.state.activeHosts) move(host, tools, (at) => stop(at, 'done'));
}

const METAS: Readonly<Record<(typeof META_WORDS)[number], MetaDef>> = {
  noop: {
    isOnce: false,
    isUnconditional: true,
    perform: (call) => {
      goOn(call);
      return 'noop';
    },
  },
  role_complete: {
    isOnce: false,
    isUnconditional: true,
    perform: (call) => {
      call.tools.state.roles.complete(call.visit.task, call.host);
      goOn(call);
      return `role_complete for ${call.host}`;
    },
  },
  flush_handlers: {
    isOnce: false,
    otherwise: (host) => `, not running handlers for ${host}`,
    perform: ({ host, tools }) => {
      move(host, tools, flush(tools));
      return `triggered running handlers for ${host}`;
    },
  },
  end_host: {
    isOnce: false,
    otherwise: (host) => `, continuing execution for ${host}`,
    perform: ({ host, tools }) => {
      move(host, tools, (cursor) => stop(cursor, 'ended'));
      return `ending play for ${host}`;
    },
  },
  end_batch: {
    isOnce: true,
    otherwise: () => ', continuing current batch',
    perform: (call) => {
      endAll(call);
      return 'ending batch';
    },
  },
  end_play: {
    isOnce: true,
    otherwise: () => ', continuing play',
    perform: (call) => {
      call.tools.state.isPlayEnded = true;
      endAll(call);
      return 'ending play';
    },
  },
  clear_facts: {
    isOnce: true,
    otherwise: (host) => `, not clearing facts and fact cache for ${host}`,
    perform: ({ group, tools }) => {
      for (const host of tools.state.cursors.keys()) tools.input.store.memoryOf(host).clearFacts();
      for (const host of group) move(host, tools, advance);
      return 'facts cleared';
    },
  },
  clear_host_errors: {
    isOnce: true,
    otherwise: (host) => `, not clearing host error state for ${host}`,
    perform: ({ group, tools }) => {
      clearErrors(tools);
      for (const host of group) move(host, tools, advance);
      return 'cleared host errors';
    },
  },
  refresh_inventory: {
    isOnce: true,
    isUnconditional: true,
    perform: async ({ group, tools, visit }) => {
      await tools.input.hosts.refresh();
      const hosts = new Set(matchHosts(tools.state.play, visit.scope, tools.input));
      tools.state.refreshHosts([...hosts]);
      for (const host of group) move(host, tools, advance);
      for (const host of tools.state.activeHosts) {
        if (!hosts.has(host)) move(host, tools, (cursor) => stop(cursor, 'ended'));
      }
      return 'inventory successfully refreshed';
    },
  },
  reset_connection: {
    isOnce: false,
    isUnconditional: true,
    perform: async (call) => {
      await resetConnection(call.visit, call.tools.input);
      goOn(call);
      return 'reset connection';
    },
  },
};

/** Failed hosts of the batch are done with this play; the next one has them again. */
function clearErrors({ state }: GroupTools): void {
  for (const [host, cursor] of state.cursors) {
    state.lost.failed.delete(host);
    state.lost.unreachable.delete(host);
    if (cursor.status === 'running') state.cursors.set(host, revive(cursor));
    else state.cursors.set(host, { ...startCursor({ instructions: [] }), status: 'done' });
  }
}

/**
 * Runs a meta task for the hosts that stand at it; it is announced for each of them, as in Ansible.
 * @throws ProblemError for an unknown one
 */
export async function runMeta(
  hosts: readonly string[],
  task: TaskNode,
  tools: GroupTools,
): Promise<void> {
  const { state, input } = tools;
  const [first = ''] = hosts;
  const info = describeTask(task, state.scopeFor(first, task), input.store.templates);
  for (const host of hosts) {
    if (task.isImplicit !== true) input.emit({ type: 'task-start', task: info });
    const visit = makeMetaVisit(host, task, info, tools);
    const word = wordOf(visit);
    const def = findMeta(word, task);
    if (task.isHandler) move(host, tools, (at) => unnotify(at, task.id));
    const isSkipped = def.isUnconditional !== true && !isWanted(task, visit.scope, input);
    const group = tools.isFree ? [host] : hosts;
    if (isSkipped) skip({ host, group, visit, tools }, word, def);
    else tell(await def.perform({ host, group, visit, tools }), task, tools);
    if (def.isOnce) return;
  }
}

function makeMetaVisit(host: string, task: TaskNode, info: TaskInfo, { state }: GroupTools): Visit {
  return {
    host,
    sharers: [host],
    task,
    info,
    scope: state.scopeFor(host, task),
    scopeFor: (other, locals) => state.scopeFor(other, task, locals),
  };
}

function wordOf({ task, scope }: Visit): string {
  return task.args.freeForm === undefined ? '' : toName(scope.render(task.args.freeForm)).trim();
}

function findMeta(word: string, task: TaskNode): MetaDef {
  const def = new Map<string, MetaDef>(Object.entries(METAS)).get(word);
  if (def !== undefined) return def;
  const { span } = task.args.freeForm ?? task.action;
  throw new ProblemError(unknownMeta(word, span, suggestName(word, Object.keys(METAS))));
}

function skip({ host, group, visit, tools }: MetaCall, word: string, def: MetaDef): void {
  const reason = `${word} conditional evaluated to False${def.otherwise?.(host) ?? ''}`;
  tell(reason, visit.task, tools);
  // A skipped meta is shown but not counted.
  const result = forShow(skippedResult(reason));
  tools.input.emit({ type: 'task-done', host, task: visit.info, result });
  for (const one of def.isOnce ? group : [host]) move(one, tools, advance);
}

function tell(message: string, task: TaskNode, { input }: GroupTools): void {
  if (task.isImplicit === true) return;
  input.emit({ type: 'note', message: `META: ${message}`, verbosity: 2 });
}
