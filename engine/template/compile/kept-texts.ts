/** Texts that filters made which are never converted, told by what they say. */
import { Tuple, isList, type Value } from '../../base/index.ts';

/** Takes away what an operation has made anew, also inside of a list that it made. */
export function forgetTexts(kept: Set<string>, value: Value): void {
  if (typeof value === 'string') kept.delete(value);
  else if (value instanceof Tuple) for (const item of value.items) forgetTexts(kept, item);
  else if (isList(value)) for (const item of value) forgetTexts(kept, item);
}
