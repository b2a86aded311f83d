/** What is said, and which code is given, when a run ends before it is done. */
import { ProblemError } from '../base/index.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { InterruptedError, type Interrupt } from './interrupt.ts';
import type { Mask } from './mask.ts';
import { printProblems } from './print-problems.ts';
import type { Environment } from './settings/environment.ts';

/** What saying it needs. */
export interface FailureContext {
  readonly env: Environment;
  readonly mask: Mask;
  readonly interrupt: Interrupt;
}

/** Prints problems, masked, or that the user broke it off. @throws what is neither: bugs */
export function reportStop(error: unknown, { env, mask, interrupt }: FailureContext): number {
  if (error instanceof ProblemError) {
    printProblems(error.problems, process.stderr, env, (text) => mask.mask(text));
    return exitCodeOf(error.problems);
  }
  if (error instanceof InterruptedError || interrupt.signal.aborted) {
    process.stderr.write('[ERROR]: User interrupted execution\n');
    return EXIT.interrupted;
  }
  throw error;
}
