/** script: a script of the controller, run on the host without leaving it there. */
import { splitLines } from '../base/index.ts';
import { TaskFailure, type StepOutcome } from '../host/index.ts';
import { rawSh, sh, splitWords, type Sh } from '../shell/index.ts';
import { commandParams, inspectCommand, type CommandState } from './_shared/command-run.ts';
import { decodeText } from './_shared/file-text.ts';
import { baseName } from './_shared/host-path.ts';
import { defineModule, type Plan } from './contract.ts';

interface ScriptState {
  readonly command: CommandState;
  /** Undefined when `creates` or `removes` say that it should not run. */
  readonly script: { readonly name: string; readonly stdin: string; readonly isBase64: boolean };
  /** The arguments as they were written: the host's shell reads them. */
  readonly rest: string;
}

interface ScriptReturns {
  readonly [key: string]: number | string | readonly string[];
}

/** The first word, read as a shell does, and the text behind it. */
function splitFirst(line: string): { readonly first: string; readonly rest: string } {
  const text = line.trim();
  const [first = ''] = splitWords(text);
  for (let at = 1; at <= text.length; at += 1) {
    const isEnd = at === text.length || /\s/.test(text.charAt(at));
    if (!isEnd) continue;
    try {
      const words = splitWords(text.slice(0, at));
      if (words.length === 1 && words[0] === first) return { first, rest: text.slice(at).trim() };
    } catch {
      // An open quotation: the word goes on.
    }
  }
  return { first, rest: '' };
}

function encodeBase64(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll(/(.{76})/g, '$1\n');
}

function toPayload(bytes: Uint8Array): { readonly stdin: string; readonly isBase64: boolean } {
  const text = decodeText(bytes);
  const isPlain = !/[\0\u{10ff00}-\u{10ffff}]/u.test(text);
  return isPlain
    ? { stdin: text, isBase64: false }
    : { stdin: encodeBase64(bytes), isBase64: true };
}

function toScript(state: ScriptState, executable: string | undefined): Sh {
  const { name, isBase64 } = state.script;
  const { directory } = state.command;
  return sh`kplay_old=$(umask); umask 077
kplay_tmp=$(mktemp -d) || exit
trap 'rm -rf -- "$kplay_tmp"' EXIT
${isBase64 ? sh`base64 -d` : sh`cat`} >"$kplay_tmp"/${name} && chmod 700 "$kplay_tmp"/${name} || exit
umask "$kplay_old"
${directory === undefined ? sh`:` : sh`cd -P -- ${directory} || exit`}
${rawSh(executable ?? '')} "$kplay_tmp"/${name} ${rawSh(state.rest)} </dev/null`;
}

function describe({ rc, stdout, stderr }: StepOutcome): ScriptReturns {
  return {
    rc,
    stdout,
    stdout_lines: splitLines(stdout),
    stderr,
    stderr_lines: splitLines(stderr),
  };
}

function findSkip(
  params: { readonly creates?: string; readonly removes?: string },
  { isCreated, isRemovable }: CommandState,
): string | undefined {
  if (isCreated === true) return `${params.creates ?? ''} exists, matching creates option`;
  if (isRemovable === false)
    return `${params.removes ?? ''} does not exist, matching removes option`;
  return undefined;
}

export default defineModule({
  name: 'script',
  collection: 'ansible.builtin',
  summary: 'Runs a script of the controller on the host.',
  notes: [
    'The script travels with the task, stands in a folder of its own while it runs, and is gone afterwards.',
    'Output and errors stay apart; Ansible gives both as `stdout`, because it runs scripts on a terminal.',
    'Check mode skips it, unless `creates` or `removes` tell what would happen.',
  ],
  params: {
    properties: {
      cmd: {
        type: 'string',
        description:
          "Path of the script, searched in the role's `files`, and arguments as a shell reads them.",
      },
      chdir: commandParams.chdir,
      creates: commandParams.creates,
      removes: commandParams.removes,
      executable: { type: 'string', description: 'Interpreter to run it with, with its flags.' },
      decrypt: {
        type: 'boolean',
        default: true,
        description: 'Open a script that is encrypted with vault.',
      },
    },
  },
  returns: {
    rc: { type: 'integer', description: 'The exit code.' },
    stdout: { type: 'string', description: 'Standard output.' },
    stdout_lines: { type: 'array', description: 'Standard output as lines.' },
    stderr: { type: 'string', description: 'Standard error.' },
    stderr_lines: { type: 'array', description: 'Standard error as lines.' },
    msg: { type: 'string', description: 'Why it was not run.' },
  },
  examples: [
    '- script: setup.sh --fast\n',
    '- script:\n    cmd: migrate.py\n    executable: python3\n    creates: /var/lib/migrated\n',
  ],
  freeForm: 'cmd',
  supportsAsync: false,
  async inspect(params, host, controller): Promise<ScriptState> {
    const { first, rest } = splitFirst(params.cmd ?? '');
    if (first === '') throw new TaskFailure('`script` names no script');
    const wish = { ...params, stdin_add_newline: true, strip_empty_ends: false };
    const command = await inspectCommand(wish, host, controller);
    if (findSkip(params, command) !== undefined) {
      return { command, script: { name: '', stdin: '', isBase64: false }, rest };
    }
    const file = controller.find('files', first);
    const opened = params.decrypt ? controller.decrypt(file.path) : undefined;
    const payload = toPayload(opened ?? controller.readBytes(file.path));
    return { command, script: { name: baseName(file.path), ...payload }, rest };
  },
  plan(params, state): Plan<ScriptReturns> {
    const skip = findSkip(params, state.command);
    if (skip !== undefined) return { changes: [], steps: [], returns: {}, skips: skip };
    if (!state.command.hasDirectory) {
      throw new TaskFailure(`cannot change to ${params.chdir ?? ''}: there is no such directory`);
    }
    const isConditional = params.creates !== undefined || params.removes !== undefined;
    return {
      certainty: isConditional ? 'known' : 'unknown',
      changes: isConditional ? [{ what: 'script', before: null, after: params.cmd ?? '' }] : [],
      steps: [
        {
          do: 'run',
          title: `run the script ${params.cmd ?? ''}`,
          script: toScript(state, params.executable),
          stdin: state.script.stdin,
          env: state.command.environment,
          accepts: 'any',
        },
      ],
      returns: {},
    };
  },
  settle(_params, plan, outcomes) {
    const outcome = outcomes[0];
    if (outcome === undefined) return { returns: plan.returns, isChanged: false };
    const returns = describe(outcome);
    if (outcome.rc !== 0) {
      throw new TaskFailure('non-zero return code', { ...returns, changed: true });
    }
    return { returns, isChanged: true };
  },
});
