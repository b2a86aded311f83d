/** Searches of Python's `re` for other rooms: a pattern in, a function over texts out. */
import { Budget } from '../values/budget.ts';
import { noFlags, type RegexFlags } from './flags.ts';
import { compileRegex } from './regex.ts';

/** Where a pattern matched, and what its groups hold; null for one that took no part. */
export interface TextMatch {
  readonly start: number;
  readonly end: number;
  /** Without the whole match. */
  readonly groups: readonly (string | null)[];
  readonly named: Readonly<Record<string, string | null>>;
}

/**
 * Compiles a Python pattern.
 * @returns a search for the first match, undefined when there is none; each search has a budget of
 * its own, so a pattern that would never end fails
 * @throws TemplateFailure ValueError with Python's message, here or (Budget) from a search
 */
export function compileTextSearch(
  pattern: string,
  flags: Partial<RegexFlags> = {},
): (text: string) => TextMatch | undefined {
  const regex = compileRegex(pattern, { ...noFlags, ...flags });
  return (text) => {
    const match = regex.search(text, new Budget());
    if (match === undefined) return undefined;
    const groups = match.groups.slice(1).map((group) => group ?? null);
    const named: Record<string, string | null> = {};
    for (const [name, at] of regex.names) named[name] = match.groups[at] ?? null;
    return { start: match.start, end: match.end, groups, named };
  };
}
