/**
 * Mistakes that people make: in one playbook (`cases/NAME.yml`), and in a project of several files
 * (`projects/NAME/`, with the words of `command.txt` where `--syntax-check` is not what finds it). What
 * is said of each stands in `NAME.txt` and `expected.txt`; its first lines alone tell where and what.
 * `npm run unit -- test/broken -u` writes the texts anew; read the difference.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { runWordsIn } from '../problems/run-case.ts';

const cases = join(import.meta.dirname, 'cases');
const playbooks = readdirSync(cases)
  .filter((file) => file.endsWith('.yml'))
  .map((file) => file.replace(/\.yml$/, ''));
const projects = readdirSync(join(import.meta.dirname, 'projects'));

/** A place, and what it is; a duplicate key is a warning, as it is for Ansible. A file that is no text has no lines. */
function headOf(name: string): RegExp {
  if (name.startsWith('duplicate-')) return /^\S+:\d+:\d+ {2}warning {2}/m;
  return /^(?: {2})?\S+:\d+:\d+ {2}error {2}|^error {2}file-not-text\n {2}the file `/m;
}

test('there are a hundred', () => {
  expect(playbooks.length + projects.length).toBeGreaterThanOrEqual(100);
});

describe('a playbook', () => {
  test.each(playbooks)('%s', async (name) => {
    const words = ['--syntax-check', `${name}.yml`, '-i', 'localhost,'];
    const printed = await runWordsIn(cases, words);
    expect(printed).toMatch(headOf(name));
    await expect(printed).toMatchFileSnapshot(join(cases, `${name}.txt`));
  });
});

describe('a project', () => {
  test.each(projects)('%s', async (name) => {
    const folder = join(import.meta.dirname, 'projects', name);
    const command = join(folder, 'command.txt');
    const words = existsSync(command)
      ? readFileSync(command, 'utf8').trim()
      : 'site.yml -i worker1, --syntax-check';
    const printed = await runWordsIn(folder, words.split(' '));
    expect(printed).toMatch(headOf(name));
    await expect(printed).toMatchFileSnapshot(join(folder, 'expected.txt'));
  });
});
