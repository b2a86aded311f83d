/** The problems that `kplay check` raises about variables. */
import type { Problem, Span } from '../../base/index.ts';

/** A variable that is read and that nothing in the project defines. */
export function unknownVariable(name: string, span: Span, hint: string | undefined): Problem {
  return {
    code: 'unknown-variable',
    message: `nothing defines \`${name}\`, and nothing asks whether it is defined`,
    span,
    hint,
    help: `define it, or write {{ ${name} | default(…) }} if it may be missing`,
  };
}

/** A variable that is defined and that nothing in the project reads. */
export function unusedVariable(name: string, by: string, span: Span): Problem {
  return {
    code: 'unused-variable',
    message: `nothing reads \`${name}\` (${by})`,
    span,
    isWarning: true,
  };
}
