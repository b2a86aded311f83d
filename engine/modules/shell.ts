/** shell: runs a command line with a shell of the host. */
import { rawSh, sh, type Sh } from '../shell/index.ts';
import {
  commandParams,
  commandReturns,
  inspectCommand,
  NOT_ALLOWED,
  NOT_FOUND,
  planCommand,
  refuseCommand,
  settleCommand,
} from './_shared/command-run.ts';
import { defineModule } from './contract.ts';

/** What one variable of the environment can hold on Linux is 128 KiB. */
const MAX_VARIABLE = 120_000;

/**
 * A shell of its own, so that `$$` is not the session; the text travels in a variable and not in
 * an argument, where `ps` would show it.
 */
function toScript(cmd: string, executable: string | undefined): Sh {
  if (executable !== undefined) {
    return sh`[ -e ${executable} ] || { echo ${NOT_FOUND} >&2; exit 127; }
[ -x ${executable} ] || { echo ${NOT_ALLOWED} >&2; exit 126; }
exec ${executable} -c ${cmd}`;
  }
  if (cmd.length > MAX_VARIABLE) return rawSh(cmd);
  return sh`KPLAY_SHELL=${cmd}; export KPLAY_SHELL
exec /bin/sh -c ${'eval "unset KPLAY_SHELL; $KPLAY_SHELL"'}`;
}

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
    if (cmd.trim() === '') throw refuseCommand('no command given');
    return planCommand(params, state, { cmd, script: toScript(cmd, executable) });
  },
  settle: (params, plan, outcomes) => settleCommand(params, plan, outcomes[0]),
});
