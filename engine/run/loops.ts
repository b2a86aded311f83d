/** Makes the items of a task's loop and the variables of each item. */
import { Dict, ProblemError, isList, toLists, type Value } from '../base/index.ts';
import {
  findEntry,
  locateScalar,
  type Located,
  type LocatedMap,
  type Span,
} from '../base/index.ts';
import { loopNotAList, type LoopNode, type TaskNode } from '../playbook/index.ts';
import { isUndefinedProblem, type Templates } from '../template/index.ts';
import type { Scope } from '../vars/index.ts';
import { toBoolean } from './keyword-values.ts';

/** `loop_control` of a task, rendered. */
export interface LoopControl {
  readonly itemName: string;
  readonly indexName: string | undefined;
  readonly isExtended: boolean;
  /** `extended_allitems`: `ansible_loop` has every item. */
  readonly hasAllItems: boolean;
  readonly pauseSeconds: number;
}

/** Reads `loop_control`. @throws ProblemError from rendering */
export function readLoopControl(task: TaskNode, scope: Scope, templates: Templates): LoopControl {
  const map = loopControlMap(task);
  const value = (name: string): Value | undefined => {
    const located = map && findEntry(map, name)?.value;
    return located === undefined ? undefined : scope.render(located);
  };
  const text = (name: string): string | undefined => {
    const found = value(name);
    return found === undefined || found === null ? undefined : templates.toText(found);
  };
  return {
    itemName: text('loop_var') ?? 'item',
    indexName: text('index_var'),
    isExtended: toBoolean(value('extended') ?? false) === true,
    hasAllItems: toBoolean(value('extended_allitems') ?? true) !== false,
    pauseSeconds: Number(text('pause') ?? 0),
  };
}

function loopControlMap(task: TaskNode): LocatedMap | undefined {
  const located = task.keywords.get('loop_control');
  return located?.kind === 'map' ? located : undefined;
}

const LABEL: Span = { file: { path: '<loop_control.label>', text: '' }, start: 0, end: 0 };

/** `{{ item }}`, which Ansible has for a label: text that looks like a value is shown as one. */
function itself(name: string): Located {
  return locateScalar(`{{ ${name} }}`, LABEL);
}

/** How an item is called on screen: `label`, or the item itself. */
export function labelOf(
  { task, control }: { readonly task: TaskNode; readonly control: LoopControl },
  item: Value,
  scope: Scope,
  templates: Templates,
): string {
  const map = loopControlMap(task);
  const label = map && findEntry(map, 'label')?.value;
  if (label !== undefined) return templates.toText(scope.render(label));
  const mayConvert = typeof item === 'string' && /^[{[]/u.test(item);
  return templates.toText(mayConvert ? scope.render(itself(control.itemName)) : item);
}

/**
 * Renders what can be: a name that some variable is missing for is none to look for. What the
 * whole value says is not so easily forgiven. Source: the lookup first_found of Ansible 2.14.
 * @throws ProblemError what is wrong otherwise
 */
function renderKnown(located: Located, scope: Scope): Value {
  if (located.kind === 'list') return located.items.flatMap((item) => renderOrNone(item, scope));
  if (located.kind !== 'map') return scope.render(located);
  const entries = located.entries.map(
    ({ key, value }) => [key.value, renderKnown(value, scope)] as const,
  );
  return new Dict(entries);
}

function renderOrNone(located: Located, scope: Scope): readonly Value[] {
  try {
    return [renderKnown(located, scope)];
  } catch (error) {
    if (isUndefinedProblem(error)) return [];
    throw error;
  }
}

/** Where `first_found` looks, by what the task does. Source: TaskExecutor of Ansible 2.14, observed. */
function folderFor(action: string): string {
  if (action.includes('template')) return 'templates';
  return action.includes('var') ? 'vars' : 'files';
}

/**
 * Makes the items.
 * @throws ProblemError when `loop` is no list, in Ansible's words, or from rendering
 */
export function makeItems(
  loop: LoopNode,
  { action }: TaskNode,
  scope: Scope,
  templates: Templates,
): readonly Value[] {
  const isSearch = loop.lookup === 'first_found';
  const value = isSearch ? renderKnown(loop.items, scope) : scope.render(loop.items);
  if (loop.lookup !== undefined) {
    const terms = termsOf(loop.lookup, value, loop);
    const options = isSearch ? { _subdir: folderFor(action.written) } : {};
    const made = templates.lookup(loop.lookup, terms, options, loop.items.span, scope.context);
    return made.map(toLists);
  }
  if (isList(value)) return value.map(toLists);
  const shown = templates.toText(value);
  throw new ProblemError(loopNotAList(shown, loop.items.span));
}

/** What a lookup is asked with: a list as it is, a mapping as its keys, anything else alone. */
function termsOf(lookup: string, value: Value, { items }: LoopNode): readonly Value[] {
  if (isList(value)) return value;
  if (!(value instanceof Dict) || lookup === 'dict') return [value];
  if (lookup !== 'list' && lookup !== 'indexed_items') return [...value.keys()];
  throw new ProblemError({
    code: 'loop-not-a-list',
    message: `with_${lookup} expects a list`,
    span: items.span,
  });
}

/** The variables of one item: item, index, `ansible_loop` when it is extended. */
export function itemVars(
  items: readonly Value[],
  index: number,
  control: LoopControl,
): ReadonlyMap<string, Value> {
  const item = items[index] ?? null;
  const vars = new Map<string, Value>([
    [control.itemName, item],
    ['ansible_loop_var', control.itemName],
  ]);
  if (control.indexName !== undefined) {
    vars.set(control.indexName, index);
    vars.set('ansible_index_var', control.indexName);
  }
  if (control.isExtended) vars.set('ansible_loop', extended(items, index, control));
  return vars;
}

function extended(items: readonly Value[], index: number, control: LoopControl): Dict {
  const dict = Dict.of({
    ...(control.hasAllItems ? { allitems: items } : {}),
    index: index + 1,
    index0: index,
    first: index === 0,
    last: index + 1 === items.length,
    length: items.length,
    revindex: items.length - index,
    revindex0: items.length - index - 1,
  });
  const next = items[index + 1];
  const previous = items[index - 1];
  if (next !== undefined) dict.set('nextitem', next);
  if (previous !== undefined) dict.set('previtem', previous);
  return dict;
}
