/** Real Ansible's recorded answers: every case must give the same value, or fail as well. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ProblemError, toRawValue, type Value } from '../../engine/base/index.ts';
import { createTemplates } from '../../engine/template/index.ts';
import { encodeValue, type Encoded } from './encode-value.ts';
import { locatePlain, makeContext } from './make-context.ts';

interface Case {
  readonly group: string;
  readonly mode: 'string' | 'file' | 'when';
  readonly template: string;
  readonly expect?: Encoded;
  readonly error?: string;
}

interface Recorded {
  readonly vars: Readonly<Record<string, Readonly<Record<string, Encoded>>>>;
  readonly cases: readonly Case[];
}

const folder = join(import.meta.dirname, '../compat/jinja');
const isRecorded = (data: unknown): data is Recorded =>
  typeof data === 'object' && data !== null && 'cases' in data && 'vars' in data;
const read: unknown = JSON.parse(readFileSync(join(folder, 'recorded.json'), 'utf8'));
if (!isRecorded(read)) throw new Error('recorded.json holds no cases');
const recorded = read;
const templates = createTemplates();

function render(given: Case): Value {
  const context = makeContext(
    recorded.vars[given.group] ?? {},
    join(folder, 'playbook'),
    templates,
  );
  const located = locatePlain(given.template);
  if (given.mode === 'when') return templates.test(located, context);
  if (given.mode === 'string') return templates.render(located, context);
  const file = { path: join(folder, 'playbook/templates/case.j2'), text: given.template };
  return templates.renderFile(file, {}, context);
}

describe.each([...new Set(recorded.cases.map(({ group }) => group))])('%s', (group) => {
  const cases = recorded.cases.filter((one) => one.group === group);
  it.each(cases.map((one) => [one.mode, one.template, one] as const))('%s: %s', (_, __, one) => {
    if (one.error === undefined) {
      expect(encodeValue(render(one))).toEqual(one.expect);
      return;
    }
    expect(() => render(one)).toThrow(ProblemError);
  });
});

it('keeps unsafe text as it is', () => {
  const context = makeContext({}, folder, templates);
  const unsafe = { ...locatePlain('{{ x }}'), isUnsafe: true };
  expect(templates.render(unsafe, context)).toBe(toRawValue(unsafe));
});
