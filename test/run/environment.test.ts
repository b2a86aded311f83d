/** What `environment` says of values that are no mapping; what they do is in test/samples/results. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callKplay } from '../support/call-kplay.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kplay-environment-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

// The warnings of ansible-core 2.14 for the same lines.
test.each([
  ['foo', "['foo']"],
  ['"{{ listed }}"', "['{{ listed }}']"],
  ['["{{ mapped }}", foo]', "['{{ mapped }}', 'foo']"],
  ['5', '[5]'],
])('environment: %s is skipped', async (written, shown) => {
  const vars = '  vars: { listed: [{ A: 1 }], mapped: { A: 1 } }\n';
  const task = `    - { command: "true", environment: ${written} }\n`;
  writeFileSync(
    join(folder, 'site.yml'),
    `- hosts: localhost\n${vars}  gather_facts: false\n  tasks:\n${task}`,
  );
  const end = await callKplay(['site.yml'], folder);
  expect(end.code).toBe(0);
  expect(end.stderr).toContain(
    `[WARNING]: could not parse environment value, skipping: ${shown}\n`,
  );
});
