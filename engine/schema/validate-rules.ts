/** The rules between parameters (`mutually_exclusive`, `required_if`, …) with Ansible's sentences. */
import type { ParamRule } from './param-schema.ts';

/** Which parameters were given, and with what value. */
export interface GivenParams {
  has(name: string): boolean;
  get(name: string): unknown;
}

function count(names: readonly string[], given: GivenParams): number {
  return names.filter((name) => given.has(name)).length;
}

/** Writes a value as Python does: `True` for a boolean, as Ansible's sentence has it. */
function toPythonText(value: string | number | boolean): string {
  if (typeof value !== 'boolean') return String(value);
  return value ? 'True' : 'False';
}

/**
 * Checks one rule.
 * @returns Ansible's sentence when it is broken
 */
export function findBrokenRule(rule: ParamRule, given: GivenParams): string | undefined {
  switch (rule.rule) {
    case 'mutually-exclusive':
      return count(rule.names, given) > 1
        ? `parameters are mutually exclusive: ${rule.names.join('|')}`
        : undefined;
    case 'required-together': {
      const present = count(rule.names, given);
      return present > 0 && present < rule.names.length
        ? `parameters are required together: ${rule.names.join(', ')}`
        : undefined;
    }
    case 'required-one-of':
      return count(rule.names, given) === 0
        ? `one of the following is required: ${rule.names.join(', ')}`
        : undefined;
    case 'required-if': {
      if (given.get(rule.name) !== rule.equals) return undefined;
      const missing = rule.then.filter((name) => !given.has(name));
      return missing.length > 0
        ? `${rule.name} is ${toPythonText(rule.equals)} but all of the following are missing: ${missing.join(', ')}`
        : undefined;
    }
    case 'required-by': {
      if (!given.has(rule.name)) return undefined;
      const missing = rule.then.filter((name) => !given.has(name));
      return missing.length > 0
        ? `missing parameter(s) required by '${rule.name}': ${missing.join(', ')}`
        : undefined;
    }
  }
}
