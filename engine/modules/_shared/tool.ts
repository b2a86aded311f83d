/** Programs that a module needs on the host: how they are called, and what is said without them. */
import {
  TaskFailure,
  type Probe,
  type Reply,
  type Step,
  type StepOutcome,
} from '../../host/index.ts';
import { sh, type Sh } from '../../shell/index.ts';

/** A program and the package that brings it. */
export interface Tool {
  readonly name: string;
  readonly package: string;
}

const SYSTEM_PATHS = sh`PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin; LC_ALL=C; LANGUAGE=C; export PATH LC_ALL LANGUAGE`;

/** What is said when a tool is not on the host. */
export function describeMissing({ name, package: brings }: Tool): string {
  return `Failed to find required executable "${name}": install the package ${brings} on the host`;
}

/**
 * A script that needs tools: looks where administrators' programs lie, in the C locale, and ends
 * with 127 when one is not there.
 */
export function withTools(tools: readonly Tool[], script: Sh): Sh {
  const checks = tools.map(
    (tool) =>
      sh`command -v ${tool.name} >/dev/null 2>&1 || { echo ${describeMissing(tool)} >&2; exit 127; }`
        .sh,
  );
  return { sh: [SYSTEM_PATHS.sh, ...checks, script.sh].join('\n') };
}

/** @throws TaskFailure when a script of `withTools` found that a tool is missing */
export function refuseMissing({ rc, stderr }: Pick<Reply, 'rc' | 'stderr'>): void {
  const told = stderr.trim();
  if (rc === 127 && told.startsWith('Failed to find required executable')) {
    throw new TaskFailure(told, { rc: 2 });
  }
}

/** Asks a question of tools. */
export function askTool<A>(
  tools: readonly Tool[],
  name: string,
  script: Sh,
  parse: (reply: Reply) => A,
): Probe<A> {
  return {
    name,
    script: withTools(tools, script),
    parse(reply) {
      refuseMissing(reply);
      return parse(reply);
    },
  };
}

/** Calls a tool as a step. */
export function callTool(tool: Tool, title: string, script: Sh): Extract<Step, { do: 'run' }> {
  return { do: 'run', title, script: withTools([tool], script) };
}

/** What a step printed, both streams. */
export function saidBy({ stdout, stderr }: StepOutcome): string {
  return stdout + stderr;
}
