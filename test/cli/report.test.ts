/** The page that `--report` writes. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { callKplay } from '../support/call-kplay.ts';

let folder = '';
let page = '';

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'kplay-report-'));
  const site = `- hosts: all
  connection: local
  gather_facts: false
  tasks:
    - name: Write <b>bold</b>
      copy: { content: "new & better\\n", dest: "${folder}/{{ inventory_hostname }}" }
    - name: Hide it
      copy: { content: "swordfish\\n", dest: "${folder}/{{ inventory_hostname }}.secret" }
      no_log: true
    - name: Fail
      fail: { msg: "</pre><script>alert(1)</script>" }
      when: inventory_hostname == 'two'
`;
  writeFileSync(join(folder, 'site.yml'), site);
  writeFileSync(join(folder, 'one'), 'old\n');
  const end = await callKplay(['site.yml', '-i', 'one,two', '-D', '--report', 'run.html'], folder);
  expect(end.code).toBe(2);
  page = readFileSync(join(folder, 'run.html'), 'utf8');
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** A part of the page by its id. */
function part(id: string): string {
  return new RegExp(`id="${id}">([^]*?)</(?:table|section)>`).exec(page)?.[1] ?? '';
}

test('is one file for its owner, without anything from elsewhere', () => {
  expect(statSync(join(folder, 'run.html')).mode & 0o777).toBe(0o600);
  expect(page).toMatch(/^<!doctype html>/);
  expect(page).not.toMatch(/https?:|<script|<link|src=/);
});

test('shows every host on a timeline, a bar for each task', () => {
  const rows = [...part('timeline').matchAll(/<tr><th>(\w+)<\/th>(.*)<\/tr>/g)];
  expect(rows.map(([, host]) => host)).toEqual(['one', 'two']);
  expect(
    rows.map(([, , bars = '']) => [...bars.matchAll(/class="(\w+)" style/g)].map(([, one]) => one)),
  ).toEqual([
    ['changed', 'changed', 'skipped'],
    ['changed', 'changed', 'failed'],
  ]);
});

test('shows changes with their differences, escaped', () => {
  expect(part('changes')).toContain('<h3>one: Write &lt;b&gt;bold&lt;/b&gt;</h3>');
  expect(part('changes')).toContain('<del>-old</del>');
  expect(part('changes')).toContain('<ins>+new &amp; better</ins>');
});

test('shows failures and the slowest tasks with their places', () => {
  expect(part('failures')).toContain('two: Fail');
  expect(part('slowest')).toMatch(/<td>Write &lt;b&gt;.*<td>site\.yml:5:7<\/td>/);
});

test('hides what no_log hides', () => {
  expect(page).not.toContain('swordfish');
  expect(page).toContain('one: Hide it');
});

test('that cannot be written is a warning, and the run counts', async () => {
  writeFileSync(join(folder, 'empty.yml'), '- hosts: all\n  gather_facts: false\n  tasks: []\n');
  const end = await callKplay(['empty.yml', '-i', 'one,', '--report', 'no/where.html'], folder);
  expect(end.code).toBe(0);
  expect(end.stderr).toContain('[WARNING]: the report was not written: ENOENT');
});

test('kplay adhoc writes one, too', async () => {
  const words = ['adhoc', 'all', '-i', 'one,two', '-c', 'local', '-a', 'echo from-the-hosts'];
  const end = await callKplay([...words, '--report', 'adhoc.html'], folder);
  expect(end.code).toBe(0);
  const text = readFileSync(join(folder, 'adhoc.html'), 'utf8');
  expect(text).toMatch(/<tr><th>two<\/th>/);
});
