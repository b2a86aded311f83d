/** `pause` with a user at a terminal: `script` makes the terminal, the keys come from here. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const program = join(import.meta.dirname, '..', '..', 'dist', 'program', 'kplay.js');
let folder = '';

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kplay-pause-'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Plays one pause; each text that shows up is answered with its keys. */
async function playPause(
  pause: string,
  answers: readonly (readonly [text: string, keys: string])[],
): Promise<string> {
  const playbook = join(folder, 'pause.yml');
  const tasks = `    - pause: ${pause}\n      register: asked\n    - debug: var=asked.user_input\n`;
  writeFileSync(playbook, `- hosts: localhost\n  gather_facts: false\n  tasks:\n${tasks}`);
  const child = spawn('script', ['-qec', `${program} ${playbook}`, '/dev/null'], {
    env: { ...process.env, TERM: 'dumb', NO_COLOR: '1' },
  });
  const left = [...answers];
  let shown = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    shown += chunk;
    const [next] = left;
    if (next === undefined || !shown.includes(next[0])) return;
    left.shift();
    child.stdin.write(next[1]);
  });
  await new Promise((resolve) => child.once('close', resolve));
  expect(left, shown).toEqual([]);
  return shown;
}

const INTERRUPT = '\u0003';
const NEXT = "Press 'C' to continue the play or 'A' to abort";

describe('pause at a terminal', () => {
  it('goes on after Enter, with what was typed and not rubbed out', async () => {
    const shown = await playPause('prompt="Which one"', [['Which one:', 'teh\u007f\u007fhe\r']]);
    expect(shown).toContain('"asked.user_input": "the"');
  });

  it('does not show what is typed without echo', async () => {
    const shown = await playPause('prompt="Pass" echo=no', [
      ['Pass (output is hidden):', 'open sesame\r'],
    ]);
    expect(shown.split('ok: [localhost]')[0]).not.toContain('sesame');
    expect(shown).toContain('"asked.user_input": "open sesame"');
  });

  it('goes on early after Ctrl-C and C', async () => {
    const started = Date.now();
    const shown = await playPause('minutes=5', [
      ["'A' = abort)", INTERRUPT],
      [NEXT, 'c'],
    ]);
    expect(shown).toContain('ok=2');
    expect(Date.now() - started).toBeLessThan(60_000);
  });

  it('fails the task after Ctrl-C and A', async () => {
    const shown = await playPause('seconds=300', [
      ["'A' = abort)", INTERRUPT],
      [NEXT, 'A'],
    ]);
    expect(shown).toContain('user requested abort!');
    expect(shown).toContain('failed=1');
  });
});
