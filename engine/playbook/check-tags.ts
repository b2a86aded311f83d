/**
 * Finds tags that nothing can reach: those asked for that no task has, and those that only tasks of
 * included files have while the include itself has not got them, so that `--tags` never gets there.
 */
import { ProblemError, type Located, type Problem, type Span } from '../base/index.ts';
import { textOf } from './context.ts';
import {
  collectKeyword,
  fileOfInclude,
  namesOf,
  wordsOf,
  tagsOf,
  type TagChoice,
} from './effective.ts';
import { loadIncludedTasks } from './load-included.ts';
import type { ItemNode, PlaybookNode, PlayNode, TaskNode } from './nodes.ts';
import { hiddenTag, unknownTag } from './problems.ts';
import type { Project } from './project.ts';
import { sectionsOf } from './walk-play.ts';

/** Words that mean something on their own. Source: Ansible 2.14, «Tags», special tags. */
const SPECIAL: ReadonlySet<string> = new Set(['all', 'always', 'never', 'tagged', 'untagged']);

const MAX_DEPTH = 20;

interface Found {
  readonly reachable: Set<string>;
  /** Tags behind an include that has not got them, with their place and that of the include. */
  readonly hidden: Map<string, { readonly tag: Span; readonly include: Span }>;
  /** Tags that are templates, or includes of what is only known while running. */
  isOpen: boolean;
}

interface Walk {
  readonly found: Found;
  readonly play: PlayNode;
  readonly project: Project;
  /** The nearest include, and the tags that lead into it; undefined outside of any. */
  readonly include?: { readonly task: TaskNode; readonly tags: ReadonlySet<string> };
  readonly depth: number;
}

/** Says what is wrong with the tags of a project, and with those that are asked for. */
export function findUnreachableTags(
  playbooks: readonly PlaybookNode[],
  choice: TagChoice,
  project: Project,
): readonly Problem[] {
  const found: Found = { reachable: new Set(SPECIAL), hidden: new Map(), isOpen: false };
  for (const play of playbooks.flatMap(({ plays }) => plays)) {
    walkItems(sectionsOf(play), { found, play, project, depth: 0 });
  }
  const { reachable, hidden, isOpen } = found;
  const hiddenOnes = [...hidden]
    .filter(([name]) => !reachable.has(name))
    .map(([name, { tag, include }]) => hiddenTag(name, tag, include));
  if (isOpen) return hiddenOnes;
  const known = [...reachable, ...hidden.keys()];
  const unknown = [...new Set([...choice.only, ...choice.skip])].filter(
    (name) => !known.includes(name),
  );
  return [...unknown.map((name) => unknownTag(name, known)), ...hiddenOnes];
}

function walkItems(items: readonly ItemNode[], walk: Walk): void {
  for (const item of items) {
    if (item.kind === 'task') walkTask(item, walk);
    else walkItems([...item.tasks, ...item.rescue, ...item.always], walk);
  }
}

function walkTask(task: TaskNode, walk: Walk): void {
  const { found, include } = walk;
  for (const located of collectKeyword(task, 'tags').flatMap(namesOf)) {
    for (const name of wordsOf(located)) noteTag(name, located, found, include);
  }
  if (task.action.kind === 'include_role') found.isOpen = true;
  if (task.action.kind === 'include_tasks') walkInclude(task, walk);
}

function noteTag(name: string, { span }: Located, found: Found, include: Walk['include']): void {
  if (name.includes('{{')) found.isOpen = true;
  else if (include === undefined || leadsTo(name, include.tags)) found.reachable.add(name);
  else if (!found.hidden.has(name)) {
    found.hidden.set(name, { tag: span, include: include.task.span });
  }
}

function leadsTo(name: string, tags: ReadonlySet<string>): boolean {
  return tags.has(name) || tags.has('always') || [...tags].some((tag) => tag.includes('{{'));
}

/** Goes into an included file whose name is written out. */
function walkInclude(task: TaskNode, walk: Walk): void {
  const { found, play, project, depth } = walk;
  const name = textOf(fileOfInclude(task));
  if (name === '' || name.includes('{{') || depth > MAX_DEPTH) {
    found.isOpen = true;
    return;
  }
  try {
    const site = { task, play, locals: undefined, ordinal: depth };
    const { items } = loadIncludedTasks(name, site, project);
    walkItems(items, { ...walk, include: { task, tags: tagsOf(task) }, depth: depth + 1 });
  } catch (error) {
    // What is wrong in the file is told when it is included; it may never be.
    if (!(error instanceof ProblemError)) throw error;
    found.isOpen = true;
  }
}
