/** No template reaches JavaScript: no prototype, no constructor, no global, no code from text. */
import { describe, expect, it } from 'vitest';
import { ProblemError } from '../../engine/base/index.ts';
import { createTemplates } from '../../engine/template/index.ts';
import { locatePlain, makeContext } from './make-context.ts';

const templates = createTemplates({ extensions: ['jinja2.ext.do'] });
const context = makeContext(
  { text: 'abc', list: [1, 2], dict: { a: 1 }, number: 5 },
  import.meta.dirname,
  templates,
);

const VALUES = [
  'text',
  'list',
  'dict',
  'number',
  'range',
  'dict.keys()',
  'namespace()',
  'cycler(1)',
];
const NAMES = [
  'constructor',
  'prototype',
  '__proto__',
  'toString',
  'valueOf',
  'hasOwnProperty',
  'caller',
  'callee',
  'apply',
  'call',
  'bind',
  '__defineGetter__',
  '__lookupGetter__',
  '__globals__',
  '__subclasses__',
  '__mro__',
];
const GLOBALS = [
  'process',
  'globalThis',
  'global',
  'require',
  'module',
  'Object',
  'Function',
  'eval',
  'Buffer',
  'console',
  'this',
  'self.constructor',
];
const TRICKS = [
  "{{ text.format.constructor('return 1')() }}",
  "{{ '{0.constructor}'.format(text) }}",
  "{{ '{0.__class__.__mro__}'.format(text) }}",
  "{{ '{a[__proto__]}'.format(a=dict) }}",
  "{{ text | attr('constructor') }}",
  "{{ [text] | map(attribute='constructor') | list }}",
  "{{ [dict] | map(attribute='__proto__.a') | list }}",
  "{{ list.constructor.constructor('return process')() }}",
  "{{ lookup('constructor', 'x') }}",
  '{{ text | constructor }}',
  '{{ 1 is constructor }}',
  "{{ ''['constructor'] }}",
  "{{ '%(constructor)s' % dict }}",
];

const answer = (text: string): unknown => templates.render(locatePlain(text), context);

describe.each(VALUES)('%s', (value) => {
  it.each(NAMES)('has no %s', (name) => {
    for (const text of [`{{ ${value}.${name} }}`, `{{ ${value}['${name}'] }}`]) {
      expect(() => answer(text)).toThrow(ProblemError);
    }
  });
});

it.each(GLOBALS)('there is no %s', (name) => {
  expect(() => answer(`{{ ${name} }}`)).toThrow(ProblemError);
});

it.each(TRICKS)('%s fails', (text) => {
  expect(() => answer(text)).toThrow(ProblemError);
});

it('queries and dicts hold data only', () => {
  expect(answer("{{ dict | json_query('constructor') }}")).toBe('');
  expect(answer("{{ dict | json_query('{x: a}.constructor') }}")).toBe('');
  expect(answer("{{ dict | json_query('__proto__') }}")).toBe('');
  expect(
    answer("{% set d = {'__proto__': 1} %}{{ d['__proto__'] }} {{ {}['__proto__'] is defined }}"),
  ).toBe('1 False');
  expect(
    answer('{{ \'{"__proto__": {"x": 1}}\' | from_json | combine({\'b\': 2}) | length }}'),
  ).toBe('2');
  expect(Object.getOwnPropertyNames(Object.prototype)).not.toContain('x');
});
