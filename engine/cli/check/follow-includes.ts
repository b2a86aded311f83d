/**
 * Follows `include_tasks` and `include_role` as a run may do, and says what is wrong in there: what
 * is not there, and every mistake that the loading of a static import would tell.
 */
import { join, relative } from 'node:path';
import {
  ProblemError,
  ProblemList,
  findEntry,
  toName,
  type Located,
  type Problem,
} from '../../base/index.ts';
import {
  fileOfInclude,
  foreignModule,
  loadIncludedRole,
  loadIncludedTasks,
  readRoleParts,
  sectionsOf,
  withDependencies,
  type IncludeSite,
  type Included,
  type ItemNode,
  type PlaybookNode,
  type PlayNode,
  type TaskNode,
} from '../../playbook/index.ts';
import { checkTasks, type CheckTools } from '../check-tasks.ts';
import type { OpenProject } from '../project.ts';
import { findFiles, isOpenName } from './find-files.ts';

/** What is needed to read what an include names. */
export interface IncludeTools {
  readonly opened: OpenProject;
  readonly check: CheckTools;
}

interface Walk extends IncludeTools {
  readonly play: PlayNode;
  readonly problems: Problem[];
  /** Includes that were followed. */
  readonly done: Set<string>;
  /** Only the run can tell whether these tasks are used: nothing in them is an error for sure. */
  readonly isOpen: boolean;
}

/** An include that can be followed before a run. */
interface Target {
  readonly name: string;
  /** False for one of several files that a name with templates may mean. */
  readonly isSure: boolean;
  load(site: Pick<IncludeSite, 'ordinal' | 'problems'>): Included;
}

/**
 * Says what is wrong behind the dynamic includes of playbooks. Includes that a `rescue` or
 * `ignore_errors` may be there for are passed over; a module that there is not is a warning, since
 * the file may be for other machines.
 */
export async function checkIncludes(
  playbooks: readonly PlaybookNode[],
  tools: IncludeTools,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  const done = new Set<string>();
  // What the playbooks themselves gave to check has been checked.
  tools.opened.unchecked.length = 0;
  for (const play of playbooks.flatMap(({ plays }) => plays)) {
    const roles = withDependencies(play.roles);
    const items = [...sectionsOf(play), ...play.handlers, ...roles.flatMap((one) => one.handlers)];
    await walkItems(items, { ...tools, play, problems, done, isOpen: false });
  }
  return problems;
}

async function walkItems(items: readonly ItemNode[], walk: Walk): Promise<void> {
  for (const item of items) {
    if (item.kind === 'task') await walkTask(item, walk);
    else {
      const tasks = item.rescue.length > 0 ? [] : item.tasks;
      await walkItems([...tasks, ...item.rescue, ...item.always], walk);
    }
  }
}

async function walkTask(task: TaskNode, walk: Walk): Promise<void> {
  const { written, span, kind } = task.action;
  if (kind === 'foreign') walk.problems.push(foreignModule(written, span, true));
  if (task.keywords.has('ignore_errors') || task.keywords.has('failed_when')) return;
  for (const target of targetsOf(task, walk)) await follow(task, target, walk);
}

function targetsOf(task: TaskNode, walk: Walk): readonly Target[] {
  if (task.action.kind === 'include_tasks') return fileTargets(task, walk);
  const role = task.action.kind === 'include_role' ? roleTarget(task, walk) : undefined;
  return role === undefined ? [] : [role];
}

function fileTargets(task: TaskNode, { play, opened: { project } }: Walk): readonly Target[] {
  const located = fileOfInclude(task);
  const written = located?.kind === 'scalar' ? toName(located.value) : '';
  const isSure = !isOpenName(written);
  const names = isSure ? [written] : openFiles(written, task);
  return names
    .filter((name) => name !== '')
    .map((name) => ({
      ...{ name, isSure },
      load: (site) => loadIncludedTasks(name, { task, play, locals: undefined, ...site }, project),
    }));
}

/** What a name with templates may mean: files of the role, where a part of the name is written. */
function openFiles(written: string, { role }: TaskNode): readonly string[] {
  if (role === undefined || /^[\s/]*\{\{[^}]*\}\}\s*$/.test(written)) return [];
  const tasks = join(role.path, 'tasks');
  return findFiles([tasks], written).map((path) => relative(tasks, path));
}

/** Text as it is written; what is no text only the run can tell, and nothing stands for `main`. */
function writtenIn(located: Located): string {
  if (located.kind !== 'scalar') return '{{';
  return located.value === null ? 'main' : toName(located.value);
}

function roleTarget(task: TaskNode, { play, opened: { project } }: Walk): Target | undefined {
  const { map } = task.args;
  const named = findEntry(map, 'name') ?? findEntry(map, 'role');
  if (named?.value.kind !== 'scalar' || named.value.value === null) return undefined;
  const name = writtenIn(named.value);
  const parts = readRoleParts(map, writtenIn);
  const words = [name, ...Object.values<string>({ ...parts })];
  if (words.some(isOpenName)) return undefined;
  const request = {
    ...{ name, ...parts },
    ...{ isPublic: false, allowDuplicates: true, isUnchecked: false },
  };
  return {
    name: words.join(' '),
    isSure: true,
    load: (site) => loadIncludedRole(request, { task, play, locals: undefined, ...site }, project),
  };
}

async function follow(task: TaskNode, target: Target, walk: Walk): Promise<void> {
  const { done, opened, check, problems } = walk;
  const isOpen = walk.isOpen || !target.isSure;
  const key = [target.name, task.action.kind, task.role?.path, task.folder, isOpen].join('\0');
  if (done.has(key)) return;
  done.add(key);
  const note = (found: readonly Problem[]): void => {
    for (const one of found) {
      const isWarning = isOpen || one.code === 'unknown-module';
      problems.push(isWarning ? { ...one, isWarning } : one);
    }
  };
  const list = new ProblemList();
  const load = (): Pick<Included, 'items' | 'roles'> => {
    try {
      return target.load({ ordinal: done.size, problems: list });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      note(error.problems);
      return { items: [], roles: [] };
    }
  };
  const { items, roles } = load();
  note([...list.all, ...(await checkTasks(opened.unchecked.splice(0), check))]);
  const handlers = withDependencies(roles).flatMap((role) => role.handlers);
  await walkItems([...items, ...handlers], { ...walk, isOpen });
}
