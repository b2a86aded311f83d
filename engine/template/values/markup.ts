/**
 * MarkupSafe's Markup: text that was escaped, or declared to be safe. Joining it with other text
 * escapes the other text; escaping it again does nothing.
 */
import { Tuple, isList, type Value } from '../../base/index.ts';
import { Special } from './special.ts';

/** Escaped text. */
export class Markup extends Special {
  readonly kind: string = 'Markup';
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&#34;'],
  ["'", '&#39;'],
]);
const CHARACTERS: ReadonlyMap<string, string> = new Map([
  ...Array.from(ENTITIES, ([character, entity]) => [entity, character] as const),
  ['&quot;', '"'],
]);

/** Writes `& < > " '` as entities. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => ENTITIES.get(character) ?? character);
}

/** Reads those entities back. */
export function unescapeHtml(text: string): string {
  return text.replace(
    /&(?:amp|lt|gt|#34|#39|quot);/gu,
    (entity) => CHARACTERS.get(entity) ?? entity,
  );
}

/** The text of markup; any other value as it is. */
export function withoutMarkup(value: Value): Value {
  return value instanceof Markup ? value.text : value;
}

/** Makes markup of text, and of the texts in a list or tuple. */
export function toMarkup(value: Value): Value {
  if (typeof value === 'string') return new Markup(value);
  if (isList(value)) return value.map(toMarkup);
  return value instanceof Tuple ? new Tuple(value.items.map(toMarkup)) : value;
}

/** What joins markup: text is escaped, markup and anything else stays. */
export function escapeForMarkup(value: Value): Value {
  if (typeof value === 'string') return escapeHtml(value);
  if (value instanceof Markup) return value.text;
  if (isList(value)) return value.map(escapeForMarkup);
  return value instanceof Tuple ? new Tuple(value.items.map(escapeForMarkup)) : value;
}
