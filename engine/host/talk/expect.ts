/**
 * `expect`: runs a program on a terminal of its own and answers its questions. The terminal is made
 * on the host by `script` (util-linux, busybox); what is searched for in its output and what is
 * sent is decided here, so an answer stands in no argument list. Rules are those of pexpect's
 * `run`, which Ansible's module calls.
 */
import type { Plain } from '../../base/index.ts';
import type { Channel } from '../../connect/index.ts';
import { pyRepr } from '../../template/index.ts';
import type { StepOutcome } from '../contract.ts';
import type { RunOptions, SessionCore } from '../session-contract.ts';
import { compileRun } from '../steps/run.ts';
import type { TalkTime } from './outcome.ts';
import { readParams, type TalkStep } from './params.ts';
import { compileSearch, type Search } from './search-regex.ts';
import { compileTerminal, NO_PROGRAM, NO_SCRIPT, Terminal } from './terminal.ts';

/** A question and what is still to be said to it. */
interface Question {
  readonly text: string;
  readonly search: Search;
  /** Gives the next answer; undefined when there is none left. */
  next(): string | undefined;
}

/** How a conversation ended. */
type Ending =
  | { readonly how: 'exited'; readonly rc: number }
  | { readonly how: 'timeout' }
  | { readonly how: 'speechless'; readonly question: string; readonly output: string }
  | { readonly how: 'cut'; readonly stderr: string };

function readQuestion(entry: Plain): readonly Question[] {
  if (!Array.isArray(entry)) return [];
  const parts: readonly Plain[] = entry;
  const [text, answers, repeats] = parts;
  if (typeof text !== 'string' || !Array.isArray(answers)) return [];
  const left = answers.filter((answer): answer is string => typeof answer === 'string');
  return [
    {
      text,
      search: compileSearch(text, 'dotAll'),
      next: () => (repeats === true ? left[0] : left.shift()),
    },
  ];
}

/** The question that is found first in the text; of two at one place the one named first. */
function findQuestion(
  questions: readonly Question[],
  text: string,
): { readonly question: Question; readonly end: number } | undefined {
  let first:
    | { readonly question: Question; readonly start: number; readonly end: number }
    | undefined;
  for (const question of questions) {
    const match = question.search(text);
    if (match !== undefined && (first === undefined || match.start < first.start))
      first = { question, ...match };
  }
  return first;
}

/** One conversation: gathers output, answers, and knows how it ended. */
class Conversation {
  readonly #channel: Channel;
  readonly #questions: readonly Question[];
  readonly #terminal: Terminal;
  #unsearched = '';
  #stderr = '';
  output = '';

  constructor(channel: Channel, questions: readonly Question[], terminal: Terminal) {
    this.#channel = channel;
    this.#questions = questions;
    this.#terminal = terminal;
  }

  /** @param timeoutSeconds between two questions; 0 waits for ever */
  hold(timeoutSeconds: number, onOutput: (text: string) => void): Promise<Ending> {
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const wait = (): void => {
        clearTimeout(timer);
        if (timeoutSeconds === 0) return;
        timer = setTimeout(() => {
          finish({ how: 'timeout' });
        }, timeoutSeconds * 1000);
      };
      const finish = (ending: Ending): void => {
        clearTimeout(timer);
        this.output += this.#unsearched;
        this.#unsearched = '';
        resolve(ending);
      };
      this.#channel.stderr.on('data', (bytes: Buffer) => (this.#stderr += bytes.toString('utf8')));
      this.#channel.stdout.on('data', (bytes: Buffer) => {
        const text = this.#terminal.read(bytes);
        if (text !== '') onOutput(text);
        try {
          const end = this.#answer(text, wait);
          if (end !== undefined) finish(end);
        } catch (error) {
          clearTimeout(timer);
          reject(error instanceof Error ? error : new Error(String(error)));
        }
      });
      void this.#channel.ended.then(() => {
        finish({ how: 'cut', stderr: this.#stderr.trim() });
      });
      wait();
    });
  }

  /** Answers what the new text asks; gives the end when it has come. */
  #answer(text: string, onQuestion: () => void): Ending | undefined {
    this.#unsearched += text;
    for (;;) {
      const found =
        this.#unsearched === '' ? undefined : findQuestion(this.#questions, this.#unsearched);
      if (found === undefined) break;
      const matched = this.#unsearched.slice(0, found.end);
      this.#unsearched = this.#unsearched.slice(found.end);
      this.output += matched;
      const answer = found.question.next();
      if (answer === undefined)
        return { how: 'speechless', question: found.question.text, output: matched };
      this.#channel.stdin.write(`${answer.replace(/\n+$/, '')}\n`);
      onQuestion();
      // A pattern that matches nothing would match it for ever.
      if (found.end === 0) break;
    }
    const { rc } = this.#terminal;
    return rc === undefined ? undefined : { how: 'exited', rc };
  }
}

