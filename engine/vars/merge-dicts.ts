/** Joins dicts as `hash_behaviour = merge` does. Source: Ansible 2.14, «DEFAULT_HASH_BEHAVIOUR». */
import { Dict } from '../base/index.ts';

/** The keys of both, dicts in dicts joined the same way; anything else is replaced. */
export function mergeDicts(lower: Dict, higher: Dict): Dict {
  const merged = new Dict([...lower]);
  for (const [key, value] of higher) {
    const known = merged.get(key);
    const isBoth = known instanceof Dict && value instanceof Dict;
    merged.set(key, isBoth ? mergeDicts(known, value) : value);
  }
  return merged;
}
