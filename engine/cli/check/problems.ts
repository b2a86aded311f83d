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

/** A play for a group or a host that the inventory does not have: it would run on nobody. */
export function unknownPattern(name: string, span: Span, hint: string | undefined): Problem {
  return {
    code: 'pattern-mismatch',
    message: `the inventory has no host and no group \`${name}\``,
    span,
    hint,
    help: 'kplay inventory --graph shows the hosts and the groups',
  };
}
