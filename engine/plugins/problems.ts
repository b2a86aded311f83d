/** The problems that this room raises. */
import type { Problem } from '../base/index.ts';

/** What a user can bring. */
export type PartKind = 'module' | 'filter' | 'test' | 'lookup';

const HOW_TO: Readonly<Record<PartKind, string>> = {
  module: 'export default defineModule({ name, params, inspect, plan, … })',
  filter: 'export default defineFilter({ name, params, apply })',
  test: 'export default defineTest({ name, params, apply })',
  lookup: 'export default defineLookup({ name, params, run })',
};

/** Two files with one name: which of them is meant cannot be known. */
export function pluginClash(kind: PartKind, name: string, first: string, second: string): Problem {
  return {
    code: 'plugin-clash',
    message: `there are two ${kind}s named \`${name}\`: \`${first}\` and \`${second}\``,
    help: 'rename or remove one of them',
  };
}

/** A file in `library/` or `filter_plugins/` that does not define what its folder is for. */
export function pluginInvalid(kind: PartKind, path: string, why: string, cause?: unknown): Problem {
  const reason = cause instanceof Error ? `: ${cause.message}` : '';
  return {
    code: 'plugin-invalid',
    message: `\`${path}\` is no ${kind}: ${why}${reason}`,
    help: HOW_TO[kind],
    cause,
  };
}
