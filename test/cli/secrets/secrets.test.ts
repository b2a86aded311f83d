/**
 * A secret in every place where it may turn up, from every source there is: no form of output, no
 * log and no report holds one of them, in whatever escape, and what stands beside them is shown.
 */
import { readFileSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createMask } from '../../../engine/cli/mask.ts';
import { callKplay } from '../../support/call-kplay.ts';
import { NAMES, findLeaks, secretOf, writeProject } from './project.ts';

let folder = '';

beforeAll(() => {
  folder = writeProject();
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Sets a property of the process while `work` runs. */
async function withProperty<T>(
  of: object,
  name: string,
  value: unknown,
  work: () => Promise<T>,
): Promise<T> {
  const before = Object.getOwnPropertyDescriptor(of, name);
  Object.defineProperty(of, name, { value, configurable: true });
  try {
    return await work();
  } finally {
    if (before === undefined) Reflect.deleteProperty(of, name);
    else Object.defineProperty(of, name, before);
  }
}

/** Runs the project, with somebody at the terminal who answers its question. */
async function runProject(
  words: readonly string[],
  settings: Record<string, string> = {},
): Promise<string> {
  const answers = Object.assign(new PassThrough(), { isTTY: true });
  answers.write(`${secretOf('private prompt')}\n`);
  const common = ['site.yml', '-i', 'hosts.ini', '-e', '@outside.yml', '-e', `folder=${folder}`];
  const files = ['--vault-password-file=vault-password', '--become-password-file=become-password'];
  const end = await withProperty(process, 'stdin', answers, () =>
    callKplay([...common, ...files, ...words], folder, settings),
  );
  expect(end.code).toBe(0);
  return `${end.stdout}\n${end.stderr}`;
}

function read(name: string): string {
  return readFileSync(join(folder, name), 'utf8');
}

test('there are places and sources enough', () => {
  expect(NAMES.length).toBeGreaterThan(55);
});

test('text with -vvvv and --diff, its log, its report, and what it writes beside them', async () => {
  const shown = await runProject(
    ['-vvvv', '--diff', '--report', 'run.html', '--stats', 'stats.json'],
    {
      ANSIBLE_LOG_PATH: 'run.log',
      ANSIBLE_RETRY_FILES_ENABLED: 'true',
      ANSIBLE_RETRY_FILES_SAVE_PATH: folder,
      ANSIBLE_SHOW_CUSTOM_STATS: 'true',
      ANSIBLE_CALLBACKS_ENABLED: 'profile_tasks,timer',
    },
  );
  expect(findLeaks(shown)).toEqual([]);
  for (const name of ['run.log', 'run.html', 'stats.json']) {
    expect([name, findLeaks(read(name))]).toEqual([name, []]);
  }
  expect(read('run.log')).toContain('near ******** far');
  expect(read('run.html')).toContain('near ******** far');
  // What the run wrote for the hosts is theirs, and holds the secrets.
  expect(findLeaks(read('copy'))).toEqual(['difference of a copy']);
  expect(readdirSync(folder)).not.toContain('site.retry');
  for (const part of [
    '"msg": "near ******** far"',
    '"msg": "near Basic YWRt',
    '"msg": "near {\\"a\\": \\"********\\"} far"',
    'near http://host/?k=********&far',
    '+near ******** far',
    'TASK [near ******** far]',
    'PLAY [near ******** far]',
    '[node1] => (item=********)',
    '"stderr": "near ******** far"',
    'CUSTOM STATS',
  ]) {
    expect(shown).toContain(part);
  }
});

describe('other outputs', () => {
  test.each(['yaml', 'minimal', 'oneline', 'json', 'junit'])('%s', async (form) => {
    const shown = await runProject(['--output', form, '-v']);
    expect(findLeaks(shown)).toEqual([]);
    expect(shown).toMatch(/near \*{8} far/);
  });

  test('pretty, with what commands say while they run', async () => {
    const shown = await withProperty(process.stdout, 'isTTY', true, () =>
      runProject(['--output', 'pretty', '--stream']),
    );
    expect(findLeaks(shown)).toEqual([]);
    expect(shown).toContain('\u001B[');
  });

  test('what commands say, without a terminal', async () => {
    const shown = await runProject(['--stream', '--check']);
    expect(findLeaks(shown)).toEqual([]);
  });
});

describe('the mask', () => {
  function masked(text: string, ...secrets: readonly string[]): string {
    const mask = createMask();
    for (const secret of secrets) mask.hide(secret);
    return mask.mask(text);
  }

  test('leaves every page of the documentation as it is', () => {
    const docs = join(import.meta.dirname, '../../../docs');
    const pages = readdirSync(docs).filter((name) => name.endsWith('.md'));
    const secrets = NAMES.map(secretOf);
    for (const page of pages) {
      const text = readFileSync(join(docs, page), 'utf8');
      expect(masked(text, ...secrets)).toBe(text);
    }
  });

  test('takes the longer of two secrets that begin alike, in whatever order they came', () => {
    expect(masked('a horse-and-cart b', 'horse', 'horse-and-cart')).toBe('a ******** b');
    expect(masked('a horse-and-cart b', 'horse-and-cart', 'horse')).toBe('a ******** b');
  });

  test('leaves no end of a secret that another one runs into', () => {
    expect(masked('a horsecart b', 'horsec', 'ecart')).toBe('a ******** b');
  });

  test('does not know secrets of three letters, nor the numbers that are counts', () => {
    expect(masked('abc 12', 'abc', '12')).toBe('abc 12');
  });

  test('finds what an end of a line was left off, and a long line of many', () => {
    expect(masked('pass: swordfish.', 'swordfish\n')).toBe('pass: ********.');
    const key = 'BEGIN\nMIIEpAIBAAKCAQEAx0Zq\nEND\n';
    expect(masked('got MIIEpAIBAAKCAQEAx0Zq at END', key)).toBe('got ******** at END');
  });

  test('leaves the lines that every key has, when one key is a secret', () => {
    const [begin, end] = ['-----BEGIN RSA PRIVATE KEY-----', '-----END RSA PRIVATE KEY-----'];
    const rule = '='.repeat(20);
    const key = [rule, begin, 'MIIEpAIBAAKCAQEAx0Zq', end, rule, ''].join('\n');
    const other = [rule, begin, 'MIIEowIBAAKCAQEAu7Yp', end, rule].join('\n');
    expect(masked(other, key)).toBe(other);
    expect(masked(`a ${key} b`, key)).toBe('a ******** b');
    expect(masked(`a\n${key.slice(40)}`, key)).not.toContain('MIIEpAIBAAKCAQEAx0Zq');
  });

  test('finds base64 wherever the secret begins among other bytes', () => {
    for (const before of ['', 'a', 'ab', 'abc']) {
      const text = Buffer.from(`${before}swordfish, and so on`).toString('base64');
      expect(masked(text, 'swordfish')).toContain('********');
    }
  });
});
