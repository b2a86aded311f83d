/** Matches names of hosts and groups against a shell pattern (`web*`) or `~` and a regex. */
import { ProblemError, type Span } from '../base/index.ts';
import { patternInvalid } from './problems.ts';

/** Python's fnmatch: `*`, `?`, `[abc]`, `[!abc]`; an unclosed bracket stands for itself. */
function translateGlob(glob: string): string {
  const parts = glob.match(/\*+|\?|\[!?\]?[^\]]*\]|[^]/g) ?? [];
  return parts
    .map((part) => {
      if (part.startsWith('*')) return '[^]*';
      if (part === '?') return '[^]';
      if (part.length > 2 && part.startsWith('[')) return translateSet(part);
      return part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
    })
    .join('');
}

function translateSet(set: string): string {
  const isNegated = set.startsWith('[!');
  const inner = set.slice(isNegated ? 2 : 1, -1).replace(/[\\\]^[]/g, '\\$&');
  return `[${isNegated ? '^' : ''}${inner}]`;
}

/**
 * Makes the test for one pattern.
 * @throws ProblemError `pattern-invalid` when it is a regex that cannot be read
 */
export function toNamePattern(pattern: string, span?: Span): (name: string) => boolean {
  // A regex matches from the start, as Python's `match` does; a glob matches as a whole.
  const source = pattern.startsWith('~')
    ? `^(?:${pattern.slice(1)})`
    : `^(?:${translateGlob(pattern)})$`;
  try {
    const regex = new RegExp(source);
    return (name) => regex.test(name);
  } catch (error) {
    // «Invalid regular expression: /…/: Unterminated group»: the regex shown there is not the user's.
    const message = error instanceof Error ? error.message : '';
    const reason = /: ([^:/]+)$/.exec(message)?.[1] ?? 'it cannot be read';
    throw new ProblemError({ ...patternInvalid(pattern, reason.toLowerCase()), span });
  }
}
