/** Strategies: pure functions that pick which hosts move next. */
import { comparePaths, instructionAt, pathOf, type Cursor } from './cursor.ts';

/** Hosts that stand at the same instruction and are visited together. */
export type Policy = (cursors: ReadonlyMap<string, Cursor>) => readonly string[];

/**
 * `linear`: the hosts that are furthest behind go first, so that all pass a task together; a host
 * in a rescue is waited for.
 */
export const pickLinear: Policy = (cursors) => {
  let group: string[] = [];
  let best: readonly number[] | undefined;
  for (const [host, cursor] of cursors) {
    if (instructionAt(cursor) === undefined) continue;
    const path = pathOf(cursor);
    const apart = best === undefined ? -1 : comparePaths(path, best);
    if (apart < 0) [group, best] = [[host], path];
    else if (apart === 0) group.push(host);
  }
  return group;
};
