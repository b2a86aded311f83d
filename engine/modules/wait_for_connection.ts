/** wait_for_connection: waits until a host can be reached and used. */
import type { Plain } from '../base/index.ts';
import { defineModule, type Plan } from './contract.ts';

export default defineModule({
  name: 'wait_for_connection',
  collection: 'ansible.builtin',
  summary: 'Waits until a host can be reached and used.',
  waitsForConnection: true,
  supportsCheckMode: false,
  params: {
    properties: {
      connect_timeout: {
        type: 'integer',
        default: 5,
        description: 'Seconds for one attempt; the connection decides when that is less.',
      },
      delay: { type: 'integer', default: 0, description: 'Seconds to wait before the first look.' },
      sleep: { type: 'integer', default: 1, description: 'Seconds between two attempts.' },
      timeout: { type: 'integer', default: 600, description: 'Seconds to wait at most.' },
    },
  },
  returns: { elapsed: { type: 'integer', description: 'Whole seconds that it took.' } },
  examples: ['- wait_for_connection:\n    delay: 10\n    timeout: 300\n'],
  // The run has connected, and had an answer, before a module is asked.
  supportsAsync: false,
  inspect: () => Promise.resolve(undefined),
  plan: (): Plan<Readonly<Record<string, Plain>>> => ({
    changes: [],
    steps: [],
    returns: { elapsed: 0 },
  }),
});
