/** Finds parts of values in their source: the part's text must stand where the span says. */
import { describe, expect, test } from 'vitest';
import { parseYaml, spanInside } from '../../engine/source/index.ts';
import type { LocatedScalar } from '../../engine/base/index.ts';

function readScalar(text: string): LocatedScalar & { readonly value: string } {
  const map = parseYaml({ path: 'site.yml', text });
  const value = map.kind === 'map' ? map.entries[0]?.value : undefined;
  if (value?.kind !== 'scalar' || typeof value.value !== 'string') throw new TypeError('not text');
  return { ...value, value: value.value };
}

const texts = [
  'plain: a {{ name }} b\n',
  "single: 'it''s {{ name }} here'\n",
  'double: "tab\\there {{ name }} \\u00e9"\n',
  'folded plain: one two\n  three {{ name }}\n  four\n',
  'folded quotes: "one two\n  three\n\n  four {{ name }}"\n',
  'literal: |\n  one\n    two {{ name }}\n  three\n',
  'literal chomped: |-\n\n    one\n      {{ name }}',
  'literal kept: |+\n  {{ name }}\n\n',
  'literal hint: |2\n    {{ name }}\n',
  'folded: >\n  one\n  two {{ name }}\n\n  three\n',
  'folded chomped: >-  # why\n  {% set x %}\n  two {{ name }}\n',
];

describe('a template inside a value is found in the source', () => {
  test.each(texts)('%j', (text) => {
    const scalar = readScalar(text);
    const at = scalar.value.indexOf('{{ name }}');
    const span = spanInside(scalar, at, at + '{{ name }}'.length);
    expect(span.file.text.slice(span.start, span.end)).toBe('{{ name }}');
    expect(span.start).toBe(text.indexOf('{{ name }}'));
  });
});

test('the whole scalar is given where value and source cannot be lined up', () => {
  const scalar = { ...readScalar('a: text\n'), value: 'something else {{ name }}' };
  expect(spanInside(scalar, 15, 25)).toEqual(scalar.span);
});
