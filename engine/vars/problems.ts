/** The problems that this room raises. */
import type { Problem, Span } from '../base/index.ts';

export function variableCycle(chain: readonly string[], span: Span): Problem {
  return {
    code: 'variable-cycle',
    message: `a variable refers to itself: ${chain.map((name) => `\`${name}\``).join(' -> ')}`,
    span,
  };
}

export function missingVarsFile(names: readonly string[], span: Span): Problem {
  return {
    code: 'missing-vars-file',
    message: `none of these variable files was found: ${names.join(', ')}`,
    span,
  };
}
