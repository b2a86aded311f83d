/** Reads `-i web1,web2:2222,db[1:3],`: hosts named on the command line. */
import type { SourceTarget } from './source.ts';
import { addHosts } from './source.ts';

/**
 * Adds the hosts of a list; each may have a port and ranges.
 * @throws ProblemError `inventory-bad-range`
 */
export function readHostList(target: SourceTarget, text: string): void {
  const file = { path: '--inventory', text };
  let start = 0;
  for (const part of text.split(',')) {
    const words = part.trim();
    const at = start + part.indexOf(words);
    const span = { file, start: at, end: at + words.length };
    start += part.length + 1;
    if (words !== '') addHosts(target, { words, span, group: 'ungrouped', vars: [] });
  }
}
