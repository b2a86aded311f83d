/** Python's upper and lower case, and what it calls letters, digits and spaces. */

const LOWER = /\p{Lowercase}/u;
const UPPER = /[\p{Uppercase}\p{Lt}]/u;

/** Python's `str.capitalize`. */
export function capitalize(text: string): string {
  const [first = '', ...rest] = text;
  return first.toUpperCase() + rest.join('').toLowerCase();
}

/** Python's `str.title`: a letter after a non-letter is upper case. */
export function titleCase(text: string): string {
  let wasLetter = false;
  return Array.from(text, (character) => {
    const isLetter = LOWER.test(character) || UPPER.test(character);
    const changed = wasLetter ? character.toLowerCase() : character.toUpperCase();
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
