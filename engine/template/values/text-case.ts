/** Python's upper and lower case, and what it calls letters, digits and spaces. */

const LOWER = /\p{Lowercase}/u;
const UPPER = /[\p{Uppercase}\p{Lt}]/u;

const TITLE = /\p{Lt}/u;
/** Capital digraphs: their title case is the next character. */
const DIGRAPHS = 'ǄǇǊǱ';
/** Georgian letters have capitals, but no title case (Unicode 11). */
const GEORGIAN = /[\u10d0-\u10ff]/u;

/** Writes the letters after the first one small: `FI` of a ligature becomes `Fi`. */
function lowerRest(upper: string): string {
  let isFirst = true;
  return Array.from(upper, (character) => {
    const isCased = UPPER.test(character);
    const changed = isCased && !isFirst ? character.toLowerCase() : character;
    if (isCased) isFirst = false;
    return changed;
  }).join('');
}

/**
 * Unicode's title case of one character, which JavaScript lacks: it differs from upper case for
 * digraphs, ligatures, and Greek letters with an iota below.
 */
export function toTitleCharacter(character: string): string {
  if (TITLE.test(character) || GEORGIAN.test(character)) return character;
  const upper = character.toUpperCase();
  if (character !== '' && DIGRAPHS.includes(upper))
    return String.fromCharCode(upper.charCodeAt(0) + 1);
  if (upper.length === character.length) return upper;
  return upper.endsWith('\u0399')
    ? `${upper.slice(0, -1)}\u0345`.normalize('NFC')
    : lowerRest(upper);
}

/** Python's `str.capitalize`. */
export function capitalize(text: string): string {
  const [first = '', ...rest] = text;
  return toTitleCharacter(first) + rest.join('').toLowerCase();
}

/** Python's `str.title`: a letter after a non-letter is upper case. */
export function titleCase(text: string): string {
  let wasLetter = false;
  return Array.from(text, (character) => {
    const isLetter = LOWER.test(character) || UPPER.test(character);
    const changed = wasLetter ? character.toLowerCase() : toTitleCharacter(character);
    wasLetter = isLetter;
    return isLetter ? changed : character;
  }).join('');
}

export function swapCase(text: string): string {
  return Array.from(text, (character) =>
    UPPER.test(character) ? character.toLowerCase() : character.toUpperCase(),
  ).join('');
}

export function isLower(text: string): boolean {
  return LOWER.test(text) && !UPPER.test(text);
}

export function isUpper(text: string): boolean {
  return UPPER.test(text) && !LOWER.test(text);
}

export function isTitle(text: string): boolean {
  return (LOWER.test(text) || UPPER.test(text)) && titleCase(text) === text;
}
