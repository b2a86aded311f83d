/** Carries out what modules and controls decided about variables, facts and groups. */
import { toValue, type Value } from '../base/index.ts';
import type { Effect } from '../modules/contract.ts';
import type { VarStore } from '../vars/index.ts';
import type { HostSource } from './contract.ts';
import type { CustomStats } from './custom-stats.ts';

/** Where effects go. */
export interface EffectTarget {
  readonly store: VarStore;
  readonly hosts: HostSource;
  readonly customStats: CustomStats;
  /** The host that group_by puts into a group. */
  readonly host: string;
  /** The hosts whose variables are set: the delegate with delegate_facts, all with run_once. */
  readonly learners: readonly string[];
  /** Takes note of how to take the variables back. */
  readonly undo?: (() => void)[] | undefined;
}

function toValues(
  facts: Readonly<Record<string, Parameters<typeof toValue>[0]>>,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, toValue(fact)]));
}

/** @returns true when a group or host was really added */
export function applyEffect(effect: Effect, target: EffectTarget): boolean {
  const memories = target.learners.map((host) => target.store.memoryOf(host));
  switch (effect.set) {
    case 'facts': {
      const facts = toValues(effect.facts);
      for (const memory of memories) memory.addFacts(facts);
      return false;
    }
    case 'host-vars':
      for (const memory of memories) {
        for (const [name, value] of Object.entries(effect.vars)) {
          const before = memory.vars.get(name);
          target.undo?.push(() => {
            memory.restoreVar(name, before);
          });
          memory.setVar(name, value, effect.unsafe?.includes(name) === true);
        }
        if (effect.isCacheable === true) memory.addFacts(effect.vars);
      }
      return false;
    case 'included-vars':
      for (const memory of memories) {
        for (const [name, value] of Object.entries(effect.vars)) memory.includeVar(name, value);
      }
      return false;
    case 'stats':
      target.customStats.add(effect, target.learners);
      return false;
    case 'add-host':
      return target.hosts.addHost(effect.name, effect.groups, effect.vars);
    case 'group-by':
      return target.hosts.addToGroup(target.host, effect.group, effect.parents);
  }
}
