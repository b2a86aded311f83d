/** The parameters of ufw. */
import type { ParamSchema } from '../../schema/index.ts';

export const ufwParams = {
  state: {
    type: 'string',
    enum: ['disabled', 'enabled', 'reloaded', 'reset'],
    description: 'Whether the firewall is on; `reloaded` and `reset` always act.',
  },
  default: {
    type: 'string',
    enum: ['allow', 'deny', 'reject'],
    'x-aliases': ['policy'],
    description: 'What happens to packets that no rule takes, for `direction`.',
  },
  logging: {
    type: 'string',
    enum: ['on', 'off', 'low', 'medium', 'high', 'full'],
    description: 'What is logged.',
  },
  direction: {
    type: 'string',
    enum: ['in', 'incoming', 'out', 'outgoing', 'routed'],
    description: 'Direction of the rule or of the policy.',
  },
  delete: { type: 'boolean', default: false, description: 'Remove the rule.' },
  route: { type: 'boolean', default: false, description: 'A rule for forwarded packets.' },
  insert: { type: 'integer', description: 'Number of the new rule.' },
  insert_relative_to: {
    type: 'string',
    enum: ['first-ipv4', 'first-ipv6', 'last-ipv4', 'last-ipv6', 'zero'],
    default: 'zero',
    description: 'What `insert` counts from.',
  },
  rule: {
    type: 'string',
    enum: ['allow', 'deny', 'limit', 'reject'],
    description: 'What happens to the packets.',
  },
  interface: { type: 'string', 'x-aliases': ['if'], description: 'The interface.' },
  interface_in: { type: 'string', 'x-aliases': ['if_in'], description: 'The one they come by.' },
  interface_out: { type: 'string', 'x-aliases': ['if_out'], description: 'The one they leave by.' },
  log: { type: 'boolean', default: false, description: 'Log connections of this rule.' },
  from_ip: {
    type: 'string',
    default: 'any',
    'x-aliases': ['from', 'src'],
    description: 'Source address.',
  },
  from_port: { type: 'string', description: 'Source port.' },
  to_ip: {
    type: 'string',
    default: 'any',
    'x-aliases': ['dest', 'to'],
    description: 'Destination address.',
  },
  to_port: { type: 'string', 'x-aliases': ['port'], description: 'Destination port.' },
  proto: {
    type: 'string',
    enum: ['any', 'tcp', 'udp', 'ipv6', 'esp', 'ah', 'gre', 'igmp'],
    'x-aliases': ['protocol'],
    description: 'The protocol.',
  },
  name: {
    type: 'string',
    'x-aliases': ['app'],
    description: 'A profile of /etc/ufw/applications.d.',
  },
  comment: { type: 'string', description: 'Comment of the rule.' },
} as const satisfies Readonly<Record<string, ParamSchema>>;
