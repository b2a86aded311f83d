/** group_by: puts the host into a group that is named after a fact. */
import { defineControl } from './contract.ts';

export default defineControl({
  name: 'group_by',
  collection: 'ansible.builtin',
  summary: 'Puts a host into a group.',
  params: {
    properties: {
      key: { type: 'string', description: 'Name of the group; spaces become dashes.' },
      parents: {
        type: 'array',
        items: { type: 'string', description: 'Name of a group.' },
        default: ['all'],
        description: 'Groups that the group belongs to.',
      },
    },
    required: ['key'],
  },
  returns: {
    add_group: { type: 'string', description: 'The group.' },
    parent_groups: { type: 'array', description: 'Groups that it belongs to.' },
  },
  examples: ['- group_by:\n    key: "os_{{ ansible_distribution }}"\n'],
  freeForm: 'key',
  decide(params) {
    const group = params.key.replaceAll(' ', '-');
    const parents = params.parents.map((name) => name.replaceAll(' ', '-'));
    return {
      effects: [{ set: 'group-by', group, parents }],
      returns: { add_group: group, parent_groups: parents },
    };
  },
});
