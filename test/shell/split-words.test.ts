import { describe, expect, test } from 'vitest';
import { splitWords } from '../../engine/shell/index.ts';

/** Pairs of text and what Python 3.11's shlex.split gave for it. */
const cases: readonly (readonly [string, readonly string[] | 'error'])[] = [
  ['visudo -cf %s', ['visudo', '-cf', '%s']],
  [`a 'b c' "d e"f`, ['a', 'b c', 'd ef']],
  [String.raw`a\ b "c\"d" 'e\f'`, ['a b', 'c"d', String.raw`e\f`]],
  [String.raw`"a\b"`, [String.raw`a\b`]],
  [`'' ""`, ['', '']],
  ['  spaced \t out\n', ['spaced', 'out']],
  [`it's`, 'error'],
  ['ends in \\', 'error'],
  ['', []],
];

describe('splitWords', () => {
  test.each(cases)('%j', (text, expected) => {
    if (expected === 'error') expect(() => splitWords(text)).toThrow(RangeError);
    else expect(splitWords(text)).toEqual(expected);
  });
});
