/** What lookups say when they fail: the words of ansible-core 2.14. */
import { expect, it } from 'vitest';
import { ProblemError } from '../../engine/base/index.ts';
import { createTemplates } from '../../engine/template/index.ts';
import { locatePlain, makeContext } from './make-context.ts';

const templates = createTemplates();

function render(text: string): unknown {
  return templates.render(locatePlain(text), makeContext({}, '.', templates));
}

const FAILURES = [
  ["lookup('pipe', 'exit 3')", 'lookup_plugin.pipe(exit 3) returned 3'],
  ["lookup('pipe', 'kill -9 $$')", 'lookup_plugin.pipe(kill -9 $$) returned -9'],
  ["query('lines', 'exit 3')", 'lookup_plugin.lines(exit 3) returned 3'],
  ["lookup('unvault', 'nope')", 'Unable to find file matching "nope" '],
  ["lookup('file', 'nope')", 'could not locate file in lookup: nope'],
  ["lookup('template', 'nope')", 'the template file nope could not be found for the lookup'],
  ["lookup('env', 'NOPE', default=undef())", 'The "env" lookup, found an undefined variable: NOPE'],
  ["lookup('env', ' ')", 'list index out of range'],
] as const;

it.each(FAILURES)('%s', (expression, message) => {
  let said = '';
  try {
    render(`{{ ${expression} }}`);
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    said = error.problems.map((problem) => problem.message).join('\n');
  }
  expect(said).toBe(message);
});

it('splits lines at newlines and carriage returns only', () => {
  // Jinja and printf each take a backslash.
  const text = String.raw`{{ query('lines', 'printf "a\\n\\nb\\fc\\r"') }}`;
  expect(render(text)).toEqual(['a', '', 'b\fc']);
});
