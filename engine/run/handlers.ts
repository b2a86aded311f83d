/** Finds the handlers that a task notifies: by name, by `role : name`, or by what they listen to. */
import { ProblemError, suggestName, type Located } from '../base/index.ts';
import {
  findKeyword,
  namesOf,
  unknownHandler,
  type ItemNode,
  type TaskNode,
} from '../playbook/index.ts';
import type { Templates } from '../template/index.ts';
import type { Scope } from '../vars/index.ts';

/** All handler tasks of a list, in the order they are defined. */
export function handlerTasks(items: readonly ItemNode[]): readonly TaskNode[] {
  return items.flatMap((item) =>
    item.kind === 'task' ? [item] : handlerTasks([...item.tasks, ...item.rescue, ...item.always]),
  );
}

function textOf(located: Located | undefined, scope: Scope, templates: Templates): string {
  if (located === undefined) return '';
  try {
    return templates.toText(scope.render(located));
  } catch (error) {
    // Ansible leaves a handler whose name cannot be rendered out of the search, too.
    if (error instanceof ProblemError) return '';
    throw error;
  }
}

function topicsOf(handler: TaskNode, scope: Scope, templates: Templates): readonly string[] {
  return namesOf(handler.keywords.get('listen')).map((topic) => textOf(topic, scope, templates));
}

/**
 * Resolves what a task notifies.
 * @returns ids of the handlers; of several with one name the last defined is meant
 * @throws ProblemError `unknown-handler` when nothing has the name
 */
export function resolveNotified(
  task: TaskNode,
  handlers: readonly TaskNode[],
  scope: Scope,
  templates: Templates,
): readonly string[] {
  return namesOf(findKeyword(task, 'notify')).flatMap((located) => {
    const wanted = textOf(located, scope, templates);
    const named = handlers.findLast((handler) => {
      const name = textOf(handler.name, scope, templates);
      return name !== '' && [name, `${handler.role?.name ?? ''} : ${name}`].includes(wanted);
    });
    const listening = handlers.filter((one) => topicsOf(one, scope, templates).includes(wanted));
    const found = [...(named === undefined ? [] : [named]), ...listening];
    if (found.length === 0) {
      const known = handlers.map((handler) => handler.name?.raw ?? '');
      throw new ProblemError(unknownHandler(wanted, located.span, suggestName(wanted, known)));
    }
    return found.map((handler) => handler.id);
  });
}
