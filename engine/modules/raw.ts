/** raw: runs a command line as it stands, with nothing around it. */
import { splitLines } from '../base/index.ts';
import { TaskFailure } from '../host/index.ts';
import { rawSh } from '../shell/index.ts';
import { defineModule, type Plan } from './contract.ts';

interface RawReturns {
  readonly [key: string]: number | string | readonly string[];
}

export default defineModule({
  name: 'raw',
  collection: 'ansible.builtin',
  summary: 'Runs a command line of the shell as it stands.',
  notes: [
    'Nothing of kplay needs Python on the host, so `raw` is only `shell` with fewer parameters and without trimming.',
  ],
  params: {
    properties: {
      cmd: { type: 'string', description: 'The command line, as a shell reads it.' },
      executable: {
        type: 'string',
        'x-coerce': 'path',
        description: 'Absolute path of the shell; `/bin/sh` when not given.',
      },
    },
  },
  returns: {
    rc: { type: 'integer', description: 'The exit code.' },
    stdout: { type: 'string', description: 'Standard output.' },
    stdout_lines: { type: 'array', description: 'Standard output as lines.' },
    stderr: { type: 'string', description: 'Standard error.' },
    stderr_lines: { type: 'array', description: 'Standard error as lines.' },
  },
  examples: [
    '- raw: cat /etc/os-release\n',
    '- raw: echo $0\n  args:\n    executable: /bin/bash\n',
  ],
  freeForm: 'cmd',
  supportsAsync: false,
  inspect: () => Promise.resolve(undefined),
  plan({ cmd = '', executable }): Plan<RawReturns> {
    if (cmd.trim() === '') throw new TaskFailure('no command given', { rc: 256 });
    return {
      certainty: 'unknown',
      changes: [],
      steps: [{ do: 'run', title: `run ${cmd}`, script: rawSh(cmd), executable, accepts: 'any' }],
      returns: {},
    };
  },
  settle(_params, plan, outcomes) {
    const outcome = outcomes[0];
    if (outcome === undefined) return { returns: plan.returns };
    const { rc, stdout, stderr } = outcome;
    const returns = {
      rc,
      stdout,
      stdout_lines: splitLines(stdout),
      stderr,
      stderr_lines: splitLines(stderr),
    };
    if (rc !== 0) throw new TaskFailure('non-zero return code', { ...returns, changed: true });
    return { returns, isChanged: true };
  },
});