function describeCut(stderr: string, program: string): string {
  if (stderr === NO_PROGRAM) return `The command was not found or was not executable: ${program}.`;
  if (stderr === NO_SCRIPT) return 'script is missing on the host (package bsdutils or util-linux)';
  return `the terminal could not be made: ${stderr === '' ? 'no message was given' : stderr}`;
}

function toOutcome(
  step: TalkStep,
  ending: Ending,
  { stdout, ...time }: TalkTime & { readonly stdout: string },
): StepOutcome {
  const program = readParams(step).texts('words')?.[0] ?? '';
  const common = { step, stdout, stderr: '', ...time };
  switch (ending.how) {
    case 'exited':
      return { ...common, status: 'done', rc: ending.rc, answer: { rc: ending.rc } };
    case 'timeout':
      return { ...common, status: 'done', rc: 1, answer: { rc: null } };
    case 'speechless': {
      const { question, output } = ending;
      const message = `No remaining responses for '${question}', output was 'b${pyRepr(output)}'`;
      return { ...common, status: 'failed', rc: 1, message };
    }
    case 'cut':
      return { ...common, status: 'failed', rc: 127, message: describeCut(ending.stderr, program) };
  }
}

/**
 * Runs the program and answers it. Parameters: `words` (the command), `folder`, `environment`,
 * `questions` (lists of pattern, answers, and whether the only answer is repeated), `timeout`
 * (seconds between two questions), `echo`.
 * @returns done with `answer.rc`, null when the time was over; failed when an answer is missing
 * @throws TaskFailure for a pattern that is no regular expression; UnreachableError
 */
export async function expect(
  core: SessionCore,
  step: TalkStep,
  options: RunOptions,
): Promise<StepOutcome> {
  const params = readParams(step);
  const { questions, echo } = step.params;
  const wished = Array.isArray(questions) ? questions.flatMap(readQuestion) : [];
  const mark = `\x1e${core.makeNonce()}`;
  const script = compileTerminal(params.texts('words') ?? [], mark, echo === true);
  const { part } = compileRun({
    do: 'run',
    title: step.title,
    script,
    cwd: params.text('folder'),
    env: readEnvironment(step.params['environment']),
  });
  options.signal?.throwIfAborted();
  const startedAt = core.now();
  const { channel } = await core.openChannel(part.script.sh);
  const terminal = new Terminal(mark);
  const conversation = new Conversation(channel, wished, terminal);
  const stop = (): void => {
    void core.killTree(terminal.pid).finally(() => {
      channel.close();
    });
  };
  options.signal?.addEventListener('abort', stop, { once: true });
  try {
    const ending = await conversation.hold(params.number('timeout', 30), (text) => {
      options.onOutput?.(step, 'stdout', text);
    });
    // What the program says about being ended is none of its output.
    const stdout = conversation.output;
    options.signal?.throwIfAborted();
    if (ending.how === 'timeout' || ending.how === 'speechless') await core.killTree(terminal.pid);
    channel.stdin.end();
    return toOutcome(step, ending, { stdout, startedAt, endedAt: core.now() });
  } finally {
    options.signal?.removeEventListener('abort', stop);
    channel.close();
  }
}

function readEnvironment(value: Plain | undefined): Readonly<Record<string, string>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
  const entries = Object.entries(value).map(([name, text]) => [name, String(text)] as const);
  return Object.fromEntries(entries);
}
