/** Runs one play: batches, strategy, and the rules that end it early. */
import type { PlayNode, TaskNode } from '../playbook/index.ts';
import type { RunInput } from './contract.ts';
import { instructionAt, startCursor, stop } from './cursor.ts';
import { playFlag, playWord } from './play-keywords.ts';
import { loadVarsFilesOf, matchHosts, preparePlay, titleOf, toBatches } from './play-setup.ts';
import { askPrompts } from './prompts.ts';
import { PlayState, type LostHosts } from './play-state.ts';
import { pickLinear } from './policy.ts';
import { Gates, mapWithLimit } from './pool.ts';
import type { GroupTools } from './follow.ts';
import { warnOfReserved } from './reserved-names.ts';
import { runGroup } from './run-group.ts';
import type { Stats } from './stats.ts';
import type { Scope } from '../vars/index.ts';

/** What plays of a run share. */
export interface RunState {
  readonly stats: Stats;
  readonly lost: LostHosts;
  readonly start: { found: boolean };
}

/** How a play ended for the run. */
export type PlayEnd = 'go-on' | 'stop';

/** Runs a play over all its batches. @throws ProblemError from play keywords */
export async function runPlay(play: PlayNode, input: RunInput, run: RunState): Promise<PlayEnd> {
  const empty = playVars(play, [], []);
  const before = input.store.scopeFor({ host: 'localhost', play: empty });
  // Answers may stand in the play's own name and hosts.
  const prompted = await askPrompts(play, before, input);
  const scope = input.store.scopeFor({ host: 'localhost', play: { ...empty, prompted } });
  const name = titleOf(play, scope, input);
  const all = matchHosts(play, scope, input);
  const ordered = inOrderOf(play, all, scope);
  if (all.length === 0) {
    input.emit({ type: 'play-start', name, hosts: [] });
    input.emit({ type: 'play-skipped', name, reason: 'no hosts matched' });
    return 'go-on';
  }
  const serial = play.keywords.get('serial');
  const batches = toBatches(ordered, serial === undefined ? undefined : scope.render(serial));
  for (const batch of batches) {
    const vars = { ...playVars(play, batch, all), name, prompted };
    const files = loadVarsFilesOf(play, scopeOfFirst(batch, vars, input), input);
    warnOfReserved(input.store.scopeFor({ host: '', play: { ...vars, files } }), input);
    const state = new PlayState(input.store, { ...vars, files }, run.lost);
    const isFree = ['free', 'host_pinned'].includes(strategyOf(state, input));
    const isCheckMode = playFlag(state, 'check_mode', input) ?? input.settings.isCheckMode;
    input.emit({ type: 'play-start', name, hosts: batch, isFree, isCheckMode });
    const end = await runBatch(state, input, run);
    if (end === 'stop') return 'stop';
    if (state.isPlayEnded) break;
  }
  return 'go-on';
}

function playVars(play: PlayNode, batch: readonly string[], allHosts: readonly string[]): Scoped {
  return {
    play,
    name: '',
    hosts: () => allHosts,
    batch,
    activeBatch: () => batch,
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

/** `order` decides who comes first; `ansible_play_hosts` stays as the inventory has it. */
function inOrderOf(play: PlayNode, hosts: readonly string[], scope: Scope): readonly string[] {
  const order = play.keywords.get('order');
  switch (order === undefined ? undefined : scope.render(order)) {
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

async function runBatch(state: PlayState, input: RunInput, run: RunState): Promise<PlayEnd> {
  const { failed, unreachable } = run.lost;
  const before = failed.size + unreachable.size;
  const [first = 'localhost'] = state.vars.batch;
  const scopeOf = (task?: TaskNode): Scope =>
    input.store.scopeFor({ host: first, play: state.vars, task });
  const isForced = playFlag(state, 'force_handlers', input) ?? input.settings.forceHandlers;
  const program = preparePlay(state.play, scopeOf, { input, start: run.start, isForced });
  for (const host of state.vars.batch) {
    const cursor = startCursor(program);
    const isLost = failed.has(host) || unreachable.has(host);
    const status = unreachable.has(host) ? 'unreachable' : 'failed';
    state.cursors.set(host, isLost ? stop(cursor, status) : cursor);
  }
  await runStrategy({ state, input, stats: run.stats });
  for (const [host, cursor] of state.cursors) if (cursor.status === 'failed') failed.add(host);
  const lost = failed.size + unreachable.size - before;
  return state.isBroken || lost === state.vars.batch.length ? 'stop' : 'go-on';
}

type Strategy = 'linear' | 'free' | 'host_pinned' | 'debug';

const STRATEGIES: readonly Strategy[] = ['linear', 'free', 'host_pinned', 'debug'];

function strategyOf(state: PlayState, input: RunInput): Strategy {
  const name = (playWord(state, 'strategy', input) ?? input.settings.strategy).split('.').at(-1);
  return STRATEGIES.find((strategy) => strategy === name) ?? 'linear';
}

async function runStrategy(given: Pick<GroupTools, 'state' | 'input' | 'stats'>): Promise<void> {
  const { state, input } = given;
  const gates = new Gates(input.settings.forks);
  const strategy = strategyOf(state, input);
  const isDebugging = input.settings.debugger.isOn || strategy === 'debug';
  const parts = { ...given, isDebugging };
  switch (strategy) {
    case 'free':
      return runFree({ ...parts, isFree: true, gates }, state.vars.batch.length);
    case 'host_pinned':
      return runFree({ ...parts, isFree: true, gates }, input.settings.forks);
    case 'linear':
    case 'debug':
      return runLinear({ ...parts, isFree: false });
  }
}

async function runLinear(tools: GroupTools): Promise<void> {
  const { state, input } = tools;
  for (;;) {
    input.signal.throwIfAborted();
    const group = pickLinear(state.cursors);
    if (group.length === 0) return;
    await runGroup(group, tools);
  }
}

/** Each host goes its own way, at most `width` at a time. */
async function runFree(tools: GroupTools, width: number): Promise<void> {
  const { state, input } = tools;
  await mapWithLimit(state.vars.batch, width, async (host) => {
    for (;;) {
      input.signal.throwIfAborted();
      const cursor = state.cursors.get(host);
      if (cursor === undefined || instructionAt(cursor) === undefined) return;
      await runGroup([host], tools);
    }
  });
}
