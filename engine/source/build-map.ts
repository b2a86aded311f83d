/**
 * Puts the pairs of a YAML mapping in the order that PyYAML gives them: what `<<` merges comes
 * first, and of equal keys the last one counts, in the place of the first.
 */
import { Dict, type Located, type LocatedEntry, type LocatedMap } from '../base/index.ts';

/** Told of every key that is written twice in one mapping. */
export type OnDuplicate = (again: LocatedEntry, first: LocatedEntry) => void;

/** Entries by key, equal as Python's dict has them: `1` and `true` are one key. */
class EntryTable {
  readonly #places = new Dict();
  readonly #entries: LocatedEntry[] = [];

  find(entry: LocatedEntry): LocatedEntry | undefined {
    const place = this.#places.get(entry.key.value);
    return typeof place === 'number' ? this.#entries[place] : undefined;
  }

  put(entry: LocatedEntry): void {
    const place = this.#places.get(entry.key.value);
    const first = this.find(entry);
    if (typeof place === 'number' && first !== undefined) {
      // Of `yes` and `1` a dict keeps the key that came first.
      const key = first.key.value === entry.key.value ? entry.key : first.key;
      this.#entries[place] = { key, value: entry.value };
      return;
    }
    this.#places.set(entry.key.value, this.#entries.length);
    this.#entries.push(entry);
  }

  get all(): readonly LocatedEntry[] {
    return this.#entries;
  }
}

/**
 * Builds the entries of a mapping.
 * @param own the pairs as written, without `<<`
 * @param merged mappings that `<<` names, weakest first
 */
export function buildEntries(
  own: readonly LocatedEntry[],
  merged: readonly LocatedMap[],
  onDuplicate: OnDuplicate,
): readonly LocatedEntry[] {
  const table = new EntryTable();
  for (const map of merged) for (const entry of map.entries) table.put(entry);
  const written = new EntryTable();
  for (const entry of own) {
    const first = written.find(entry);
    if (first !== undefined) onDuplicate(entry, first);
    written.put(entry);
    table.put(entry);
  }
  return table.all;
}

/**
 * Finds the mappings that the value of `<<` names, weakest first: of a list, the first wins.
 * @returns undefined when it is neither a mapping nor a list of mappings
 */
export function findMerged(value: Located): readonly LocatedMap[] | undefined {
  if (value.kind === 'map') return [value];
  if (value.kind !== 'list') return undefined;
  const maps = value.items.filter((item) => item.kind === 'map');
  return maps.length === value.items.length ? maps.reverse() : undefined;
}
