/** The three shells that scripts must run on, as transports, and a folder to work in. */
import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
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

export const shells: readonly ShellKind[] = [
  { name: 'dash', command: 'dash', isBusybox: false },
  { name: 'busybox ash', command: 'busybox ash', isBusybox: true },
  { name: 'bash --posix', command: 'bash --posix', isBusybox: false },
];

/** Makes a folder that is removed when the test has finished. */
export function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'kplay-test-'));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** A PATH on which every tool is busybox. */
function busyboxPath(): string {
  const folder = join(makeFolder(), 'bin');
  mkdirSync(folder);
  // Not every build links itself.
  const script = 'busybox --install -s "$0"; ln -sf "$(command -v busybox)" "$0/busybox"';
  spawnSync('/bin/sh', ['-c', script, folder]);
  return folder;
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

/** A transport that runs `shell` wherever kplay says /bin/sh. */
export function openShellTransport(shell: ShellKind): Transport {
  const children = new Set<ChildProcessWithoutNullStreams>();
  const PATH = shell.isBusybox ? busyboxPath() : (process.env['PATH'] ?? '');
  const open = (commandLine: string): Promise<Channel> => {
    const line = commandLine.replaceAll('/bin/sh', shell.command);
    const child = spawn('/bin/sh', ['-c', line], {
      stdio: 'pipe',
      detached: true,
      env: { ...process.env, PATH, LANG: 'C.UTF-8' },
    });
    children.add(child);
    child.stdin.on('error', () => undefined);
    return Promise.resolve({
      stdin: child.stdin,
      stdout: child.stdout,
      stderr: child.stderr,
      ended: waitFor(child, 'close'),
      exited: waitFor(child, 'exit'),
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
export function openTestSession(shell: ShellKind, options: SessionOptions = {}): HostSession {
  const transport = openShellTransport(shell);
  const session = openSession(transport, options);
  onTestFinished(async () => {
    session.close();
    await transport.close();
  });
  return session;
}
