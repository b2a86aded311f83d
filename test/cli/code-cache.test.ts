/** The code that is kept between starts: by the real program, as `npm run build` joins it. */
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const program = join(root, 'dist/program/kplay.js');
const LISTED = /playbook: site\.yml/;

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kplay-code-'));
  writeFileSync(join(folder, 'site.yml'), '- hosts: localhost\n  tasks: [{debug: {msg: hello}}]\n');
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function run(words: readonly string[], more: NodeJS.ProcessEnv = {}): string {
  const env = { PATH: process.env['PATH'], HOME: folder, ANSIBLE_CONFIG: '/dev/null', ...more };
  return execFileSync(process.execPath, [program, ...words], {
    cwd: folder,
    env,
    encoding: 'utf8',
  });
}

const list = (more?: NodeJS.ProcessEnv): string =>
  run(['site.yml', '-i', 'one,', '--list-tasks'], more);

const kept = (): string => join(folder, '.cache/kplay');

function keptFile(): string {
  const [name = '', ...others] = readdirSync(kept());
  expect(others).toEqual([]);
  return join(kept(), name);
}

/** Which file it is: a file that is written anew is another one. */
const keptIdentity = (): number => statSync(keptFile()).ino;

describe('compiled code', () => {
  test('is kept for its owner alone, and not written again without need', () => {
    expect(list()).toMatch(LISTED);
    expect(statSync(keptFile()).mode & 0o777).toBe(0o600);
    expect(statSync(kept()).mode & 0o777).toBe(0o700);
    const before = keptIdentity();
    expect(list()).toMatch(LISTED);
    expect(keptIdentity()).toBe(before);
  });

  test('of another command joins it', () => {
    list();
    const before = statSync(keptFile()).size;
    run(['doc', 'copy']);
    expect(statSync(keptFile()).size).toBeGreaterThan(before);
    const both = keptIdentity();
    list();
    expect(keptIdentity()).toBe(both);
  });

  test.each<{ readonly what: string; readonly spoil: (path: string) => void }>([
    {
      what: 'a part is damaged',
      spoil: (path) => {
        damage(path, Math.floor(statSync(path).size / 2));
      },
    },
    {
      what: 'the head is damaged',
      spoil: (path) => {
        damage(path, 5);
      },
    },
    {
      what: 'it is cut off',
      spoil: (path) => {
        truncateSync(path, Math.floor(statSync(path).size / 2));
      },
    },
    {
      what: 'it is empty',
      spoil: (path) => {
        truncateSync(path);
      },
    },
    {
      what: 'others can write it',
      spoil: (path) => {
        chmodSync(path, 0o666);
      },
    },
  ])('is made anew where $what', ({ spoil }) => {
    list();
    spoil(keptFile());
    const before = keptIdentity();
    expect(list()).toMatch(LISTED);
    expect(keptIdentity()).not.toBe(before);
    expect(statSync(keptFile()).mode & 0o777).toBe(0o600);
  });

  test('is not kept where it is switched off, and needs no place', () => {
    expect(list({ NODE_DISABLE_COMPILE_CACHE: '1' })).toMatch(LISTED);
    expect(existsSync(kept())).toBe(false);
    expect(list({ XDG_CACHE_HOME: '/dev/null/none' })).toMatch(LISTED);
  });
});

test('nothing is kept below the folder of another user, as when sudo keeps HOME', () => {
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(folder, 65_534, 65_534);
  const place = isRoot ? folder : '/usr';
  expect(list({ XDG_CACHE_HOME: place })).toMatch(LISTED);
  expect(existsSync(join(place, 'kplay'))).toBe(false);
});

test('a plug-in that imports kplay meets the classes of the program, from kept code as well', () => {
  mkdirSync(join(folder, 'filter_plugins'));
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(root, join(folder, 'node_modules/kplay'));
  const filter = `import { Float, defineFilter } from 'kplay';
export default defineFilter({ name: 'half', summary: 'Halves.', apply: (x) => new Float(x / 2) });
`;
  writeFileSync(join(folder, 'filter_plugins/half.mjs'), filter);
  const tasks = 'tasks: [{debug: {msg: "{{ 4 | half }}"}}]';
  const play = `- hosts: one\n  connection: local\n  gather_facts: false\n  ${tasks}\n`;
  writeFileSync(join(folder, 'site.yml'), play);
  for (const _ of ['compiled', 'kept']) {
    expect(run(['site.yml', '-i', 'one,'])).toContain('"msg": "2.0"');
  }
});

/** Turns the bytes of a block of a disk around. */
function damage(path: string, at: number): void {
  const bytes = readFileSync(path);
  const part = bytes.subarray(at, at + 512);
  part.forEach((byte, index) => {
    part[index] = byte ^ 0x55;
  });
  writeFileSync(path, bytes);
}
