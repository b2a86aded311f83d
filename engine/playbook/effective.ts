/** What holds for a task when everything around it is taken into account. Pure lookups. */
import {
  findEntry,
  locateFinal,
  locateScalar,
  type Located,
  type LocatedMap,
  type Value,
} from '../base/index.ts';
import { textOf } from './context.ts';
import { KEYWORDS } from './keywords.ts';
import type { Ancestor, RoleNode, TaskNode } from './nodes.ts';

/** A keyword on the task and on everything around it, nearest first. */
function* keywordAround(task: TaskNode, name: string): Generator<Located, void> {
  const own = task.keywords.get(name);
  if (own !== undefined) yield own;
  for (const ancestor of task.ancestors) {
    const value = ancestor.keywords.get(name);
    if (value !== undefined) yield value;
  }
}

/** A keyword of the task and of what surrounds it when it is inherited, nearest first. */
export function keywordCandidates(task: TaskNode, name: string): Iterable<Located> {
  if (KEYWORDS.get(name)?.inherits !== 'no') return keywordAround(task, name);
  const own = task.keywords.get(name);
  return own === undefined ? [] : [own];
}

/** Finds a keyword on the task, or on the nearest ancestor that has it when it is inherited. */
export function findKeyword(task: TaskNode, name: string): Located | undefined {
  for (const value of keywordCandidates(task, name)) return value;
  return undefined;
}

/** Says whether a condition stands on something around a task. */
export function isConditional(around: readonly Pick<Ancestor, 'keywords'>[]): boolean {
  return around.some(({ keywords }) => keywords.has('when'));
}

/** Collects a keyword from everything around the task, outermost first and its own last. */
export function collectKeyword(task: TaskNode, name: string): readonly Located[] {
  return [...keywordAround(task, name)].reverse();
}

/** The conditions of `when`, outermost first; a list counts as its items. */
export function conditionsOf(task: TaskNode): readonly Located[] {
  return collectKeyword(task, 'when').flatMap((when) =>
    when.kind === 'list' ? when.items : [when],
  );
}

/** The mappings that a `vars` keyword holds: itself, or the items of a list of mappings. */
export function varMapsOf(located: Located | undefined): readonly LocatedMap[] {
  if (located?.kind === 'list') return located.items.filter((item) => item.kind === 'map');
  return located?.kind === 'map' ? [located] : [];
}

/** Lists `vars` of the task and of what stands around it in the files, innermost first. */
function varMapsAround(
  task: TaskNode,
  kinds: ReadonlySet<Ancestor['kind']>,
): readonly LocatedMap[] {
  return task.ancestors
    .filter((ancestor) => kinds.has(ancestor.kind))
    .flatMap((ancestor) => [...varMapsOf(ancestor.keywords.get('vars'))].reverse());
}

const AROUND: ReadonlySet<Ancestor['kind']> = new Set(['block', 'import', 'include']);
const INCLUDES: ReadonlySet<Ancestor['kind']> = new Set(['include']);

/** Variables of the task and of the blocks and imports around it (not the play), innermost first. */
export function taskVarMaps(task: TaskNode): readonly LocatedMap[] {
  return [...[...varMapsOf(task.keywords.get('vars'))].reverse(), ...varMapsAround(task, AROUND)];
}

/**
 * Variables that came with the dynamic includes around a task, innermost first; those of an include
 * are its own, too. Observed with Ansible 2.14.
 */
export function includeVarMaps(task: TaskNode): readonly LocatedMap[] {
  const isInclude = task.action.kind === 'include_tasks' || task.action.kind === 'include_role';
  const own = isInclude ? [...varMapsOf(task.keywords.get('vars'))].reverse() : [];
  return [...own, ...varMapsAround(task, INCLUDES)];
}

/**
 * The words of a `tags` keyword: those of a list, or of text with commas. An item of a list is one word,
 * whatever is in it. Source: Taggable of Ansible 2.14, observed.
 */
export function wordsOf(value: Located): readonly string[] {
  return partsOf(value)
    .map(textOf)
    .filter((word) => word !== '');
}

function partsOf(value: Located): readonly Located[] {
  if (value.kind === 'list')
    return value.items.flatMap((item) => (item.kind === 'list' ? item.items : [item]));
  const words = textOf(value).split(',');
  if (words.length === 1) return [value];
  return words.map((word) => locateScalar(word.trim(), value.span));
}

/**
 * All tags of a task, its own and inherited ones.
 * @param render renders tags that are templates; without it they stay as they are written
 */
export function tagsOf(task: TaskNode, render?: (located: Located) => Value): ReadonlySet<string> {
  const parts = collectKeyword(task, 'tags').flatMap(partsOf);
  return new Set(
    parts.flatMap((part) => renderedWords(part, render)).filter((word) => word !== ''),
  );
}

function renderedWords(
  part: Located,
  render: ((one: Located) => Value) | undefined,
): readonly string[] {
  const located =
    render !== undefined && textOf(part).includes('{{')
      ? locateFinal(render(part), part.span)
      : part;
  return located.kind === 'list' ? located.items.map(textOf) : [textOf(located)];
}

/** Names in `notify` or `listen` style values: a name, or a list of names. */
export function namesOf(value: Located | undefined): readonly Located[] {
  if (value === undefined) return [];
  return value.kind === 'list' ? value.items.flatMap(namesOf) : [value];
}

/** What `--tags` and `--skip-tags` ask for. */
export interface TagChoice {
  readonly only: readonly string[];
  readonly skip: readonly string[];
}

/**
 * Decides whether a task runs by its tags, with the meaning of `always`, `never`, `all`, `tagged`
 * and `untagged` as in Ansible 2.14 («Tags», special tags).
 */
export function isTagged(tags: ReadonlySet<string>, choice: TagChoice): boolean {
  const only = choice.only.length === 0 ? ['all'] : choice.only;
  return isWanted(tags, only) && !isUnwanted(tags, choice.skip);
}

function isWanted(tags: ReadonlySet<string>, only: readonly string[]): boolean {
  if (tags.has('always')) return true;
  if (only.includes('all') && !tags.has('never')) return true;
  if (only.some((name) => isNamed(tags, name))) return true;
  return only.includes('tagged') && tags.size > 0 && !tags.has('never');
}

/** A task without tags is called `untagged`. */
function isNamed(tags: ReadonlySet<string>, name: string): boolean {
  return tags.size === 0 ? name === 'untagged' : tags.has(name);
}

function isUnwanted(tags: ReadonlySet<string>, skip: readonly string[]): boolean {
  if (skip.includes('all')) return !tags.has('always') || skip.includes('always');
  if (skip.some((name) => isNamed(tags, name))) return true;
  return skip.includes('tagged') && tags.size > 0;
}

/** An argument of an action by name, unrendered. */
export function findArg(task: TaskNode, name: string): Located | undefined {
  return findEntry(task.args.map, name)?.value;
}

/** The file that an include_tasks names, unrendered. */
export function fileOfInclude(task: TaskNode): Located | undefined {
  return task.args.freeForm ?? findArg(task, 'file') ?? findArg(task, '_raw_params');
}

/** The roles that brought tasks in by include_role and import_role, nearest first. */
export function parentRolesOf(ancestors: readonly Ancestor[]): readonly RoleNode[] {
  return ancestors.find((one) => one.parentRoles !== undefined)?.parentRoles ?? [];
}
