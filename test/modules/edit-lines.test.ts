/**
 * lineinfile's rules against answers recorded from ansible-core 2.14.18. Left out on purpose: where
 * Ansible glues a line that is inserted after an unended last line to it.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  editLines,
  removeLines,
  type LineParams,
} from '../../engine/modules/_shared/edit-lines.ts';
import { expandTemplate, findMatch, toRegExp } from '../../engine/modules/_shared/python-regex.ts';

interface Recorded {
  readonly text: string;
  readonly params: Partial<LineParams> & { readonly state?: string };
  readonly after: string;
  readonly msg: string;
  readonly found?: number;
}

const path = join(import.meta.dirname, 'lineinfile', 'recorded.json');
const recorded = JSON.parse(readFileSync(path, 'utf8')) as readonly Recorded[]; // oxlint-disable-line typescript/consistent-type-assertions -- recorded by us

test.each(recorded)('$params on $text', ({ text, params, after, msg, found }) => {
  const whole = { backrefs: false, firstmatch: false, ...params };
  if (params.state === 'absent') {
    expect(removeLines(whole, text)).toEqual({ text: after, count: found });
  } else expect(editLines(whole, text)).toEqual({ text: after, message: msg });
});

test('a line after an unended last line stands alone', () => {
  const params = { line: 'q', insertafter: '^a', backrefs: false, firstmatch: false };
  expect(editLines(params, 'a').text).toBe('a\nq\n');
});

describe("Python's patterns", () => {
  test.each([
    ['^a$', 'a\n', true],
    ['^a$', 'b\na\n', false],
    [String.raw`a\Z`, 'a\n', false],
    [String.raw`\Aa`, 'ba', false],
    ['(?i)FOO', 'foo', true],
    ['(?x) f o  # comment\n o', 'foo', true],
    [String.raw`[\]^-]`, '^', true],
    ['[]a]', ']', true],
    ['a{,2}b', 'aab', true],
    ['a{x', 'a{x', true],
    [String.raw`\#\-\"\/`, '#-"/', true],
    ['.', '\r', true],
    ['(?P<n>x)(?P=n)', 'xx', true],
    [String.raw`^\s*#?\s*foo\b`, ' # foo bar', true],
  ])('%s on %j', (pattern, text, isMatching) => {
    expect(findMatch(toRegExp(pattern), text) !== undefined).toBe(isMatching);
  });

  test('lines of a text', () => {
    const pattern = toRegExp('^b$', { isMultiline: true });
    expect('a\nb\nb'.replaceAll(pattern, 'x')).toBe('a\nx\nx');
  });

  test('templates', () => {
    const match = findMatch(toRegExp('(?P<key>a)(b)?'), 'a');
    expect(match && expandTemplate(String.raw`\g<key>-\1-\2-\\-\t-\g<0>`, match)).toBe(
      'a-a--\\-\t-a',
    );
    expect(() => match && expandTemplate(String.raw`\3`, match)).toThrow(
      'invalid group reference 3',
    );
    expect(() => match && expandTemplate(String.raw`\q`, match)).toThrow('bad escape');
  });

  test('what cannot be said is refused', () => {
    expect(() => toRegExp('(?(1)a|b)')).toThrow('is not supported');
    expect(() => toRegExp('(')).toThrow('is wrong');
  });
});
