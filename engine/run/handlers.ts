/** Finds the handlers that a task notifies: by name, by `role : name`, or by what they listen to. */
import {
  ProblemError,
  isList,
  suggestName,
  type Located,
  type LocatedScalar,
  type Span,
} from '../base/index.ts';
import { findKeyword, namesOf, unknownHandler, type TaskNode } from '../playbook/index.ts';
import type { Templates } from '../template/index.ts';
import type { Scope } from '../vars/index.ts';

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

/** What a handler listens to, as written: Ansible renders no template there. Observed with 2.14. */
function topicsOf(handler: TaskNode): readonly string[] {
  return namesOf(handler.keywords.get('listen')).map((topic) =>
    topic.kind === 'scalar' ? topic.raw : '',
  );
}

/** A name that a task notifies, rendered, and where it is written. */
export interface Notification {
  readonly name: string;
  readonly span: Span;
}

/** Renders the names that a task notifies. @throws ProblemError */
export function notificationsOf(
  task: TaskNode,
  scope: Scope,
  templates: Templates,
): readonly Notification[] {
  return namesOf(findKeyword(task, 'notify')).flatMap((located) => {
    const value = scope.render(located);
    const names = isList(value) ? value : [value];
    return names.map((name) => ({ name: templates.toText(name), span: located.span }));
  });
}

/** How handlers are searched. */
export interface Search {
  readonly scope: Scope;
  readonly templates: Templates;
  readonly warn: (message: string) => void;
  /** Told of a name that nothing has; without it that is a problem. */
  readonly onMissing?: ((name: string) => void) | undefined;
}

/** Ansible's words, as far as they help. */
function describeUnusable(name: LocatedScalar): string {
  return (
    `Handler '${name.raw}' is unusable because it has no listen topics and the name could not be ` +
    'templated (host-specific variables are not supported in handler names).'
  );
}

/**
 * Finds the handlers that are notified.
 * @param groups handlers by the file they are in, in the order these were read
 * @returns ids of the handlers; of several with one name the first of the last file is meant
 * @throws ProblemError `unknown-handler` when nothing has the name
 */
export function resolveNotified(
  notified: readonly Notification[],
  groups: readonly (readonly TaskNode[])[],
  { scope, templates, warn, onMissing }: Search,
): readonly string[] {
  if (notified.length === 0) return [];
  const handlers = groups.flat();
  const names = new Map(handlers.map((one) => [one, textOf(one.name, scope, templates)]));
  for (const [{ name, keywords }, text] of names) {
    if (name !== undefined && text === '' && !keywords.has('listen')) warn(describeUnusable(name));
  }
  return notified.flatMap(({ name: wanted, span }) => {
    const isNamed = (handler: TaskNode): boolean => {
      const name = names.get(handler) ?? '';
      return name !== '' && [name, `${handler.role?.name ?? ''} : ${name}`].includes(wanted);
    };
    const named = groups
      .map((group) => group.find(isNamed))
      .findLast((handler) => handler !== undefined);
    const listening = handlers.filter((one) => topicsOf(one).includes(wanted));
    const found = [...(named === undefined ? [] : [named]), ...listening];
    if (found.length === 0 && onMissing !== undefined) {
      onMissing(wanted);
      return [];
    }
    if (found.length === 0) {
      const known = handlers.map((handler) => handler.name?.raw ?? '');
      throw new ProblemError(unknownHandler(wanted, span, suggestName(wanted, known)));
    }
    return found.map((handler) => handler.id);
  });
}
