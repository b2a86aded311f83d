/**
 * Broken templates, one a file in broken/: each fails, soon, and says so at its line and column with
 * the lines around it. `-u` writes the expected texts anew.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { ProblemError, describeProblem } from '../../engine/base/index.ts';
import { createTemplates } from '../../engine/template/index.ts';
import { makeContext } from './make-context.ts';

const folder = join(import.meta.dirname, 'broken');
const playbook = join(import.meta.dirname, '../compat/jinja/playbook');
const templates = createTemplates({ limits: { steps: 100_000, output: 1_000_000 } });
const variables = {
  kubelet: true,
  name: 'kubelet',
  nodes: ['node1', 'node2'],
  port: 10_250,
  service: { name: 'kubelet' },
  url: 'https://{{ hostnam }}/',
};

function renderBroken(name: string): string {
  const text = readFileSync(join(folder, name), 'utf8');
  const context = makeContext(variables, playbook, templates);
  try {
    const written = templates.renderFile({ path: name, text }, {}, context);
    return `nothing is wrong: ${written.slice(0, 100)}`;
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const described = error.problems.map((problem) => describeProblem(problem)).join('\n');
    return `${described.replaceAll(playbook, '<playbook>').trimEnd()}\n`;
  }
}

const names = readdirSync(folder).filter((name) => name.endsWith('.j2'));

it.each(names)('%s', { timeout: 5000 }, async (name) => {
  const described = renderBroken(name);
  expect(described).toMatch(/ error {2}(?:template-syntax|template-failed|undefined-variable)\n/u);
  await expect(described).toMatchFileSnapshot(join(folder, name.replace('.j2', '.txt')));
});
