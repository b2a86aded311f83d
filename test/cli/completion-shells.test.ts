/**
 * The completion scripts in the shells themselves. kplay is a stand-in there: it notes what it is
 * asked, and answers what the real one answers to the same question.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerCompletion } from '../../engine/cli/complete/answer.ts';
import { SCRIPTS } from '../../engine/cli/complete/scripts.ts';
import { callKplay } from '../support/call-kplay.ts';

let folder = '';

const STAND_IN = `#!/bin/sh
for word in "$@"; do printf '%s\\0' "$word"; done >asked
cat answer
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kplay-shells-'));
  writeFileSync(join(folder, 'kplay'), STAND_IN);
  chmodSync(join(folder, 'kplay'), 0o755);
  symlinkSync('kplay', join(folder, 'ansible-playbook'));
  writeFileSync(
    join(folder, 'my site.yml'),
    '- hosts: all\n  tasks: [{ name: An empty play, meta: noop }]\n',
  );
  writeFileSync(join(folder, 'hosts.ini'), '[web]\nweb1\nweb2\n');
  for (const [shell, script] of SCRIPTS) writeFileSync(join(folder, `script.${shell}`), script);
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Runs a shell twice: once to see what it asks, once with the answer to that. */
async function ask(shell: string, text: string): Promise<readonly string[]> {
  const env = { ...process.env, PATH: `${folder}:${process.env['PATH'] ?? ''}`, HOME: folder };
  const words =
    shell === 'bash'
      ? ['--norc', '-c', text]
      : shell === 'zsh'
        ? ['-f', '-c', text]
        : ['-N', '-c', text];
  const run = (): string =>
    execFileSync(shell, words, {
      cwd: folder,
      env,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
  writeFileSync(join(folder, 'answer'), '');
  run();
  const [word, ...asked] = readFileSync(join(folder, 'asked'), 'utf8').split('\0').slice(0, -1);
  expect(word).toBe('__complete');
  const before = process.cwd();
  process.chdir(folder);
  const answer = await answerCompletion(asked, {
    HOME: folder,
    XDG_CACHE_HOME: join(folder, 'cache'),
  });
  process.chdir(before);
  writeFileSync(join(folder, 'answer'), answer);
  return run().trimEnd().split('\n');
}

function inBash(line: string): Promise<readonly string[]> {
  const [program = ''] = line.split(' ');
  const call = [
    'source ./script.bash',
    `COMP_LINE=${JSON.stringify(line)} COMP_POINT=${String(line.length)}`,
    `COMP_WORDS=(${line}) COMP_CWORD=$((\${#COMP_WORDS[@]} - 1))`,
    'compopt() { echo "option $2"; }',
    `function=$(complete -p ${program}); function=\${function##*-F }; "\${function%% *}" ${program} "" ""`,
    'printf "%s\\n" "${COMPREPLY[@]}"',
  ];
  return ask('bash', call.join('\n'));
}

describe('bash', () => {
  test('completes flags and values', async () => {
    expect(await inBash('kplay --list-t')).toEqual(['--list-tasks', '--list-tags']);
    expect(await inBash('kplay x.yml --output=ju')).toEqual(['junit']);
  });

  test('completes names of hosts behind a colon', async () => {
    expect(await inBash('kplay x.yml -i hosts.ini -l all:w')).toEqual(['web', 'web1', 'web2']);
  });

  test('leaves paths to readline', async () => {
    expect(await inBash('kplay my')).toEqual(['option filenames', 'my site.yml']);
  });

  test('completes a program of Ansible that leads to kplay', async () => {
    expect(await inBash('ansible-playbook --syn')).toEqual(['--syntax-check']);
  });

  test('leaves other programs of Ansible alone', () => {
    const text = 'source ./script.bash; complete -p ansible-vault';
    expect(spawnSync('bash', ['--norc', '-c', text], { cwd: folder }).status).toBe(1);
  });
});

const ZSH = ['compdef() { }', 'compadd() { print -rl -- "$@"; }', 'source ./script.zsh'].join('\n');

describe('zsh', () => {
  const inZsh = (...words: readonly string[]): Promise<readonly string[]> => {
    const quoted = words.map((word) => `'${word}'`).join(' ');
    return ask(
      'zsh',
      `${ZSH}\nwords=(${quoted}) CURRENT=${String(words.length)} PREFIX='${words.at(-1) ?? ''}'\n_kplay || true`,
    );
  };

  test('completes flags, values and names', async () => {
    const flags = await inZsh('kplay', '--list-t');
    expect(flags).toEqual(['-l', '-d', 'shown', '--', '--list-tasks', '--list-tags']);
    expect((await inZsh('kplay', 'x.yml', '-i', 'hosts.ini', '-l', 'all:w')).slice(4)).toEqual([
      ...['all:web', 'all:web1', 'all:web2'],
    ]);
  });

  test('gets paths as paths', async () => {
    expect(await inZsh('kplay', 'my')).toEqual(['-f', '--', 'my site.yml']);
  });
});

describe('fish', () => {
  const inFish = (line: string): Promise<readonly string[]> =>
    ask('fish', `source ./script.fish; complete -C '${line}'`);

  test('completes flags with what they are for, values and names', async () => {
    expect(await inFish('kplay --list-ta')).toEqual([
      ...['--list-tags\tlist the tags, run nothing', '--list-tasks\tlist the tasks, run nothing'],
    ]);
    expect(await inFish('kplay "my site.yml" --start-at-task "An')).toEqual(['An empty play']);
    expect(await inFish('kplay x.yml --output=ju')).toEqual(['--output=junit']);
    expect(await inFish('kplay x.yml -i hosts.ini -l all:web1')).toEqual(['all:web1']);
  });

  test('completes a program of Ansible that leads to kplay', async () => {
    expect(await inFish('ansible-playbook --syn')).toEqual([
      '--syntax-check\tcheck the project, run nothing',
    ]);
  });
});

test('the command prints the script of a shell, or says which there are', async () => {
  for (const [shell, script] of SCRIPTS) {
    const end = await callKplay(['completion', shell], folder);
    expect([end.code, end.stdout]).toEqual([0, script]);
    expect(script).toContain('kplay __complete '.slice(6));
  }
  const end = await callKplay(['completion', 'tcsh'], folder);
  expect(end.code).toBe(2);
  expect(end.stderr).toContain('no shell of ours: tcsh (bash, zsh, fish)');
  expect(existsSync(join(folder, 'kplay'))).toBe(true);
});
