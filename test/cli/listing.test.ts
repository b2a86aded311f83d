/** What `--list-tasks` shows of blocks and names; modules that only others have, handlers that nobody has. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callKplay, type CallEnd } from '../support/call-kplay.ts';
import { writeFiles } from '../support/write-files.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kplay-listing-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Calls kplay with a play of these tasks of a role, on this machine. */
async function call(tasks: string, ...flags: readonly string[]): Promise<CallEnd> {
  writeFiles(folder, {
    'site.yml': '- hosts: all\n  gather_facts: false\n  roles: [web]\n',
    'roles/web/tasks/main.yml': tasks,
    'roles/other/tasks/main.yml': '- ping:\n',
  });
  return callKplay(['site.yml', '-i', 'node1,', '-c', 'local', ...flags], folder);
}

// Each observed with ansible-core 2.14.
describe('--list-tasks', () => {
  test.each([
    ['a task without a name as its action alone', '- debug:\n', ['debug']],
    ['a task with a name behind its role', '- name: Say\n  debug:\n', ['web : Say']],
    ['a name of several lines on one', '- name: "Say\n    it"\n  debug:\n', ['web : Say it']],
    [
      'an include of a role with its own name alone',
      '- include_role: { name: other }\n- name: More\n  include_role: { name: other }\n',
      ['include_role', 'More'],
    ],
    [
      'of a block only what it is there for',
      '- block: [ping:]\n  rescue: [fail:]\n  always: [debug:]\n',
      ['ping'],
    ],
    ['a module that kplay has not', '- gem: { name: rake }\n', ['gem']],
    [
      'a module of a collection that kplay has nothing of',
      '- kubernetes.core.helm_repository: { name: a }\n',
      ['kubernetes.core.helm_repository'],
    ],
    [
      'modules of other collections by the full names that lead there',
      '- ansible.builtin.locale_gen: { name: C }\n- ansible.builtin.gem: { name: rake }\n',
      ['ansible.builtin.locale_gen', 'ansible.builtin.gem'],
    ],
    [
      'any full name where the task may be skipped',
      '- my.own.thing: { name: "{{ item }}" }\n  loop: "{{ things }}"\n',
      ['my.own.thing'],
    ],
  ])('shows %s', async (_, tasks, names) => {
    const { code, stdout, stderr } = await call(tasks, '--list-tasks');
    expect(code, stderr).toBe(0);
    const shown = [...stdout.matchAll(/^ {6}(\S.*)\tTAGS/gm)].map(([, name]) => name);
    expect(shown).toEqual(names);
  });
});

describe('a module that only others have', () => {
  test('is told by name where a collection on this machine has it', async () => {
    const tasks = '- my.own.thing: { name: a }\n';
    const unknown = await call(tasks, '--list-tasks');
    expect(unknown.stderr).toContain('there is no module or action named `my.own.thing`');
    writeFiles(folder, { 'ansible_collections/my/own/plugins/modules/thing.py': '' });
    const words = ['site.yml', '-i', 'node1,', '-c', 'local'];
    const settings = { ANSIBLE_COLLECTIONS_PATH: folder };
    const { code } = await callKplay([...words, '--list-tasks'], folder, settings);
    const { stderr } = await callKplay(words, folder, settings);
    expect([code, stderr]).toEqual([
      0,
      expect.stringContaining('kplay has no module `my.own.thing`'),
    ]);
  });

  test('keeps a run from starting where the task is sure to run', async () => {
    const { code, stdout, stderr } = await call('- gem: { name: rake }\n');
    expect(stderr).toContain('kplay has no module `gem`');
    expect([code, stdout]).toEqual([4, '']);
  });

  test('does no harm in a loop over nothing', async () => {
    const tasks = '- gem: { name: "{{ item }}" }\n  with_items: "{{ gems | default([]) }}"\n';
    const { code, stdout, stderr } = await call(tasks);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/node1 +: ok=0 .* skipped=1 /);
  });

  test('fails in a loop over something', async () => {
    const tasks = '- gem: { name: "{{ item }}" }\n  loop: "{{ [\'rake\'] }}"\n';
    const { code, stdout } = await call(tasks);
    expect(code).toBe(2);
    expect(stdout).toContain('kplay has no module `gem`');
  });
});

describe('a handler that is not there', () => {
  const notify = (word: string): string =>
    `- { command: 'true', changed_when: ${word}, notify: nobody }\n`;

  test('does no harm in a role that never notifies it, and is warned of', async () => {
    const { code, stderr } = await call(notify('false'));
    expect(code, stderr).toBe(0);
    const sentence = "The requested handler 'nobody' was not found in either the main handlers";
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(`[WARNING]: ${sentence}`);
  });

  test('ends the run of a role that notifies it', async () => {
    const { code, stderr } = await call(notify('true'));
    expect(code).toBe(1);
    expect(stderr).toContain('unknown-handler');
  });

  test('of a play is told before the run', async () => {
    const site = `- hosts: all\n  gather_facts: false\n  tasks:\n    ${notify('false')}`;
    writeFiles(folder, { 'play.yml': site });
    const { code, stdout } = await callKplay(['play.yml', '-i', 'node1,', '-c', 'local'], folder);
    expect([code, stdout]).toEqual([1, '']);
  });
});

test('a path below a file is no path, for tests and lookups', async () => {
  const there = '{{ "/etc/passwd/a" is exists }} {{ query("fileglob", "/etc/passwd/*") }}';
  const { stdout } = await call(`- debug: { msg: '${there}' }\n`);
  expect(stdout).toContain('"msg": "False []"');
});
