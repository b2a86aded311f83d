/** What is wrong with a condition before it is evaluated, and what people meant to write. */
import { ProblemError, type Problem } from '../base/index.ts';

/** Operators of other languages, and what stands for them here. */
const OPERATORS = [
  ['=>', 'write `>=`'],
  ['=<', 'write `<=`'],
  ['=', 'compare with `==`'],
  ['&&', 'write `and`'],
  ['||', 'write `or`'],
  ['!', 'write `not`'],
  ['“', 'write straight quotes: `"` or `\'`'],
  ['”', 'write straight quotes: `"` or `\'`'],
  ['‘', 'write straight quotes: `"` or `\'`'],
  ['’', 'write straight quotes: `"` or `\'`'],
] as const;

/** Adds a help where an operator of another language stands. */
export function withOperatorHelp(problem: Problem): Problem {
  const { span } = problem;
  if (span === undefined) return problem;
  const help = OPERATORS.find(([sign]) => span.file.text.startsWith(sign, span.start))?.[1];
  return help === undefined ? problem : { ...problem, help };
}

/** The problems that some work throws. */
export function problemsOf(work: () => unknown): readonly Problem[] {
  try {
    work();
    return [];
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    return error.problems;
  }
}
