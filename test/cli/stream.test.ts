/** `--stream` shows what commands write, but not of tasks that hide it. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { callKplay } from '../support/call-kplay.ts';

test('the output of a task with no_log is not streamed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kplay-stream-'));
  const site = `- hosts: all
  connection: local
  gather_facts: false
  tasks:
    - shell: echo visible
    - shell: echo swordfish
      no_log: true
`;
  writeFileSync(join(folder, 'site.yml'), site);
  const end = await callKplay(['site.yml', '-i', 'node1,', '--stream'], folder);
  rmSync(folder, { recursive: true });
  expect(end.stdout).toContain('node1 | visible');
  expect(end.stdout).not.toContain('node1 | swordfish');
});
