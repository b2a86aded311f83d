/** Parameters as Ansible 2.14 reads them: names, conversions, choices, rules, defaults. */
import { describe, expect, test } from 'vitest';
import { Dict, Float, ProblemError, type Problem, type Value } from '../../engine/base/index.ts';
import {
  checkParamNames,
  createParamsReader,
  mutuallyExclusive,
  requiredBy,
  requiredIf,
  requiredOneOf,
  requiredTogether,
  type ParamSchema,
  type ParamsSchema,
} from '../../engine/schema/index.ts';
import { toText } from '../../engine/template/index.ts';

const reader = await createParamsReader(toText);
const file = { path: 'site.yml', text: 'destt: /etc/hosts\n' };
const span = { file, start: 0, end: 5 };

function read(params: ParamsSchema, values: Readonly<Record<string, Value>>): unknown {
  const args = Object.entries(values).map(
    ([name, value]) => [name, { value, span, keySpan: span }] as const,
  );
  return reader.read({ name: 'move', params }, new Map(args), span);
}

function problemsOf(
  params: ParamsSchema,
  values: Readonly<Record<string, Value>>,
): readonly Problem[] {
  try {
    read(params, values);
    return [];
  } catch (error) {
    if (error instanceof ProblemError) return error.problems;
    throw error;
  }
}

function one(schema: Omit<ParamSchema, 'description'>): ParamsSchema {
  return { properties: { it: { description: 'It.', ...schema } } };
}

describe('conversions', () => {
  const mode = { type: 'string', 'x-coerce': 'mode' } as const;
  const list = { type: 'array', items: { type: 'string', description: 'One.' } } as const;
  test.each<[string, Omit<ParamSchema, 'description'>, Value, unknown]>([
    ['yes', { type: 'boolean' }, 'yes', true],
    ['On', { type: 'boolean' }, 'On', true],
    ['0', { type: 'boolean' }, 0, false],
    ['1.0', { type: 'boolean' }, new Float(1), true],
    ['int of text', { type: 'integer' }, ' 3 ', 3],
    ['text of int', { type: 'string' }, 3, '3'],
    ['text of True', { type: 'string' }, true, 'True'],
    ['text of float', { type: 'string' }, new Float(1), '1.0'],
    ['number of text', { type: 'number' }, '1.5', 1.5],
    ['the whole of a number', { type: 'integer', 'x-coerce': 'whole' }, new Float(1.7), 1],
    ['list of text', list, 'a,b', ['a', 'b']],
    ['list of a number', list, 1, ['1']],
    ['list of numbers', list, [1, new Float(2.5)], ['1', '2.5']],
    ['dict of JSON', { type: 'object' }, '{"a": 1}', { a: 1 }],
    ['dict of k=v', { type: 'object' }, `a=1, b='x y'`, { a: '1', b: 'x y' }],
    ['dict', { type: 'object' }, new Dict([['a', null]]), { a: null }],
    ['0644 as YAML reads it', mode, 420, '0644'],
    ['1777 as YAML reads it', mode, 0o1777, '01777'],
    ['a quoted mode', mode, '0644', '0644'],
    ['a mode in octal digits of Python', mode, '0o700', '0700'],
    ['a symbolic mode', mode, 'u=rw,g=r', 'u=rw,g=r'],
    ['no for a choice of words', { type: 'string', enum: ['yes', 'no'] }, false, 'no'],
    ['a value as it is', { type: 'value' }, null, null],
  ])('%s', (_about, schema, value, expected) => {
    expect(read(one(schema), { it: value })).toEqual({ it: expected });
  });
});

