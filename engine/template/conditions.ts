/** What Ansible does around rendering: bare variables, and conditions whose variables are missing. */
import { ProblemError, type Value } from '../base/index.ts';
import type { RenderContext } from './contract.ts';
import { isNumeric } from './values/kinds.ts';

const DEFINED = /(hostvars\[.+\]|[\w_]+)\s+(not\s+is|is|is\s+not)\s+(defined|undefined)/gu;

/** A bare `{{ name }}` keeps the type of a number, boolean or null (Templar's SINGLE_VAR). */
export function findSimple(name: string, context: RenderContext): Value | undefined {
  if (!context.names.has(name) || context.names.isTemplated?.(name) === true) return undefined;
  let value: Value | undefined;
  try {
    value = context.names.get(name);
  } catch {
    // The render itself finds the same failure and says where.
    return undefined;
  }
  if (value === undefined || value === null) return value;
  return isNumeric(value) ? value : undefined;
}

/** Ansible answers `x is defined` from the error when something else in the condition failed. */
export function answerForUndefined(condition: string, error: unknown): boolean | undefined {
  if (!(error instanceof ProblemError)) return undefined;
  const [problem] = error.problems;
  if (problem?.code !== 'undefined-variable') return undefined;
  const name = /'(hostvars\[.+\]|[\w_]+)' is undefined/u.exec(problem.message)?.[1];
  if (name === undefined) return undefined;
  for (const [, variable = '', logic = '', state = ''] of condition.matchAll(DEFINED)) {
    if (variable.replaceAll("'", '"') !== name.replaceAll("'", '"')) continue;
    const shouldExist = logic.includes('not') !== (state === 'defined');
    return !shouldExist;
  }
  return undefined;
}
