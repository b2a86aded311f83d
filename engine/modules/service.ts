/** service: services on whatever init system the host has: systemd, OpenRC, or init scripts. */
import { requiredBy } from '../schema/index.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { inspectService, planService, type ServiceReturns } from './_shared/service-manager.ts';
import { describeSystemdFailure, systemdParams } from './_shared/systemd-plan.ts';
import { defineModule, type Plan } from './contract.ts';

export default defineModule({
  name: 'service',
  collection: 'ansible.builtin',
  summary: 'Manages services.',
  notes: ['Where systemd manages the host, the parameters of `systemd` are understood, too.'],
  params: {
    properties: {
      name: {
        type: 'string',
        description: 'Name of the service; may be left out where systemd is only reloaded.',
      },
      state: {
        type: 'string',
        enum: ['reloaded', 'restarted', 'started', 'stopped'],
        description: '`restarted` and `reloaded` always act.',
      },
      enabled: { type: 'boolean', description: 'Whether it starts with the system.' },
      sleep: {
        type: 'integer',
        description: 'Seconds between stop and start, where `restarted` is done as two calls.',
      },
      pattern: {
        type: 'string',
        description: 'Text to look for in `ps` output, where a script has no `status`.',
      },
      runlevel: {
        type: 'string',
        default: 'default',
        description: 'Run level for OpenRC.',
      },
      arguments: {
        type: 'string',
        default: '',
        'x-aliases': ['args'],
        description: 'Further words for an init script.',
      },
      use: {
        type: 'string',
        default: 'auto',
        description: 'Init system: `auto`, `systemd`, `openrc` or `sysvinit`.',
      },
      ...systemdParams,
    },
    rules: [
      requiredBy('state', ['name']),
      requiredBy('enabled', ['name']),
      requiredBy('masked', ['name']),
    ],
  },
  returns: {
    name: { type: 'string', description: 'The service.' },
    state: { type: 'string', description: 'Running state after the task.' },
    enabled: { type: 'boolean', description: 'Whether it starts with the system.' },
    status: { type: 'object', description: 'What systemd said before the task.' },
  },
  examples: [
    '- service:\n    name: ssh\n    state: restarted\n',
    '- service: name=cron enabled=true\n',
  ],
  inspect(params, host) {
    return inspectService(params, host);
  },
  plan: (params, state): Plan<ServiceReturns> => planService(params, state),
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, describeSystemdFailure);
    return { returns: plan.returns };
  },
});
