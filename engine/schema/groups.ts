/** Makers for the rules between parameters, named as in Ansible's argument specs. */
import type { ParamRule } from './param-schema.ts';

/** At most one of the named parameters may be given. */
export function mutuallyExclusive(...names: readonly string[]): ParamRule {
  return { rule: 'mutually-exclusive', names };
}

/** All of the named parameters, or none. */
export function requiredTogether(...names: readonly string[]): ParamRule {
  return { rule: 'required-together', names };
}

/** At least one of the named parameters. */
export function requiredOneOf(...names: readonly string[]): ParamRule {
  return { rule: 'required-one-of', names };
}

/** When `name` has the value `equals`, the parameters `then` must be given. */
export function requiredIf(
  name: string,
  equals: string | number | boolean,
  then: readonly string[],
): ParamRule {
  return { rule: 'required-if', name, equals, then };
}

/** When `name` is given, the parameters `then` must be given too. */
export function requiredBy(name: string, then: readonly string[]): ParamRule {
  return { rule: 'required-by', name, then };
}
