/**
 * Mistakes that people make in playbooks, and what `--syntax-check` says of each: `cases/NAME.yml`
 * and `NAME.txt`. `npm run unit -- test/broken -u` writes the texts anew; read the difference.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runWordsIn } from '../problems/run-case.ts';

const folder = join(import.meta.dirname, 'cases');
const names = readdirSync(folder)
  .filter((file) => file.endsWith('.yml'))
  .map((file) => file.replace(/\.yml$/, ''));

test.each(names)('%s', async (name) => {
  const printed = await runWordsIn(folder, ['--syntax-check', `${name}.yml`, '-i', 'localhost,']);
  // Each with its place; a duplicate key is a warning, as it is for Ansible.
  expect(printed).toMatch(
    name.startsWith('duplicate-') ? /:\d+:\d+ {2}warning {2}/ : /:\d+:\d+ {2}error {2}/,
  );
  await expect(printed).toMatchFileSnapshot(join(folder, `${name}.txt`));
});
