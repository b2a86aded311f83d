/**
 * Every problem has a folder named like its code: the broken input, `command.txt` with the words
 * that are typed, and `expected.txt` with what is printed. `npm run unit -- test/problems -u`
 * writes the expected texts anew; read the difference.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findDeclaredProblems } from '../house/declared-problems.ts';
import { runCase } from './run-case.ts';

const here = import.meta.dirname;
const codes = findDeclaredProblems(join(here, '../../engine')).map(({ code }) => code);
const folders = readdirSync(here, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

test('every problem has a case, and every case is of a problem', () => {
  expect(folders).toEqual([...new Set(codes)].sort());
});

/** Problems that do not stop a run are shown as Ansible shows warnings, without a code. */
const WARNINGS: ReadonlySet<string> = new Set([
  'legacy-include',
  'legacy-keyword',
  'test-as-filter',
  'vagrant-machines-down',
  'yaml-duplicate-key',
]);

test.each(folders)('%s', async (code) => {
  const folder = join(here, code);
  const printed = await runCase(folder);
  expect(printed).toMatch(
    WARNINGS.has(code)
      ? /^\[(DEPRECATION )?WARNING\]/m
      : new RegExp(`(?:^|  )(?:error|warning)  ${code}$`, 'm'),
  );
  await expect(printed).toMatchFileSnapshot(join(folder, 'expected.txt'));
});
