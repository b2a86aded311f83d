/** What the pages for users show is true: the module of one screen runs, files and commands are there. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { COMMANDS } from '../../engine/cli/commands.ts';
import { lookupOf } from '../../engine/cli/options/normalize.ts';
import { callKplay } from '../support/call-kplay.ts';

const docs = join(import.meta.dirname, '../../docs');
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kplay-pages-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function readPage(name: string): string {
  return readFileSync(join(docs, name), 'utf8');
}

function blockOf(page: string, language: string): string {
  return new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, 's').exec(page)?.[1] ?? '';
}

describe('write-a-module.md', () => {
  const page = readPage('write-a-module.md');
  const inventory = ['-i', 'node1,', '-c', 'local'];

  function writeProject(task: string): void {
    mkdirSync(join(folder, 'library'));
    writeFileSync(join(folder, 'library/swappiness.mjs'), blockOf(page, 'js'));
    writeFileSync(
      join(folder, 'site.yml'),
      `- hosts: all\n  gather_facts: false\n  tasks:\n${task.replace(/^/gm, '    ')}`,
    );
  }

  test('its module plans, acts once, and is quiet then', async () => {
    writeProject(`${blockOf(page, 'yaml').trim()}\n    path: "${join(folder, "it's")}"\n`);
    const counts: string[] = [];
    for (const words of [['--check', '--diff'], [], []]) {
      const end = await callKplay(['site.yml', ...inventory, ...words], folder);
      if (words.length > 0) expect(end.stdout).toContain('+vm.swappiness = 10');
      counts.push(/changed=\d/.exec(end.stdout)?.[0] ?? end.stderr);
    }
    expect(counts).toEqual(['changed=1', 'changed=1', 'changed=0']);
    expect(readFileSync(join(folder, "it's"), 'utf8')).toBe('vm.swappiness = 10\n');
  });

  test('what it promises of mistakes and of documentation holds', async () => {
    writeProject('- swappiness: { valeu: 10 }\n');
    const refused = await callKplay(['site.yml', ...inventory], folder);
    expect(refused.stderr).toContain('did you mean `value`?');
    const doc = await callKplay(['doc', 'swappiness'], folder);
    expect(doc.stdout).toContain('Sets how readily the kernel swaps.');
  });

  test('it is one screen', () => {
    expect(blockOf(page, 'js').split('\n').length).toBeLessThan(50);
  });
});

describe('commands that the pages show', () => {
  const pages = ['from-ansible-playbook.md', 'write-a-role.md', 'write-a-module.md'];
  const lines = pages.flatMap((name) =>
    [...readPage(name).matchAll(/(?:^|`)kplay ([^`\n#]+)/gm)].map(([, words = '']) => words.trim()),
  );

  test('there are some', () => {
    expect(lines.length).toBeGreaterThan(10);
  });

  test.each([...new Set(lines)])('kplay %s', (line) => {
    const words = line.split(/\s+/);
    const command = COMMANDS.find(({ name }) => name === words[0]) ?? COMMANDS[0];
    const { names } = lookupOf(command?.table ?? {});
    const flags = words.filter((word) => /^--?[a-z]/i.test(word));
    const unknown = flags.filter((flag) => !names.has(flag.replace(/^--?|=.*$/g, '')));
    expect(unknown).toEqual([]);
  });
});
