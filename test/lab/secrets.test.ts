/**
 * Secrets on their way to a host: no program is started with one among its arguments, neither here
 * nor there, and no file that others may read holds one. What is shown is in test/cli/secrets.
 */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { installPackages } from '../compat/modules/packages.ts';
import { program } from '../support/kplay.ts';
import { askHost, run, type CommandEnd } from '../support/lab-run.ts';
import { ensurePrograms } from '../support/programs.ts';
import { traceHost, traceWords } from '../support/trace-programs.ts';

const lab = inject('lab');
const host = lab.hosts[0]!.name;

/** Tasks by what they bring a secret to; `SECRET` stands for the variable that has it. */
const TASKS: Readonly<Record<string, string>> = {
  copy: 'copy: { content: "{{ SECRET }}", dest: "{{ dir }}/copy", mode: "0600" }',
  template:
    'template: { src: line.j2, dest: "{{ dir }}/template", mode: "0600" }\n  vars: { line: "{{ SECRET }}" }',
  lineinfile:
    'lineinfile: { path: "{{ dir }}/line", line: "a={{ SECRET }}", create: true, mode: "0600" }',
  blockinfile:
    'blockinfile: { path: "{{ dir }}/block", block: "{{ SECRET }}", create: true, mode: "0600" }',
  replace: 'replace: { path: "{{ dir }}/copy", regexp: "$", replace: "{{ SECRET }}" }',
  ini_file:
    'ini_file: { path: "{{ dir }}/ini", section: a, option: b, value: "{{ SECRET }}", mode: "0600" }',
  assemble: 'assemble: { src: "{{ dir }}/parts", dest: "{{ dir }}/whole", mode: "0600" }',
  user: 'user: { name: keeper, password: "{{ SECRET }}" }',
  'user that is there': 'user: { name: keeper, password: "{{ SECRET }}" }',
  'group password of a file':
    'lineinfile: { path: "{{ dir }}/line", regexp: "^a=", line: "a={{ SECRET }}" }',
  'standard input': 'command: { cmd: wc -c, stdin: "{{ SECRET }}" }',
  'script of a shell': 'shell: ": {{ SECRET }}"',
  environment: 'command: "true"\n  environment: { TOKEN: "{{ SECRET }}" }',
  'script environment': 'script: look.sh\n  environment: { TOKEN: "{{ SECRET }}" }',
  uri: 'uri: { url: "{{ web }}/", url_username: kay, url_password: "{{ SECRET }}", force_basic_auth: true, status_code: [200, 404] }',
  'uri header':
    'uri: { url: "{{ web }}/", headers: { Authorization: "Bearer {{ SECRET }}" }, status_code: [200, 404] }',
  'uri body':
    'uri: { url: "{{ web }}/", method: POST, body: "{{ SECRET }}", status_code: [200, 404, 405, 501] }',
  'uri address': 'uri: { url: "{{ web }}/?token={{ SECRET }}", status_code: [200, 404] }',
  get_url:
    'get_url: { url: "{{ web }}/", dest: "{{ dir }}/got", url_username: kay, url_password: "{{ SECRET }}", mode: "0600" }\n  ignore_errors: true',
  'get_url header':
    'get_url: { url: "{{ web }}/", dest: "{{ dir }}/got", headers: { X-Token: "{{ SECRET }}" }, mode: "0600" }\n  ignore_errors: true',
  'get_url address':
    'get_url: { url: "{{ web }}/?token={{ SECRET }}", dest: "{{ dir }}/got", mode: "0600" }\n  ignore_errors: true',
  expect: `expect: { command: "sh -c 'printf word:; read -r word'", responses: { "word:": "{{ SECRET }}" } }`,
  debconf:
    'debconf: { name: ssl-cert, question: make-ssl-cert/hostname, vtype: password, value: "{{ SECRET }}" }',
  mount:
    'mount: { path: "{{ dir }}/mnt", src: //host/share, fstype: cifs, opts: "password={{ SECRET }}", state: present, fstab: "{{ dir }}/fstab" }',
  cron: 'cron: { name: TOKEN, env: true, job: "{{ SECRET }}", user: keeper }',
  openssh_keypair:
    'openssh_keypair: { path: "{{ dir }}/id", type: ed25519, passphrase: "{{ SECRET }}" }',
  'openssh_keypair that is there':
    'openssh_keypair: { path: "{{ dir }}/id", type: ed25519, passphrase: "{{ SECRET_of_openssh_keypair }}", comment: kay }',
  openssl_privatekey:
    'openssl_privatekey: { path: "{{ dir }}/key", size: 2048, cipher: auto, passphrase: "{{ SECRET }}" }',
  apt_repository:
    'apt_repository: { repo: "deb http://kay:{{ SECRET }}@127.0.0.1/debian stable main", filename: kept, mode: "0600", update_cache: false }',
  deb822_repository:
    'deb822_repository: { name: kept, uris: "http://kay:{{ SECRET }}@127.0.0.1/debian", suites: stable, components: main, mode: "0600" }',
  authorized_key:
    'authorized_key: { user: keeper, key: "environment=\\"T={{ SECRET }}\\" {{ key }}" }',
  find: 'find: { paths: "{{ dir }}", contains: "{{ SECRET }}" }',
  slurp: 'slurp: { src: "{{ dir }}/copy" }',
  facts: 'set_fact: { kept: "{{ SECRET }}" }',
  debug: 'debug: { msg: "{{ SECRET }}" }',
};

