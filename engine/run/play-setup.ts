/** Prepares a play: its program, its batches, the variables it reads from files and people. */
import {
  Dict,
  ProblemError,
  isList,
  locateFinal,
  locateScalar,
  toName,
  type Located,
  type LocatedMap,
  type Value,
} from '../base/index.ts';
import { toNamePattern } from '../inventory/index.ts';
import { joinPath, type ItemNode, type PlayNode, type TaskNode } from '../playbook/index.ts';
import { missingVarsFile, type Scope } from '../vars/index.ts';
import type { RunInput } from './contract.ts';
import { filterItems } from './includes.ts';
import { toBoolean } from './keyword-values.ts';
import { compileProgram, type Program } from './program.ts';

/**
 * The hosts that a play is for, by its `hosts` and the limit, in the inventory's order.
 * @throws ProblemError when `hosts` cannot be rendered
 */
export function matchHosts(play: PlayNode, scope: Scope, input: RunInput): readonly string[] {
  const value = scope.render(play.hosts);
  const patterns = isList(value) ? value : [value];
  const text = patterns.map((one) => input.store.templates.toText(one)).join(',');
  return input.hosts.match(text);
}

/** The implicit task that gathers facts. */
function gatherTask(play: PlayNode, { settings }: RunInput): TaskNode {
  const { span } = play;
  const entries = ['gather_subset', 'gather_timeout', 'fact_path'].flatMap((name) => {
    const preset = settings.keywordDefaults.get(name);
    const value =
      play.keywords.get(name) ?? (preset === undefined ? undefined : locateFinal(preset, span));
    return value === undefined ? [] : [{ key: locateScalar(name, span), value }];
  });
  return {
    kind: 'task',
    id: `${play.folder}:${span.start}:gather_facts`,
    span,
    name: locateScalar('Gathering Facts', span),
    action: { written: 'gather_facts', name: 'setup', kind: 'module', span },
    args: { map: { kind: 'map', entries, span } },
    keywords: new Map([['tags', locateScalar('always', span)]]),
    ancestors: [play.ancestor],
    folder: play.folder,
    isHandler: false,
    isGathering: true,
  };
}

function isGathering(play: PlayNode, scope: Scope, input: RunInput): boolean {
  const keyword = play.keywords.get('gather_facts');
  const value = keyword === undefined ? null : scope.render(keyword);
  const wanted = value === null ? undefined : toBoolean(value);
  return wanted ?? input.settings.gatherFacts !== 'explicit';
}

/** A task is named in full or by a pattern of fnmatch. */
function startMatcher(wanted: string): (name: string) => boolean {
  const isLike = toNamePattern(wanted);
  return (name) => name === wanted || isLike(name);
}

/** Leaves out everything before the task that `--start-at-task` names. */
function startingAt(
  items: readonly ItemNode[],
  isMatch: (name: string) => boolean,
  state: { found: boolean },
): readonly ItemNode[] {
  return items.flatMap((item): readonly ItemNode[] => {
    if (item.kind === 'block') {
      const tasks = startingAt(item.tasks, isMatch, state);
      return tasks.length === 0 ? [] : [{ ...item, tasks }];
    }
    const own = item.name === undefined ? item.action.written : toName(item.name.value);
    const full = item.role === undefined ? own : `${item.role.name} : ${own}`;
    state.found ||= isMatch(own) || isMatch(full);
    return state.found ? [item] : [];
  });
}

/** Compiles what a play runs, with the tags and `--start-at-task` applied. */
export function preparePlay(
  play: PlayNode,
  scopeOf: (task?: TaskNode) => Scope,
  { input, start, isForced }: ProgramRequest,
): Program {
  const { startAtTask } = input.settings;
  const cut = (items: readonly ItemNode[]): readonly ItemNode[] => {
    const tagged = filterItems(items, scopeOf, input);
    return startAtTask === undefined
      ? tagged
      : startingAt(tagged, startMatcher(startAtTask), start);
  };
  const parts = [
    cut(play.preTasks),
    cut([...play.roleTasks, ...play.tasks]),
    cut(play.postTasks),
  ] as const;
  // A play that lies wholly before the task to start at gathers nothing.
  const isReached = startAtTask === undefined || start.found;
  const gather =
    isReached && isGathering(play, scopeOf(), input)
      ? filterItems([gatherTask(play, input)], scopeOf, input)
      : [];
  return compileProgram([[...gather, ...parts[0]], parts[1], parts[2]], isForced);
}

