/** shell: runs a command line with a shell of the host. */
import { TaskFailure } from '../host/index.ts';
import { rawSh } from '../shell/index.ts';
import {
  commandParams,
  commandReturns,
  inspectCommand,
  planCommand,
  settleCommand,
} from './_shared/command-run.ts';
import { defineModule } from './contract.ts';

export default defineModule({
  name: 'shell',
  collection: 'ansible.builtin',
  summary: 'Runs a command line with a shell.',
  notes: ['Check mode skips it, unless `creates` or `removes` tell what would happen.'],
  params: {
    properties: {
      cmd: { type: 'string', description: 'The command line, as a shell reads it.' },
      executable: {
        type: 'string',
        'x-coerce': 'path',
        description: 'Absolute path of the shell; `/bin/sh` when not given.',
      },
      ...commandParams,
    },
  },
  returns: commandReturns,
  examples: [
    '- shell: grep -c kubelet /var/log/syslog >> /tmp/count\n',
    '- shell: set -o pipefail; curl -s http://localhost | head -1\n  args:\n    executable: /bin/bash\n',
    '- shell:\n    cmd: ls *.log | wc -l\n    chdir: /var/log\n',
  ],
  freeForm: 'cmd',
  inspect: inspectCommand,
  plan(params, state) {
    const { cmd = '', executable } = params;
    if (cmd.trim() === '') throw new TaskFailure('no command given', { rc: 256 });
    return planCommand(params, state, { cmd, script: rawSh(cmd), executable });
  },
  settle: (params, plan, outcomes) => settleCommand(params, plan, outcomes[0]),
});
