/**
 * Splits a command line into words as Python's `shlex.split` does (POSIX mode): Ansible's way to
 * read `validate` and `command`. No variables, no globs; quotes and backslashes only.
 */

const ESCAPABLE_IN_QUOTES = '"\\';

interface Splitter {
  readonly words: string[];
  word: string | undefined;
}

/** Reads one quoted run from `at` (behind the opening quote); gives the place behind the closing one. */
function readQuoted(text: string, at: number, quoteMark: string, state: Splitter): number {
  state.word ??= '';
  for (let index = at; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (character === quoteMark) return index + 1;
    const next = text.charAt(index + 1);
    if (
      quoteMark === '"' &&
      character === '\\' &&
      next !== '' &&
      ESCAPABLE_IN_QUOTES.includes(next)
    ) {
      state.word += next;
      index += 1;
    } else state.word += character;
  }
  throw new RangeError('No closing quotation');
}

/**
 * Splits `text` into words.
 * @throws RangeError `No closing quotation` or `No escaped character`, Python's own words
 */
export function splitWords(text: string): readonly string[] {
  const state: Splitter = { words: [], word: undefined };
  let at = 0;
  while (at < text.length) {
    const character = text.charAt(at);
    at += 1;
    if (character === "'" || character === '"') at = readQuoted(text, at, character, state);
    else if (character === '\\') {
      if (at >= text.length) throw new RangeError('No escaped character');
      state.word = (state.word ?? '') + text.charAt(at);
      at += 1;
    } else if (' \t\r\n'.includes(character)) {
      if (state.word !== undefined) state.words.push(state.word);
      state.word = undefined;
    } else state.word = (state.word ?? '') + character;
  }
  if (state.word !== undefined) state.words.push(state.word);
  return state.words;
}
