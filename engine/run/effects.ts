/** Carries out what modules and controls decided about variables, facts and groups. */
import {
  Bug,
  Dict,
  isList,
  locateFinal,
  locateScalar,
  toValue,
  type Located,
  type LocatedScalar,
  type Span,
  type Value,
} from '../base/index.ts';
import type { Templates, Texts } from '../template/index.ts';
import type { Effect } from '../modules/contract.ts';
import type { HostMemory, VarStore } from '../vars/index.ts';
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
  /** Variables that are vaults, which stay so. */
  readonly sealed?: ReadonlyMap<string, Located> | undefined;
  /** By variable: texts that templates never convert. */
  readonly texts?: ReadonlyMap<string, Texts> | undefined;
  /** Takes note of how to take the variables back. */
  readonly undo?: (() => void)[] | undefined;
}

function toValues(
  facts: Readonly<Record<string, Parameters<typeof toValue>[0]>>,
): Record<string, Value> {
  return Object.fromEntries(Object.entries(facts).map(([name, fact]) => [name, toValue(fact)]));
}

const SET: Span = { file: { path: '<set_fact>', text: '' }, start: 0, end: 0 };

/** The value as if it had been written in a file; undefined when nothing in it is a template. */
function locateTemplates(value: Value, templates: Templates): Located | undefined {
  if (typeof value === 'string') {
    return templates.isTemplate(value) ? locateScalar(value, SET) : undefined;
  }
  const orFinal = (located: Located | undefined, one: Value): Located =>
    located ?? locateFinal(one, SET);
  if (isList(value)) {
    const found = value.map((one) => locateTemplates(one, templates));
    if (found.every((one) => one === undefined)) return undefined;
    return { kind: 'list', items: value.map((one, at) => orFinal(found[at], one)), span: SET };
  }
  if (!(value instanceof Dict)) return undefined;
  const found = [...value].map(
    ([key, entry]) => [key, entry, locateTemplates(entry, templates)] as const,
  );
  if (found.every(([, , located]) => located === undefined)) return undefined;
  const entries = found.map(([key, entry, located]) => ({
    key: locateFinalKey(key),
    value: orFinal(located, entry),
  }));
  return { kind: 'map', entries, span: SET };
}

function locateFinalKey(key: Value): LocatedScalar {
  const located = locateFinal(key, SET);
  if (located.kind === 'scalar') return located;
  throw new Bug('a key of a fact is no scalar');
}

/** Sets the variables of one host, in a way that can be taken back. */
function setHostVars(
  effect: Extract<Effect, { readonly set: 'host-vars' }>,
  memory: HostMemory,
  target: EffectTarget,
): void {
  for (const [name, value] of Object.entries(effect.vars)) {
    const before = memory.vars.get(name);
    target.undo?.push(() => {
      memory.restoreVar(name, before);
    });
    const isUnsafe = effect.unsafe?.includes(name) === true;
    const sealed = target.sealed?.get(name);
    // What may be trusted and is still a template is rendered when it is used, as in Ansible.
    const again = isUnsafe ? undefined : locateTemplates(value, target.store.templates);
    const located = sealed ?? again;
    if (located === undefined) memory.setVar(name, value, isUnsafe, target.texts?.get(name));
    else memory.setLocated(name, located);
  }
  if (effect.isCacheable === true) memory.addFacts(effect.vars);
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
      for (const memory of memories) setHostVars(effect, memory, target);
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
