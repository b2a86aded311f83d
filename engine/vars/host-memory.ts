/**
 * What a run learns of a host while it goes: facts, `set_fact`, `register`, `include_vars`. A
 * class because it lives as long as the run and changes with it.
 */
import { Dict, type Value } from '../base/index.ts';

const PREFIX = 'ansible_';

/** Facts and variables of one host. */
export class HostMemory {
  readonly #facts = new Map<string, Value>();
  readonly #set = new Map<string, Value>();
  readonly #included = new Map<string, Value>();

  /** Adds facts as modules return them in `ansible_facts` (names with their prefix). */
  addFacts(facts: Readonly<Record<string, Value>>): void {
    for (const [name, value] of Object.entries(facts)) this.#facts.set(name, value);
  }

  /** Forgets all facts (`meta: clear_facts`). */
  clearFacts(): void {
    this.#facts.clear();
  }

  /** `set_fact` and `register`. */
  setVar(name: string, value: Value): void {
    this.#set.set(name, value);
  }

  /** `include_vars`. */
  includeVar(name: string, value: Value): void {
    this.#included.set(name, value);
  }

  get facts(): ReadonlyMap<string, Value> {
    return this.#facts;
  }

  get vars(): ReadonlyMap<string, Value> {
    return this.#set;
  }

  get included(): ReadonlyMap<string, Value> {
    return this.#included;
  }

  /** The `ansible_facts` variable: names without their prefix. */
  toFactsDict(): Dict {
    const dict = new Dict();
    for (const [name, value] of this.#facts) {
      dict.set(name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name, value);
    }
    return dict;
  }
}
