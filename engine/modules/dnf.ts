/** dnf: packages of Fedora, RHEL and their relatives, with dnf and rpm alone. */
import { dnfParams } from './_shared/dnf-params.ts';
import { inspectDnf, planDnf, settleDnf } from './_shared/dnf.ts';
import { defineModule } from './contract.ts';

export default defineModule({
  name: 'dnf',
  collection: 'ansible.builtin',
  summary: 'Manages packages with dnf.',
  notes: ['Works without Python on the host; written from the manual pages of dnf and rpm.'],
  params: {
    properties: {
      ...dnfParams,
    },
  },
  returns: {
    msg: { type: 'string', description: 'Nothing to do, or why it failed.' },
    rc: { type: 'integer', description: 'The exit code.' },
    results: { type: 'array', description: 'What was installed, upgraded or removed.' },
  },
  examples: ['- dnf:\n    name: [httpd, "@Development tools"]\n    state: present\n'],
  inspect: (params, host, { isCheckMode }) => inspectDnf('dnf', params, host, isCheckMode),
  plan: (params, state) => planDnf('dnf', params, state),
  settle: (_params, plan, outcomes) => settleDnf(plan, outcomes),
});
