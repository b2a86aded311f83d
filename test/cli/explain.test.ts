/** Where a variable comes from, as `kplay explain` tells it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callKplay, type CallEnd } from '../support/call-kplay.ts';
import { writeFiles } from '../support/write-files.ts';

let folder = '';

const FILES: Readonly<Record<string, string>> = {
  'hosts.ini': '[web]\nweb1 port=81\nweb2\n[db]\ndb1\n[web:vars]\nport=82\n',
  'group_vars/all.yml': 'port: 80\ntoken: hunter22\nurl: "http://{{ token }}:{{ port }}"\n',
  'vars.yml': 'port: 84\n',
  'roles/r/defaults/main.yml': 'port: 79\nshown: "port {{ port }}"\n',
  'roles/r/tasks/main.yml': '- set_fact: { port: 90 }\n- set_fact: { told_later: 1 }\n',
  'site.yml': `- name: Web
  hosts: web
  vars: { port: 83 }
  vars_files: [vars.yml]
  roles: [r]
  tasks:
    - command: "login {{ token }}"
      no_log: true
- name: Database
  hosts: db
  tasks: []
`,
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kplay-explain-'));
  writeFiles(folder, FILES);
  writeFileSync(join(folder, 'password'), 'pw\n');
  const words = [
    'vault',
    'encrypt_string',
    '--vault-password-file',
    'password',
    'swordfish',
    '--name',
    'sealed',
  ];
  const sealed = await callKplay(words, folder);
  writeFileSync(join(folder, 'host_vars.yml'), '');
  mkdirSync(join(folder, 'host_vars'));
  writeFileSync(
    join(folder, 'host_vars/web1.yml'),
    `${sealed.stdout}\nopened: "{{ sealed }} inside"\n`,
  );
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

function explain(name: string, host: string, ...words: readonly string[]): Promise<CallEnd> {
  const options = ['-i', 'hosts.ini', '--vault-password-file', 'password'];
  return callKplay(['explain', name, '--host', host, ...options, ...words], folder);
}

test('every definition, the one that counts first, with its place and its value', async () => {
  const end = await explain('port', 'web1', 'site.yml');
  expect(end.stdout).toBe(`port on web1 in the play «Web»
  > vars_files     vars.yml:1:7                   84
    play vars      site.yml:3:17                  83
    inventory      hosts.ini:2:11                 81
    inventory      group_vars/all.yml:1:7         80
    inventory      hosts.ini:7:6                  82
    role defaults  roles/r/defaults/main.yml:1:7  79
  = 84 (int)

once the run gets there, the highest first
  set_fact        roles/r/tasks/main.yml:1:15
`);
});

// The order of ansible-core 2.14, which test/samples/precedence shows pair by pair.
test('what tasks give stands in the order of what beats what', async () => {
  const tasks = [
    '- block: [{ debug: { var: port }, vars: { port: 1 } }]\n  vars: { port: 2 }',
    '- set_fact: { port: 3 }',
    '- include_role: { name: r }\n  vars: { port: 4 }',
    '- command: id\n  register: port',
  ].join('\n');
  const site = `- hosts: all\n  tasks:\n${tasks.replaceAll(/^/gm, '    ')}\n`;
  writeFileSync(join(folder, 'later.yml'), site);
  const { stdout } = await explain('port', 'web2', 'later.yml');
  expect(stdout.split('highest first\n')[1]).toBe(`  include params  later.yml:7:15
  set_fact        later.yml:5:19
  set_fact        roles/r/tasks/main.yml:1:15
  register        later.yml:9:17
  task vars       later.yml:3:47
  block vars      later.yml:4:15
`);
});

test('without a playbook, the inventory alone', async () => {
  const end = await explain('port', 'web2');
  expect(end.stdout).toContain('port on web2\n  > inventory  group_vars/all.yml:1:7  80');
});

test('-e wins, and a template is shown as it is written and as what it comes to', async () => {
  const end = await explain('shown', 'web2', 'site.yml', '-e', 'port=7');
  expect(end.stdout).toContain('"port {{ port }}"');
  expect(end.stdout).toContain('= "port 7" (str)');
});

test('magic variables have no place', async () => {
  const end = await explain('group_names', 'web2');
  expect(end.stdout).toContain('> magic  made by kplay');
  expect(end.stdout).toContain('= ["web"] (list)');
});

test('what only the run defines', async () => {
  const end = await explain('told_later', 'web1', 'site.yml');
  expect(end.stdout).toContain('nothing before the run');
  expect(end.stdout).toContain('set_fact        roles/r/tasks/main.yml:2:15');
});

test('secrets stay hidden: of vaults, and what tasks with no_log are given', async () => {
  const ends = [
    await explain('sealed', 'web1', 'site.yml'),
    await explain('opened', 'web1', 'site.yml'),
    await explain('token', 'web1', 'site.yml'),
    await explain('url', 'web1', 'site.yml'),
  ];
  const texts = ends.map(({ stdout }) => stdout);
  expect(texts.join('')).not.toMatch(/swordfish|hunter22/);
  expect(texts[0]).toContain('= ******** (vault)');
  expect(texts[1]).toContain('= "******** inside" (str)');
  expect(texts[2]).toContain('= ******** (no_log)');
  expect(texts[3]).toContain('= "http://********:84" (str)');
});

test('nothing of that name: what was probably meant, and 1', async () => {
  const end = await explain('prot', 'web1');
  expect([end.code, end.stderr]).toEqual([1, expect.stringContaining('did you mean `port`?')]);
  expect((await explain('ansible_memtotal_mb', 'web1')).stderr).toContain('if it is a fact');
});

test('a host that is not there, and one that no play is for', async () => {
  expect((await explain('port', 'web9')).stderr).toContain('has no host named `web9`');
  const end = await callKplay(['explain', 'port', '-i', 'hosts.ini'], folder);
  expect(end.stderr).toContain('name a host with --host');
  const other = await explain('port', 'localhost', 'site.yml');
  expect(other.stderr).toContain('none of the plays is for localhost');
});
