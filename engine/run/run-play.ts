/** Runs one play: batches, strategy, and the rules that end it early. */
import { isList } from '../base/index.ts';
import type { PlayNode } from '../playbook/index.ts';
import type { RunInput } from './contract.ts';
import { instructionAt, startCursor, stop } from './cursor.ts';
import { toBoolean } from './keyword-values.ts';
import { askPrompts, loadVarsFilesOf, preparePlay, titleOf, toBatches } from './play-setup.ts';
import { PlayState } from './play-state.ts';
import { pickLinear } from './policy.ts';
import { mapWithLimit } from './pool.ts';
import { runGroup, type GroupTools } from './run-group.ts';
import type { Stats } from './stats.ts';
import type { Scope } from '../vars/index.ts';

/** What plays of a run share. */
export interface RunState {
  readonly stats: Stats;
  /** Hosts that no later play visits. */
  readonly lostHosts: Set<string>;
  readonly start: { found: boolean };
}

/** How a play ended for the run. */
export type PlayEnd = 'go-on' | 'stop';

/** Runs a play over all its batches. @throws ProblemError from play keywords */
export async function runPlay(play: PlayNode, input: RunInput, run: RunState): Promise<PlayEnd> {
  const scope = input.store.scopeFor({ host: 'localhost', play: playVars(play, [], []) });
  const name = titleOf(play, scope, input);
  const all = matchHosts(play, scope, input);
  if (all.length === 0) {
    input.emit({ type: 'play-start', name, hosts: [] });
    input.emit({ type: 'play-skipped', name, reason: 'no hosts matched' });
    return 'go-on';
  }
  const prompted = await askPrompts(play, scope, input);
  const hosts = all.filter((host) => !run.lostHosts.has(host));
  const serial = play.keywords.get('serial');
  const batches = toBatches(hosts, serial === undefined ? undefined : scope.render(serial));
  for (const batch of batches) {
    const vars = { ...playVars(play, batch, all), name, prompted };
    const files = loadVarsFilesOf(play, scopeOfFirst(batch, vars, input), input);
    const state = new PlayState(input.store, { ...vars, files }, run.lostHosts);
    input.emit({ type: 'play-start', name, hosts: batch });
    const end = await runBatch({ state, input, stats: run.stats }, run);
    if (end === 'stop') return 'stop';
  }
  return 'go-on';
}

function playVars(play: PlayNode, batch: readonly string[], allHosts: readonly string[]): Scoped {
  return {
    play,
    name: '',
    hosts: () => batch,
    batch,
    allHosts,
    files: [],
    prompted: new Map(),
    publicRoles: [],
  };
}

type Scoped = NonNullable<Parameters<RunInput['store']['scopeFor']>[0]['play']>;

function scopeOfFirst(batch: readonly string[], vars: Scoped, input: RunInput): Scope {
  return input.store.scopeFor({ host: batch[0] ?? 'localhost', play: vars });
}

function matchHosts(play: PlayNode, scope: Scope, input: RunInput): readonly string[] {
  const value = scope.render(play.hosts);
  const patterns = isList(value) ? value : [value];
  const text = patterns.map((one) => input.store.templates.toText(one)).join(',');
  const hosts = input.hosts.match(text);
  const order = play.keywords.get('order');
  return order === undefined ? hosts : inOrder(hosts, scope.render(order));
}

function inOrder(hosts: readonly string[], order: unknown): readonly string[] {
  switch (order) {
    case 'sorted':
      return [...hosts].sort();
    case 'reverse_sorted':
      return [...hosts].sort().reverse();
    case 'reverse_inventory':
      return [...hosts].reverse();
    default:
      return hosts;
  }
}

async function runBatch(tools: GroupTools, run: RunState): Promise<PlayEnd> {
  const { state, input } = tools;
  const [first] = state.vars.batch;
  if (first === undefined) return 'stop';
  const scope = input.store.scopeFor({ host: first, play: state.vars });
  const program = preparePlay(state.play, scope, input, run.start);
  for (const host of state.vars.batch) {
    run.stats.add(host, []);
    state.cursors.set(host, startCursor(program));
  }
  const strategy = state.play.keywords.get('strategy');
  const name = strategy === undefined ? 'linear' : scope.render(strategy);
  if (name === 'free' || name === 'host_pinned') await runFree(tools);
  else await runLinear(tools, scope);
  return finishBatch(tools, run);
}

async function runLinear(tools: GroupTools, scope: Scope): Promise<void> {
  const { state, input } = tools;
  const limits = readLimits(state.play, scope);
  for (;;) {
    input.signal.throwIfAborted();
    const group = pickLinear(state.cursors);
    if (group.length === 0) return;
    await runGroup(group, tools);
    if (isTooMuch(tools, limits)) {
      for (const [host, cursor] of state.cursors) {
        if (cursor.status === 'running') state.cursors.set(host, stop(cursor, 'failed'));
      }
      input.emit({ type: 'no-more-hosts' });
      return;
    }
  }
}

/** Each host goes its own way, at most `forks` at a time. */
async function runFree(tools: GroupTools): Promise<void> {
  const { state, input } = tools;
  await mapWithLimit(state.vars.batch, input.settings.forks, async (host) => {
    for (;;) {
      input.signal.throwIfAborted();
      const cursor = state.cursors.get(host);
      if (cursor === undefined || instructionAt(cursor) === undefined) return;
      await runGroup([host], tools);
    }
  });
}

interface Limits {
  readonly isAnyFatal: boolean;
  readonly maxFailPercentage: number | undefined;
}

function readLimits(play: PlayNode, scope: Scope): Limits {
  const fatal = play.keywords.get('any_errors_fatal');
  const percentage = play.keywords.get('max_fail_percentage');
  return {
    isAnyFatal: fatal !== undefined && toBoolean(scope.render(fatal)) === true,
    maxFailPercentage: percentage === undefined ? undefined : Number(scope.render(percentage)),
  };
}

function isTooMuch({ state }: GroupTools, limits: Limits): boolean {
  const failed = [...state.cursors.values()].filter(
    (cursor) => cursor.status === 'failed' || cursor.status === 'unreachable',
  ).length;
  if (failed === 0) return false;
  if (limits.isAnyFatal) return true;
  if (limits.maxFailPercentage === undefined) return false;
  return (failed / state.vars.batch.length) * 100 > limits.maxFailPercentage;
}

function finishBatch(tools: GroupTools, run: RunState): PlayEnd {
  const { state } = tools;
  for (const [host, cursor] of state.cursors) {
    if (cursor.status === 'failed' || cursor.status === 'unreachable') run.lostHosts.add(host);
  }
  return state.activeHosts.length === 0 ? 'stop' : 'go-on';
}
