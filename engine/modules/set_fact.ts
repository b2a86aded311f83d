/** set_fact: sets variables of the host for the rest of the run. */
import { describeWrongName } from './_shared/variable-name.ts';
import { defineControl } from './contract.ts';
import { toLists, type Value } from '../base/index.ts';

/**
 * Words become booleans, unless templates give values their own types, and tuples become lists.
 * Observed with Ansible 2.14.
 */
function toFact(value: Value, isNative: boolean): Value {
  if (typeof value !== 'string') return toLists(value);
  if (isNative) return value;
  const word = value.toLowerCase();
  if (['true', 'yes'].includes(word)) return true;
  return ['false', 'no'].includes(word) ? false : value;
}

export default defineControl({
  name: 'set_fact',
  collection: 'ansible.builtin',
  summary: 'Sets variables of a host.',
  params: {
    properties: {
      cacheable: {
        type: 'boolean',
        default: false,
        description: 'Keep them as facts too, in the fact cache.',
      },
    },
    openEnded: true,
  },
  keepsSealed: true,
  returns: { ansible_facts: { type: 'object', description: 'What was set.' } },
  examples: ['- set_fact:\n    kubelet_url: "{{ mirror }}/kubelet"\n    retries: 3\n'],
  decide(params, scope) {
    const facts = Object.fromEntries(
      Object.entries(params.rest).map(([name, value]) => [name, toFact(value, scope.isNative)]),
    );
    const names = Object.keys(facts);
    const none = 'No key/value pairs provided, at least one is required for this action to succeed';
    const failure = names.length === 0 ? none : describeWrongName(names);
    if (failure !== undefined) {
      return { returns: {}, failure };
    }
    return {
      effects: [
        {
          set: 'host-vars',
          vars: facts,
          unsafe: names.filter((name) => !scope.isTrusted(name)),
          isCacheable: params.cacheable,
        },
      ],
      returns: { ansible_facts: facts },
    };
  },
});
