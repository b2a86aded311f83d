/** What `kplay check` finds before a run, and what it keeps quiet about. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { callKplay, type CallEnd } from '../support/call-kplay.ts';
import { writeFiles } from '../support/write-files.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kplay-check-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(files: Readonly<Record<string, string>>): void {
  writeFiles(folder, files);
}

function check(...words: readonly string[]): Promise<CallEnd> {
  return callKplay(['check', 'site.yml', '-i', 'node1,', ...words], folder);
}

/** A play of one list of tasks. */
function play(tasks: string, more = ''): string {
  const lines = tasks.split('\n').map((line) => `    ${line}`);
  return `- hosts: all\n  gather_facts: false\n${more}  tasks:\n${lines.join('\n')}\n`;
}

/** The names that are said to be missing or unused. */
function namesIn({ stderr }: CallEnd): readonly string[] {
  return [...stderr.matchAll(/nothing (?:defines|reads) `(\w+)`/g)].map(([, name = '']) => name);
}

const LAST_LINE = /^\d+ files? checked: (.*)\n$/;

describe('our own project', () => {
  const root = join(import.meta.dirname, '../..');

  test.each(['site', 'reset', 'verify'])('playbooks/%s.yml has nothing wrong', async (name) => {
    const words = ['check', `playbooks/${name}.yml`, '-i', 'inventory/lab.yml'];
    const end = await callKplay(words, root);
    expect([end.code, end.stderr]).toEqual([0, '']);
    expect(LAST_LINE.exec(end.stdout)?.[1]).toBe('nothing wrong');
  });
});

describe('a variable that nobody defines', () => {
  test('is an error, with its place and what was probably meant', async () => {
    write({
      'site.yml': play('- debug: { msg: "{{ kubelet_prot }}" }', '  vars: { kubelet_port: 1 }\n'),
    });
    const end = await check();
    expect(end.code).toBe(1);
    expect(end.stderr).toContain('site.yml:5:25  error  unknown-variable');
    expect(end.stderr).toContain('^^^^^^^^^^^^ did you mean `kubelet_port`?');
  });

  test('is found in conditions, loops, templates and what they include', async () => {
    write({
      'site.yml': play(
        '- template: { src: a.j2, dest: /etc/a }\n  when: in_when\n  loop: "{{ in_loop }}"',
      ),
      'templates/a.j2': '{% for one in in_template %}{{ one }}{% endfor %}\n',
    });
    expect(namesIn(await check())).toEqual(['in_when', 'in_loop', 'in_template']);
  });

  test('is found in a value only when that value is read', async () => {
    const roles = {
      'roles/r/defaults/main.yml': 'read: "{{ first }}"\nnever_read: "{{ second }}"\n',
    };
    const tasks = { 'roles/r/tasks/main.yml': '- debug: { msg: "{{ read }}" }\n' };
    write({ ...roles, ...tasks, 'site.yml': '- hosts: all\n  roles: [r]\n' });
    expect(namesIn(await check())).toEqual(['first', 'never_read']);
  });

  test('is told together with what a run would refuse', async () => {
    write({ 'site.yml': play('- debug: { msg: "{{ nowhere }}", msgs: 1 }\n- copie: {}') });
    const end = await check();
    const codes = [...end.stderr.matchAll(/  error  ([\w-]+)/g)].map(([, code]) => code);
    expect(codes).toEqual(expect.arrayContaining(['unknown-module']));
    expect(end.code).toBe(1);
  });

  test('may be given by -e', async () => {
    write({ 'site.yml': play('- debug: { msg: "{{ given }}" }') });
    expect((await check('-e', 'given=1')).code).toBe(0);
  });
});

