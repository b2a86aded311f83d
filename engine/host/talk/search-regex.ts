/** Python regular expressions in conversations: what waits for a text on a host searches with them. */
import { compileTextSearch, type TextMatch } from '../../template/index.ts';
import { TaskFailure } from '../contract.ts';

/** Searches a text; undefined when the pattern does not match. */
export type Search = (text: string) => TextMatch | undefined;

/**
 * Compiles a pattern, with MULTILINE as `wait_for` does, or DOTALL as `expect` does.
 * @throws TaskFailure `Invalid regular expression: …`
 */
export function compileSearch(pattern: string, flag: 'multiline' | 'dotAll'): Search {
  try {
    return compileTextSearch(pattern, { [flag]: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new TaskFailure(`Invalid regular expression: ${reason}`);
  }
}
