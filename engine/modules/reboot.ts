/** reboot: restarts a host and waits until it has come back. */
import type { Plain } from '../base/index.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { defineModule, type Plan } from './contract.ts';

export default defineModule({
  name: 'reboot',
  collection: 'ansible.builtin',
  summary: 'Reboots a host, waits for it to come back, and makes sure that it answers.',
  notes: ['The boot id of the kernel proves that the host was restarted.'],
  params: {
    properties: {
      pre_reboot_delay: {
        type: 'integer',
        default: 0,
        'x-aliases': ['pre_reboot_delay_sec'],
        description: 'Seconds before the restart; whole minutes count, as for shutdown.',
      },
      post_reboot_delay: {
        type: 'integer',
        default: 0,
        'x-aliases': ['post_reboot_delay_sec'],
        description: 'Seconds to wait after the restart was ordered.',
      },
      reboot_timeout: {
        type: 'integer',
        default: 600,
        'x-aliases': ['reboot_timeout_sec'],
        description: 'Seconds to wait for the restart, and once more for the test command.',
      },
      connect_timeout: {
        type: 'integer',
        'x-aliases': ['connect_timeout_sec'],
        description: 'Seconds for one attempt to connect; the connection decides when not given.',
      },
      test_command: {
        type: 'string',
        default: 'whoami',
        description: 'Command that must succeed before the task is done.',
      },
      msg: {
        type: 'string',
        default: 'Reboot initiated by Ansible',
        description: 'What users are told.',
      },
      search_paths: {
        type: 'array',
        items: { type: 'string', description: 'A folder.' },
        default: ['/sbin', '/bin', '/usr/sbin', '/usr/bin', '/usr/local/sbin'],
        description: 'Where `shutdown` is looked for.',
      },
      boot_time_command: {
        type: 'string',
        default: 'cat /proc/sys/kernel/random/boot_id',
        description: 'Command whose output is another one after a restart.',
      },
      reboot_command: { type: 'string', description: 'Command that restarts the host.' },
    },
  },
  returns: {
    rebooted: { type: 'boolean', description: 'Whether the host was restarted.' },
    elapsed: { type: 'integer', description: 'Seconds that it took.' },
    msg: { type: 'string', description: 'Why it was not.' },
  },
  examples: ['- reboot:\n', '- reboot:\n    reboot_timeout: 3600\n'],
  inspect: () => Promise.resolve(undefined),
  plan(params): Plan<Readonly<Record<string, Plain>>> {
    return {
      changes: [{ what: 'boot', before: null, after: 'restarted' }],
      steps: [{ do: 'talk', title: 'reboot', with: 'reboot', params: { ...params } }],
      returns: { rebooted: true, elapsed: 0 },
    };
  },
  settle(_params, plan, outcomes) {
    const answer = outcomes[0]?.answer ?? {};
    failOnFailedStep(outcomes, ({ message, stderr }) => message ?? stderr, answer);
    return { returns: { ...plan.returns, ...answer } };
  },
});
