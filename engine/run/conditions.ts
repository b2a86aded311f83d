/** `when`, `changed_when`, `failed_when` and `until`: lists of conditions over a scope. */
import { ProblemError, type Located, type Problem } from '../base/index.ts';
import { conditionsOf, type TaskNode } from '../playbook/index.ts';
import type { Scope } from '../vars/index.ts';
import type { RunInput } from './contract.ts';

/** What conditions need of a run. */
type Tools = Pick<RunInput, 'store' | 'emit'>;

/** A keyword's conditions: itself, or the items of its list. */
export function toConditions(located: Located | undefined): readonly Located[] {
  if (located === undefined) return [];
  return located.kind === 'list' ? located.items : [located];
}

/** True when every condition holds. @throws ProblemError from a condition */
export function allHold(conditions: readonly Located[], scope: Scope, tools: Tools): boolean {
  return conditions.every((condition) => holds(condition, scope, tools));
}

/** Ansible's words: the delimiters do nothing but harm there. */
function warnOfDelimiters(condition: Located, { store, emit }: Tools): void {
  if (condition.kind !== 'scalar' || typeof condition.value !== 'string') return;
  if (!store.templates.isTemplate(condition.value)) return;
  const message =
    'conditional statements should not include jinja2 templating delimiters such as {{ }} or {% %}. ' +
    `Found: ${condition.value}`;
  emit({ type: 'warning', message });
}

function holds(condition: Located, scope: Scope, tools: Tools): boolean {
  warnOfDelimiters(condition, tools);
  try {
    return tools.store.templates.test(condition, scope.context);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const [problem, ...others] = error.problems;
    const text = condition.kind === 'scalar' ? condition.raw.trim() : '';
    if (problem === undefined || text === '') throw error;
    // Ansible's words; roles and people search for them.
    const message = `${CONDITION_FAILED} '${text}' failed. The error was: ${reasonOf(problem, text)}`;
    throw new ProblemError({ ...problem, message }, ...others);
  }
}

function reasonOf({ code, message }: Problem, condition: string): string {
  if (code === 'undefined-variable') {
    return `error while evaluating conditional (${condition}): ${message}`;
  }
  if (code !== 'template-syntax') return message;
  return `${message}. String: {% if ${condition} %} True {% else %} False {% endif %}`;
}

/** How the message of a condition that cannot be evaluated starts. */
export const CONDITION_FAILED = 'The conditional check';

/** Evaluates `when`, outermost first; stops at the first that does not hold. */
export function isWanted(task: TaskNode, scope: Scope, tools: Tools): boolean {
  return allHold(conditionsOf(task), scope, tools);
}