const NAMES = Object.keys(TASKS);
const variableOf = (name: string): string => `SECRET_of_${name.replaceAll(/\W/g, '_')}`;
const secretOf = (name: string): string => `swordfish${String(NAMES.indexOf(name))}x`;

let folder = '';
let end: CommandEnd;
let here = '';
let there = '';

function toPlaybook(): string {
  const tasks = NAMES.map((name) => {
    const text = (TASKS[name] ?? '').replaceAll(/SECRET(?!_of)/g, variableOf(name));
    return `- name: ${name}\n  ${text}\n`;
  });
  const first = [
    '- name: shown on purpose\n  command: printf tiger-in-the-open\n',
    '- file: { path: "{{ dir }}/parts", state: directory, mode: "0700" }\n',
    '- file: { path: "{{ dir }}/fstab", state: touch, mode: "0600" }\n',
  ];
  const head = `- hosts: ${host}\n  become: true\n  gather_facts: false\n  vars_files: [secrets.yml]\n`;
  return `${head}  tasks:\n${[...first, ...tasks].join('').replaceAll(/^(?=.)/gm, '    ')}`;
}

beforeAll(async () => {
  await ensurePrograms('strace');
  await installPackages(lab, ['cron', 'debconf-utils']);
  folder = await mkdtemp(join(tmpdir(), 'kplay-secrets-'));
  const key = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl';
  const plain = { dir: '/root/kept', key, web: lab.mirrorUrl };
  const vars = { ...plain, ...Object.fromEntries(NAMES.map((n) => [variableOf(n), secretOf(n)])) };
  await writeFile(join(folder, 'secrets.yml'), JSON.stringify(vars), { mode: 0o600 });
  await writeFile(join(folder, 'site.yml'), toPlaybook());
  await writeFile(join(folder, 'line.j2'), '{{ line }}\n');
  await writeFile(join(folder, 'look.sh'), '#!/bin/sh\n:\n');
  await askHost(lab, host, 'mkdir -p -m 700 /root/kept; touch /root/started\n');
  const [ours, theirs] = [join(folder, 'here.trace'), join(folder, 'there.trace')];
  const stop = await traceHost(lab, host, theirs);
  try {
    const words = [program, join(folder, 'site.yml'), '-i', lab.inventory];
    end = await run([...traceWords(ours), ...words]);
  } finally {
    await stop();
  }
  [here, there] = [await readFile(ours, 'utf8'), await readFile(theirs, 'utf8')];
});

afterAll(async () => {
  const script =
    'userdel -r keeper; rm -rf /root/kept /root/started /etc/apt/sources.list.d/kept*\n:\n';
  await askHost(lab, host, script);
  await rm(folder, { recursive: true, force: true });
});

function leaksIn(text: string): readonly string[] {
  return NAMES.filter((name) => text.includes(secretOf(name)));
}

describe('secrets', () => {
  it('come to the host by every task', () => {
    expect(end.code, end.stdout + end.stderr).toBe(0);
  });

  it('are arguments of no program here', () => {
    expect(here).toContain('kplay.js');
    expect(leaksIn(here)).toEqual([]);
  });

  it('are arguments of no program on the host, where the trace sees what is', () => {
    expect(there).toContain('"tiger-in-the-open"');
    expect(leaksIn(there)).toEqual([]);
  });

  it('are in no file of the host that others may read', async () => {
    const script = `find / -xdev -newer /root/started -type f -perm -o+r ! -path '/proc/*' \\
  -exec grep -l swordfish -- {} + 2>/dev/null
:
`;
    expect(await askHost(lab, host, script)).toBe('');
  });
});
