/** make: targets of a Makefile. */
import { splitLines, type Plain } from '../base/index.ts';
import { TaskFailure, type StepOutcome } from '../host/index.ts';
import { quote, sh } from '../shell/index.ts';
import { toHostPath } from './_shared/host-path.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { askTool, describeMissing, refuseMissing, type Tool } from './_shared/tool.ts';
import { defineModule, type Plan } from './contract.ts';

const MAKE: Tool = { name: 'make', package: 'make' };

interface MakeState {
  readonly program: string;
  readonly words: readonly string[];
  readonly chdir: string;
  readonly isDone: boolean;
  readonly isCheckMode: boolean;
}

interface MakeReturns {
  readonly [key: string]: Plain;
}

/** `NAME=value` for each parameter; one without a value is a word of its own. */
function toAssignments(params: Readonly<Record<string, Plain>>): readonly string[] {
  return Object.entries(params).map(([name, value]) =>
    value === null || value === undefined ? name : `${name}=${toText(value)}`,
  );
}

function toText(value: Plain): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function describeFailure({ stderr, stdout }: StepOutcome): string {
  return (stderr || stdout).trim();
}

export default defineModule({
  name: 'make',
  collection: 'community.general',
  summary: 'Runs targets of a Makefile.',
  notes: ['The task is unchanged when `make --question` says that nothing is to be done.'],
  params: {
    properties: {
      chdir: { type: 'string', 'x-coerce': 'path', description: 'The folder to run in.' },
      file: { type: 'string', 'x-coerce': 'path', description: 'Another Makefile (`-f`).' },
      jobs: { type: 'integer', description: 'How many jobs at once (`-j`).' },
      make: {
        type: 'string',
        'x-coerce': 'path',
        description: 'The program; `gmake`, else `make`, when not given.',
      },
      params: { type: 'object', description: 'Variables for the command line.' },
      target: { type: 'string', description: 'The target; the first one when not given.' },
    },
    required: ['chdir'],
  },
  returns: {
    chdir: { type: 'string', description: 'The folder.' },
    command: { type: 'string', description: 'The command line.' },
    file: { type: 'string', description: 'The Makefile that was named.' },
    jobs: { type: 'integer', description: 'How many jobs at once.' },
    params: { type: 'object', description: 'The variables.' },
    target: { type: 'string', description: 'The target.' },
    stdout: { type: 'string', description: 'What make printed.' },
    stdout_lines: { type: 'array', description: 'The same as lines.' },
    stderr: { type: 'string', description: 'What it complained about.' },
    stderr_lines: { type: 'array', description: 'The same as lines.' },
  },
  examples: [
    '- make:\n    chdir: /opt/app\n    target: install\n    params:\n      PREFIX: /usr/local\n',
  ],
  async inspect(params, host, controller): Promise<MakeState> {
    const { file, jobs, target, make } = params;
    const chdir = await toHostPath(host, params.chdir);
    const words = [
      ...(file === undefined ? [] : ['-f', file]),
      ...(jobs === undefined ? [] : ['-j', String(jobs)]),
      ...(target === undefined ? [] : [target]),
      ...toAssignments(params.params ?? {}),
    ];
    const find =
      make === undefined
        ? sh`m=$(command -v gmake || command -v make) || exit 7`
        : sh`m=${make}; command -v "$m" >/dev/null 2>&1 || exit 6`;
    const script = sh`${find}
printf '%s\n' "$m"
cd -- ${chdir} || exit 5
"$m" -q ${words} >/dev/null 2>&1`;
    return host.ask(
      askTool([], 'make-question', script, ({ rc, stdout }) => {
        const program = stdout.trim();
        if (rc === 7) refuseMissing({ rc: 127, stderr: describeMissing(MAKE) });
        if (rc === 5) throw new TaskFailure(`${chdir} is not a directory that can be entered`);
        if (rc === 6) {
          throw new TaskFailure(`[Errno 2] No such file or directory: b'${make ?? ''}'`, { rc: 2 });
        }
        const { isCheckMode } = controller;
        return { program, words, chdir, isDone: rc === 0, isCheckMode };
      }),
    );
  },
  plan(params, { program, words, chdir, isDone }): Plan<MakeReturns> {
    const { file = null, jobs = null, target = null } = params;
    const command = [program, ...words].map((word) => quote(word)).join(' ');
    const returns = {
      chdir,
      command,
      file,
      jobs,
      params: params.params ?? null,
      target,
      stdout: '',
      stdout_lines: [],
      stderr: '',
      stderr_lines: [],
    };
    if (isDone) return { changes: [], steps: [], returns };
    return {
      changes: [{ what: `target ${target ?? 'of the Makefile'}`, before: 'due', after: 'made' }],
      steps: [{ do: 'run', title: command, script: sh`${program} ${words}`, cwd: chdir }],
      returns,
    };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, describeFailure, { cmd: plan.returns['command'] });
    const [first] = outcomes;
    if (first === undefined) return { returns: plan.returns };
    const [stdout, stderr] = [first.stdout.trimEnd(), first.stderr.trimEnd()];
    return {
      returns: {
        ...plan.returns,
        stdout,
        stdout_lines: splitLines(stdout),
        stderr,
        stderr_lines: splitLines(stderr),
      },
    };
  },
});
