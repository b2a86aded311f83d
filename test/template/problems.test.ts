/** What goes wrong in a template is told with its code, its place and the next best name. */
import { describe, expect, it } from 'vitest';
import {
  ProblemError,
  describeProblem,
  locateScalar,
  toPlace,
  type Problem,
} from '../../engine/base/index.ts';
import { createTemplates } from '../../engine/template/index.ts';
import { locatePlain, makeContext } from './make-context.ts';

const templates = createTemplates();
const context = makeContext(
  { inventory_hostname: 'node1', ports: [80], service: { name: 'kubelet' } },
  import.meta.dirname,
  templates,
);

function findProblem(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof ProblemError && error.problems[0] !== undefined) return error.problems[0];
    throw error;
  }
  throw new Error('nothing failed');
}

const renderText = (text: string): Problem =>
  findProblem(() => templates.render(locatePlain(text), context));

describe.each([
  ['a {{ inventory_hostnam }}', 'undefined-variable', "'inventory_hostnam' is undefined", 6],
  ['{{ service.nam }}', 'undefined-variable', "'dict object' has no attribute 'nam'", 12],
  ['{{ ports | uper }}', 'template-syntax', 'did you mean `upper`?', 12],
  ['{{ 1 + "a" }}', 'template-failed', 'unsupported operand', 4],
  ['{% if ports %}', 'template-syntax', 'Unexpected end of template', 15],
  ['{{ ports', 'template-syntax', 'unexpected end of template', 9],
  ['{{ range(10 ** 12) | list }}', 'template-failed', 'does not come to an end', 22],
  ['{{ "a" * 10 ** 12 }}', 'template-failed', 'too long', 4],
  ['{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}', 'template-failed', 'recursion', 19],
  ['{{ ports[::0] }}', 'template-failed', 'slice step cannot be zero', 10],
  ['{{ lookup("fil", "x") }}', 'template-failed', 'did you mean `file`?', 4],
  ['{% include "gone.j2" %}', 'template-failed', 'template not found: gone.j2', 4],
])('%s', (text, code, message, column) => {
  it(`is ${code} at column ${String(column)}`, () => {
    const problem = renderText(text);
    expect(problem.code).toBe(code);
    expect(problem.message).toContain(message);
    expect(problem.span && toPlace(problem.span).column).toBe(column);
  });
});

it('suggests a name that is there', () => {
  expect(renderText('{{ inventory_hostnam }}').hint).toBe('did you mean `inventory_hostname`?');
});

it('points into the YAML file that holds the template', () => {
  const text = 'name: x\nmsg: "port {{ prot }}"\n';
  const start = text.indexOf('"');
  const span = { file: { path: 'site.yml', text }, start, end: text.length - 1 };
  const scalar = locateScalar('port {{ prot }}', span);
  const problem = findProblem(() => templates.render(scalar, context));
  expect(problem.span && toPlace(problem.span)).toEqual({ path: 'site.yml', line: 2, column: 15 });
});

it('points into an included file', () => {
  const folder = `${import.meta.dirname}/../compat/jinja/playbook`;
  const included = makeContext({}, folder, templates);
  const file = { path: `${folder}/templates/top.j2`, text: 'one\n{{ missing }}\n' };
  const problem = findProblem(() => templates.renderFile(file, {}, included));
  expect(problem.span && toPlace(problem.span)).toEqual({ path: file.path, line: 2, column: 4 });
  expect(describeProblem(problem)).toContain('> 2 | {{ missing }}');
});

it('names the variable whose own template failed, and where it was used', () => {
  const broken = makeContext({ url: 'http://{{ host }}/' }, '.', templates);
  const problem = findProblem(() => templates.render(locatePlain('see {{ url }}'), broken));
  expect(problem.message).toBe("'host' is undefined");
  expect(problem.related?.map(({ note }) => note)).toEqual(['`url` is used here']);
});
