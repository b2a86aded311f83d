/** Runs that talk with their user: `--step` and the debugger, with the answers on a pipe. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const folder = join(import.meta.dirname, 'interactive');
const program = join(import.meta.dirname, '..', '..', 'dist', 'program', 'kplay.js');

interface Talk {
  readonly code: number | null;
  readonly stdout: string;
}

/** Runs a playbook with lines of answers, the input ending behind them. */
function converse(words: readonly string[], answers: readonly string[]): Promise<Talk> {
  const env = { ...process.env, ANSIBLE_CONFIG: '/dev/null', NO_COLOR: '1' };
  const child = spawn(process.execPath, [program, ...words], { cwd: folder, env });
  let stdout = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString('utf8')));
  child.stderr.resume();
  child.stdin.end(answers.map((line) => `${line}\n`).join(''));
  return new Promise((resolve) => {
    child.on('close', (code) => {
      resolve({ code, stdout });
    });
  });
}

describe('the debugger', () => {
  test('shows values, changes an argument, and does the task again', async () => {
    const talk = await converse(
      ['debug.yml'],
      ['p wanted + 1', 'p task.args', "task.args['that'] = 'wanted == 3'", 'r'],
    );
    expect(talk.stdout).toContain('[localhost] TASK: compares (debug)> 4\n');
    expect(talk.stdout).toContain("{'that': 'wanted == given'}");
    expect(talk.stdout).toMatch(/through(?:.|\n)*ok=2 .* failed=0/);
    expect(talk.code).toBe(0);
  });

  test('changes a variable', async () => {
    const talk = await converse(['debug.yml'], ["task_vars['wanted'] = 4", 'u', 'r']);
    expect(talk.stdout).toMatch(/ok=2 .* failed=0/);
  });

  test('goes on with the failure, which is told once', async () => {
    const talk = await converse(['debug.yml'], ['no such word', 'c']);
    expect(talk.stdout.match(/fatal:/g)).toHaveLength(1);
    expect(talk.stdout).toMatch(/\*\*\*.*(?:.|\n)*failed=1/);
    expect(talk.code).toBe(2);
  });

  // As ansible-core 2.14: no recap, exit code 99; also where nobody answers.
  test.each([[['q']], [[]]])('ends the run: %j', async (answers: readonly string[]) => {
    const talk = await converse(['debug.yml'], answers);
    expect(talk.stdout).toContain('User interrupted execution');
    expect(talk.stdout).not.toContain('PLAY RECAP');
    expect(talk.code).toBe(99);
  });
});

test('--step does what is wanted, passes over the rest, and stops asking', async () => {
  const talk = await converse(['step.yml', '--step'], ['n', 'y', 'c']);
  expect(talk.stdout).toContain('Perform task: TASK: first (N)o/(y)es/(c)ontinue: ');
  expect(talk.stdout.match(/"msg": "\w+"/g)).toEqual([
    '"msg": "two"',
    '"msg": "three"',
    '"msg": "four"',
  ]);
  expect(talk.stdout).not.toContain('TASK: fourth');
});
