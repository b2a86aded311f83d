/** systemd: units started, stopped, enabled, masked; the manager reloaded. */
import { TaskFailure } from '../host/index.ts';
import { requiredBy } from '../schema/index.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import {
  describeSystemdFailure,
  planSystemd,
  systemdParams,
  type SystemdReturns,
} from './_shared/systemd-plan.ts';
import { unitState } from './_shared/systemd.ts';
import { defineModule, type Plan } from './contract.ts';

export default defineModule({
  name: 'systemd',
  collection: 'ansible.builtin',
  summary: 'Manages systemd units.',
  notes: ['`systemd_service` is another name of this module.'],
  params: {
    properties: {
      name: {
        type: 'string',
        'x-aliases': ['service', 'unit'],
        description: 'The unit, with or without `.service`.',
      },
      state: {
        type: 'string',
        enum: ['reloaded', 'restarted', 'started', 'stopped'],
        description: '`restarted` and `reloaded` always act; a stopped unit is started by them.',
      },
      enabled: { type: 'boolean', description: 'Whether it starts with the system.' },
      ...systemdParams,
    },
    rules: [
      requiredBy('state', ['name']),
      requiredBy('enabled', ['name']),
      requiredBy('masked', ['name']),
    ],
  },
  returns: {
    name: { type: 'string', description: 'The unit.' },
    state: { type: 'string', description: 'Running state after the task.' },
    enabled: { type: 'boolean', description: 'Whether it starts with the system.' },
    status: { type: 'object', description: 'What `systemctl show` said before the task.' },
  },
  examples: [
    '- systemd:\n    name: kubelet\n    state: started\n    enabled: true\n    daemon_reload: true\n',
    '- systemd:\n    name: dev-sda2.swap\n    masked: true\n',
  ],
  async inspect(params, host) {
    const { name, scope } = params;
    if (name === undefined) return undefined;
    const glob = ['*', '?', '['].find((sign) => name.includes(sign));
    if (glob !== undefined) {
      throw new TaskFailure(
        `This module does not currently support using glob patterns, found '${glob}' in service name: ${name}`,
      );
    }
    return host.ask(unitState(name, scope));
  },
  plan: (params, unit): Plan<SystemdReturns> => planSystemd(params, unit),
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, describeSystemdFailure);
    return { returns: plan.returns };
  },
});
