/** Tags and names of tasks of playbooks that are loaded, and the files they stand in. */
import {
  sectionsOf,
  tagsOf,
  tasksIn,
  type PlaybookNode,
  type PlayNode,
  type RoleNode,
  type TaskNode,
} from '../../playbook/index.ts';
import type { NameLists } from './cache.ts';

function tasksOf(play: PlayNode): readonly TaskNode[] {
  return tasksIn(sectionsOf(play)).filter((task) => task.isImplicit !== true);
}

function roleFiles(role: RoleNode): readonly string[] {
  const own = [`${role.path}/meta/main.yml`, `${role.path}/tasks`];
  return [...own, ...role.dependencies.flatMap(roleFiles)];
}

/** Every tag, and every name that `--start-at-task` can be given. */
export function namesOfPlaybooks(playbooks: readonly PlaybookNode[]): {
  readonly names: NameLists;
  readonly files: readonly string[];
} {
  const plays = playbooks.flatMap((playbook) => playbook.plays);
  const tasks = plays.flatMap(tasksOf);
  const tags = new Set(tasks.flatMap((task) => [...tagsOf(task)]));
  const names = tasks.flatMap(({ name }) =>
    name === undefined || name.isSecret ? [] : [name.raw],
  );
  const files = [
    ...playbooks.map(({ path }) => path),
    ...tasks
      .flatMap((task) => [task.span, ...task.ancestors.map(({ span }) => span)])
      .map(({ file }) => file.path),
    ...plays.flatMap((play) => [play.span.file.path, ...play.roles.flatMap(roleFiles)]),
  ];
  const visible = [...tags].filter((tag) => !tag.includes('{{')).sort();
  return { names: { tags: visible, tasks: [...new Set(names)] }, files: [...new Set(files)] };
}