describe('no alarm', () => {
  test.each([
    ['default', '- debug: { msg: "{{ x | default(1) }} {{ y.z | d(2) }}" }'],
    ['is defined', '- debug: { msg: "{{ x }}" }\n  when: x is defined'],
    ['register', '- command: id\n  register: x\n- debug: { var: x.stdout }'],
    ['set_fact', '- set_fact: { x: 1 }\n- set_fact: y=2\n- debug: { msg: "{{ x }}{{ y }}" }'],
    [
      'a loop with names of its own',
      '- debug: { msg: "{{ x }}{{ i }}" }\n  loop: [1]\n  loop_control: { loop_var: x, index_var: i }',
    ],
    [
      'item, facts and magic variables',
      '- debug: { msg: "{{ item }}{{ ansible_hostname }}{{ groups }}{{ omit }}" }\n  loop: [1]',
    ],
    [
      'what a template sets',
      '- debug: { msg: "{% set x = 1 %}{{ x }}{% for y in [1] %}{{ y }}{{ loop.index }}{% endfor %}" }',
    ],
    ['a macro', '- debug: { msg: "{% macro m(a) %}{{ a }}{{ varargs }}{% endmacro %}{{ m(1) }}" }'],
    [
      'functions',
      "- debug: { msg: \"{{ range(3) | list }}{{ lookup('env', 'HOME') }}{{ now() }}\" }",
    ],
    ['facts of modules', '- service_facts:\n- debug: { msg: "{{ services }}" }'],
    ['attributes and keys', '- debug: { msg: "{{ hostvars.node1.x }}{{ {\'a\': 1}.a }}" }'],
    ['block vars', '- vars: { x: 1 }\n  block: [{ debug: { msg: "{{ x }}" } }]'],
    ['text that is no template', '- copy: { content: !unsafe "{{ x }}", dest: /etc/x }'],
  ])('for %s', async (_, tasks) => {
    write({ 'site.yml': play(tasks) });
    const end = await check();
    expect(end.stderr).toBe('');
    expect(end.code).toBe(0);
  });

  test('for variables of files, prompts, roles and the inventory', async () => {
    write({
      'site.yml': play(
        '- debug: { msg: "{{ a }}{{ b }}{{ c }}{{ d }}{{ e }}{{ f }}{{ g }}" }',
        '  vars_files: [vars/a.yml]\n  vars_prompt: [{ name: b }]\n  roles: [{ role: r, c: 1 }]\n',
      ),
      'vars/a.yml': 'a: 1\n',
      'roles/r/defaults/main.yml': 'd: 1\n',
      'roles/r/meta/argument_specs.yml': 'argument_specs: { main: { options: { e: {} } } }\n',
      'group_vars/all/one.yml': 'f: 1\n',
      'host_vars/node2.yml': 'g: 1\n',
    });
    const end = await check();
    expect([end.code, end.stderr]).toEqual([0, '']);
  });

  test('for a template that a lookup gives variables, or that another includes', async () => {
    write({
      'site.yml': play(
        "- debug: { msg: \"{{ lookup('template', 'a.j2', template_vars={'x': 1}) }}\" }\n- template: { src: b.j2, dest: /b }",
      ),
      'templates/a.j2': '{{ x }}\n',
      'templates/b.j2': "{% set y = 1 %}{% include 'c.j2' %}\n",
      'templates/c.j2': '{{ y }}{{ z }}\n',
    });
    expect((await check()).code).toBe(0);
  });
});

describe('where only the run can tell', () => {
  test('nothing is said but of what is nearly a name that is there, as a warning', async () => {
    const tasks =
      '- include_vars: "/etc/{{ site }}.yml"\n- debug: { msg: "{{ far_away }} {{ kubelet_prot }}" }';
    write({ 'site.yml': play(tasks, '  vars: { kubelet_port: 1, site: a }\n') });
    const end = await check();
    expect(end.code).toBe(0);
    expect(end.stderr).toContain('warning  unknown-variable');
    expect(namesIn(end)).toContain('kubelet_prot');
    expect(namesIn(end)).not.toContain('far_away');
  });

  test('without an inventory neither', async () => {
    write({ 'site.yml': play('- debug: { msg: "{{ of_the_inventory }}" }') });
    const end = await callKplay(['check', 'site.yml'], folder);
    expect([end.code, namesIn(end)]).toEqual([0, []]);
  });
});

describe('a variable that nobody reads', () => {
  test('is a warning', async () => {
    write({ 'site.yml': play('- command: id\n  register: unread') });
    const end = await check();
    expect([end.code, namesIn(end)]).toEqual([0, ['unread']]);
    expect(LAST_LINE.exec(end.stdout)?.[1]).toBe('0 errors, 1 warning');
  });

  test('is none when its name is made while running, or stands anywhere in the project', async () => {
    const tasks =
      "- set_fact: { web_port: 1 }\n- debug: { msg: \"{{ lookup('vars', kind ~ '_port') }}\" }\n  vars: { kind: web }";
    write({ 'site.yml': play(tasks) });
    expect(namesIn(await check())).toEqual([]);
    write({
      'site.yml': play('- set_fact: { other: 1 }'),
      'other.yml': '- hosts: "{{ other }}"\n',
    });
    expect(namesIn(await check())).toEqual([]);
  });
});

test('a playbook must be named', async () => {
  const end = await callKplay(['check'], folder);
  expect([end.code, end.stderr]).toEqual([
    2,
    'kplay: name a playbook: kplay check PLAYBOOK.yml -i INVENTORY\n',
  ]);
});
