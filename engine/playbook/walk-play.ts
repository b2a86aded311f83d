/** What a play holds, as flat lists: everything below blocks, and everything that roles bring. Pure. */
import type { ItemNode, PlayNode, RoleNode, TaskNode } from './nodes.ts';

/** The tasks of a list and of all blocks in it, in the order they are written. */
export function tasksIn(items: readonly ItemNode[]): readonly TaskNode[] {
  return items.flatMap((item) =>
    item.kind === 'task' ? [item] : tasksIn([...item.tasks, ...item.rescue, ...item.always]),
  );
}

/** What a play does, section after section; its handlers are none of it. */
export function sectionsOf(play: PlayNode): readonly ItemNode[] {
  return [...play.preTasks, ...play.roleTasks, ...play.tasks, ...play.postTasks];
}

/** Roles with those that they depend on, which come first. */
export function withDependencies(roles: readonly RoleNode[]): readonly RoleNode[] {
  return roles.flatMap((role) => [...withDependencies(role.dependencies), role]);
}
