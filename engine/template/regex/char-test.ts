/**
 * Which characters a class of a Python pattern takes. Python's words and spaces are not
 * JavaScript's: combining marks are no word characters, and U+FEFF is no space.
 */

/** Says whether a code point belongs. */
export type CharTest = (code: number) => boolean;

export const WORD_CLASS = '\\p{L}\\p{N}_';
export const SPACE_CLASS =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
export const DIGIT_CLASS = '\\p{Nd}';

const ASCII = 128;

/** Asks a JavaScript class, and remembers the answers for ASCII. */
function fromClass(body: string): CharTest {
  const pattern = new RegExp(`^[${body}]$`, 'u');
  const known: (boolean | undefined)[] = [];
  const ask = (code: number): boolean => pattern.test(String.fromCodePoint(code));
  return (code) => {
    if (code >= ASCII) return ask(code);
    const answer = known[code];
    if (answer !== undefined) return answer;
    return (known[code] = ask(code));
  };
}

/** A category: how Python tests it, and how JavaScript writes it in brackets. */
export interface Category {
  readonly test: CharTest;
  readonly body: string;
}

function lazyCategory(body: string): Category {
  let made: CharTest | undefined;
  return { body, test: (code) => (made ??= fromClass(body))(code) };
}

const UNICODE: Readonly<Record<string, Category>> = {
  d: lazyCategory(DIGIT_CLASS),
  w: lazyCategory(WORD_CLASS),
  s: lazyCategory(SPACE_CLASS),
};
const ASCII_ONLY: Readonly<Record<string, Category>> = {
  d: lazyCategory('0-9'),
  w: lazyCategory('A-Za-z0-9_'),
  s: lazyCategory(' \\t-\\r'),
};

/** Finds `\d`, `\w`, `\s`; undefined for any other letter. */
export function findCategory(letter: string, isAscii: boolean): Category | undefined {
  const table = isAscii ? ASCII_ONLY : UNICODE;
  return Object.hasOwn(table, letter) ? table[letter] : undefined;
}

/** True for what `\w` takes. */
export function isWord(code: number, isAscii: boolean): boolean {
  return findCategory('w', isAscii)?.test(code) === true;
}

/** The simple mappings of a character's case: those that stay one character. */
function casesOf(code: number): readonly number[] {
  const character = String.fromCodePoint(code);
  const cases = [character.toLowerCase(), character.toUpperCase()];
  return cases
    .filter((changed) => [...changed].length === 1)
    .flatMap((changed) => [changed, changed.toLowerCase()])
    .map((changed) => changed.codePointAt(0) ?? code);
}

/** Makes a test that does not mind case, as re.IGNORECASE does. */
export function ignoringCase(test: CharTest, isAscii: boolean): CharTest {
  return (code) => {
    if (test(code)) return true;
    if (isAscii && code >= ASCII) return false;
    return casesOf(code).some((other) => test(other) && (!isAscii || other < ASCII));
  };
}

/** Whether two characters are one but for case. */
export function isSameIgnoringCase(left: number, right: number): boolean {
  return left === right || casesOf(left).some((other) => casesOf(right).includes(other));
}
