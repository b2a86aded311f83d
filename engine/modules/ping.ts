/** ping: proves that a host can be worked on. */
import { TaskFailure } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import { defineModule } from './contract.ts';

export default defineModule({
  name: 'ping',
  collection: 'ansible.builtin',
  summary: 'Proves that a host answers.',
  params: {
    properties: {
      data: {
        type: 'string',
        default: 'pong',
        description: 'What to answer; `crash` makes the task fail.',
      },
    },
  },
  returns: { ping: { type: 'string', description: 'What was asked for.' } },
  examples: ['- ping:\n'],
  async inspect(params, host) {
    if (params.data === 'crash') throw new TaskFailure('boom');
    return host.ask({
      name: 'ping',
      script: sh`printf '%s.' ${params.data}`,
      parse: ({ stdout }) => stdout.slice(0, -1),
    });
  },
  plan: (_params, ping) => ({ changes: [], steps: [], returns: { ping } }),
});
