/** The schemas that editors use accept every file of tasks and every playbook that come with kplay. */
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

const checkPlaybook = createSchemaCheck(
  readFileSync(join(root, 'docs/schema/playbook.schema.json'), 'utf8'),
);
const playbooks = readdirSync(join(root, 'playbooks')).filter((name) => name.endsWith('.yml'));

test.each(playbooks)('playbooks/%s', (file) => {
  const plays: unknown = parse(readFileSync(join(root, 'playbooks', file), 'utf8'));
  expect(checkPlaybook(plays)).toBe(true);
});

test.each([
  ['a misspelled keyword of a play', [{ hosts: 'all', task: [] }]],
  ['a play without hosts', [{ tasks: [] }]],
  ['a misspelled parameter in a play', [{ hosts: 'all', tasks: [{ copy: { destt: '/etc' } }] }]],
  ['tasks in an import', [{ import_playbook: 'site.yml', tasks: 'none' }]],
])('%s is refused', (_what, plays) => {
  expect(checkPlaybook(plays)).toBe(false);
});

test('an import of a playbook is accepted', () => {
  expect(checkPlaybook([{ import_playbook: 'site.yml', when: 'is_node', tags: 'nodes' }])).toBe(
    true,
  );
});
