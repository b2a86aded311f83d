/** What `kplay check` says of files and roles that only the run includes, and of lookups and sources. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callKplay } from '../support/call-kplay.ts';
import { writeFiles } from '../support/write-files.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kplay-includes-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Checks a play of these tasks among these files. @returns the first line of every problem */
async function check(
  tasks: string,
  files: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> {
  const lines = tasks.split('\n').map((line) => `    ${line}`);
  const site = `- hosts: all\n  gather_facts: false\n  tasks:\n${lines.join('\n')}\n`;
  writeFiles(folder, { ...files, 'site.yml': site });
  const { stderr } = await callKplay(['check', 'site.yml', '-i', 'node1,'], folder);
  return [...stderr.matchAll(/^\S+:\d+:\d+ {2}(?:error|warning) .*$/gm)].map(([line]) => line);
}

const MISTAKEN =
  '- copy: { dset: /etc/a }\n- ping:\n  notfy: x\n- debug: { msg: "{{ 1 | abz }}" }\n';
const FOUND = [
  'error  missing-parameter',
  'error  unknown-parameter',
  'error  unknown-keyword',
  'error  template-syntax',
];

function within(lines: readonly string[], path: string): readonly string[] {
  return lines
    .filter((line) => line.startsWith(`${path}:`))
    .map((line) => line.replace(/^\S+ {2}/, ''));
}

describe('an include', () => {
  test('is followed: every mistake in the file is told', async () => {
    const lines = await check('- include_tasks: more.yml', { 'more.yml': MISTAKEN });
    expect([...within(lines, 'more.yml')].sort()).toEqual([...FOUND].sort());
  });

  test('is followed into a role, its handlers, and what these include', async () => {
    const lines = await check('- include_role: { name: web }', {
      'roles/web/tasks/main.yml': '- include_tasks: deep.yml\n',
      'roles/web/tasks/deep.yml': '- ping: { dta: x }\n',
      'roles/web/handlers/main.yml': '- name: restart\n  service: { nme: web }\n',
    });
    expect(lines).toContain('roles/web/tasks/deep.yml:1:11  error  unknown-parameter');
    expect(lines).toContain('roles/web/handlers/main.yml:2:14  error  unknown-parameter');
  });

  test('of what is not there is an error', async () => {
    const lines = await check('- include_tasks: nowhere.yml\n- include_role: { name: nobody }');
    expect(lines).toEqual([
      'site.yml:4:7  error  missing-import',
      'site.yml:5:7  error  unknown-role',
    ]);
  });

  test.each([
    ['a rescue', '- block: [include_tasks: nowhere.yml]\n  rescue: [ping:]'],
    ['ignore_errors', '- include_tasks: nowhere.yml\n  ignore_errors: true'],
  ])('that %s is there for may fail', async (_, tasks) => {
    expect(await check(tasks)).toEqual([]);
  });

  test('of a module that there is not is a warning: it may be for other machines', async () => {
    const lines = await check('- include_tasks: suse.yml\n  when: ansible_os_family == "Suse"', {
      'suse.yml': '- zypper: { name: curl }\n',
    });
    expect(lines).toEqual(['suse.yml:1:3  warning  foreign-module']);
  });

  test('of a command for Windows is a warning, whatever the command says', async () => {
    const command =
      '- ansible.windows.win_shell: >-\n    {% if a is defined %} x {% else %} y=1 {% endif %}\n';
    const lines = await check('- include_tasks: windows.yml\n  when: a is defined', {
      'windows.yml': command,
    });
    expect(lines).toEqual(['windows.yml:1:3  warning  foreign-module']);
  });

  test('with a template in its name warns of each file that may be meant', async () => {
    const lines = await check('- import_role: { name: web }', {
      'roles/web/tasks/main.yml': '- include_tasks: "setup-{{ ansible_os_family }}.yml"\n',
      'roles/web/tasks/setup-Debian.yml': '- ping: { dta: x }\n',
      'roles/web/tasks/setup-RedHat.yml': '- ping: { dta: x }\n',
      'roles/web/tasks/other.yml': '- ping: { dta: x }\n',
    });
    expect(lines).toEqual([
      'roles/web/tasks/setup-Debian.yml:1:11  warning  unknown-parameter',
      'roles/web/tasks/setup-RedHat.yml:1:11  warning  unknown-parameter',
    ]);
  });

  test('below a folder that only the run can tell does not look below files', async () => {
    const lines = await check('- import_role: { name: web }', {
      'roles/web/tasks/main.yml': '- include_tasks: "{{ role_path }}/tasks/deep.yml"\n',
      'roles/web/tasks/deep.yml': '- ping: { dta: x }\n',
    });
    expect(lines).toEqual([]);
  });

  test('of variables in a file that only the run can tell reads no license', async () => {
    const lines = await check('- import_role: { name: web }', {
      'roles/web/tasks/main.yml': '- include_vars: "{{ lookup(\'first_found\', files) }}"\n',
      'roles/web/LICENSE': 'The MIT: {License}: (MIT)\n',
      'roles/web/vars/main.yml': 'files: [Debian.yml]\n',
    });
    expect(lines).toEqual([]);
  });

  test('of a file that includes itself ends', async () => {
    const itself = '- include_tasks: more.yml\n  when: false\n';
    expect(await check('- include_tasks: more.yml', { 'more.yml': itself })).toEqual([]);
  });
});

describe('parameters that are written out', () => {
  test.each([
    ['copy: { src: site.yml, content: b, dest: /a }', 'parameters-conflict'],
    ['sysctl: { name: a, state: present }', 'missing-parameter'],
    ['systemd: { state: started }', 'missing-parameter'],
  ])('%s breaks a rule', async (task, code) => {
    expect(await check(`- ${task}`)).toEqual([`site.yml:4:7  error  ${code}`]);
  });

  test.each([
    'copy: { src: "{{ omit }}", content: b, dest: /a }',
    'sysctl: { name: a, state: present, value: "{{ omit }}" }',
    'sysctl: { name: a, state: absent }',
  ])('%s may be right', async (task) => {
    expect(await check(`- ${task}`)).toEqual([]);
  });

  test('need not have what module_defaults gives', async () => {
    const task =
      '- sysctl: { name: a, state: present }\n  module_defaults: { sysctl: { value: 1 } }';
    expect(await check(task)).toEqual([]);
  });
});

const MINE = "name: 'mine', summary: 'Mine.', params: { properties: {} }, run: () => [1]";

describe('lookups', () => {
  test('that there are not are errors, with what was meant', async () => {
    const lines = await check("- debug: { msg: \"{{ query('fiel', 'a') }}\" }");
    expect(lines).toEqual(['site.yml:4:31  error  unknown-lookup']);
  });

  test('of the project are known, also when something else is wrong', async () => {
    const lines = await check('- debug: { mgs: "{{ lookup(\'mine\') }}" }', {
      'lookup_plugins/mine.mjs': `export default { kind: 'lookup', ${MINE} };\n`,
    });
    expect(lines).toEqual(['site.yml:4:16  error  unknown-parameter']);
  });
});

describe('files that tasks name', () => {
  test('and that are nowhere are a warning', async () => {
    const lines = await check('- copy: { src: a, dest: /a }\n- template: { src: b, dest: /b }');
    expect(lines).toEqual([
      'site.yml:4:20  warning  missing-source',
      'site.yml:5:24  warning  missing-source',
    ]);
  });

  test.each([
    'copy: { src: a, dest: /a, remote_src: true }',
    'copy: { src: /made/by/the/run, dest: /a }',
    'copy: { src: "{{ playbook_dir }}/a", dest: /a }',
    'copy: { src: there, dest: /a }',
    'unarchive: { src: "https://example.org/a.tar", dest: /a }',
    'unarchive: { src: a.tar, dest: /a, copy: false }',
  ])('%s may be right', async (task) => {
    expect(await check(`- ${task}`, { 'files/there': '' })).toEqual([]);
  });
});

test('environment that is no mapping is a warning', async () => {
  const lines = await check('- command: make\n  environment: CFLAGS=-O2');
  expect(lines).toEqual(['site.yml:5:20  warning  environment-skipped']);
});
