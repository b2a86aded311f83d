/** `when`, `changed_when`, `failed_when` and `until`: lists of conditions over a scope. */
import type { Located } from '../base/index.ts';
import { conditionsOf, type TaskNode } from '../playbook/index.ts';
import type { Templates } from '../template/index.ts';
import type { Scope } from '../vars/index.ts';

/** A keyword's conditions: itself, or the items of its list. */
export function toConditions(located: Located | undefined): readonly Located[] {
  if (located === undefined) return [];
  return located.kind === 'list' ? located.items : [located];
}

/** True when every condition holds. @throws ProblemError from a condition */
export function allHold(
  conditions: readonly Located[],
  scope: Scope,
  templates: Templates,
): boolean {
  return conditions.every((condition) => templates.test(condition, scope.context));
}

/** Evaluates `when`, outermost first; stops at the first that does not hold. */
export function isWanted(task: TaskNode, scope: Scope, templates: Templates): boolean {
  return allHold(conditionsOf(task), scope, templates);
}
