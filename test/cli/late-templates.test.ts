/** What a listing renders without the engine of templates, and when that is made after all. */
import { expect, test } from 'vitest';
import { toRawValue } from '../../engine/base/index.ts';
import { makeLateTemplates } from '../../engine/cli/late-templates.ts';
import { parseYaml } from '../../engine/source/index.ts';
import { createTemplates } from '../../engine/template/index.ts';
import { makeContext } from '../template/make-context.ts';

const templates = createTemplates();
const context = makeContext({ word: 'there' }, '/', templates);

function render(text: string): { readonly value: unknown; readonly made: number } {
  let made = 0;
  const late = makeLateTemplates(() => {
    made += 1;
    return templates;
  });
  const value = late.render(parseYaml({ path: 'a.yml', text }), context);
  late.isTemplate(text);
  return { value, made };
}

test.each(['plain text', '[web, db]', '"1"', '[]'])('%s needs none', (text) => {
  expect(render(text)).toEqual({ value: toRawValue(parseYaml({ path: 'a.yml', text })), made: 0 });
});

test.each([
  ['"{{ word }}"', 'there'],
  ['"a {% if true %}b{% endif %}"', 'a b'],
  ['[web, "{{ word }}"]', ['web', 'there']],
  ['"{ no template"', '{ no template'],
  ['12', 12],
  ['[a, 1]', ['a', 1]],
])('%s makes them, once', (text, value) => {
  expect(render(text)).toEqual({ value, made: 1 });
});
