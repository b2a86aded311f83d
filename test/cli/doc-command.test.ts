/** The forms of `kplay doc`, and the file that `kplay config init` begins with. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parseYaml } from '../../engine/source/index.ts';
import { callKplay } from '../support/call-kplay.ts';

let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kplay-doc-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function kplay(...words: readonly string[]): Promise<string> {
  const end = await callKplay(words, folder);
  expect([end.code, end.stderr]).toEqual([0, '']);
  return end.stdout;
}

test('a list may be of one collection, and of names alone', async () => {
  const names = (await kplay('doc', '-F', 'ansible.posix')).trim().split('\n');
  expect(names.length).toBeGreaterThan(1);
  expect(names.every((name) => /^ansible\.posix\.\w+$/.test(name))).toBe(true);
  expect(await kplay('doc', '-l', 'ansible.posix.mount')).toMatch(/^ansible\.posix\.mount +\S/);
});

test('a snippet is a task with every parameter', async () => {
  const text = await kplay('doc', '-s', 'ping');
  expect(text).toMatch(/^- name: .+\n {2}ansible\.builtin\.ping:\n {4}data: +# /);
  expect(parseYaml({ path: 'snippet.yml', text }).kind).toBe('list');
});

test('JSON has modules by name', async () => {
  const documents: unknown = JSON.parse(await kplay('doc', '--json', 'ping', 'copy'));
  expect(documents).toMatchObject({
    copy: { doc: { module: 'copy', options: { dest: { required: true, type: 'path' } } } },
    ping: { doc: { collection: 'ansible.builtin' } },
  });
});

test('a module of the project has a page, too', async () => {
  await kplay('init', 'module', 'one_line');
  expect(await kplay('doc', 'one_line')).toContain('Keeps one line in a file of its own.');
});

test('a first ansible.cfg changes nothing, and as comments says nothing', async () => {
  for (const words of [[], ['--disabled']]) {
    const text = await kplay('config', 'init', ...words);
    expect(text).toContain('[defaults]\n');
    writeFileSync(join(folder, 'first.cfg'), text);
    const dump = await kplay('config', 'dump', '--only-changed', '-c', 'first.cfg');
    expect(words.length === 0 ? dump.length : dump.match(/\n/g)?.length).toBeGreaterThan(0);
  }
  expect(await kplay('config', 'init', '-f', 'env')).toMatch(/^ANSIBLE_FORKS='5'$/m);
});
