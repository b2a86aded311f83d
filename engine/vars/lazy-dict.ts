/** A dict whose values are made when they are asked for: `hostvars`, and each host in it. */
import { Dict, type Value } from '../base/index.ts';

export interface LazySource {
  get(key: string): Value | undefined;
  keys(): Iterable<string>;
}

/**
 * Looks like any other dict to templates. It extends Dict because `instanceof Dict` is how every
 * room recognizes a mapping; it is read-only.
 */
export class LazyDict extends Dict {
  readonly #source: LazySource;

  constructor(source: LazySource) {
    super();
    this.#source = source;
  }

  override get size(): number {
    return [...this.#source.keys()].length;
  }

  override get(key: Value): Value | undefined {
    return typeof key === 'string' ? this.#source.get(key) : undefined;
  }

  override has(key: Value): boolean {
    return typeof key === 'string' && [...this.#source.keys()].includes(key);
  }

  override *keys(): IterableIterator<Value> {
    yield* this.#source.keys();
  }

  override *values(): IterableIterator<Value> {
    for (const [, value] of this.entries()) yield value;
  }

  override *entries(): IterableIterator<readonly [Value, Value]> {
    for (const key of this.#source.keys()) {
      const value = this.#source.get(key);
      if (value !== undefined) yield [key, value];
    }
  }
}
