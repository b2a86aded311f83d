/** Reads `-i web1,web2:2222,db[1:3],`: hosts named on the command line. */
import { ProblemError } from '../../base/index.ts';
import { inventoryBadRange } from '../problems.ts';
import { addHosts, type SourceTarget } from './source.ts';

/** Ends of two kinds cannot be meant; other mistakes in a range are taken for a name. */
const MIXED = /\[\d+:[A-Za-z]|\[[A-Za-z]:\d/;

/**
 * Adds the hosts of a list; each may have a port and ranges. What cannot be read as a range is a
 * name as it stands, as Ansible's plug-in `advanced_host_list` has it.
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
    if (words === '') continue;
    try {
      addHosts(target, { words, span, group: 'ungrouped', vars: [] });
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      const reason = error.problems[0]?.message ?? '';
      if (MIXED.test(words)) {
        const message = `Failed to parse ${words}, with advanced_host_list: ${reason}`;
        throw new ProblemError(inventoryBadRange(message, span));
      }
      const message = `Unable to parse address from hostname, leaving unchanged: ${reason}`;
      target.deps.onWarning(inventoryBadRange(message, span));
      target.draft.addHost(words, 'ungrouped', target.sourceFile);
    }
  }
}
