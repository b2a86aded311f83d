/** A real sshd on a free port of this machine, with its own keys, for one test file. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { ConnectionTarget } from '../../engine/connect/index.ts';

/** A running sshd. */
export interface Sshd {
  readonly folder: string;
  readonly port: number;
  /** A target that can log in with the key of this server. */
  readonly target: ConnectionTarget;
  /** Makes new host keys and starts again on the same port. */
  rekey(): Promise<void>;
  /** Cuts all connections: sshd's own processes end at once and without a word. */
  cut(): void;
  stop(): void;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close();
      if (typeof address === 'object' && address !== null) resolve(address.port);
      else reject(new Error('no port'));
    });
  });
}

async function waitUntilOpen(port: number): Promise<void> {
  for (;;) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.on('connect', () => {
        socket.destroy();
        resolve(true);
      });
      socket.on('error', () => {
        resolve(false);
      });
    });
    if (isOpen) return;
    await wait(20);
  }
}

function makeKey(path: string, passphrase = ''): void {
  rmSync(path, { force: true });
  rmSync(`${path}.pub`, { force: true });
  execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', passphrase, '-f', path]);
}

function writeConfig(folder: string, port: number): string {
  const path = join(folder, 'sshd_config');
  const lines = [
    `Port ${port}`,
    'ListenAddress 127.0.0.1',
    `HostKey ${join(folder, 'host_key')}`,
    `AuthorizedKeysFile ${join(folder, 'authorized_keys')}`,
    'PidFile none',
    'StrictModes no',
    'UsePAM no',
    'PasswordAuthentication no',
    'KbdInteractiveAuthentication no',
    'PermitRootLogin yes',
    'AllowTcpForwarding yes',
    'MaxSessions 50',
    // bash reads ~/.bashrc for sshd unless it is not the first shell; what is in there is no test of ours,
    // and may leave locks behind when a connection is cut.
    'SetEnv SHLVL=1',
  ];
  writeFileSync(path, `${lines.join('\n')}\n`);
  return path;
}

/** Children of a process, by /proc. */
function childrenOf(pid: number): readonly number[] {
  const text = execFileSync('sh', ['-c', `cat /proc/${pid}/task/*/children 2>/dev/null || :`], {
    encoding: 'utf8',
  });
  return text.split(/\s+/).filter(Boolean).map(Number);
}

/** A process that has ended meanwhile is none. */
function isSshd(pid: number): boolean {
  const path = `/proc/${pid}/comm`;
  try {
    return readFileSync(path, 'utf8').startsWith('sshd');
  } catch {
    return false;
  }
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended since.
  }
}

/** Starts an sshd that lets the user of this process in with a key. */
export async function startSshd(): Promise<Sshd> {
  const folder = mkdtempSync(join(tmpdir(), 'kplay-sshd-'));
  const port = await freePort();
  makeKey(join(folder, 'host_key'));
  makeKey(join(folder, 'user_key'));
  makeKey(join(folder, 'encrypted_key'), 'correct horse');
  makeKey(join(folder, 'stranger_key'));
  copyFileSync(join(folder, 'user_key.pub'), join(folder, 'authorized_keys'));
  execFileSync('sh', [
    '-c',
    'cat "$1" >>"$2"',
    'sh',
    join(folder, 'encrypted_key.pub'),
    join(folder, 'authorized_keys'),
  ]);
  chmodSync(folder, 0o755);
  if (process.getuid?.() === 0) mkdirSync('/run/sshd', { recursive: true });
  const config = writeConfig(folder, port);
  let server: ChildProcess;
  const start = async (): Promise<void> => {
    server = spawn('/usr/sbin/sshd', ['-D', '-e', '-f', config], { stdio: 'ignore' });
    await waitUntilOpen(port);
  };
  const cut = (): void => {
    // What sshd has started is left alone: it must clean up by itself.
    const children = childrenOf(server.pid ?? 0);
    const all = [...children, ...children.flatMap(childrenOf)];
    for (const pid of all.filter(isSshd)) end(pid);
  };
  await start();
  return {
    folder,
    port,
    target: {
      hostName: 'loopback',
      connection: 'ssh',
      address: '127.0.0.1',
      port,
      user: userInfo().username,
      privateKeyFiles: [join(folder, 'user_key')],
      useAgent: false,
      hostKeyChecking: 'accept-new',
      knownHostsFiles: [join(folder, 'known_hosts')],
      connectTimeoutSeconds: 10,
    },
    rekey: async () => {
      server.kill();
      makeKey(join(folder, 'host_key'));
      await wait(100);
      await start();
    },
    cut,
    stop: () => {
      cut();
      server.kill();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
