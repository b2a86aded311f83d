/** schema: the parameter dialect. Types, validation, coercion, and what documentation is made of. */
export type { ParamRule, ParamSchema, ParamsOf, ParamsSchema } from './param-schema.ts';
export {
  mutuallyExclusive,
  requiredBy,
  requiredIf,
  requiredOneOf,
  requiredTogether,
} from './groups.ts';
export {
  ARGUMENT_TYPES,
  checkParamValues,
  createParamsReader,
  type Argument,
  type Arguments,
  type ParamsReader,
} from './coerce.ts';
export { coerceArgument, type CoercedArgument } from './coerce-argument.ts';
export {
  CoercionError,
  coerceValue,
  describeClass,
  type Coerced,
  type ToText,
} from './coerce-value.ts';
export { checkParamNames, findParamNames, type ParamsOwner } from './validate-names.ts';
export { toParamsJsonSchema } from './validate-ajv.ts';
