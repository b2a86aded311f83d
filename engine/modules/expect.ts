/** expect: runs a program on a terminal and answers what it asks. */
import { TaskFailure } from '../host/index.ts';
import { toText } from '../template/index.ts';
import { splitLines, type Plain, type Value } from '../base/index.ts';
import {
  commandParams,
  commandReturns,
  findReason,
  inspectCommand,
} from './_shared/command-run.ts';
import { splitWords } from './_shared/split-words.ts';
import { describeDuration, describeTime } from './_shared/time-text.ts';
import { defineModule, type Plan } from './contract.ts';

interface ExpectReturns {
  readonly [key: string]: Plain;
}

/** A pattern, its answers, and whether the answer is given each time (Ansible: text or list). */
function toQuestion([pattern, answer]: readonly [string, Value]): readonly Plain[] {
  const isList = Array.isArray(answer);
  const list: readonly Value[] = isList ? answer : [answer];
  return [pattern, list.map((one) => toText(one)), !isList];
}

export default defineModule({
  name: 'expect',
  collection: 'ansible.builtin',
  summary: 'Runs a command and answers its prompts.',
  notes: [
    'The questions are Python regular expressions, searched in what the command has printed since the last answer.',
    'The host needs the program `script` (Debian: bsdutils, which is always there), not Python.',
    'The command goes through no shell. Check mode skips it.',
  ],
  params: {
    properties: {
      command: { type: 'string', description: 'The command line.' },
      responses: {
        type: 'object',
        description:
          'What is asked (a regular expression) and what is answered: a text each time, or a list of answers, one after the other.',
      },
      chdir: commandParams.chdir,
      creates: {
        type: 'string',
        'x-coerce': 'path',
        description: 'A file name; when it exists, the command is not run.',
      },
      removes: {
        type: 'string',
        'x-coerce': 'path',
        description: 'A file name; when it does not exist, the command is not run.',
      },
      timeout: {
        type: 'integer',
        default: 30,
        description: 'Seconds to wait for a question or the end; 0 waits for ever.',
      },
      echo: {
        type: 'boolean',
        default: false,
        description: 'Let the terminal show the answers in `stdout`.',
      },
    },
    required: ['command', 'responses'],
  },
  returns: {
    cmd: { type: 'string', description: 'The command line.' },
    rc: { ...commandReturns.rc, description: 'The exit code; null when the time was over.' },
    stdout: { type: 'string', description: 'What the terminal showed.' },
    stdout_lines: commandReturns.stdout_lines,
    start: commandReturns.start,
    end: commandReturns.end,
    delta: commandReturns.delta,
    msg: { type: 'string', description: 'Why it failed.' },
  },
  examples: [
    "- expect:\n    command: passwd vagrant\n    responses:\n      '(?i)password': '{{ new_password }}'\n  no_log: true\n",
    '- expect:\n    command: /opt/setup/install\n    responses:\n      Question: [first, second]\n',
  ],
  supportsCheckMode: false,
  supportsAsync: false,
  inspect(params, host, controller) {
    const wish = { ...params, stdin_add_newline: true, strip_empty_ends: false };
    return inspectCommand(wish, host, controller);
  },
  plan(params, state): Plan<ExpectReturns> {
    const { command: cmd } = params;
    if (cmd.trim() === '') throw new TaskFailure('no command given', { rc: 256 });
    const words = splitWords(cmd);
    const [skipped] = findReason(params, state);
    if (skipped !== undefined) {
      const returns = { cmd, stdout: skipped, stdout_lines: [skipped], rc: 0 };
      return { changes: [], steps: [], returns };
    }
    if (!state.hasDirectory) {
      throw new TaskFailure(`cannot change to ${params.chdir ?? ''}: there is no such directory`);
    }
    return {
      certainty: 'unknown',
      changes: [],
      steps: [
        {
          do: 'talk',
          title: `run ${cmd}`,
          with: 'expect',
          params: {
            words,
            folder: state.directory ?? null,
            environment: state.environment,
            questions: Object.entries(params.responses).map(toQuestion),
            timeout: params.timeout,
            echo: params.echo,
          },
        },
      ],
      returns: { cmd },
    };
  },
  settle(_params, plan, outcomes) {
    const outcome = outcomes[0];
    if (outcome === undefined) return { returns: plan.returns, isChanged: false };
    if (outcome.status === 'failed') {
      throw new TaskFailure(outcome.message ?? 'the terminal could not be made');
    }
    const stdout = outcome.stdout.replace(/[\r\n]+$/, '');
    const rc = outcome.answer?.['rc'] ?? null;
    const returns = {
      ...plan.returns,
      stdout,
      stdout_lines: splitLines(stdout),
      rc,
      start: describeTime(outcome.startedAt),
      end: describeTime(outcome.endedAt),
      delta: describeDuration(outcome.endedAt - outcome.startedAt),
    };
    const msg = rc === null ? 'command exceeded timeout' : 'non-zero return code';
    if (rc !== 0) throw new TaskFailure(msg, { ...returns, msg, changed: true });
    return { returns, isChanged: true };
  },
});
