/**
 * What a run learns of a host while it goes: facts, `set_fact`, `register`, `include_vars`. A
 * class because it lives as long as the run and changes with it.
 */
import { Dict, type Located, type Value } from '../base/index.ts';
import type { Texts } from '../template/index.ts';
import type { VarEntry } from './var-map.ts';

const PREFIX = 'ansible_';

/** Facts that outlive the run. */
export interface FactCache {
  /** @returns undefined when the host has none, or only old ones */
  read(host: string): Readonly<Record<string, Value>> | undefined;
  write(host: string, facts: ReadonlyMap<string, Value>): void;
  forget(host: string): void;
}

/** Facts and variables of one host. */
export class HostMemory {
  readonly #host: string;
  readonly #cache: FactCache | undefined;
  readonly #facts = new Map<string, Value>();
  readonly #set = new Map<string, VarEntry>();
  readonly #included = new Map<string, VarEntry>();

  constructor(host: string, cache: FactCache | undefined) {
    this.#host = host;
    this.#cache = cache;
    for (const [name, value] of Object.entries(cache?.read(host) ?? {})) {
      this.#facts.set(name, value);
    }
  }

  /** Adds facts as modules return them in `ansible_facts` (names with their prefix). */
  addFacts(facts: Readonly<Record<string, Value>>): void {
    for (const [name, value] of Object.entries(facts)) this.#facts.set(name, value);
    this.#cache?.write(this.#host, this.#facts);
  }

  /** Forgets all facts (`meta: clear_facts`). */
  clearFacts(): void {
    this.#facts.clear();
    this.#cache?.forget(this.#host);
  }

  /** Whether the host's facts were gathered, in this run or in a cached one. */
  get isGathered(): boolean {
    return this.#facts.has('module_setup');
  }

  /** `set_fact` and `register`. @param isUnsafe it came from the host or a lookup */
  setVar(name: string, value: Value, isUnsafe: boolean, texts?: Texts): void {
    this.#set.set(name, { kind: 'value', value, isUnsafe, texts });
  }

  /** `set_fact` with text that is still a template: rendered when the variable is used. */
  setLocated(name: string, located: Located): void {
    this.#set.set(name, { kind: 'located', located });
  }

  /** Takes a `setVar` back. @param entry what was there before */
  restoreVar(name: string, entry: VarEntry | undefined): void {
    if (entry === undefined) this.#set.delete(name);
    else this.#set.set(name, entry);
  }

  /** `include_vars` with a value that is final. */
  includeVar(name: string, value: Value): void {
    this.#included.set(name, { kind: 'value', value });
  }

  /** `include_vars`: templates are rendered when the variable is used. */
  includeLocated(name: string, located: Located): void {
    this.#included.set(name, { kind: 'located', located });
  }

  get facts(): ReadonlyMap<string, Value> {
    return this.#facts;
  }

  get vars(): ReadonlyMap<string, VarEntry> {
    return this.#set;
  }

  get included(): ReadonlyMap<string, VarEntry> {
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
