import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  linkSync,
  mkdirSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { userInfo as ownUser } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import {
  commandExists,
  environment,
  fileState,
  groupInfo,
  listDirectory,
  reachPort,
  readFile,
  realPath,
  TaskFailure,
  tcpSockets,
  userInfo,
} from '../../engine/host/index.ts';
import { rawSh } from '../../engine/shell/index.ts';
import { makeFolder, openTestSession, shells } from './shells.ts';

/** Listens on a free port of this machine and sends `greeting` to whoever connects. */
async function listen(greeting = ''): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.end(greeting);
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe.each(shells)('probes on $name', (shell) => {
  test('fileState tells of a file what Python would', async () => {
    const session = openTestSession(shell);
    const path = join(makeFolder(), `it's a "file"`);
    writeFileSync(path, 'kubelet\n');
    chmodSync(path, 0o4750);
    linkSync(path, `${path}2`);
    utimesSync(path, 1_600_000_000, 1_500_000_000);
    const state = await session.ask(fileState(path, { checksum: 'sha256' }));
    const real = statSync(path);
    const user = ownUser();
    expect(state).toMatchObject({
      type: 'file',
      mode: '4750',
      uid: user.uid,
      gid: user.gid,
      owner: user.username,
      size: 8,
      atime: 1_600_000_000,
      mtime: 1_500_000_000,
      inode: real.ino,
      device: real.dev,
      linkCount: 2,
      blocks: real.blocks,
      blockSize: real.blksize,
      isReadable: true,
      isWritable: true,
      isExecutable: true,
      checksum: createHash('sha256').update('kubelet\n').digest('hex'),
      linkTarget: undefined,
    });
    expect(Math.abs((state?.ctime ?? 0) - real.ctimeMs / 1000)).toBeLessThan(1.001);
  });

  test.each(['md5', 'sha1', 'sha256', 'sha512'] as const)(
    'fileState knows %s',
    async (checksum) => {
      const session = openTestSession(shell);
      const path = join(makeFolder(), 'back\\slash\nname');
      writeFileSync(path, 'x');
      const state = await session.ask(fileState(path, { checksum }));
      expect(state?.checksum).toBe(createHash(checksum).update('x').digest('hex'));
    },
  );

  test('fileState tells of links, and looks through them when asked', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    writeFileSync(join(folder, 'file'), 'x');
    symlinkSync('file', join(folder, 'link\n'));
    symlinkSync('nowhere', join(folder, 'broken'));
    symlinkSync('loop', join(folder, 'loop'));
    const ask = (name: string, follow: boolean) =>
      session.ask(fileState(join(folder, name), { follow, checksum: 'sha1' }));
    const [link, followed, broken, brokenFollowed, loop, missing, below] = await Promise.all([
      ask('link\n', false),
      ask('link\n', true),
      ask('broken', false),
      ask('broken', true),
      ask('loop', true),
      ask('missing', false),
      ask('file/below', false),
    ]);
    expect(link).toMatchObject({
      type: 'link',
      linkTarget: 'file',
      linkSource: join(folder, 'file'),
      checksum: undefined,
    });
    expect(followed).toMatchObject({ type: 'file', size: 1, linkTarget: undefined });
    expect(followed?.checksum).toHaveLength(40);
    expect(broken).toMatchObject({ type: 'link', linkTarget: 'nowhere' });
    expect([brokenFollowed, loop, missing, below]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test('fileState knows directories and devices', async () => {
    const session = openTestSession(shell);
    const [directory, device] = await Promise.all([
      session.ask(fileState(makeFolder(), { checksum: 'sha1' })),
      session.ask(fileState('/dev/null')),
    ]);
    expect(directory).toMatchObject({ type: 'directory', mode: '0700', checksum: undefined });
    expect(device).toMatchObject({ type: 'character', deviceType: 259 });
  });

  test('readFile is exact to the byte, and says what it left out', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    const bytes = Uint8Array.from({ length: 256 }, (_, index) => index);
    writeFileSync(join(folder, 'binary'), bytes);
    writeFileSync(join(folder, 'text'), '\ufeffkäse\n\n');
    const [binary, text, cut, missing] = await Promise.all([
      session.ask(readFile(join(folder, 'binary'))),
      session.ask(readFile(join(folder, 'text'))),
      session.ask(readFile(join(folder, 'binary'), 10)),
      session.ask(readFile(join(folder, 'missing'))),
    ]);
    expect(Buffer.from(binary?.bytes ?? []).equals(bytes)).toBe(true);
    expect(binary?.text).toBeUndefined();
    expect(text).toMatchObject({ text: '\ufeffkäse\n\n', isTruncated: false });
    expect(cut).toMatchObject({ isTruncated: true });
    expect(cut?.bytes).toHaveLength(10);
    expect(missing).toBeUndefined();
    await expect(session.ask(readFile(folder))).rejects.toThrow(TaskFailure);
  });

  test('listDirectory gives entries of any name', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    mkdirSync(join(folder, 'sub', 'deep'), { recursive: true });
    for (const name of ['.hidden', 'two\nlines', 'a b', '-n', 'sub/file'])
      writeFileSync(join(folder, name), name);
    symlinkSync('sub', join(folder, 'link'));
    const [flat, deep, missing, file] = await Promise.all([
      session.ask(listDirectory(folder)),
      session.ask(listDirectory(folder, { recurse: true })),
      session.ask(listDirectory(join(folder, 'missing'))),
      session.ask(listDirectory(join(folder, 'a b'))),
    ]);
    const names = ['-n', '.hidden', 'a b', 'link', 'sub', 'two\nlines'];
    expect(flat?.map(({ name }) => name)).toEqual(names);
    expect(deep?.map(({ name }) => name)).toEqual(
      [...names, 'sub/deep', 'sub/file'].sort((a, b) => (a < b ? -1 : 1)),
    );
    expect(flat?.find(({ name }) => name === 'link')?.type).toBe('link');
    expect(deep?.find(({ name }) => name === 'sub/file')?.size).toBe('sub/file'.length);
    expect([missing, file]).toEqual([undefined, undefined]);
    const empty = await session.ask(listDirectory(join(folder, 'sub', 'deep')));
    expect(empty).toEqual([]);
  });

  test('accounts are found by name and by number', async () => {
    const session = openTestSession(shell);
    const [root, byId, nobody, group, noGroup] = await Promise.all([
      session.ask(userInfo('root')),
      session.ask(userInfo('0')),
      session.ask(userInfo('nobody-here')),
      session.ask(groupInfo('root')),
      session.ask(groupInfo('nobody-here')),
    ]);
    expect(root).toMatchObject({ name: 'root', uid: 0, gid: 0, home: '/root' });
    expect(byId).toEqual(root);
    expect(group).toMatchObject({ name: 'root', gid: 0 });
    expect([nobody, noGroup]).toEqual([undefined, undefined]);
  });

  test('commands, environment and paths', async () => {
    const session = openTestSession(shell);
    const folder = makeFolder();
    symlinkSync(folder, join(folder, 'self'));
    const [found, builtin, missing, env, real, nowhere] = await Promise.all([
      session.ask(commandExists('sleep')),
      session.ask(commandExists('cd')),
      session.ask(commandExists('no-such-command')),
      session.ask(environment()),
      session.ask(realPath(join(folder, 'self', 'self'))),
      session.ask(realPath(join(folder, 'no', 'such', 'place'))),
    ]);
    expect(found).toMatch(/sleep$/);
    expect([builtin, missing]).toEqual(['cd', undefined]);
    expect(env).toMatchObject({ LANG: 'C.UTF-8' });
    expect(real).toBe(execFileSync('readlink', ['-f', folder], { encoding: 'utf8' }).trim());
    expect(nowhere).toBeUndefined();
  });

  test('ports are reached with what the host has', async () => {
    const session = openTestSession(shell);
    const open = await listen('SSH-2.0-test\n');
    const closed = open === 1 ? 2 : 1;
    const question = { host: '127.0.0.1', timeoutSeconds: 1 };
    const sockets = await session.ask(tcpSockets());
    expect(sockets.filter(({ state }) => state === 'LISTEN')).toContainEqual(
      expect.objectContaining({ localAddress: '127.0.0.1', localPort: open }),
    );
    const [yes, no, said] = await Promise.all([
      session.ask(reachPort({ ...question, port: open, listens: false })),
      session.ask(reachPort({ ...question, port: closed, listens: false })),
      session.ask(reachPort({ ...question, port: open, listens: true })),
    ]);
    expect([yes.isOpen, no.isOpen]).toEqual([true, false]);
    expect(said).toEqual({ isOpen: true, said: 'SSH-2.0-test\n' });
  });
});

