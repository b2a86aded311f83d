/** `--output pretty` on real terminals of 80 and 40 columns, with a question in the midst of the run. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { Terminal } from '../support/tmux.ts';

const program = join(import.meta.dirname, '../../dist/program/kplay.js');

/** Each task goes on when its gate is there, so that no test waits for a clock. */
const SITE = `
- name: First
  hosts: all
  gather_facts: false
  tasks:
    - name: Wait for the first gate, under a name that no narrow terminal has room for
      shell: until [ -e first ]; do sleep 0.05; done
- name: Second
  hosts: all
  gather_facts: false
  vars_prompt:
    - {name: answer, prompt: Which way, private: false}
  tasks:
    - name: Wait for the second gate
      shell: until [ -e second ]; do sleep 0.05; done
    - name: Say what was answered
      debug: {var: answer}
`;

let folder = '';
let terminal: Terminal | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kplay-pretty-'));
  writeFileSync(join(folder, 'site.yml'), SITE);
  writeFileSync(join(folder, 'ansible.cfg'), '[defaults]\n');
});

afterEach(() => {
  terminal?.close();
  rmSync(folder, { recursive: true });
});

function open(columns: number): Terminal {
  const words = 'site.yml -i node1,node2,node3, -c local --output pretty';
  terminal = new Terminal(
    `ANSIBLE_CONFIG=ansible.cfg ${process.execPath} ${program} ${words}`,
    folder,
    columns,
    30,
  );
  return terminal;
}

function openGate(name: string): void {
  writeFileSync(join(folder, name), '');
}

/** The rows of hosts in the picture. */
function hostRows(lines: readonly string[]): readonly string[] {
  return lines.filter((line) => /^\s*node\d\b.*\d+ ?s\b/.test(line));
}

test.each([80, 40])(
  '%i columns: a picture, a question without one, a picture, the end',
  async (columns) => {
    const screen = open(columns);
    const first = await screen.shows(/node3.*\d+ ?s/);
    expect(hostRows(first)).toHaveLength(3);
    expect(Math.max(...first.map((line) => line.length))).toBeLessThanOrEqual(columns);

    openGate('first');
    const asked = await screen.shows(/Which way:/);
    // Nothing is drawn below or over the question while somebody thinks.
    expect(hostRows(asked)).toEqual([]);
    expect(asked.at(-1)).toBe('Which way:');
    expect(screen.isCursorShown).toBe(true);
    screen.type('north', 'Enter');

    const second = await screen.shows(/Which way: north[^]*node3.*\d+ ?s/);
    expect(hostRows(second)).toHaveLength(3);
    openGate('second');

    const ended = await screen.shows(/ended with 0/);
    expect(hostRows(ended)).toEqual([]);
    expect(ended.join('\n')).toContain('"answer": "north"');
    expect(screen.isCursorShown).toBe(true);
  },
);

test('a terminal that gets narrower in the midst, and Ctrl-C', async () => {
  const screen = open(80);
  await screen.shows(/node3.*\d+ ?s/);
  screen.resize(40, 20);
  const narrow = await screen.shows(/node3.*\d+ ?s/);
  expect(Math.max(...narrow.map((line) => line.length))).toBeLessThanOrEqual(40);
  screen.type('C-c');
  const ended = await screen.shows(/User interrupted execution/);
  expect(hostRows(ended)).toEqual([]);
  expect(screen.isCursorShown).toBe(true);
});
