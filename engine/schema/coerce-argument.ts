/** One argument of a filter, test or lookup: converted by the rules that modules' parameters have. */
import type { Value } from '../base/index.ts';
import { findWrongChoice } from './coerce-choice.ts';
import { coerceValue, CoercionError, type Coerced, type ToText } from './coerce-value.ts';
import type { ParamSchema } from './param-schema.ts';

/** The converted argument, or what is wrong with it in one sentence. */
export type CoercedArgument =
  | { readonly value: Coerced; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: string };

/** Converts an argument and checks its choices. */
export function coerceArgument(
  name: string,
  value: Value,
  schema: ParamSchema,
  toText: ToText,
): CoercedArgument {
  try {
    const coerced = coerceValue(value, schema, toText);
    const wrong = findWrongChoice(name, coerced, schema, undefined);
    return wrong === undefined ? { value: coerced } : { problem: wrong.message };
  } catch (error) {
    if (!(error instanceof CoercionError)) throw error;
    return { problem: `${name}: ${error.message}` };
  }
}
