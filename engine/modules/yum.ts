/** yum: packages of Fedora, RHEL and their relatives, with yum and rpm alone. */
import { dnfParams } from './_shared/dnf-params.ts';
import { inspectDnf, planDnf, settleDnf } from './_shared/dnf.ts';
import { defineModule } from './contract.ts';

export default defineModule({
  name: 'yum',
  collection: 'ansible.builtin',
  summary: 'Manages packages with yum.',
  notes: ['Works without Python on the host; written from the manual pages of yum and rpm.'],
  params: {
    properties: {
      ...dnfParams,
      use_backend: {
        type: 'string',
        enum: ['auto', 'yum', 'yum4', 'dnf'],
        'x-aliases': ['use'],
        default: 'auto',
        description: 'Accepted; `yum` is called, which newer systems give dnf.',
      },
    },
  },
  returns: {
    msg: { type: 'string', description: 'Nothing to do, or why it failed.' },
    rc: { type: 'integer', description: 'The exit code.' },
    results: { type: 'array', description: 'What was installed, upgraded or removed.' },
  },
  examples: ['- yum:\n    name: [httpd, "@Development tools"]\n    state: present\n'],
  inspect: (params, host, { isCheckMode }) => inspectDnf('yum', params, host, isCheckMode),
  plan: (params, state) => planDnf('yum', params, state),
  settle: (_params, plan, outcomes) => settleDnf(plan, outcomes),
});