/** How a play is to be compiled. */
export interface ProgramRequest {
  readonly input: RunInput;
  /** Whether the task of `--start-at-task` was met, in this play or an earlier one. */
  readonly start: { found: boolean };
  /** force_handlers: failed hosts run their handlers, too. */
  readonly isForced: boolean;
}

function batchSize(value: Value, total: number): number {
  if (typeof value === 'number') return value;
  const text = typeof value === 'string' ? value.trim() : '';
  if (text.endsWith('%')) {
    return Math.max(1, Math.floor((Number.parseFloat(text) / 100) * total));
  }
  return Number.parseInt(text, 10);
}

/** Cuts the hosts into batches by `serial`; the last size repeats. */
export function toBatches(
  hosts: readonly string[],
  serial: Value | undefined,
): readonly (readonly string[])[] {
  if (serial === undefined || serial === null) return [hosts];
  const sizes = (isList(serial) ? serial : [serial]).map((size) => batchSize(size, hosts.length));
  const batches: (readonly string[])[] = [];
  let at = 0;
  while (at < hosts.length) {
    const size = sizes[Math.min(batches.length, sizes.length - 1)] ?? hosts.length;
    const end = size > 0 ? at + size : hosts.length;
    batches.push(hosts.slice(at, end));
    at = end;
  }
  return batches;
}

function findVarsFile(name: string, play: PlayNode, input: RunInput): string | undefined {
  return [joinPath(play.folder, 'vars'), play.folder]
    .map((folder) => joinPath(folder, name))
    .find((path) => input.project.files.isFile(path));
}

/** Reads `vars_files`; an entry that is a list means the first file that exists. */
export function loadVarsFilesOf(
  play: PlayNode,
  scope: Scope,
  input: RunInput,
): readonly LocatedMap[] {
  const { varsFiles } = play;
  if (varsFiles === undefined) return [];
  if (varsFiles.kind === 'scalar' && varsFiles.value === null) return [];
  const entries = varsFiles.kind === 'list' ? varsFiles.items : [varsFiles];
  return entries.flatMap((entry) => {
    const choices = entry.kind === 'list' ? entry.items : [entry];
    const names = choices.map((choice) => input.store.templates.toText(scope.render(choice)));
    const path = names
      .map((name) => findVarsFile(name, play, input))
      .find((found) => found !== undefined);
    if (path === undefined) throw new ProblemError(missingVarsFile(names, entry.span));
    return toMaps(input.loadVars(path));
  });
}

/**
 * A file of variables holds a mapping, or a list of them, or nothing.
 * @throws ProblemError with the words of Ansible 2.14
 */
function toMaps(content: Located): readonly LocatedMap[] {
  if (content.kind === 'map') return [content];
  if (content.kind === 'scalar' && content.value === null) return [];
  const items = content.kind === 'list' ? content.items : [content];
  return items.map((item) => {
    if (item.kind === 'map') return item;
    throw new ProblemError({
      code: 'wrong-shape',
      message:
        'variable files must contain either a dictionary of variables, or a list of dictionaries',
      span: item.span,
    });
  });
}

/** The name of a play for people: `name`, else its hosts. */
export function titleOf(play: PlayNode, scope: Scope, input: RunInput): string {
  const located = play.name ?? play.hosts;
  const value = scope.render(located);
  const texts = isList(value) ? value : [value];
  return value instanceof Dict
    ? ''
    : texts.map((one) => input.store.templates.toText(one)).join(',');
}
