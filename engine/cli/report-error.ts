/** What is printed when a command throws, and the code it ends with. Loaded only then. */
import { ProblemError } from '../base/index.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { describeCrash, printProblems } from './print-problems.ts';

/** Prints problems, or that kplay has a bug; gives the exit code. */
export function reportError(error: unknown): number {
  if (error instanceof ProblemError) {
    printProblems(error.problems, process.stderr, process.env);
    return exitCodeOf(error.problems);
  }
  process.stderr.write(describeCrash(error));
  return EXIT.bug;
}
