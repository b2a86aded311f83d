/** The problems that this room raises. */
import type { Problem } from '../base/index.ts';

/** Two files with one name: which of them is meant cannot be known. */
export function pluginClash(name: string, first: string, second: string): Problem {
  return {
    code: 'plugin-clash',
    message: `there are two modules named \`${name}\`: \`${first}\` and \`${second}\``,
    help: 'rename or remove one of them',
  };
}

/** A file in `library/` that is not a module. */
export function pluginInvalid(path: string, why: string, cause?: unknown): Problem {
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  return {
    code: 'plugin-invalid',
    message: `\`${path}\` is no module: ${why}${reason}`,
    help: 'export default defineModule({ name, params, inspect, plan, … })',
    cause,
  };
}
