/** Closed sets: whether a converted value is one of the choices of its parameter. */
import { suggestName, type Problem, type Span } from '../base/index.ts';
import type { Coerced } from './coerce-value.ts';
import type { ParamSchema } from './param-schema.ts';
import { wrongParameterValue } from './problems.ts';

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

/**
 * Finds a value outside of the choices.
 * @returns a problem with Ansible's sentence, or undefined when all is well
 */
export function findWrongChoice(
  name: string,
  value: Coerced,
  schema: ParamSchema,
  span: Span | undefined,
): Problem | undefined {
  const choices = schema.enum ?? schema.items?.enum;
  if (choices === undefined) return undefined;
  const values: readonly unknown[] = Array.isArray(value) ? value : [value];
  const wrong = values.filter((item) => !isScalar(item) || !choices.includes(item));
  if (wrong.length === 0) return undefined;
  const set = choices.map(String).join(', ');
  const got = wrong.map(String).join(', ');
  const isHidden = schema['x-secret'] === true;
  const message = Array.isArray(value)
    ? `value of ${name} must be one or more of: ${set}. Got no match for: ${isHidden ? 'a secret' : got}`
    : `value of ${name} must be one of: ${set}, got: ${isHidden ? 'a secret' : got}`;
  const hint = isHidden ? undefined : suggestName(got, choices.map(String));
  return wrongParameterValue(message, span, hint);
}
