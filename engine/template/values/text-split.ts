/** Python's splitting and stripping of text. */
import { toCharacters } from './characters.ts';

const SPACE = /[\s\x1c-\x1f\x85]/u;
/** What Python calls white space. */
export function isSpace(character: string): boolean {
  return character !== '\ufeff' && SPACE.test(character);
}

/** Which ends of a text are stripped. */
export type Ends = 'both' | 'left' | 'right';

/** Python's `strip`, `lstrip`, `rstrip`; without `characters`, white space. */
export function strip(text: string, characters: string | null, ends: Ends): string {
  const set = characters === null ? undefined : new Set(characters);
  const isStripped = (character: string): boolean =>
    set === undefined ? isSpace(character) : set.has(character);
  const all = toCharacters(text);
  let [start, end] = [0, all.length];
  if (ends !== 'right') while (start < end && isStripped(all[start] ?? '')) start += 1;
  if (ends !== 'left') while (end > start && isStripped(all[end - 1] ?? '')) end -= 1;
  return all.slice(start, end).join('');
}

function splitWords(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = strip(text, null, 'left');
  while (rest !== '') {
    if (limit >= 0 && parts.length >= limit) {
      parts.push(rest);
      break;
    }
    const end = [...rest].findIndex(isSpace);
    const word = end === -1 ? rest : [...rest].slice(0, end).join('');
    parts.push(word);
    rest = strip(rest.slice(word.length), null, 'left');
  }
  return parts;
}

/** Python's `split`; `separator` must not be empty. */
export function split(text: string, separator: string | null, limit: number): string[] {
  if (separator === null) {
    return limit < 0
      ? text.split(/[\s\x1c-\x1f\x85]+/u).filter((word) => word !== '')
      : splitWords(text, limit);
  }
  const parts = text.split(separator);
  if (limit < 0 || parts.length <= limit + 1) return parts;
  return [...parts.slice(0, limit), parts.slice(limit).join(separator)];
}

/** Python's `rsplit`. */
export function splitRight(text: string, separator: string | null, limit: number): string[] {
  if (limit < 0) return split(text, separator, limit);
  if (separator === null) {
    const mirrored = splitWords([...text].reverse().join(''), limit);
    return mirrored.map((word) => [...word].reverse().join('')).reverse();
  }
  const parts = text.split(separator);
  if (parts.length <= limit + 1) return parts;
  const cut = parts.length - limit;
  return [parts.slice(0, cut).join(separator), ...parts.slice(cut)];
}
