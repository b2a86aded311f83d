/** What `kplay init` makes passes `kplay check` and runs; what is there stays as it is. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { callKplay, type CallEnd } from '../support/call-kplay.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kplay-init-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function kplay(...words: readonly string[]): Promise<CallEnd> {
  return callKplay(words, folder);
}

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), text);
}

/** Checks a playbook, then runs it here, twice. @returns the recaps */
async function checkAndRun(...words: readonly string[]): Promise<readonly string[]> {
  const inventory = ['-i', 'node1,', '-c', 'local'];
  const checked = await kplay('check', ...words.slice(0, 1), '-i', 'node1,');
  expect([checked.code, checked.stderr]).toEqual([0, '']);
  const ends = [await kplay(...words, ...inventory), await kplay(...words, ...inventory)];
  expect(ends.map(({ code }) => code)).toEqual([0, 0]);
  return ends.map(({ stdout }) => /ok=\d+ +changed=\d+/.exec(stdout)?.[0].replace(/ +/, ' ') ?? '');
}

test('a playbook', async () => {
  expect((await kplay('init', 'playbook', 'site')).stdout).toBe('site.yml\n');
  expect(await checkAndRun('site.yml')).toEqual(['ok=2 changed=0', 'ok=2 changed=0']);
});

test('a role, whose name may have dashes', async () => {
  const end = await kplay('init', 'role', 'day-message');
  expect(end.stdout.split('\n')).toContain('roles/day-message/tasks/main.yml');
  write('site.yml', '- hosts: all\n  gather_facts: false\n  roles: [day-message]\n');
  const recaps = await checkAndRun('site.yml', '-e', `day_message_path=${join(folder, 'motd')}`);
  expect(recaps).toEqual(['ok=2 changed=1', 'ok=2 changed=0']);
  expect(readFileSync(join(folder, 'motd'), 'utf8')).toBe('Managed by day-message\n');
});

test('a module', async () => {
  await kplay('init', 'module', 'one_line');
  const task = `one_line: { path: "${join(folder, "it's")}", line: Hello }`;
  write('site.yml', `- hosts: all\n  gather_facts: false\n  tasks:\n    - ${task}\n`);
  expect(await checkAndRun('site.yml')).toEqual(['ok=1 changed=1', 'ok=1 changed=0']);
  expect(readFileSync(join(folder, "it's"), 'utf8')).toBe('Hello\n');
});

test('what is there stays, and nothing beside it is written', async () => {
  await kplay('init', 'role', 'motd');
  rmSync(join(folder, 'roles/motd/tasks'), { recursive: true });
  write('roles/motd/defaults/main.yml', 'mine: true\n');
  const end = await kplay('init', 'role', 'motd');
  expect([end.code, end.stdout]).toEqual([1, '']);
  expect(end.stderr).toContain('`roles/motd/defaults/main.yml` is there already');
  expect(readFileSync(join(folder, 'roles/motd/defaults/main.yml'), 'utf8')).toBe('mine: true\n');
});

test.each([
  [['init', 'role', '../motd'], 1, '`../motd` cannot be the name of a role'],
  [['init', 'module', 'with-dash'], 1, '`with-dash` cannot be the name of a module'],
  [['init', 'house', 'motd'], 2, 'name one of role, playbook, module'],
  [['init', 'role'], 2, 'name one role'],
])('%j is refused', async (words, code, message) => {
  const end = await kplay(...words);
  expect([end.code, end.stderr]).toEqual([code, expect.stringContaining(message)]);
});
