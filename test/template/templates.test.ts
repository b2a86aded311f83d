/** The door of the room: what other rooms may rely on beside the values themselves. */
import { describe, expect, it } from 'vitest';
import { Dict, ProblemError, type Located } from '../../engine/base/index.ts';
import { createTemplates, equals, isTrue, pyRepr, toText } from '../../engine/template/index.ts';
import { locatePlain, makeContext } from './make-context.ts';

const templates = createTemplates();
const context = makeContext(
  { list: [1, 2], dict: { a: 1 }, text: 'kubelet', flag: true },
  import.meta.dirname,
  templates,
);
const span = locatePlain('').span;
const listOf = (...texts: string[]): Located => ({
  kind: 'list',
  items: texts.map(locatePlain),
  span,
});

describe('no template reaches JavaScript', () => {
  it.each([
    'toString',
    'constructor',
    'globalThis',
    'process',
    'text.constructor',
    'text.__proto__',
    'list.constructor.constructor',
    'list["constructor"]',
    'dict.hasOwnProperty',
    'dict["__proto__"]',
    'dict.get.constructor',
    'range.prototype',
    'namespace().constructor',
    '(list | first).toFixed',
    '"{0.constructor}".format(list)',
  ])('%s', (expression) => {
    expect(() => templates.render(locatePlain(`{{ ${expression} }}`), context)).toThrow(
      ProblemError,
    );
  });
});

it('does not let a template change a variable', () => {
  const first = locatePlain('{% set _ = list.append(3) %}{{ list | length }}');
  expect(templates.render(first, context)).toBe('3');
  expect(templates.render(locatePlain('{{ list | length }}'), context)).toBe('2');
});

it('finds the names that templates refer to', () => {
  const names = templates.namesIn(
    listOf('{{ a.b | default(c) }}', 'plain', '{% if d %}{% endif %}'),
  );
  expect([...names].sort()).toEqual(['a', 'c', 'd']);
});

it('checks every template of a tree', () => {
  const problems = templates.check(listOf('{{ a', '{{ fine }}', '{% if %}'));
  expect(problems.map(({ code }) => code)).toEqual(['template-syntax', 'template-syntax']);
});

it('tests a list of conditions together', () => {
  expect(templates.test(listOf('flag', "text == 'kubelet'"), context)).toBe(true);
  expect(templates.test(listOf('flag', 'not flag'), context)).toBe(false);
});

it('evaluates expressions without delimiters', () => {
  expect(templates.evaluate('list', span, context)).toEqual([1, 2]);
  expect(templates.evaluate('dict.a == 1', span, context)).toBe(true);
});

it('runs lookups for loops', () => {
  expect(templates.lookup('nested', [['a'], [1, 2]], {}, span, context)).toEqual([
    ['a', 1],
    ['a', 2],
  ]);
});

it('renders keys and values of a mapping', () => {
  const entries = [{ key: locatePlain('{{ text }}'), value: locatePlain('{{ list }}') }];
  const rendered = templates.render({ kind: 'map', entries, span }, context);
  expect(equals(rendered, Dict.of({ kubelet: [1, 2] }))).toBe(true);
});

it('shares Python’s meaning of text and truth', () => {
  const dict = Dict.of({ a: [1, null, true] });
  expect(toText(dict)).toBe("{'a': [1, None, True]}");
  expect(pyRepr("it's")).toBe('"it\'s"');
  expect([isTrue(''), isTrue([]), isTrue(0), isTrue(new Dict()), isTrue('no')]).toEqual([
    false,
    false,
    false,
    false,
    true,
  ]);
});

describe('lookups say what is wrong with their terms', () => {
  it.each([
    ['query("sequence", "start=0 junk=3")', "unrecognized arguments to with_sequence: ['junk']"],
    ['query("varnames", true)', 'is not a string, it is a'],
    ['query("varnames", "*")', 'Unable to use "*" as a search parameter'],
    ['query("subelements", [], true)', 'second a string'],
    ['query("subelements", [], "keys", "wolves")', 'the optional third item must be a dict'],
  ])('%s', (expression, message) => {
    expect(() => templates.render(locatePlain(`{{ ${expression} }}`), context)).toThrow(message);
  });
});

describe('tests written as filters, as roles before Ansible 2.9 have them', () => {
  const result = makeContext(
    { result: { failed: true, changed: false }, plain: 'v1.10.3' },
    import.meta.dirname,
    templates,
  );

  it.each([
    ['result | failed', true],
    ['result | success', false],
    ['result | changed', false],
    ['result | skipped', false],
    ["plain | version_compare('v1.9', '>')", true],
    ["plain | match('v1')", true],
  ])('%s', (condition, expected) => {
    expect(templates.test(locatePlain(condition), result)).toBe(expected);
  });

  it('only these: others are refused as before', () => {
    expect(() => templates.test(locatePlain('result | mapping'), result)).toThrow(
      '`mapping` is not a filter',
    );
  });
});