// ash runs its own applets even without a PATH, so nothing can be missing there.
describe.each(shells.filter(({ isBusybox }) => !isBusybox))('a bare host with $name', (shell) => {
  test('a port of the host itself is found without any program that connects', async () => {
    const session = openTestSession(shell);
    const open = await listen();
    const bare = (port: number, host: string) => {
      const probe = reachPort({ host, port, timeoutSeconds: 1, listens: false });
      // `cat` is the only program the last resort needs.
      const tools = makeFolder();
      symlinkSync('/bin/cat', join(tools, 'cat'));
      return session.ask({ ...probe, script: rawSh(`PATH=${tools}\n${probe.script.sh}`) });
    };
    expect((await bare(open, '127.0.0.1')).isOpen).toBe(true);
    expect((await bare(1, 'localhost')).isOpen).toBe(false);
    await expect(bare(22, '192.0.2.1')).rejects.toThrow('install bash (package bash) or nc');
  });

  test('a missing tool is named with its package', async () => {
    const session = openTestSession(shell);
    const probe = fileState('/etc/hostname');
    const asked = session.ask({ ...probe, script: rawSh(`PATH=/nowhere\n${probe.script.sh}`) });
    await expect(asked).rejects.toThrow('`stat` is missing on the host (package coreutils)');
  });
});