describe('failures say what Ansible says', () => {
  const unable = (type: string, of: string, why: string): string =>
    `argument 'it' is of type <class '${of}'> and we were unable to convert to ${type}: ${why}`;
  test.each<[Omit<ParamSchema, 'description'>, Value, string, string]>([
    [
      { type: 'integer' },
      'bla',
      'wrong-parameter-type',
      unable('int', 'str', "<class 'str'> cannot be converted to an int"),
    ],
    [
      { type: 'boolean' },
      new Dict(),
      'wrong-parameter-type',
      unable('bool', 'dict', "<class 'dict'> cannot be converted to a bool"),
    ],
    [
      { type: 'array' },
      new Dict(),
      'wrong-parameter-type',
      unable('list', 'dict', "<class 'dict'> cannot be converted to a list"),
    ],
    [
      { type: 'object' },
      'x',
      'wrong-parameter-type',
      unable('dict', 'str', 'dictionary requested, could not parse JSON or key=value'),
    ],
    [
      { type: 'string', enum: ['absent', 'present'] },
      'presnt',
      'wrong-parameter-value',
      'value of it must be one of: absent, present, got: presnt',
    ],
  ])('%o', (schema, value, code, message) => {
    const [problem] = problemsOf(one(schema), { it: value });
    expect(problem).toMatchObject({ code, message, span });
  });

  test('a choice is suggested', () => {
    const [problem] = problemsOf(one({ type: 'string', enum: ['absent', 'present'] }), {
      it: 'presnt',
    });
    expect(problem?.hint).toBe('did you mean `present`?');
  });

  test('a secret is never shown', () => {
    const shown = problemsOf(one({ type: 'integer', 'x-secret': true }), { it: 'hunter2' });
    expect(JSON.stringify(shown.map(({ message, hint }) => [message, hint]))).not.toContain(
      'hunter2',
    );
  });

  test('unknown names list what there is', () => {
    const params = one({ type: 'string', 'x-aliases': ['thing'] });
    expect(problemsOf(params, { itt: 'x' })).toMatchObject([
      {
        code: 'unknown-parameter',
        hint: 'did you mean `it`?',
        message:
          'Unsupported parameters for (move) module: itt. Supported parameters include: it (thing).',
      },
    ]);
  });

  test('those that Ansible checks itself have their own words', () => {
    const text = { type: 'string', description: 'Text.' } as const;
    const params = { properties: { dest: text }, required: ['dest'] };
    const own = { name: 'copy', params };
    expect(checkParamNames(own, [], span)).toMatchObject([{ message: 'dest is required' }]);
    const read = (): unknown => reader.read({ name: 'fail', params }, new Map(), span);
    expect(read).toThrow(/missing required arguments: dest/);
    const wrong = new Map([['foo', { value: 1, span, keySpan: span }]]);
    const refused = (): unknown => reader.read({ name: 'fail', params }, wrong, span);
    expect(refused).toThrow(/Invalid options for fail: foo/);
  });

  test('missing ones are named together', () => {
    const text = { type: 'string', description: 'Text.' } as const;
    const params = { properties: { src: text, dest: text }, required: ['src', 'dest'] };
    expect(problemsOf(params, { src: null })).toMatchObject([
      { code: 'missing-parameter', message: 'missing required arguments: dest, src' },
    ]);
  });
});

describe('rules', () => {
  const text = { type: 'string', description: 'Text.' } as const;
  const state = { type: 'string', default: 'present', description: 'State.' } as const;
  const properties = { a: text, b: text, state };
  test.each([
    [mutuallyExclusive('a', 'b'), { a: '1', b: '2' }, 'parameters are mutually exclusive: a|b'],
    [requiredTogether('a', 'b'), { a: '1' }, 'parameters are required together: a, b'],
    [requiredOneOf('a', 'b'), {}, 'one of the following is required: a, b'],
    [requiredBy('a', ['b']), { a: '1' }, "missing parameter(s) required by 'a': b"],
    [
      requiredIf('state', 'present', ['a']),
      {},
      'state is present but all of the following are missing: a',
    ],
  ])('%o', (rule, values, message) => {
    expect(problemsOf({ properties, rules: [rule] }, values).map((one) => one.message)).toEqual([
      message,
    ]);
  });

  test('defaults fill what is missing, null included', () => {
    expect(read({ properties }, { state: null })).toEqual({ state: 'present' });
  });

  test('further keys are kept where the end is open', () => {
    expect(read({ properties: { a: text }, openEnded: true }, { a: '1', x: 2 })).toEqual({
      a: '1',
      rest: { x: 2 },
    });
  });
});

test('names are checked without values', () => {
  const text = { type: 'string', description: 'Text.' } as const;
  const params = {
    properties: { src: text, dest: { ...text, 'x-aliases': ['path'] } },
    required: ['dest', 'src'],
  };
  const problems = checkParamNames({ name: 'move', params }, [['pth', span]], span);
  expect(problems).toMatchObject([
    {
      code: 'unknown-parameter',
      message: '`pth` is not a parameter of move',
      hint: 'did you mean `path`?',
    },
    { code: 'missing-parameter', message: 'missing required arguments: dest, src' },
  ]);
});
