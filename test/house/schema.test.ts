/** The schema that editors use accepts every file of tasks that comes with kplay. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { createSchemaCheck } from '../report/schema-check.ts';

const root = join(import.meta.dirname, '../..');
const check = createSchemaCheck(readFileSync(join(root, 'docs/schema/tasks.schema.json'), 'utf8'));
const files = readdirSync(join(root, 'roles'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /^[^/]+\/(?:tasks|handlers)\/.*\.yml$/.test(name))
  .toSorted();

test.each(files)('roles/%s', (file) => {
  // Editors read YAML 1.2, not PyYAML's 1.1.
  const tasks: unknown = parse(readFileSync(join(root, 'roles', file), 'utf8'));
  expect(check(tasks)).toBe(true);
});

test('a misspelled parameter is refused', () => {
  expect(check([{ 'ansible.builtin.copy': { destt: '/etc/motd', content: '' } }])).toBe(false);
});
