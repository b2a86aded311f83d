/** fail: fails with a message. */
import { defineControl } from './contract.ts';

export default defineControl({
  name: 'fail',
  collection: 'ansible.builtin',
  summary: 'Fails with a message of your own.',
  params: {
    properties: {
      msg: {
        type: 'string',
        default: 'Failed as requested from task',
        description: 'The message.',
      },
    },
  },
  returns: { msg: { type: 'string', description: 'The message.' } },
  examples: [
    '- fail:\n    msg: This role needs systemd.\n  when: ansible_service_mgr != "systemd"\n',
  ],
  decide: ({ msg }) => ({ returns: { msg }, failure: msg }),
});
