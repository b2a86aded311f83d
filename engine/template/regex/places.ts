/** Assertions that take no characters: starts, ends, borders of words. */
import { isSameIgnoringCase, isWord } from './char-test.ts';
import type { Place } from './nodes.ts';

function isNewline(text: string, at: number): boolean {
  return text.charCodeAt(at) === 10;
}

function wordAt(text: string, at: number, isAscii: boolean): boolean {
  const code = text.codePointAt(at);
  return code !== undefined && isWord(code, isAscii);
}

function wordBefore(text: string, at: number, isAscii: boolean): boolean {
  return at > 0 && wordAt(text, stepBack(text, at), isAscii);
}

/** The place one character earlier. */
export function stepBack(text: string, at: number): number {
  const low = text.charCodeAt(at - 1);
  const isPair = low >= 0xdc00 && low < 0xe000 && at > 1;
  const high = isPair ? text.charCodeAt(at - 2) : 0;
  return high >= 0xd800 && high < 0xdc00 ? at - 2 : at - 1;
}

/** Says whether an assertion holds at a place of a text. */
export function holdsAt(place: Place, isAscii: boolean, text: string, at: number): boolean {
  switch (place) {
    case 'text-start':
      return at === 0;
    case 'text-end':
      return at === text.length;
    case 'line-start':
      return at === 0 || isNewline(text, at - 1);
    case 'line-end':
      return at === text.length || isNewline(text, at);
    case 'last-newline':
      return at === text.length || (at === text.length - 1 && isNewline(text, at));
    case 'word':
      return wordBefore(text, at, isAscii) !== wordAt(text, at, isAscii);
    case 'no-word':
      // Before Python 3.14 `\B` holds nowhere in an empty text.
      return text !== '' && wordBefore(text, at, isAscii) === wordAt(text, at, isAscii);
  }
}

/** Says whether a text stands at a place of another, for references to groups. */
export function standsAt(wanted: string, text: string, at: number, ignoreCase: boolean): boolean {
  if (text.startsWith(wanted, at)) return true;
  const given = text.slice(at, at + wanted.length);
  if (!ignoreCase || given.length !== wanted.length) return false;
  const others = Array.from(given);
  return Array.from(wanted).every((character, index) =>
    isSameIgnoringCase(character.codePointAt(0) ?? 0, others[index]?.codePointAt(0) ?? 0),
  );
}
