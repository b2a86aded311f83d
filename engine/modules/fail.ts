/** fail: fails with a message. */
import { toPythonJson } from './_shared/python-json.ts';
import { defineControl } from './contract.ts';

export default defineControl({
  name: 'fail',
  collection: 'ansible.builtin',
  summary: 'Fails with a message of your own.',
  params: {
    properties: {
      msg: {
        type: 'value',
        default: 'Failed as requested from task',
        description: 'The message: text, or a list or mapping.',
      },
    },
  },
  returns: { msg: { type: 'value', description: 'The message.' } },
  examples: [
    '- fail:\n    msg: This role needs systemd.\n  when: ansible_service_mgr != "systemd"\n',
  ],
  decide: ({ msg }) => ({
    returns: { msg },
    failure: typeof msg === 'string' ? msg : toPythonJson(msg),
  }),
});
