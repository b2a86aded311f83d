/** The three shells that scripts must run on, as transports, and a folder to work in. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Channel, ChannelEnd, Transport } from '../../engine/connect/index.ts';
import { openSession, type HostSession, type SessionOptions } from '../../engine/host/index.ts';

/** A shell by name, and whether its tools are busybox' instead of GNU's. */
export interface ShellKind {
  readonly name: string;
  readonly command: string;
  readonly isBusybox: boolean;
}

export const dash: ShellKind = { name: 'dash', command: 'dash', isBusybox: false };
export const busybox: ShellKind = {
  name: 'busybox ash',
  command: 'busybox ash',
  isBusybox: true,
};
export const bash: ShellKind = { name: 'bash --posix', command: 'bash --posix', isBusybox: false };

export const shells: readonly ShellKind[] = [dash, busybox, bash];

/** Makes a folder that is removed when the test has finished. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kplay-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A PATH on which every tool is busybox; `test/support/unit-setup.ts` makes it. */
function busyboxPath(): string {
  return join(tmpdir(), 'busybox');
}

function waitFor(
  child: ChildProcessWithoutNullStreams,
  event: 'exit' | 'close',
): Promise<ChannelEnd> {
  return new Promise((resolve) => {
    child.on(event, (code: number | null, signal: string | null) => {
      resolve({ code: code ?? undefined, signal: signal ?? undefined });
    });
  });
}

/** What a shell of a test has that this machine has not. */
export interface ShellStage {
  /** A folder of programs that come before all others. */
  readonly tools?: string | undefined;
  /** Folders that stand for the machine's own: `/etc` for what is in `<root>/etc`. */
  readonly root?: string | undefined;
  readonly mounts?: readonly string[] | undefined;
}

/** What a folder that stands for /etc must have so that names of users are known. */
const ACCOUNT_FILES = ['passwd', 'group', 'nsswitch.conf', 'ld.so.cache'];

function layOutMounts({ root = '', mounts = [] }: ShellStage): void {
  for (const mount of mounts) {
    mkdirSync(join(root, mount), { recursive: true });
    if (mount !== '/etc') continue;
    for (const name of ACCOUNT_FILES) {
      const copy = join(root, mount, name);
      if (!existsSync(copy) && existsSync(join('/etc', name))) copyFileSync(`/etc/${name}`, copy);
    }
  }
}

/** Words before a command that give it a view of its own: a mount namespace of its own. */
function enterStage({ root = '', mounts = [] }: ShellStage): readonly string[] {
  if (mounts.length === 0) return [];
  const binds = mounts.map((mount) => `mount --bind '${join(root, mount)}' '${mount}' || exit`);
  const own = process.getuid?.() === 0 ? [] : ['--map-root-user'];
  const script = `PATH=/usr/sbin:/usr/bin:/sbin:/bin\n${binds.join('\n')}\nPATH=$kplay_path; export PATH\nexec "$@"`;
  return ['/usr/bin/unshare', ...own, '--mount', '/bin/sh', '-c', script, 'sh'];
}

/** A transport that runs `shell` wherever kplay says /bin/sh. */
export function openShellTransport(shell: ShellKind, stage: ShellStage = {}): Transport {
  const children = new Set<ChildProcessWithoutNullStreams>();
  const own = shell.isBusybox ? busyboxPath() : (process.env['PATH'] ?? '');
  const PATH = stage.tools === undefined ? own : `${stage.tools}:${own}`;
  layOutMounts(stage);
  const open = (commandLine: string): Promise<Channel> => {
    const line = commandLine.replaceAll('/bin/sh', shell.command);
    const [program, ...words] = [...enterStage(stage), '/bin/sh', '-c', line] as const;
    const child = spawn(program, words, {
      stdio: 'pipe',
      detached: true,
      // With a socket for stdin, bash takes itself for a remote login and reads ~/.bashrc, unless
      // it was started by a shell.
      env: { ...process.env, PATH, kplay_path: PATH, LANG: 'C.UTF-8', SHLVL: '2' },
    });
    children.add(child);
    child.stdin.on('error', () => undefined);
    return Promise.resolve({
      stdin: child.stdin,
      stdout: child.stdout,
      stderr: child.stderr,
      ended: waitFor(child, 'close'),
      exited: waitFor(child, 'exit'),
      untilRoom: () => Promise.resolve(),
      close: () => {
        endGroup(child);
      },
    });
  };
  const close = (): Promise<void> => {
    for (const child of children) endGroup(child);
    return Promise.resolve();
  };
  return { description: shell.name, lost: new Promise(() => undefined), open, close };
}

/** Ends as the local connection does, so that traps on the other side can run. */
function endGroup(child: ChildProcessWithoutNullStreams): void {
  child.stdin.destroy();
  child.stdout.destroy();
  child.stderr.destroy();
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGTERM');
  } catch {
    // Ended already.
  }
}

/** Opens a session on a shell, closed when the test has finished. */
export function openTestSession(
  shell: ShellKind,
  options: SessionOptions = {},
  stage: ShellStage = {},
): HostSession {
  const transport = openShellTransport(shell, stage);
  const session = openSession(transport, options);
  onTestFinished(async () => {
    session.close();
    await transport.close();
  });
  return session;
}
