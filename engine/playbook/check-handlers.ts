/** Finds, before anything runs, what tasks notify in vain. */
import { suggestName, type Problem } from '../base/index.ts';
import { textOf } from './context.ts';
import { findKeyword, isConditional, namesOf } from './effective.ts';
import type { PlayNode, TaskNode } from './nodes.ts';
import { unknownHandler } from './problems.ts';
import { sectionsOf, tasksIn, withDependencies } from './walk-play.ts';

function namesOfHandler(handler: TaskNode): readonly string[] {
  const name = textOf(handler.name);
  const full = handler.role === undefined ? [] : [`${handler.role.name} : ${name}`];
  return [name, ...full, ...namesOf(handler.keywords.get('listen')).map(textOf)];
}

/**
 * Lists handlers that are notified by a plain name and defined nowhere. Says nothing of a play
 * whose handlers are only known while it runs: templated names, or roles and handlers included.
 * @param isForgiving says nothing of tasks that may be skipped either, and of those of a role only that
 * it looks wrong: a role that others wrote may notify in vain what never changes
 */
export function checkHandlers(play: PlayNode, isForgiving: boolean): readonly Problem[] {
  const roles = withDependencies(play.roles);
  const handlers = tasksIn([...roles.flatMap((role) => role.handlers), ...play.handlers]);
  const tasks = tasksIn(sectionsOf(play));
  const all = [...tasks, ...handlers];
  const isOpen =
    all.some((task) => task.action.kind === 'include_role') ||
    handlers.some((handler) => handler.action.kind === 'include_tasks');
  const known = handlers.flatMap(namesOfHandler);
  if (isOpen || known.some((name) => name.includes('{{'))) return [];
  const checked = isForgiving
    ? all.filter((task) => !isConditional([task, ...task.ancestors]))
    : all;
  return checked.flatMap((task) =>
    namesOf(findKeyword(task, 'notify')).flatMap((located) => {
      const name = textOf(located);
      if (name === '' || name.includes('{{') || known.includes(name)) return [];
      const problem = unknownHandler(name, located.span, suggestName(name, known));
      return [isForgiving && task.role !== undefined ? { ...problem, isWarning: true } : problem];
    }),
  );
}
