/** What may be typed next: flags, values, files and names, and the cache that names are kept in. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answerCompletion } from '../../engine/cli/complete/answer.ts';
import { COMMANDS } from '../../engine/cli/commands.ts';
import { callKplay } from '../support/call-kplay.ts';

let folder = '';
let cache = '';
const before = process.cwd();

const SITE = `- hosts: all
  connection: local
  gather_facts: false
  tags: [whole]
  tasks:
    - { name: Install the kubelet, debug: { msg: hello }, tags: [kubelet, network] }
    - { name: "It's $done", debug: { msg: hello }, tags: kernel }
`;

function write(name: string, text: string, mode = 0o644): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), text, { mode });
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kplay-completion-'));
  write('site.yml', SITE);
  write('inv/hosts.ini', '[web]\nweb1 secret_word=swordfish\nweb2\n[db]\ndb1\n');
  write('dynamic', '#!/bin/sh\ntouch ran\necho \'{"all": {"hosts": ["made1"]}}\'\n', 0o755);
  process.chdir(folder);
});

afterAll(() => {
  process.chdir(before);
  rmSync(folder, { recursive: true });
});

beforeEach(() => {
  cache = join(folder, 'cache');
  rmSync(cache, { recursive: true, force: true });
});

function environment(): Record<string, string> {
  return { XDG_CACHE_HOME: cache, HOME: folder, ANSIBLE_CONFIG: '/dev/null' };
}

/** The words that may follow; the last one is being typed. */
async function after(...words: readonly string[]): Promise<readonly string[]> {
  const answer = await answerCompletion(['fish', 'kplay', ...words], environment());
  return answer
    .trimEnd()
    .split('\n')
    .slice(1)
    .map((line) => line.split('\t')[0] ?? '');
}

/** What bash would offer for a line. */
async function inBash(line: string): Promise<readonly string[]> {
  const words = ['bash', 'kplay', ' \t\n"\'><=;|&(:@', line];
  return (await answerCompletion(words, environment())).trimEnd().split('\n');
}

describe('commands and flags', () => {
  test('the first word is a command, or a playbook', async () => {
    const words = await after('');
    for (const { name } of COMMANDS) expect(words).toContain(name);
    expect(words).toEqual(expect.arrayContaining(['site.yml', 'inv/']));
    expect(words).not.toContain('dynamic');
  });

  test('flags are those of the command, with what they are for', async () => {
    expect(await after('vault', '--new')).toEqual(['--new-vault-id', '--new-vault-password-file']);
    const answer = await answerCompletion(['zsh', 'kplay', '--check'], environment());
    expect(answer).toBe('words\n--check\tchange nothing, say what would\n');
  });

  test('a flag that is there is not offered again, unless it may come often', async () => {
    expect(await after('site.yml', '-C', '--chec')).toEqual([]);
    expect(await after('site.yml', '-i', 'x', '--invent')).toEqual(['--inventory']);
  });

  test('values of a closed set, beside the flag or inside its word', async () => {
    expect(await after('config', 'dump', '-f', '')).toEqual([
      'json',
      'yaml',
      'display',
      'ini',
      'env',
      'vars',
    ]);
    expect(await after('site.yml', '--output=mi')).toEqual(['--output=minimal']);
    expect(await after('site.yml', '--become-method', '')).toEqual(['sudo', 'su', 'doas']);
  });

  test('the first word of a command that has a closed set', async () => {
    expect(await after('vault', 'enc')).toEqual(['encrypt', 'encrypt_string']);
    expect(await after('completion', '')).toEqual(['bash', 'zsh', 'fish']);
  });

  test('under the name of a program of Ansible, its flags', async () => {
    const words = ['fish', 'ansible-inventory', '--gr'];
    expect(await answerCompletion(words, environment())).toContain('--graph\t');
  });
});

describe('files', () => {
  test('of an inventory, and of a folder', async () => {
    expect(await after('site.yml', '-i', '')).toEqual(['dynamic', 'inv/', 'site.yml']);
    expect(await after('site.yml', '-i', 'inv/h')).toEqual(['inv/hosts.ini']);
    expect(await after('site.yml', '-iinv/')).toEqual(['-iinv/hosts.ini']);
  });

  test('of variables, behind an @', async () => {
    expect(await after('site.yml', '-e', '@inv/')).toEqual(['@inv/hosts.ini']);
    expect(await after('site.yml', '-e', 'a')).toEqual([]);
  });
});

