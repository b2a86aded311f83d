/** debconf: answers to the questions that Debian packages ask. */
import type { Plain } from '../base/index.ts';
import { TaskFailure, type Probe } from '../host/index.ts';
import { requiredTogether } from '../schema/index.ts';
import { sh } from '../shell/index.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { askTool, callTool, type Tool } from './_shared/tool.ts';
import { defineModule, type Plan } from './contract.ts';

const SHOW: Tool = { name: 'debconf-show', package: 'debconf' };
const SET: Tool = { name: 'debconf-set-selections', package: 'debconf' };
const OMITTED = '(password omitted)';

type Answers = Readonly<Record<string, string>>;

interface DebconfState {
  readonly answers: Answers;
  /** Digest of the kept password; debconf-show leaves it out. */
  readonly isPasswordSame: boolean;
}

function parseAnswers(stdout: string): Answers {
  const answers = stdout.split('\n').flatMap((line) => {
    const match = /^[* ]*([^:]+):(.*)$/.exec(line);
    return match?.[1] === undefined ? [] : [[match[1].trim(), (match[2] ?? '').trim()] as const];
  });
  return Object.fromEntries(answers);
}

function showAnswers(name: string): Probe<Answers> {
  return askTool([SHOW], 'debconf-answers', sh`debconf-show ${name}`, (reply) => {
    if (reply.rc !== 0) throw new TaskFailure(reply.stderr.trim());
    return parseAnswers(reply.stdout);
  });
}

/**
 * Asks debconf for a password by its sum, so that neither the kept nor the wanted one travels in
 * the open.
 */
function passwordSum(name: string, question: string): Probe<string> {
  return askTool(
    [SHOW],
    'debconf-password',
    sh`o=$(printf 'GET %s\n' ${question} | debconf-communicate ${name} 2>/dev/null)
case $o in '0 '*) printf '%s' "${{ sh: '${o#0 }' }}" | sha256sum ;; esac`,
    ({ stdout }) => stdout.split(' ')[0] ?? '',
  );
}

/** What set-selections reads: truth in small letters for booleans. */
function toAnswer(vtype: string, value: string): string {
  return vtype === 'boolean' ? value.toLowerCase() : value;
}

export default defineModule({
  name: 'debconf',
  collection: 'ansible.builtin',
  summary: 'Configures a Debian package before it is installed.',
  notes: ['Passwords are compared, so that a second run changes nothing; they are never shown.'],
  params: {
    properties: {
      name: { type: 'string', 'x-aliases': ['pkg'], description: 'The package.' },
      question: {
        type: 'string',
        'x-aliases': ['selection', 'setting'],
        description: 'The question.',
      },
      vtype: {
        type: 'string',
        enum: [
          'boolean',
          'error',
          'multiselect',
          'note',
          'password',
          'seen',
          'select',
          'string',
          'text',
          'title',
        ],
        description: 'Type of the answer.',
      },
      value: { type: 'string', 'x-aliases': ['answer'], description: 'The answer.' },
      unseen: {
        type: 'boolean',
        default: false,
        description: 'Do not mark the question as seen.',
      },
    },
    rules: [requiredTogether('question', 'vtype', 'value')],
    required: ['name'],
  },
  returns: {
    current: { type: 'object', description: 'The answers after the task.' },
    previous: { type: 'object', description: 'The answers before it.' },
    msg: { type: 'string', description: 'What was said.' },
  },
  examples: [
    '- debconf:\n    name: tzdata\n    question: tzdata/Areas\n    vtype: select\n    value: Europe\n',
  ],
  async inspect({ name, question, vtype, value }, host, controller): Promise<DebconfState> {
    const isPassword = vtype === 'password' && question !== undefined && value !== undefined;
    const [answers, sum] = await Promise.all([
      host.ask(showAnswers(name)),
      isPassword ? host.ask(passwordSum(name, question)) : undefined,
    ]);
    const isPasswordSame = isPassword && sum === controller.digest(value, 'sha256');
    return { answers, isPasswordSame };
  },
  plan(params, { answers, isPasswordSame }): Plan<Readonly<Record<string, Plain>>> {
    const { name, question, vtype, unseen } = params;
    if (question === undefined || vtype === undefined || params.value === undefined) {
      return { changes: [], steps: [], returns: { msg: '', current: answers } };
    }
    const value = toAnswer(vtype, params.value);
    const isSecret = vtype === 'password';
    const old = answers[question];
    const isSame = isSecret ? isPasswordSame : old === value;
    if (isSame) return { changes: [], steps: [], returns: { msg: '', current: answers } };
    const shown = isSecret ? OMITTED : value;
    const previous = old === undefined ? { ...answers, [question]: '' } : { [question]: old };
    const set = callTool(
      SET,
      `answer ${question}`,
      sh`debconf-set-selections ${unseen ? ['-u'] : []}`,
    );
    return {
      changes: [{ what: question, before: old ?? '', after: shown, isSecret }],
      steps: [{ ...set, stdin: `${name} ${question} ${vtype} ${value}\n`, isSecret }],
      returns: { msg: '', current: { [question]: shown }, previous },
    };
  },
  settle(_params, plan, outcomes) {
    failOnFailedStep(outcomes, ({ stderr, stdout, step }) =>
      step.isSecret === true ? 'debconf-set-selections failed' : stderr || stdout,
    );
    return { returns: plan.returns };
  },
});
