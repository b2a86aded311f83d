/** set_stats: numbers and words that the end of the run shows (ANSIBLE_SHOW_CUSTOM_STATS). */
import { Dict, toName, type Value } from '../base/index.ts';
import { describeWrongName } from './_shared/variable-name.ts';
import { defineControl } from './contract.ts';

/** Observed with Ansible 2.14. */
function findFailure(data: Value | undefined): string | undefined {
  if (!(data instanceof Dict)) return "The 'data' option needs to be a dictionary/hash";
  return describeWrongName([...data.keys()].map(toName));
}

/** Words for true; every other one is false, whatever it says. Observed with Ansible 2.14. */
function isTrueWord(value: Value): boolean {
  if (typeof value === 'boolean') return value;
  return ['yes', 'on', '1', 'true', 'y', 't', '1.0'].includes(toName(value).toLowerCase());
}

export default defineControl({
  name: 'set_stats',
  collection: 'ansible.builtin',
  summary: 'Sets statistics of the run, of the whole or of each host.',
  notes: [
    'ANSIBLE_SHOW_CUSTOM_STATS=1 shows them after the recap; the json output always has them.',
  ],
  params: {
    properties: {
      data: { type: 'value', description: 'Names and values.' },
      per_host: {
        type: 'value',
        default: false,
        description: 'Keep them for each host instead of for the whole run.',
      },
      aggregate: {
        type: 'value',
        default: true,
        description: 'Add to what is there: numbers add up, texts and lists join, dicts merge.',
      },
    },
    required: ['data'],
  },
  returns: {
    ansible_stats: { type: 'object', description: 'The data, `per_host` and `aggregate`.' },
  },
  examples: ['- set_stats:\n    data:\n      deployed: 1\n    per_host: true\n'],
  decide({ data, per_host: perHost, aggregate }) {
    const [isPerHost, isAggregated] = [isTrueWord(perHost), isTrueWord(aggregate)];
    const failure = findFailure(data);
    if (failure !== undefined) return { returns: {}, failure };
    const entries = data instanceof Dict ? [...data] : [];
    const stats = Object.fromEntries(entries.map(([name, value]) => [toName(name), value]));
    return {
      effects: [{ set: 'stats', data: stats, isPerHost, isAggregated }],
      returns: {
        ansible_stats: { data: stats, per_host: isPerHost, aggregate: isAggregated },
      },
    };
  },
});
