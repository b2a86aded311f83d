/**
 * What command and shell share: `creates` and `removes`, the directory, the result. The two differ
 * only in how the script is made of the parameters.
 */
import { splitLines } from '../../base/index.ts';
import { TaskFailure, type HostReader, type Probe, type StepOutcome } from '../../host/index.ts';
import type { ParamSchema } from '../../schema/index.ts';
import { joinSh, rawSh, sh, type Sh } from '../../shell/index.ts';
import type { ControllerReader, Plan, Settled } from '../contract.ts';
import { toExpandingWord, toHostPath } from './host-path.ts';
import { osError } from './os-error.ts';
import { describeDuration, describeTime } from './time-text.ts';

/** Parameters that both modules have. */
export const commandParams = {
  chdir: {
    type: 'string',
    'x-coerce': 'path',
    description: 'Change into this directory before running the command.',
  },
  creates: {
    type: 'string',
    'x-coerce': 'path',
    description: 'A file name or glob; when it exists, the command is not run.',
  },
  removes: {
    type: 'string',
    'x-coerce': 'path',
    description: 'A file name or glob; when it does not exist, the command is not run.',
  },
  stdin: { type: 'string', description: 'Text for the standard input of the command.' },
  stdin_add_newline: {
    type: 'boolean',
    default: true,
    description: 'Append a newline to `stdin`.',
  },
  strip_empty_ends: {
    type: 'boolean',
    default: true,
    description: 'Strip empty lines from the end of stdout and stderr.',
  },
  warn: {
    type: 'boolean',
    description: 'Accepted from older playbooks; without effect since Ansible 2.14.',
  },
} as const satisfies Readonly<Record<string, ParamSchema>>;

const WARN_IS_GONE = 'the parameter `warn` has no effect any more: leave it out';

/** What both modules return. */
export const commandReturns = {
  cmd: {
    type: 'value',
    description: 'The command: a list of words, or the text given to a shell.',
  },
  rc: { type: 'integer', description: 'The exit code.' },
  stdout: { type: 'string', description: 'Standard output.' },
  stdout_lines: { type: 'array', description: 'Standard output as lines.' },
  stderr: { type: 'string', description: 'Standard error.' },
  stderr_lines: { type: 'array', description: 'Standard error as lines.' },
  start: { type: 'string', description: 'When it started (UTC).' },
  end: { type: 'string', description: 'When it ended (UTC).' },
  delta: { type: 'string', description: 'How long it took.' },
  msg: { type: 'string', description: 'Why it was not run, or that its exit code is not zero.' },
} as const satisfies Readonly<Record<string, ParamSchema>>;

export interface CommandParams {
  readonly chdir?: string;
  readonly creates?: string;
  readonly removes?: string;
  readonly stdin?: string;
  readonly stdin_add_newline: boolean;
  readonly strip_empty_ends: boolean;
  readonly warn?: boolean;
}

export interface CommandReturns {
  readonly [key: string]: string | number | null | readonly string[];
}

/** What the host said before the command runs. */
export interface CommandState {
  /** True when a file that `creates` names is there; undefined when not asked. */
  readonly isCreated: boolean | undefined;
  readonly isRemovable: boolean | undefined;
  /** `chdir` as the host means it. */
  readonly directory: string | undefined;
  readonly hasDirectory: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly isCheckMode: boolean;
}

/** One word in which `*`, `?` and `[…]` are left to the shell. */
function toGlobWord(pattern: string): Sh {
  const words = pattern.split(/([*?]|\[[^\]]+\])/).map((part, index) => {
    if (index % 2 === 0) return part === '' ? sh`` : toExpandingWord(part);
    const set = /^\[([!^]?)([\w.,:-]*)\]$/.exec(part);
    if (set === null) return part.length === 1 ? rawSh(part) : sh`${part}`;
    return rawSh(`[${set[1] === '' ? '' : '!'}${set[2] ?? ''}]`);
  });
  return joinSh(words, '');
}

function enter(directory: string | undefined): Sh {
  return directory === undefined ? sh`` : sh`cd -- ${directory} 2>/dev/null || exit 3`;
}

/** Asks whether anything matches a glob, seen from `directory`. */
function globExists(pattern: string, directory: string | undefined): Probe<boolean> {
  return {
    name: 'glob-exists',
    script: joinSh([
      enter(directory),
      sh`for f in ${toGlobWord(pattern)}; do if [ -e "$f" ] || [ -L "$f" ]; then exit 0; fi; done; exit 1`,
    ]),
    parse: ({ rc }) => rc === 0,
  };
}

function directoryExists(directory: string): Probe<boolean> {
  return {
    name: 'directory-exists',
    script: sh`[ -d ${directory} ]`,
    parse: ({ rc }) => rc === 0,
  };
}

/** Asks what `creates`, `removes` and `chdir` need; nothing when none is given. */
export async function inspectCommand(
  params: CommandParams,
  host: HostReader,
  controller: ControllerReader,
): Promise<CommandState> {
  const { chdir, creates, removes } = params;
  const directory = chdir === undefined ? undefined : await toHostPath(host, chdir);
  const [isCreated, isRemovable, hasDirectory] = await Promise.all([
    creates === undefined ? undefined : host.ask(globExists(creates, directory)),
    removes === undefined ? undefined : host.ask(globExists(removes, directory)),
    directory === undefined ? true : host.ask(directoryExists(directory)),
  ]);
  const { environment, isCheckMode } = controller;
  return { isCreated, isRemovable, directory, hasDirectory, environment, isCheckMode };
}

