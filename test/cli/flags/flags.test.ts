/**
 * Every flag of Ansible's programs is taken; and each of ansible-playbook, in its short and its long
 * form and by its environment variable, does what it does there (recorded by record.py).
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findByAnsibleName } from '../../../engine/cli/commands.ts';
import { readData } from '../../roles/trusted.ts';
import { callKplay } from '../../support/call-kplay.ts';

interface RecordedCase {
  readonly flag: string;
  /** Words, or the environment instead of them, that all mean the same. */
  readonly calls: readonly {
    readonly words: readonly string[];
    readonly env: Readonly<Record<string, string>>;
  }[];
  readonly code: number;
  /** What is printed, sorted: hosts answer in whatever order. */
  readonly lines: readonly string[];
  /** `code`: what is printed is each program's own. */
  readonly only?: 'code';
  readonly input?: string;
  /** What Ansible shows and kplay masks. */
  readonly hides?: string;
}

interface Recorded {
  /** Whether a value stands behind it, by flag and program. */
  readonly flags: Readonly<Record<string, Readonly<Record<string, boolean>>>>;
  readonly cases: readonly RecordedCase[];
}

const recorded = readData<Recorded>(new URL('recorded.json', import.meta.url));
const folder = join(import.meta.dirname, 'project');
const program = join(import.meta.dirname, '../../../dist/program/kplay.js');

/** An empty file of settings. */
const SETTINGS = { ANSIBLE_CONFIG: join(folder, 'ansible.cfg') };

let links = '';

beforeAll(() => {
  links = mkdtempSync(join(tmpdir(), 'kplay-flags-'));
  symlinkSync(program, join(links, 'ansible-playbook'));
});

afterAll(() => {
  rmSync(links, { recursive: true });
});

/** The flags that a command takes, each with whether a value stands behind it. */
function flagsOf(name: string): ReadonlyMap<string, boolean> {
  const table = findByAnsibleName(name)?.table ?? {};
  const rows = Object.entries(table).flatMap(([long, { kind, alias = [] }]) =>
    [long, ...alias].map((word) => {
      const flag = word.length === 1 ? `-${word}` : `--${word}`;
      return [flag, kind !== 'flag' && kind !== 'count'] as const;
    }),
  );
  return new Map([...rows, ['-h', false], ['--help', false], ['--version', false]]);
}

describe('every flag is taken, with a value where it has one there', () => {
  test.each(Object.entries(recorded.flags))('%s', (name, flags) => {
    const ours = flagsOf(name);
    const wanted = Object.entries(flags);
    expect(wanted.filter(([flag, takes]) => ours.get(flag) !== takes)).toEqual([]);
  });
});

interface End {
  readonly code: number;
  readonly stdout: string;
}

/** A process of its own, whose answers come through a pipe. */
function runWithAnswers(
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  input: string,
): Promise<End> {
  const child = spawn(process.execPath, [join(links, 'ansible-playbook'), ...words], {
    cwd: folder,
    env: { PATH: process.env['PATH'], HOME: links, ...SETTINGS, ...env },
  });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
  child.stderr.resume();
  child.stdin.end(input);
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code: code ?? 255, stdout });
    });
  });
}

function sortLines(text: string): readonly string[] {
  const lines = text
    .replaceAll(folder, '<here>')
    .replace(/"(delta|start|end)": "[^"]*"/g, '"$1": "…"')
    .split('\n');
  return lines.filter((line) => line !== '').sort();
}

describe('ansible-playbook', () => {
  test.each(recorded.cases)('$flag', async ({ calls, code, lines, only, input, hides }) => {
    const wanted =
      hides === undefined ? lines : lines.map((line) => line.replace(hides, '********')).sort();
    for (const { words, env } of calls) {
      const end =
        input === undefined
          ? await callKplay(words, folder, { ...SETTINGS, ...env }, 'ansible-playbook')
          : await runWithAnswers(words, env, input);
      const shown = only === 'code' ? [] : sortLines(end.stdout);
      expect({ words, env, code: end.code, shown }).toEqual({ words, env, code, shown: wanted });
    }
  });
});
