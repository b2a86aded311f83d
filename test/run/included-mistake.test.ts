/** Files that are included while the run goes on: mistakes in them, and files that are not there. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { callKplay } from '../support/call-kplay.ts';

const folder = join(import.meta.dirname, 'included-mistake');

// As ansible-core 2.14: a parser's error ends the run with exit code 4, and no rescue catches it.
test('a mistake in the file ends the run, whatever is around the include', async () => {
  const end = await callKplay(['site.yml', '-e', 'file=mistaken.yml'], folder);
  expect(end.code).toBe(4);
  expect(end.stderr).toContain('mistaken.yml:2:3  error  unknown-module');
  expect(end.stdout).toContain('TASK [include_tasks]');
  expect(end.stdout).not.toMatch(/rescued|the run went on|PLAY RECAP/);
});

test('a file that is not there fails the task, which may be rescued', async () => {
  const end = await callKplay(['site.yml', '-e', 'file=nowhere.yml'], folder);
  expect(end.code).toBe(0);
  expect(end.stdout).toMatch(/rescued(?:.|\n)*the run went on/);
});

// The recap of ansible-core 2.14 for the same play, with the same exit code.
test('each missing file counts as failed, and no missing role does', async () => {
  const end = await callKplay(['missing-in-a-loop.yml'], folder);
  expect(end.code).toBe(0);
  expect(end.stdout.match(/FAILED!/g)).toHaveLength(4);
  expect(end.stdout).toMatch(/ok=2 .* failed=2 .* rescued=0 /);
});
