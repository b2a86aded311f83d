/** Compiles `run` steps: a user's or a module's own script, with folder, environment and stdin. */
import { joinSh, quote, rawSh, sh, type FramePart, type Sh } from '../../shell/index.ts';
import { TaskFailure, type Step } from '../contract.ts';

type RunStep = Extract<Step, { readonly do: 'run' }>;

const NO_LIBRARIES: ReadonlyMap<string, string> = new Map();

function exportVariable([name, value]: readonly [string, string]): Sh {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw new TaskFailure(`\`${name}\` cannot be the name of an environment variable in sh`);
  return rawSh(`${name}=${quote(value)}; export ${name}`);
}

/**
 * Compiles a `run` step. The script itself goes through `eval` and therefore never stands in an
 * argument list where `ps` shows it, unless the step names an interpreter.
 * @throws TaskFailure when a variable's name cannot be exported by sh
 */
export function compileRun(step: RunStep): {
  readonly part: FramePart;
  readonly libraries: ReadonlyMap<string, string>;
} {
  const head = Object.entries(step.env ?? {}).map(exportVariable);
  // As in a process that was started there, $PWD has no links in it.
  const folder = step.cwd === undefined ? [] : [sh`cd -P -- ${step.cwd} || exit`];
  const body =
    step.executable === undefined ? step.script : sh`exec ${step.executable} -c ${step.script.sh}`;
  const script = joinSh([...head, ...folder, body]);
  return {
    part: {
      script,
      stdin: step.stdin,
      accepts: step.accepts ?? [0],
      tellsProgress: step.tellsProgress,
    },
    libraries: NO_LIBRARIES,
  };
}
