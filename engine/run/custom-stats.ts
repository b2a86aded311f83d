/** What set_stats gathers over a run. Observed with ansible-core 2.14. */
import { Dict, Float, isList, type Value } from '../base/index.ts';
import type { Effect } from '../modules/contract.ts';
import { mergeDicts } from '../vars/index.ts';

/** Statistics of the whole run under undefined, and of hosts under their names. */
export class CustomStats {
  readonly #owners = new Map<string | undefined, Map<string, Value>>();

  /** Adds what a task set. @param hosts the hosts that the task is for */
  add(effect: Effect & { readonly set: 'stats' }, hosts: readonly string[]): void {
    for (const owner of effect.isPerHost ? hosts : [undefined]) {
      const stats = this.#owners.get(owner) ?? new Map<string, Value>();
      this.#owners.set(owner, stats);
      for (const [name, value] of Object.entries(effect.data)) {
        const known = stats.get(name);
        const isNew = known === undefined || !effect.isAggregated;
        stats.set(name, isNew ? value : aggregate(known, value));
      }
    }
  }

  /** Statistics of the whole run; undefined when none were set. */
  get ofRun(): ReadonlyMap<string, Value> | undefined {
    return this.#owners.get(undefined);
  }

  /** Statistics by host; hosts without any are left out. */
  get ofHosts(): ReadonlyMap<string, ReadonlyMap<string, Value>> {
    return new Map(
      [...this.#owners].flatMap(([owner, stats]) => (owner === undefined ? [] : [[owner, stats]])),
    );
  }
}

/** Joins two values of one kind; a value of another kind changes nothing. */
function aggregate(known: Value, added: Value): Value {
  if (known instanceof Dict && added instanceof Dict) return mergeDicts(known, added);
  if (typeof known === 'number' && typeof added === 'number') return known + added;
  if (known instanceof Float && added instanceof Float) return new Float(known.value + added.value);
  if (typeof known === 'string' && typeof added === 'string') return known + added;
  if (isList(known) && isList(added)) return [...known, ...added];
  return known;
}
