import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Content, Step } from '../../engine/host/index.ts';
import { makeFolder, openTestSession, shells } from './shells.ts';

type WriteStep = Extract<Step, { do: 'write' }>;

function write(path: string, content: Content | string, more: Partial<WriteStep> = {}): WriteStep {
  const source = typeof content === 'string' ? ({ from: 'text', text: content } as const) : content;
  return { do: 'write', title: `write ${path}`, path, content: source, attributes: {}, ...more };
}

function modeOf(path: string): string {
  return (statSync(path).mode & 0o7777).toString(8).padStart(4, '0');
}

function everyByte(): Uint8Array {
  return Uint8Array.from({ length: 1024 }, (_, index) => index % 256);
}

const texts: readonly (readonly [string, string])[] = [
  ['empty', ''],
  ['no newline at the end', 'swap off'],
  ['one newline', '\n'],
  ['many newlines at the end', 'a\n\n\n'],
  ['quotes and dollars', `it's "$HOME" \`id\` $(id) \\ \\n %s %d !x`],
  ['a leading dash', '-n -e\n'],
  ['other scripts', 'käse → 🧀\u2028\ufeff\n'],
  ['carriage returns and tabs', 'a\r\n\tb\r'],
  ['what looks like a mark', '\x1eabc 0 0\n\x1e'],
  ['a NUL', 'a\0b\n'],
  ['a long text', 'kubelet '.repeat(8000)],
  ['a text that is streamed', 'kübelet\n'.repeat(20_000)],
];

