/** The problems that this room raises. */
import type { Problem, Span } from '../base/index.ts';

export function variableCycle(chain: readonly string[], span: Span): Problem {
  return {
    code: 'variable-cycle',
    message: `a variable refers to itself: ${chain.map((name) => `\`${name}\``).join(' -> ')}`,
    span,
  };
}

/** A file of `vars_files` that is nowhere. @param names several where the first that exists counts */
export function missingVarsFile(names: readonly string[], span: Span): Problem {
  return {
    code: 'missing-vars-file',
    message: `vars file ${names.join(', ')} was not found`,
    span,
  };
}
