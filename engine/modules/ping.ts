/** ping: proves that a host can be worked on. */
import { TaskFailure } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import { defineModule } from './contract.ts';

/** What Ansible says of a module that ended with an exception. */
function crash(): TaskFailure {
  const exception = 'Exception: boom';
  return new TaskFailure('MODULE FAILURE\nSee stdout/stderr for the exact error', {
    exception,
    module_stderr: `${exception}\n`,
    // Ansible has it here over ssh, and only there without.
    module_stdout: `${exception}\n`,
    rc: 1,
  });
}

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
    if (params.data === 'crash') throw crash();
    return host.ask({
      name: 'ping',
      script: sh`printf '%s.' ${params.data}`,
      parse: ({ stdout }) => stdout.slice(0, -1),
    });
  },
  plan: (_params, ping) => ({ changes: [], steps: [], returns: { ping } }),
});