describe.each(shells)('write on $name', (shell) => {
  test('is exact to the byte', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    const steps = texts.map(([, text], index) => write(join(folder, String(index)), text));
    const binary = join(folder, 'binary');
    const source = join(folder, 'source');
    writeFileSync(source, Buffer.alloc(300_000, everyByte()));
    const outcomes = await session.run([
      ...steps,
      write(binary, { from: 'bytes', bytes: everyByte() }),
      write(`${binary}-big`, { from: 'bytes', bytes: Buffer.alloc(100_000, everyByte()) }),
      write(`${binary}-file`, { from: 'file', path: source, size: 300_000 }),
      write(`${binary}-host`, { from: 'host', path: source }),
    ]);
    expect(outcomes.filter(({ status }) => status !== 'done')).toEqual([]);
    texts.forEach(([name, text], index) => {
      expect([name, readFileSync(join(folder, String(index)), 'utf8')]).toEqual([name, text]);
    });
    expect(readFileSync(binary).equals(everyByte())).toBe(true);
    expect(readFileSync(`${binary}-big`).equals(Buffer.alloc(100_000, everyByte()))).toBe(true);
    for (const copy of ['file', 'host'])
      expect(readFileSync(`${binary}-${copy}`).equals(readFileSync(source))).toBe(true);
    expect(readdirSync(folder).filter((name) => name.startsWith('.'))).toEqual([]);
  });

  test('sends small contents of neighbors in one round trip', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    await session.run([write(join(folder, 'warm'), 'x')]);
    const before = session.stats.roundTrips;
    await session.run([write(join(folder, 'a'), 'x'), write(join(folder, 'b'), 'y')]);
    expect(session.stats.roundTrips - before).toBe(1);
  });

  test('gives a new file the mode of the umask, and an old one keeps its own', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    const [fresh, kept, set, symbolic] = ['fresh', 'kept', 'set', 'symbolic'].map((name) =>
      join(folder, name),
    );
    if (fresh === undefined || kept === undefined || set === undefined || symbolic === undefined)
      return;
    writeFileSync(kept, 'old');
    chmodSync(kept, 0o4751);
    await session.run([
      write(fresh, 'new'),
      write(kept, 'new'),
      write(set, 'new', { attributes: { mode: '0600' } }),
      write(symbolic, 'new', { attributes: { mode: 'u=rw,g=r,o=' } }),
    ]);
    const umask = Number.parseInt(execFileSync('sh', ['-c', 'umask'], { encoding: 'utf8' }), 8);
    expect(modeOf(fresh)).toBe((0o666 & ~umask).toString(8).padStart(4, '0'));
    expect([modeOf(kept), modeOf(set), modeOf(symbolic)]).toEqual(['4751', '0600', '0640']);
  });

  test('breaks hard links and replaces symlinks, as a rename does', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    const [file, twin, link, real] = ['file', 'twin', 'link', 'real'].map((name) =>
      join(folder, name),
    );
    if (file === undefined || twin === undefined || link === undefined || real === undefined)
      return;
    writeFileSync(file, 'old');
    linkSync(file, twin);
    mkdirSync(real);
    symlinkSync(real, link);
    await session.run([write(file, 'new'), write(link, 'new')]);
    expect(readFileSync(twin, 'utf8')).toBe('old');
    expect(lstatSync(link).isFile()).toBe(true);
    expect(readdirSync(real)).toEqual([]);
  });

  test('writes in place where a file must keep its inode', async () => {
    const session = openTestSession(shell);
    const path = join(makeFolder(), 'resolv.conf');
    writeFileSync(path, 'a long old content\n');
    const { ino } = statSync(path);
    const attributes = { mode: '0604' };
    await session.run([write(path, 'short\n', { isInPlace: true, attributes })]);
    expect([readFileSync(path, 'utf8'), statSync(path).ino]).toEqual(['short\n', ino]);
    expect(modeOf(path)).toBe('0604');
    expect(readdirSync(join(path, '..'))).toEqual(['resolv.conf']);
  });

  test('keeps a backup with mode and time of the old file', async () => {
    const session = openTestSession(shell);
    const path = join(makeFolder(), "it's here");
    const [first] = await session.run([write(path, 'one', { backup: true })]);
    expect(first?.backupFile).toBeUndefined();
    chmodSync(path, 0o640);
    const { mtimeMs } = statSync(path);
    const [second] = await session.run([write(path, 'two', { backup: true })]);
    expect(second?.backupFile).toMatch(/here\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~$/);
    const backup = second?.backupFile ?? '';
    expect([readFileSync(backup, 'utf8'), modeOf(backup)]).toEqual(['one', '0640']);
    expect(Math.abs(statSync(backup).mtimeMs - mtimeMs)).toBeLessThan(1000);
  });

  test('lets a command check the content first', async () => {
    const session = openTestSession(shell);
    const path = join(makeFolder(), 'sudoers');
    writeFileSync(path, 'old');
    const validate = `grep -q "new content" %s`;
    const outcomes = await session.run([
      write(path, 'new content', { validate }),
      write(path, 'other', { validate: 'sh -c "echo why; echo because >&2; exit 3; : %s"' }),
      write(path, 'never'),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'failed', 'not-run']);
    expect(outcomes[1]).toMatchObject({
      rc: 3,
      stdout: 'why\n',
      stderr: 'because\n',
      message: 'failed to validate',
    });
    expect(readFileSync(path, 'utf8')).toBe('new content');
    expect(readdirSync(join(path, '..'))).toEqual(['sudoers']);
    await expect(session.run([write(path, 'x', { validate: 'true' })])).rejects.toThrow(
      'validate must contain %s: true',
    );
  });

  test('touches nothing when the content does not come whole', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    const [source, path] = [join(folder, 'source'), join(folder, 'kubelet')];
    writeFileSync(source, Buffer.alloc(200_000, 1));
    writeFileSync(path, 'old');
    const [outcome] = await session.run([
      write(path, { from: 'file', path: source, size: 200_001 }),
    ]);
    expect(outcome).toMatchObject({ status: 'failed', rc: 74 });
    expect(outcome?.message).toBe(`Could not write ${path}: only 200000 of 200001 bytes arrived`);
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder).sort()).toEqual(['kubelet', 'source']);
  });

  test('takes the new file away when it is ended on the way', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    const [source, path] = [join(folder, 'source'), join(folder, 'kubelet')];
    writeFileSync(source, Buffer.alloc(8_000_000, 1));
    writeFileSync(path, 'old');
    const controller = new AbortController();
    const running = session.run([write(path, { from: 'file', path: source, size: 8_000_000 })], {
      signal: controller.signal,
      onProgress: () => {
        controller.abort(new Error('interrupted'));
      },
    });
    await expect(running).rejects.toThrow('interrupted');
    await expect.poll(() => readdirSync(folder).sort()).toEqual(['kubelet', 'source']);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  test('says why a file cannot be written', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    mkdirSync(join(folder, 'directory'));
    const [missing] = await session.run([write(join(folder, 'no', 'file'), 'x')]);
    expect(missing?.message).toMatch(
      /^Could not write .*: .*(No such file|nonexistent directory|Directory nonexistent)/i,
    );
    const [directory] = await session.run([write(join(folder, 'directory'), 'x')]);
    expect(directory?.message).toMatch(/is a directory$/);
    const [owner] = await session.run([
      write(join(folder, 'owned'), 'x', { attributes: { owner: 'nobody-here' } }),
    ]);
    expect(owner?.message).toMatch(/^Could not set mode, owner or group of .*nobody-here/);
    expect(existsSync(join(folder, 'owned'))).toBe(false);
    expect(readdirSync(folder)).toEqual(['directory']);
  });

  test('reports progress of what is streamed', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    const source = join(folder, 'source');
    writeFileSync(source, Buffer.alloc(3_000_000, 7));
    const seen: number[] = [];
    await session.run([write(join(folder, 'a'), { from: 'file', path: source, size: 3_000_000 })], {
      onProgress: (_step, sent, total) => {
        expect(total).toBe(3_000_000);
        seen.push(sent);
      },
    });
    expect(seen.length).toBeGreaterThan(2);
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(3_000_000);
  });
});

