/** A project with a secret of its own in every place and from every source, and how to find them. */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sealVault } from '../../../engine/crypto/index.ts';
import { PLACES } from './places.ts';

/** Where a secret comes from, when it is not the vaulted file of variables. */
const SOURCES = [
  'value tagged !vault',
  'list of a vaulted file',
  'lines of a vaulted file',
  'vaulted extra variables',
  'vaulted group_vars',
  'included vaulted variables',
  'vaulted file that is looked up',
  'vaulted file that is copied',
  'private prompt',
  'password of user',
  'password of uri',
  'password of get_url',
  'login password',
  'become password',
  'password file',
  'vault password',
] as const;

/** Names of all secrets: places, then sources. */
export const NAMES: readonly string[] = [...Object.keys(PLACES), ...SOURCES, 'name of a play'];

/** The part of a secret that no escape changes, so that it is found in any text. */
export function coreOf(name: string): string {
  return `hush${String(NAMES.indexOf(name) + 10)}Zq`;
}

/** Quotes of both kinds, a letter beyond ASCII, and what HTML, URLs and shells escape. */
export function secretOf(name: string): string {
  return `${coreOf(name)}"ö<'&+ x`;
}

const PASSWORD = secretOf('vault password');
const seal = (text: string): string => sealVault(Buffer.from(text), PASSWORD);
const quote = (text: string): string => JSON.stringify(text);

function variables(): string {
  const own = Object.keys(PLACES).map(
    (name, index) => `s${String(index)}: ${quote(secretOf(name))}`,
  );
  const lines = secretOf('lines of a vaulted file');
  return [
    ...own,
    `listed: [12, ${quote(secretOf('list of a vaulted file'))}]`,
    `lines: ${quote(`-----BEGIN-----\n${lines} and more\n-----END-----\n`)}`,
    'pin: 73519204',
    'few: 12',
  ].join('\n');
}

/** Tasks of all places; each is told by its number, between `near` and `far`. */
function tasks(): readonly string[] {
  return Object.values(PLACES).flatMap((text, index) => {
    const task = text.replaceAll('SECRET', `s${String(index)}`);
    return task.startsWith('[')
      ? [`- block: ${task}`]
      : [`- ${task.startsWith('{') ? task : `{${task}}`}`];
  });
}

function ownSources(): readonly string[] {
  const user = `{name: nobody, password: ${quote(secretOf('password of user'))}}`;
  const web = (name: string): string =>
    `{url: "http://127.0.0.1:9/near", url_username: near, url_password: ${quote(secretOf(name))}`;
  const show = (name: string): string => `- debug: {msg: ${quote(`near ${secretOf(name)} far`)}}`;
  return [
    '- debug: {msg: "near {{ inline }} far"}',
    '- debug: {var: listed}',
    '- debug: {msg: "{{ lines.split(\'\\n\')[1] }}"}',
    '- debug: {var: lines}',
    '- debug: {msg: "near {{ pin }} far"}',
    '- debug: {msg: "near {{ given_outside }} far"}',
    '- debug: {msg: "near {{ of_group }} far"}',
    '- include_vars: included.yml',
    '- debug: {msg: "near {{ of_include }} far"}',
    `- debug: {msg: "near {{ lookup('file', 'sealed.txt') }} far"}`,
    '- {copy: {src: copied.txt, dest: "{{ folder }}/opened"}, diff: true}',
    '- debug: {msg: "near {{ asked }} far"}',
    `- {user: ${user}, check_mode: true}`,
    show('password of user'),
    `- uri: ${web('password of uri')}, timeout: 2}`,
    show('password of uri'),
    `- get_url: ${web('password of get_url')}, dest: "{{ folder }}/got", timeout: 2}`,
    show('password of get_url'),
    '- {command: "true", become: true, become_method: doas}',
    '- debug: {var: ansible_become_password}',
    '- debug: {msg: "near {{ ansible_become_password | b64encode }} far"}',
    show('password file'),
    show('vault password'),
    '- {ping: {}, delegate_to: nowhere}',
  ];
}

function outside(): string {
  const given = quote(secretOf('vaulted extra variables'));
  return `given_outside: ${given}\nplay_name: ${quote(secretOf('name of a play'))}\n`;
}

function site(): string {
  return `
- name: "near {{ play_name }} far"
  hosts: all
  gather_facts: false
  ignore_errors: true
  ignore_unreachable: true
  vars_files: [secrets.yml]
  vars_prompt:
    - {name: asked, prompt: What is it}
  vars:
    ansible_become_password: ${quote(secretOf('become password'))}
    inline: !vault |
${seal(secretOf('value tagged !vault')).trim().replace(/^/gm, '      ')}
  tasks:
${[...tasks(), ...ownSources()].map((task) => `    ${task}`).join('\n')}
  handlers:
    - name: show it
      listen: HANDLER
      debug: {msg: "near {{ s${String(Object.keys(PLACES).indexOf('handler'))} }} far"}
`;
}

const INVENTORY = `
[all:vars]
ansible_connection=local

[web]
node1

[lost]
nowhere ansible_connection=ssh ansible_host=127.0.0.1 ansible_port=9
`;

/** Writes the project. @returns its folder */
export function writeProject(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kplay-secrets-'));
  const write = (name: string, text: string): void => {
    writeFileSync(join(folder, name), text);
  };
  for (const name of ['group_vars', 'host_vars']) mkdirSync(join(folder, name));
  write('site.yml', site());
  write('hosts.ini', INVENTORY);
  write('secrets.yml', seal(variables()));
  write('group_vars/all.yml', seal(`of_group: ${quote(secretOf('vaulted group_vars'))}\n`));
  write('host_vars/nowhere.yml', `ansible_password: ${quote(secretOf('login password'))}\n`);
  write('outside.yml', seal(outside()));
  write('included.yml', '- debug: {msg: "near {{ given }} far"}\n');
  mkdirSync(join(folder, 'vars'));
  const includedVars = secretOf('included vaulted variables');
  write('vars/included.yml', seal(`of_include: ${quote(includedVars)}\n`));
  write('sealed.txt', seal(secretOf('vaulted file that is looked up')));
  write('copied.txt', seal(secretOf('vaulted file that is copied')));
  write('line.j2', '{{ line }}\n');
  write('vault-password', `${PASSWORD}\n`);
  write('become-password', `${secretOf('password file')}\n`);
  return folder;
}

/** Every reading of a text in which a secret could hide: as it is, and each run of base64 decoded. */
function readings(text: string): readonly string[] {
  const runs = text.match(/[\w+/-]{12,}/g) ?? [];
  const decoded = runs.flatMap((run) =>
    [0, 1, 2, 3].map((start) => Buffer.from(run.slice(start), 'base64').toString('latin1')),
  );
  const twice = decoded.flatMap((inner) =>
    (inner.match(/[\w+/-]{12,}/g) ?? []).map((run) =>
      Buffer.from(run, 'base64').toString('latin1'),
    ),
  );
  return [text, ...decoded, ...twice];
}

/** Names the secrets that a text holds in any form. */
export function findLeaks(text: string): readonly string[] {
  const whole = readings(text).join('\n');
  const pin = whole.includes('73519204') ? ['number of a vaulted file'] : [];
  return [...NAMES.filter((name) => whole.includes(coreOf(name))), ...pin];
}