describe('names', () => {
  test('hosts and groups in a pattern', async () => {
    const options = ['site.yml', '-i', 'inv/hosts.ini', '-l'];
    expect(await after(...options, 'w')).toEqual(['web', 'web1', 'web2']);
    expect(await after(...options, 'web:!w')).toEqual(['web:!web', 'web:!web1', 'web:!web2']);
    expect(await after(...options, 'web1,d')).toEqual(['web1,db', 'web1,db1']);
  });

  test('hosts only, where a host is meant', async () => {
    expect(await after('ssh', '-i', 'inv/hosts.ini', 'd')).toEqual(['db1']);
    expect(await after('inventory', '-i', 'inv/hosts.ini', '--host', '')).toHaveLength(3);
  });

  test('tags, also behind a comma', async () => {
    expect(await after('site.yml', '-t', 'k')).toEqual(['kernel', 'kubelet']);
    expect(await after('site.yml', '--skip-tags', 'kernel,n')).toEqual(['kernel,network']);
  });

  test('tasks, for --start-at-task', async () => {
    expect(await after('site.yml', '--start-at-task', '')).toEqual([
      'Install the kubelet',
      "It's $done",
    ]);
  });

  test('modules, short or in full', async () => {
    expect(await after('adhoc', 'all', '-m', 'lineinf')).toEqual(['lineinfile']);
    expect(await after('doc', 'ansible.builtin.lineinf')).toEqual(['ansible.builtin.lineinfile']);
  });

  test('none where a project cannot be read', async () => {
    write('broken.yml', '- hosts: [');
    expect(await after('broken.yml', '-t', '')).toEqual([]);
    rmSync('broken.yml');
  });
});

describe('bash', () => {
  test('gets only what stands behind its word breaks', async () => {
    expect(await inBash('kplay site.yml --output=mi')).toEqual(['words', 'minimal']);
    const line = 'kplay site.yml -i inv/hosts.ini -l web:d';
    expect(await inBash(line)).toEqual(['words', 'db', 'db1']);
  });

  test('gets words quoted as they stand there', async () => {
    const line = 'kplay site.yml --start-at-task ';
    expect(await inBash(`${line}Ins`)).toEqual(['words', String.raw`Install\ the\ kubelet`]);
    expect(await inBash(`${line}'Install t`)).toEqual(['words', 'Install the kubelet']);
    expect(await inBash(`${line}"It`)).toEqual(['words', String.raw`It's \$done`]);
    expect(await inBash(`${line}Install\\ t`)).toEqual([
      'words',
      String.raw`Install\ the\ kubelet`,
    ]);
  });

  test('quotes paths itself, and is told that they are paths', async () => {
    expect(await inBash('kplay site.yml -i in')).toEqual(['files', 'inv']);
  });
});

describe('the cache', () => {
  const tags = ['site.yml', '-t', 'k'];
  const cached = (): string => {
    const [name = ''] = readdirSync(join(cache, 'kplay', 'names'));
    return join(cache, 'kplay', 'names', name);
  };

  test('is for its owner only, and holds names only', async () => {
    await after('site.yml', '-i', 'inv/hosts.ini', '-l', '');
    expect(statSync(cached()).mode & 0o777).toBe(0o600);
    expect(statSync(join(cache, 'kplay', 'names')).mode & 0o777).toBe(0o700);
    const text = readFileSync(cached(), 'utf8');
    expect(text).toContain('web1');
    expect(text).not.toContain('swordfish');
  });

  test('answers in place of the project until a file changes', async () => {
    await after(...tags);
    const kept = readFileSync(cached(), 'utf8').replace('kubelet', 'kept');
    writeFileSync(cached(), kept);
    expect(await after(...tags)).toEqual(['kernel', 'kept']);
    utimesSync('site.yml', 1, 1);
    expect(await after(...tags)).toEqual(['kernel', 'kubelet']);
  });

  test('that is damaged is made anew', async () => {
    await after(...tags);
    writeFileSync(cached(), '{"stamps": {}, "names": {"tags": [1]}}');
    expect(await after(...tags)).toEqual(['kernel', 'kubelet']);
  });

  test('is not begun by a run', async () => {
    await callKplay(['site.yml', '-i', 'one,', '--list-tasks'], folder, environment());
    expect(existsSync(join(cache, 'kplay', 'names'))).toBe(false);
  });

  test('of a script is filled by a run, never by running it for a key press', async () => {
    const options = ['site.yml', '-i', 'dynamic', '-l', ''];
    await after(...tags);
    expect(await after(...options)).toEqual([]);
    expect(existsSync('ran')).toBe(false);
    await callKplay(['site.yml', '-i', 'dynamic', '--list-tasks'], folder, environment());
    rmSync('ran');
    expect(await after(...options)).toContain('made1');
    expect(existsSync('ran')).toBe(false);
  });
});
