/** One layer of variables: names to located text, to final values, or to values made on demand. */
import type { Located, LocatedMap, Value } from '../base/index.ts';
import type { Texts } from '../template/index.ts';
import type { LayerName } from './precedence.ts';

/** A value that is final. */
export interface ValueEntry {
  readonly kind: 'value';
  readonly value: Value;
  /** Came from a host or a lookup: text of it must not become an expression. */
  readonly isUnsafe?: boolean;
  /** Texts in it that templates never convert. */
  readonly texts?: Texts | undefined;
}

/** What a layer knows of a name. Only `located` is rendered. */
export type VarEntry =
  | { readonly kind: 'located'; readonly located: Located }
  | ValueEntry
  | { readonly kind: 'lazy'; readonly make: () => Value; readonly isUnsafe?: boolean };

export interface VarMap {
  readonly layer: LayerName;
  get(name: string): VarEntry | undefined;
  names(): Iterable<string>;
}

/** Indexes mappings by name, once each; lives as long as the run that asks. */
export class LayerIndex {
  readonly #indexes = new WeakMap<LocatedMap, ReadonlyMap<string, VarEntry>>();

  /** A layer over a mapping that was read from a file. */
  layer(layer: LayerName, map: LocatedMap): VarMap {
    const index = this.#indexes.get(map) ?? indexMap(map);
    this.#indexes.set(map, index);
    return { layer, get: (name) => index.get(name), names: () => index.keys() };
  }
}

function indexMap(map: LocatedMap): ReadonlyMap<string, VarEntry> {
  const index = new Map<string, VarEntry>();
  for (const { key, value } of map.entries) {
    const name = typeof key.value === 'string' ? key.value : key.raw;
    index.set(name, { kind: 'located', located: value });
  }
  return index;
}

/** A layer over entries; the map may grow while it is in use. */
export function entryLayer(layer: LayerName, entries: ReadonlyMap<string, VarEntry>): VarMap {
  return { layer, get: (name) => entries.get(name), names: () => entries.keys() };
}

/** A layer over final values; the map may grow while it is in use. */
export function valueLayer(
  layer: LayerName,
  values: ReadonlyMap<string, Value>,
  isUnsafe = false,
): VarMap {
  return {
    layer,
    get: (name) => {
      const value = values.get(name);
      return value === undefined ? undefined : { kind: 'value', value, isUnsafe };
    },
    names: () => values.keys(),
  };
}

/** A layer whose values are made when they are asked for. */
export function lazyLayer(
  layer: LayerName,
  makers: ReadonlyMap<string, () => Value>,
  isUnsafe = false,
): VarMap {
  return {
    layer,
    get: (name) => {
      const make = makers.get(name);
      return make === undefined ? undefined : { kind: 'lazy', make, isUnsafe };
    },
    names: () => makers.keys(),
  };
}
