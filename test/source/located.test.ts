/** Places, warnings and marks of what is read; values themselves are compared in yaml.test.ts. */
import { describe, expect, test } from 'vitest';
import { Dict, Float, ProblemError } from '../../engine/base/index.ts';
import { describePlace, findEntry, toRawValue } from '../../engine/base/index.ts';
import type { Located, LocatedScalar } from '../../engine/base/index.ts';
import { parseJson, parseYaml, parseYamlText } from '../../engine/source/index.ts';
import type { VaultReader } from '../../engine/source/index.ts';

function read(text: string): Located {
  return parseYaml({ path: 'site.yml', text });
}

function scalarAt(root: Located, ...path: readonly string[]): LocatedScalar {
  let at: Located | undefined = root;
  for (const name of path) at = at?.kind === 'map' ? findEntry(at, name)?.value : undefined;
  if (at?.kind !== 'scalar') throw new TypeError(`no scalar at ${path.join('.')}`);
  return at;
}

function problemsOf(text: string): readonly string[] {
  return parseYamlText({ path: 'site.yml', text }).problems.map(({ code, span }) =>
    span === undefined ? code : `${describePlace(span)} ${code}`,
  );
}

function textOf({ span }: Located): string {
  return span.file.text.slice(span.start, span.end);
}

describe('places', () => {
  test('a scalar stands where it is written, with what was written', () => {
    const root = read('mode: 0644\nname: "a\\tb"\nflow: {deep: [x]}\n');
    expect(scalarAt(root, 'mode')).toMatchObject({ value: 420, raw: '0644' });
    expect(scalarAt(root, 'name')).toMatchObject({ value: 'a\tb', raw: 'a\\tb' });
    expect(textOf(scalarAt(root, 'name'))).toBe('"a\\tb"');
    expect(describePlace(scalarAt(root, 'name').span)).toBe('site.yml:2:7');
  });

  test('a missing value stands behind its key', () => {
    expect(describePlace(scalarAt(read('a:\nb: 1\n'), 'a').span)).toBe('site.yml:1:3');
  });

  test('an alias gives the value at its anchor', () => {
    const root = read('a: &x 1\nb: *x\n');
    expect(describePlace(scalarAt(root, 'b').span)).toBe('site.yml:1:7');
  });

  test('line breaks that had to be hidden from the parser move no place', () => {
    const root = read('a: "{{\n  x\n}}"\nb: here\n');
    expect(scalarAt(root, 'a').value).toBe('{{ x }}');
    expect(describePlace(scalarAt(root, 'b').span)).toBe('site.yml:4:4');
  });
});

describe('marks', () => {
  test('!unsafe marks text, and everything below a collection', () => {
    const root = read('a: !unsafe "{{ x }}"\nb: !unsafe {c: "{{ y }}", d: 1}\ne: "{{ z }}"\n');
    expect(scalarAt(root, 'a').isUnsafe).toBe(true);
    expect(scalarAt(root, 'b', 'c').isUnsafe).toBe(true);
    expect(scalarAt(root, 'e').isUnsafe).toBe(false);
  });

  test('!vault is opened when it is used, and not before', () => {
    const text = 'a: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n  6231\n';
    const opened: string[] = [];
    const hidden: string[] = [];
    const vault: VaultReader = {
      open: (envelope) => {
        opened.push(envelope);
        return { is: 'opened', content: Buffer.from('{{ x }}') };
      },
      hide: (secret) => hidden.push(secret),
    };
    const found = scalarAt(parseYaml({ path: 'site.yml', text }, { vault }), 'a');
    expect(opened).toEqual([]);
    expect([found.value, found.value]).toEqual(['{{ x }}', '{{ x }}']);
    expect(opened).toEqual(['$ANSIBLE_VAULT;1.1;AES256\n6231']);
    expect(hidden).toEqual(['{{ x }}']);
    expect(found).toMatchObject({ isSecret: true, isUnsafe: true });
  });
});

describe('problems', () => {
  test('all of them are collected, one per mistake', () => {
    const text = '- a: {{ b }}\n- c: @x\n- d: "\\q"\n- e: !none x\n';
    expect(problemsOf(text)).toEqual([
      'site.yml:1:6 yaml-unquoted-template',
      'site.yml:2:6 yaml-syntax',
      'site.yml:3:7 yaml-syntax',
      'site.yml:4:6 yaml-unknown-tag',
    ]);
  });

  test('every line that a tab indents is named, and nothing that follows from it', () => {
    const text = 'a:\n\tb: 1\n\tc: 2\nd: 3\n';
    expect(problemsOf(text)).toEqual(['site.yml:2:1 yaml-tab', 'site.yml:3:1 yaml-tab']);
  });

  test('a repeated key is a warning that names both places', () => {
    const { problems, warnings } = parseYamlText({ path: 'v.yml', text: 'a: 1\nb: 2\na: 3\n' });
    expect(problems).toEqual([]);
    expect(warnings.map(({ code }) => code)).toEqual(['yaml-duplicate-key']);
    expect(warnings[0]?.related?.map(({ span }) => describePlace(span))).toEqual(['v.yml:1:1']);
  });

  test('a merged key may be written again without a warning', () => {
    const text = 'x: &x {a: 1}\ny:\n  <<: *x\n  a: 2\n';
    expect(parseYamlText({ path: 'v.yml', text }).warnings).toEqual([]);
  });
});

describe('parseJson', () => {
  test('reads what Python writes, tabs and NaN included', () => {
    const text = '{\n\t"a": [1, 1.0, NaN, "\\u00e9", true]\n}';
    const read = toRawValue(parseJson({ path: 'x.json', text }));
    const list = [1, new Float(1), new Float(NaN), 'é', true];
    expect(read).toEqual(Dict.of({ a: list }));
  });

  test.each(['', '{', '[1,]', '{"a" 1}', "{'a': 1}", '[1] 2', '"\\x"', '01'])(
    'refuses %j',
    (text) => {
      expect(() => parseJson({ path: 'x.json', text })).toThrow(ProblemError);
    },
  );
});
