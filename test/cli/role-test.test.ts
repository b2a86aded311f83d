/** What `kplay test` finds of a role before a host is booted. The runs are in test/lab. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findTestedRole } from '../../engine/cli/role-test/find-role.ts';
import { planStages } from '../../engine/cli/role-test/stages.ts';
import { callKplay } from '../support/call-kplay.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kplay-role-test-'));
  write('roles/motd/tasks/main.yml');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), '[]\n');
}

function plan(): readonly string[] {
  const stages = planStages(findTestedRole('motd', [join(folder, 'roles')]));
  return stages.map(({ title, playbook }) => {
    return `${title.split(':')[0] ?? ''}: ${playbook.replace(`${folder}/`, '')}`;
  });
}

const OWN = 'roles/motd/<test>';

test('a role alone is run twice, by a play that has nothing but it', () => {
  expect(plan()).toEqual([`first run: ${OWN}`, `second run, which must change nothing: ${OWN}`]);
  const [first] = planStages(findTestedRole(join(folder, 'roles/motd'), []));
  expect(JSON.parse(first?.text ?? '')).toEqual([
    { name: 'Test motd', hosts: 'all', become: true, roles: ['motd'] },
  ]);
});

test('playbooks of its author are used: beside its tests, beside it, in Molecule’s folder', () => {
  write('roles/motd/molecule/default/converge.yml');
  write('roles/motd/molecule/default/prepare.yaml');
  write('roles/motd/molecule/default/verify.yml');
  write('roles/motd/verify.yml');
  expect(plan()).toEqual([
    'prepare: roles/motd/molecule/default/prepare.yaml',
    'first run: roles/motd/molecule/default/converge.yml',
    'second run, which must change nothing: roles/motd/molecule/default/converge.yml',
    'verify: roles/motd/verify.yml',
  ]);
  write('roles/motd/tests/verify.yml');
  expect(plan().at(-1)).toBe('verify: roles/motd/tests/verify.yml');
});

test('tests/test.yml, which runs on localhost, is not run', () => {
  write('roles/motd/tests/test.yml');
  expect(plan().join()).not.toContain('test.yml');
});

test.each([
  [['mtod'], 1, 'did you mean `motd`?'],
  [['./roles/mtod'], 1, 'there is no role `./roles/mtod`'],
  [['roles'], 1, '`roles` is a folder, but no role'],
  [[], 2, 'name a role, or go to its folder'],
  [['motd', 'pki'], 2, 'name one role'],
  [['motd', '--hosts', '0'], 2, '--hosts is a number from 1 to 80'],
])('%j is refused', async (words, code, message) => {
  const end = await callKplay(['test', ...words], folder);
  expect([end.code, end.stderr]).toEqual([code, expect.stringContaining(message)]);
});
