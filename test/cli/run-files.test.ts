/** What a run leaves on the controller, and what reporters beside the screen add, as settings ask. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callKplay } from '../support/call-kplay.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kplay-files-'));
  const site = [
    '- hosts: all',
    '  connection: local',
    '  gather_facts: false',
    '  tasks:',
    "    - { fail: { msg: no }, when: inventory_hostname == 'bad' }",
    '    - { name: speaks, debug: { msg: hello } }',
    '',
  ];
  writeFileSync(join(folder, 'site.yml'), site.join('\n'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

const words = ['site.yml', '-i', 'good,bad,worse'];

describe('a retry file', () => {
  const settings = { ANSIBLE_RETRY_FILES_ENABLED: 'yes' };

  test('names the hosts that failed, beside the playbook', async () => {
    const end = await callKplay(words, folder, settings);
    expect(end.code).toBe(2);
    expect(readFileSync(join(folder, 'site.retry'), 'utf8')).toBe('bad\n');
    expect(end.stderr).toContain('\tto retry, use: --limit @site.retry\n');
  });

  test('limits the next run', async () => {
    const end = await callKplay([...words, '--limit', '@site.retry'], folder);
    expect(end.stdout).not.toContain('good');
  });

  test('that cannot be written is a warning', async () => {
    const more = { ...settings, ANSIBLE_RETRY_FILES_SAVE_PATH: join(folder, 'site.yml') };
    const end = await callKplay(words, folder, more);
    expect(end.code).toBe(2);
    expect(end.stderr).toContain("Could not create retry file '");
  });
});

test('the log says what the screen said, without colours, for its owner only', async () => {
  const path = join(folder, 'run.log');
  const settings = { ANSIBLE_LOG_PATH: path, ANSIBLE_FORCE_COLOR: 'yes', NO_COLOR: '' };
  const end = await callKplay(words, folder, settings);
  expect(end.stdout).toContain('\x1b[');
  const lines = readFileSync(path, 'utf8').split('\n');
  expect(lines.some((line) => line.endsWith(' | ok: [good] => {'))).toBe(true);
  expect(lines[0]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} p=\d+ u=\w+ n=kplay \| /);
  expect(lines.join('\n')).not.toContain('\x1b');
  expect(statSync(path).mode & 0o777).toBe(0o600);
});

test('profile_tasks and timer speak beside the usual output', async () => {
  const settings = { ANSIBLE_CALLBACKS_ENABLED: 'ansible.posix.profile_tasks, timer' };
  const { stdout } = await callKplay(words, folder, settings);
  expect(stdout).toMatch(/TASK \[speaks\] \*+\n\w+day \d\d \w+ \d{4} {2}[\d:]+ [+-]\d{4} \(0:00:/);
  expect(stdout).toMatch(/\n={79} \n(?:.*\n)*speaks -+ \d+\.\d\ds\n/);
  expect(stdout).toMatch(/Playbook run took 0 days, 0 hours, 0 minutes, \d+ seconds\n$/);
});

describe('settings of keywords', () => {
  test('any_errors_fatal ends the play for all', async () => {
    const end = await callKplay(words, folder, { ANSIBLE_ANY_ERRORS_FATAL: 'yes' });
    expect(end.stdout).toContain('NO MORE HOSTS LEFT');
    expect(end.stdout).not.toContain('speaks');
  });

  test('no_log hides results', async () => {
    const end = await callKplay(words, folder, { ANSIBLE_NO_LOG: 'yes' });
    expect(end.stdout).toContain('the output has been hidden');
    expect(end.stdout).not.toContain('hello');
  });
});

test('colours may be chosen', async () => {
  const settings = { ANSIBLE_COLOR_OK: 'rgb023', ANSIBLE_FORCE_COLOR: 'yes', NO_COLOR: '' };
  const { stdout } = await callKplay(words, folder, settings);
  expect(stdout).toContain('\x1b[38;5;31mok: [good] => {\x1b[0m');
});
