/** Python regular expressions of `search_regex`, as far as they differ from JavaScript's. */
import { TaskFailure } from '../contract.ts';

/** What a search found, as wait_for returns it. */
export interface SearchResult {
  readonly groups: readonly (string | null)[];
  readonly groupdict: Readonly<Record<string, string | null>>;
}

/** Searches a text; undefined when the pattern does not match. */
export type Search = (text: string) => SearchResult | undefined;

function toFlags(inline: string): string {
  return [...inline].filter((flag) => 'is'.includes(flag)).join('');
}

/**
 * Compiles a pattern with MULTILINE, as wait_for does.
 * @throws TaskFailure `Invalid regular expression: …`
 */
export function compileSearch(pattern: string): Search {
  const inline = /^\(\?([aiLmsux]+)\)/.exec(pattern);
  const source = pattern
    .slice(inline?.[0].length ?? 0)
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\(\?P=(\w+)\)/g, String.raw`\k<$1>`)
    .replaceAll(String.raw`\A`, String.raw`(?<![\s\S])`)
    .replaceAll(String.raw`\Z`, String.raw`(?![\s\S])`);
  let compiled: RegExp;
  try {
    compiled = new RegExp(source, `m${toFlags(inline?.[1] ?? '')}`);
  } catch (error) {
    throw new TaskFailure(`Invalid regular expression: ${String(error)}`);
  }
  return (text) => {
    const match = compiled.exec(text);
    if (match === null) return undefined;
    const groups: readonly (string | undefined)[] = match.slice(1);
    const named: Readonly<Record<string, string | undefined>> = match.groups ?? {};
    return {
      groups: groups.map((group) => group ?? null),
      groupdict: Object.fromEntries(
        Object.entries(named).map(([name, group]) => [name, group ?? null]),
      ),
    };
  };
}
