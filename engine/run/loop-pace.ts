/** How many items of a loop look at the host together, and which loops may at all. */
import { ProblemError } from '../base/index.ts';
import { findKeyword } from '../playbook/index.ts';
import { resolveTarget } from './connection.ts';
import type { RunInput } from './contract.ts';
import { keywordReader } from './keyword-values.ts';
import type { LoopControl } from './loops.ts';
import type { Visit } from './visit-contract.ts';

const FIRST = 8;
const MOST = 1000;
/** An unchanged loop of a thousand items is asked in three groups. */
const GROWTH = 32;

/**
 * The sizes of a loop's groups. They grow while nothing is in the way. Where an item disturbs the next
 * ones, the loop goes on item by item, and twice as long each time before it tries again.
 */
export class LoopPace {
  #size = FIRST;
  #patience = 1;
  #alone = 0;

  /** How many items the next group has. */
  get size(): number {
    return this.#size;
  }

  /** Takes note of how many items of a group have ended, and of how many it had. */
  note(ended: number, count: number): void {
    if (ended < count) {
      this.#patience *= 2;
      this.#alone = this.#patience;
      this.#size = 1;
    } else if (this.#alone > 0) {
      this.#alone -= 1;
      this.#size = this.#alone > 0 ? 1 : FIRST;
    } else this.#size = Math.min(MOST, this.#size * GROWTH);
  }
}

/** Keywords with which each item is a matter of its own. */
const APART = ['until', 'async', 'delegate_to'];

/**
 * Whether items may look at the host before those in front of them have acted. Not where templates
 * could see what an item does: on this machine itself.
 */
export async function mayLookAhead(
  visit: Visit,
  control: LoopControl,
  input: RunInput,
): Promise<boolean> {
  const { task, host, scope } = visit;
  if (task.action.kind !== 'module' || control.pauseSeconds > 0) return false;
  if (APART.some((name) => findKeyword(task, name) !== undefined)) return false;
  const loaded = await input.actions.load(task.action.name);
  if (loaded.kind !== 'module' || loaded.def.waitsForConnection === true) return false;
  const keywords = keywordReader(task, scope, input);
  try {
    if ((keywords.number('timeout') ?? 0) > 0) return false;
    const { connection } = input.settings;
    return resolveTarget(host, scope, keywords, connection).connection !== 'local';
  } catch (error) {
    // What is wrong, or differs by item, is told where the item is run.
    if (error instanceof ProblemError) return false;
    throw error;
  }
}
