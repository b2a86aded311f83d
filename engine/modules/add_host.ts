/** add_host: adds a host to the inventory of the running play. */
import { isList, type Value } from '../base/index.ts';
import { defineControl, type Decision } from './contract.ts';
import { toScalarText } from './_shared/python-json.ts';

/** Gives the groups of a list or of words with commas; undefined for anything else. */
function toNames(value: Value | undefined): readonly string[] | undefined {
  if (value === undefined || value === null) return [];
  if (!isList(value) && typeof value !== 'string') return undefined;
  const items = isList(value) ? value : value.split(',');
  return items.map((item) => toScalarText(item).trim()).filter((name) => name !== '');
}

/** Ansible's words for what it cannot add (observed with 2.14). */
function refuse(failure: string): Decision {
  return { failure, returns: {} };
}

export default defineControl({
  name: 'add_host',
  collection: 'ansible.builtin',
  summary: 'Adds a host to the inventory while a play runs.',
  params: {
    properties: {
      name: {
        type: 'string',
        'x-aliases': ['host', 'hostname'],
        description: 'Name of the host; a port may follow after a colon.',
      },
      groups: {
        type: 'value',
        'x-aliases': ['group', 'groupname'],
        description: 'Groups, as a list or separated by commas.',
      },
    },
    required: ['name'],
    openEnded: true,
  },
  returns: {
    add_host: { type: 'object', description: 'The host, its groups and its variables.' },
  },
  examples: ['- add_host:\n    name: 10.0.0.5\n    groups: new_nodes\n    ansible_user: core\n'],
  isOncePerGroup: true,
  decide(params) {
    const { name } = params;
    const groups = toNames(params.groups);
    if (groups === undefined) return refuse('Groups must be specified as a list.');
    const [, bracketed, bare, port] = /^(?:\[([^\]]+)\]|([^:]+)):(\d+)$/.exec(name) ?? [];
    const host = bracketed ?? bare ?? name;
    const vars =
      port === undefined ? params.rest : { ...params.rest, ansible_ssh_port: Number(port) };
    return {
      effects: [{ set: 'add-host', name: host, groups, vars }],
      returns: { add_host: { host_name: host, groups, host_vars: vars } },
    };
  },
});