/** What is run, in both forms. */
export interface CommandLine {
  /** The `cmd` of the result. */
  readonly cmd: string | readonly string[];
  readonly script: Sh;
}

function toNotRun(cmd: CommandLine['cmd'], stdout: string, message: string): CommandReturns {
  return {
    cmd,
    rc: 0,
    stdout,
    stdout_lines: splitLines(stdout),
    stderr: '',
    stderr_lines: [],
    start: null,
    end: null,
    delta: null,
    msg: message,
  };
}

/** Why the command is not run, as `stdout` and as `msg` say it; nothing when it is. */
export function findReason(
  { creates, removes }: Pick<CommandParams, 'creates' | 'removes'>,
  state: CommandState,
): string[] {
  if (state.isCreated === true) {
    return [`skipped, since ${creates ?? ''} exists`, `'${creates ?? ''}' exists`];
  }
  if (state.isRemovable === false) {
    return [`skipped, since ${removes ?? ''} does not exist`, `'${removes ?? ''}' does not exist`];
  }
  return [];
}

function findWarnings({ warn }: CommandParams): readonly string[] {
  return warn === undefined ? [] : [WARN_IS_GONE];
}

/** Decides whether the command runs. @throws TaskFailure when `chdir` is no directory */
export function planCommand(
  params: CommandParams,
  state: CommandState,
  line: CommandLine,
): Plan<CommandReturns> {
  const { chdir, creates, removes, stdin } = params;
  if (!state.hasDirectory) {
    const message = `Unable to change directory before execution: [Errno 2] No such file or directory: b'${chdir ?? ''}'`;
    throw new TaskFailure(message, { ...toNotRun(line.cmd, '', message), rc: null });
  }
  const [stdout, reason] = findReason(params, state);
  if (stdout !== undefined && reason !== undefined) {
    const verb = state.isCheckMode ? 'Would not run' : 'Did not run';
    const returns = toNotRun(line.cmd, stdout, `${verb} command since ${reason}`);
    return { changes: [], steps: [], returns, skipReason: stdout };
  }
  const shown = typeof line.cmd === 'string' ? line.cmd : line.cmd.join(' ');
  const isConditional = creates !== undefined || removes !== undefined;
  return {
    warnings: findWarnings(params),
    certainty: isConditional ? 'known' : 'unknown',
    changes: isConditional ? [{ what: 'command', before: null, after: shown }] : [],
    steps: [
      {
        do: 'run',
        title: `run ${shown}`,
        script: line.script,
        cwd: state.directory,
        env: state.environment,
        stdin: stdin === undefined ? undefined : stdin + (params.stdin_add_newline ? '\n' : ''),
        accepts: 'any',
      },
    ],
    returns: toNotRun(line.cmd, '', 'Command would have run if not in check mode'),
  };
}

/** The failure of a task that gives no command, or two. */
export function refuseCommand(message: string): TaskFailure {
  return new TaskFailure(message, { ...toNotRun('', '', message), cmd: null, rc: 256 });
}

/** What a script says when there is no such program, and when it may not be run. */
export const NOT_FOUND = 'kplay: no such program';
export const NOT_ALLOWED = 'kplay: not executable';

const START_ERRORS: Readonly<Record<string, number>> = { [NOT_FOUND]: 2, [NOT_ALLOWED]: 13 };

/** Fails as Python's `Popen` does when the program cannot be started at all. */
function failUnstarted(program: string, cmd: string, { rc, stderr }: StepOutcome): void {
  const number = START_ERRORS[stderr.trim()];
  if (number === undefined || (rc !== 126 && rc !== 127)) return;
  throw new TaskFailure(`${osError(number)}: b'${program}'`, {
    cmd,
    rc: number,
    stdout: '',
    stdout_lines: [],
    stderr: '',
    stderr_lines: [],
  });
}

function strip(text: string, params: CommandParams): string {
  return params.strip_empty_ends ? text.replace(/[\r\n]+$/, '') : text;
}

/** Makes the result of the exit code and the outputs. @throws TaskFailure when rc is not zero */
export function settleCommand(
  params: CommandParams & { readonly executable?: string },
  plan: Plan<CommandReturns>,
  outcome: StepOutcome | undefined,
): Settled<CommandReturns> {
  if (outcome === undefined) return { returns: plan.returns, isChanged: false };
  const { cmd = '' } = plan.returns;
  const { executable = '/bin/sh' } = params;
  if (Array.isArray(cmd)) failUnstarted(String(cmd[0]), cmd.join(' '), outcome);
  else failUnstarted(executable, `${executable} -c ${String(cmd)}`, outcome);
  const stdout = strip(outcome.stdout, params);
  const stderr = strip(outcome.stderr, params);
  const returns = {
    cmd,
    rc: outcome.rc,
    stdout,
    stdout_lines: splitLines(stdout),
    stderr,
    stderr_lines: splitLines(stderr),
    start: describeTime(outcome.startedAt),
    end: describeTime(outcome.endedAt),
    delta: describeDuration(outcome.endedAt - outcome.startedAt),
    msg: outcome.rc === 0 ? '' : 'non-zero return code',
  };
  if (outcome.rc !== 0) throw new TaskFailure(returns.msg, { ...returns, changed: true });
  return { returns, isChanged: true };
}