describe.each(shells)('other steps on $name', (shell) => {
  test('make directories with their attributes, and leave those that exist', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    chmodSync(folder, 0o755);
    const path = join(folder, 'etc', "it's", 'conf.d');
    const outcomes = await session.run([
      { do: 'mkdir', title: 'm', path: `${path}/`, attributes: { mode: '2710' } },
      { do: 'mkdir', title: 'm', path, attributes: { mode: '0700' } },
      { do: 'mkdir', title: 'm', path, attributes: {} },
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done', 'done']);
    expect([folder, join(folder, 'etc'), path].map(modeOf)).toEqual(['0755', '2710', '0700']);
  });

  test('remove files, trees and links, but never what a link leads to', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    mkdirSync(join(folder, 'tree', 'deep'), { recursive: true });
    mkdirSync(join(folder, 'kept'));
    symlinkSync('kept', join(folder, 'link'));
    const paths = ['tree', 'link/', 'missing'].map((name) => `${folder}/${name}`);
    await session.run(paths.map((path) => ({ do: 'remove', title: 'r', path }) as const));
    expect(readdirSync(folder)).toEqual(['kept']);
    await expect(session.run([{ do: 'remove', title: 'r', path: '//' }])).rejects.toThrow(
      'refusing to remove `//`',
    );
  });

  test('make links, replace links, and spare what is no link unless forced', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    const at = (name: string): string => join(folder, name);
    mkdirSync(at('real'));
    writeFileSync(at('file'), 'x');
    writeFileSync(at('other'), 'y');
    symlinkSync('real', at('current'));
    const link = { do: 'link', title: 'l', kind: 'symbolic' } as const;
    const outcomes = await session.run([
      { ...link, path: at('new'), target: 'file' },
      { ...link, path: at('current'), target: 'file' },
      { ...link, path: at('other'), target: 'file', force: true },
      { ...link, kind: 'hard', path: at('hard'), target: at('file') },
      { ...link, path: at('file'), target: 'real' },
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'done',
      'done',
      'done',
      'done',
      'failed',
    ]);
    for (const name of ['new', 'current', 'other'])
      expect(lstatSync(at(name)).isSymbolicLink() && readFileSync(at(name), 'utf8')).toBe('x');
    expect(statSync(at('hard')).ino).toBe(lstatSync(at('file')).ino);
    expect(readdirSync(at('real'))).toEqual([]);
    expect(readdirSync(folder)).toHaveLength(6);
  });

  test('set modes exactly, on directories too', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    mkdirSync(join(folder, 'team', 'sub'), { recursive: true });
    chmodSync(join(folder, 'team'), 0o2775);
    writeFileSync(join(folder, 'team', 'file'), '');
    symlinkSync('/etc/hostname', join(folder, 'team', 'link'));
    const before = modeOf('/etc/hostname');
    await session.run([
      {
        do: 'attributes',
        title: 'a',
        path: join(folder, 'team'),
        attributes: { mode: '0750' },
      },
    ]);
    expect(modeOf(join(folder, 'team'))).toBe('0750');
    await session.run([
      {
        do: 'attributes',
        title: 'a',
        path: join(folder, 'team'),
        attributes: { mode: 'u=rwX,go=' },
        recurse: true,
      },
    ]);
    expect(['', 'sub', 'file'].map((name) => modeOf(join(folder, 'team', name)))).toEqual([
      '0700',
      '0700',
      '0600',
    ]);
    expect(modeOf('/etc/hostname')).toBe(before);
  });

  test('touch files and set their times', async () => {
    const session = openTestSession(shell);
    const path = join(makeFolder(), 'stamp');
    const touch = { do: 'touch', title: 't', path } as const;
    await session.run([
      { ...touch, accessTime: '202001021530.15', modificationTime: '202101021530.15' },
    ]);
    const { atimeMs, mtimeMs } = statSync(path);
    const date = (text: string): number =>
      Number(execFileSync('date', ['-d', text, '+%s'], { encoding: 'utf8' })) * 1000;
    expect([atimeMs, mtimeMs]).toEqual([date('2020-01-02 15:30:15'), date('2021-01-02 15:30:15')]);
    await session.run([{ ...touch, accessTime: 'keep' }]);
    expect(statSync(path).atimeMs).toBe(atimeMs);
    expect(statSync(path).mtimeMs).toBeGreaterThan(mtimeMs);
  });
});
