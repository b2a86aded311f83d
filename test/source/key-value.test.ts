/** Reads one-line arguments as Ansible did (see record-key-value.py), and checks their places. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ProblemError } from '../../engine/base/index.ts';
import { parseKeyValue, parseYaml } from '../../engine/source/index.ts';

type Recorded = { readonly value?: Readonly<Record<string, string>>; readonly error?: string };
interface Case {
  readonly text: string;
  readonly arguments: Recorded;
  readonly free: Recorded;
}

const here = new URL('.', import.meta.url).pathname;
const cases = readCases(readFileSync(`${here}key-value.json`, 'utf8'));

/** What Ansible takes as arguments of actions with free text, in 2.14. */
const FREE_KEYS = [
  'creates',
  'removes',
  'chdir',
  'executable',
  'warn',
  'stdin',
  'stdin_add_newline',
  'strip_empty_ends',
];

function isRecording(value: unknown): value is { readonly cases: readonly Case[] } {
  return typeof value === 'object' && value !== null && 'cases' in value;
}

function readCases(text: string): readonly Case[] {
  const recorded: unknown = JSON.parse(text);
  if (!isRecording(recorded)) throw new TypeError('not a recording');
  return recorded.cases;
}

function read(text: string, onlyKeys: readonly string[] | undefined): Recorded {
  const span = { file: { path: '<arguments>', text }, start: 0, end: text.length };
  try {
    const map = parseKeyValue(text, span, { onlyKeys });
    const pairs = map.entries.map(({ key, value }): [string, string] => {
      if (value.kind !== 'scalar') throw new TypeError('not a scalar');
      return [key.raw, value.raw];
    });
    return { value: Object.fromEntries(pairs) };
  } catch (error) {
    if (error instanceof ProblemError) return { error: 'AnsibleParserError' };
    throw error;
  }
}

describe('one-line arguments', () => {
  test.each(cases)('as arguments: $text', ({ text, arguments: recorded }) => {
    expect(read(text, undefined)).toEqual(recorded);
  });
  test.each(cases)('with free text: $text', ({ text, free }) => {
    expect(read(text, FREE_KEYS)).toEqual(free);
  });
});

test('keys and values know where they stand in a playbook', () => {
  const text = 'copy: src=a.conf dest="/etc/{{ name }}" mode=0644\n';
  const map = parseYaml({ path: 'site.yml', text });
  const value = map.kind === 'map' ? map.entries[0]?.value : undefined;
  if (value?.kind !== 'scalar') throw new TypeError('not a scalar');
  const shown = parseKeyValue(value.raw, value.span).entries.map(({ key, value: { span } }) => [
    text.slice(key.span.start, key.span.end),
    text.slice(span.start, span.end),
  ]);
  expect(shown).toEqual([
    ['src', 'a.conf'],
    ['dest', '/etc/{{ name }}'],
    ['mode', '0644'],
  ]);
});
