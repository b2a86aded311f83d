/** Nodes that match one character: any, a given one, one of a category (`\d`, `\w`, `\s`). */
import { findCategory, ignoringCase, isSameIgnoringCase } from './char-test.ts';
import type { RegexFlags } from './flags.ts';
import type { SetNode } from './nodes.ts';
import { toNativeCode } from './parse-class.ts';

/** The dot: any character, newlines only with the flag `s`. */
export function anyCharacter({ dotAll }: RegexFlags): SetNode {
  return {
    kind: 'set',
    test: dotAll ? () => true : (code) => code !== 10,
    native: dotAll ? '[^]' : '[^\n]',
    literal: undefined,
  };
}

/** A character that stands for itself. */
export function oneCharacter(code: number, { ignoreCase, ascii }: RegexFlags): SetNode {
  const isIt = (other: number): boolean => other === code;
  const isLike = (other: number): boolean => isSameIgnoringCase(other, code);
  return {
    kind: 'set',
    test: !ignoreCase ? isIt : ascii ? ignoringCase(isIt, ascii) : isLike,
    native: ignoreCase ? undefined : toNativeCode(code),
    literal: ignoreCase ? undefined : String.fromCodePoint(code),
  };
}

/** The category that a letter after a backslash names, a capital for all others. */
export function categoryOf(letter: string, { ascii }: RegexFlags): SetNode | undefined {
  const category = findCategory(letter.toLowerCase(), ascii);
  if (category === undefined) return undefined;
  const { test, body } = category;
  const isNegated = letter !== letter.toLowerCase();
  return {
    kind: 'set',
    test: isNegated ? (code) => !test(code) : test,
    native: `[${isNegated ? '^' : ''}${body}]`,
    literal: undefined,
  };
}
