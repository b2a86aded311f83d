/** Prints problems and crashes to standard error. */
import { basename } from 'node:path';
import { createColors } from 'picocolors';
import { describeProblem, type Problem } from '../base/index.ts';
import type { Environment } from './settings/environment.ts';
import { wantsColor } from './wants-color.ts';

/** Prints every problem, and how many there are when there is more than one. */
export function printProblems(
  problems: readonly Problem[],
  stream: NodeJS.WriteStream,
  env: Environment,
  mask: (text: string) => string = (text) => text,
): void {
  const colors = createColors(wantsColor(env, stream.isTTY));
  const texts = problems.map((problem) => {
    const [head = '', ...rest] = mask(describeProblem(problem)).split('\n');
    return [colors.red(head), ...rest].join('\n');
  });
  // Whoever calls us ansible-playbook looks for its word.
  const first = problems[0];
  if (isAnsibleName() && first !== undefined) stream.write(`ERROR! ${mask(first.message)}\n`);
  const count = problems.length > 1 ? `\n\n${String(problems.length)} problems` : '';
  stream.write(`${texts.join('\n\n')}${count}\n`);
}

/** True when kplay was started under the name of an Ansible command. */
export function isAnsibleName(): boolean {
  return /^ansible(-\w+)?$/.test(basename(process.argv[1] ?? ''));
}

/** Words for something that must not happen: the stack, and where to report it. */
export function describeCrash(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `kplay has a bug; nothing you typed should lead here.\n${stack}\nPlease report it with the command you ran.\n`;
}
