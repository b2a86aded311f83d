import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { connect as connectSocket, createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  sshTransport,
  UnreachableError,
  type ConnectionTarget,
  type Transport,
} from '../../engine/connect/index.ts';
import { openSession, type HostSession, type Probe } from '../../engine/host/index.ts';
import { rawSh } from '../../engine/shell/index.ts';
import { startSshd, type Sshd } from './sshd.ts';

let sshd: Sshd;

beforeAll(async () => {
  sshd = await startSshd();
});

afterAll(() => {
  sshd.stop();
});

async function open(more: Partial<ConnectionTarget> = {}): Promise<Transport> {
  const signal = new AbortController().signal;
  const transport = await sshTransport.open({ ...sshd.target, ...more }, signal);
  onTestFinished(() => transport.close());
  return transport;
}

async function openHost(): Promise<HostSession> {
  return openSession(await open());
}

function text(script: string): Probe<string> {
  return { name: 'text', script: rawSh(script), parse: ({ stdout }) => stdout };
}

/** What opening fails with. */
async function failure(more: Partial<ConnectionTarget>): Promise<string> {
  const error = await open(more).catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(UnreachableError);
  return error instanceof Error ? error.message : '';
}

describe('logging in', () => {
  test('with a key file; the host key is learned once', async () => {
    const session = await openHost();
    expect(await session.ask(text('echo "$SSH_CONNECTION" | wc -w'))).toBe('4\n');
    await openHost();
    const known = readFileSync(join(sshd.folder, 'known_hosts'), 'utf8');
    expect(known.trim().split('\n')).toHaveLength(1);
    expect(known.startsWith(`[127.0.0.1]:${sshd.port} ssh-ed25519 `)).toBe(true);
  });

  test('with an agent', async () => {
    const socket = join(sshd.folder, 'agent');
    const agent = spawn('ssh-agent', ['-D', '-a', socket], { stdio: 'ignore' });
    onTestFinished(() => {
      agent.kill();
    });
    await expect.poll(() => readdirSync(sshd.folder)).toContain('agent');
    const key = join(sshd.folder, 'user_key');
    execFileSync('ssh-add', ['-q', key], { env: { ...process.env, SSH_AUTH_SOCK: socket } });
    const session = openSession(
      await open({ privateKeyFiles: [], useAgent: true, agentSocket: socket }),
    );
    expect(await session.ask(text('echo in'))).toBe('in\n');
  });

  test('goes on to the next way when one fails', async () => {
    const privateKeyFiles = ['stranger_key', 'encrypted_key', 'missing_key', 'user_key'].map(
      (name) => join(sshd.folder, name),
    );
    const agentSocket = join(sshd.folder, 'no-agent');
    const session = openSession(await open({ privateKeyFiles, useAgent: true, agentSocket }));
    expect(await session.ask(text('echo in'))).toBe('in\n');
  });

  test('with an encrypted key, when its passphrase is known', async () => {
    const privateKeyFiles = [join(sshd.folder, 'encrypted_key')];
    const session = openSession(await open({ privateKeyFiles, passphrase: 'correct horse' }));
    expect(await session.ask(text('echo in'))).toBe('in\n');
    expect(await failure({ privateKeyFiles })).toMatch(
      /Permission denied \(publickey\)\.\nthe key .*encrypted_key is encrypted and no passphrase was given/,
    );
    expect(await failure({ privateKeyFiles, passphrase: 'battery' })).toMatch(
      /the passphrase for the key .*encrypted_key is wrong/,
    );
  });

  test('is refused in the words of ssh', async () => {
    const privateKeyFiles = [join(sshd.folder, 'stranger_key')];
    const prefix = 'Failed to connect to the host via ssh: ';
    const who = `${sshd.target.user}@127.0.0.1`;
    expect(await failure({ privateKeyFiles })).toBe(
      `${prefix}${who}: Permission denied (publickey).`,
    );
    expect(await failure({ privateKeyFiles: [], password: 'secret-word' })).toBe(
      `${prefix}${who}: Permission denied (publickey).`,
    );
    expect(await failure({ port: 1 })).toBe(
      `${prefix}ssh: connect to host 127.0.0.1 port 1: Connection refused`,
    );
    expect(await failure({ address: 'no-such-host.invalid' })).toMatch(
      /ssh: Could not resolve hostname no-such-host\.invalid: /,
    );
  });

  test('gives up on a server that says nothing', async () => {
    const server = createServer(() => undefined);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => {
      server.close();
    });
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    expect(await failure({ port, connectTimeoutSeconds: 0.3 })).toMatch(/timed out/);
  });

  /** Stands before the server, slams the door on the first callers, and counts all of them. */
  async function withDoor(slams: number): Promise<{ port: number; count: () => number }> {
    let callers = 0;
    const door = createServer((socket) => {
      callers += 1;
      if (callers <= slams) socket.destroy();
      else socket.pipe(connectSocket(sshd.target.port, '127.0.0.1')).pipe(socket);
    });
    await new Promise<void>((resolve) => {
      door.listen(0, '127.0.0.1', resolve);
    });
    onTestFinished(() => {
      door.close();
    });
    const address = door.address();
    return {
      port: typeof address === 'object' && address !== null ? address.port : 0,
      count: () => callers,
    };
  }

  test('is tried again as often as is said, where that may help', async () => {
    const hostKeyChecking = 'off';
    const { port, count } = await withDoor(2);
    expect(await failure({ port, hostKeyChecking, connectRetries: 0 })).toMatch(/closed|reset/);
    const session = openSession(await open({ port, hostKeyChecking, connectRetries: 1 }));
    expect(await session.ask(text('echo in'))).toBe('in\n');
    expect(count()).toBe(3);
    const privateKeyFiles = [join(sshd.folder, 'stranger_key')];
    const refused = { port, hostKeyChecking, privateKeyFiles, connectRetries: 5 } as const;
    expect(await failure(refused)).toContain('Permission denied');
    expect(count()).toBe(4);
  });

  test('through another host', async () => {
    const session = openSession(await open({ jump: sshd.target }));
    expect(await session.ask(text('echo in'))).toBe('in\n');
  });

  test('can be interrupted', async () => {
    const controller = new AbortController();
    const opening = sshTransport.open(sshd.target, controller.signal);
    controller.abort();
    await expect(opening).rejects.toThrow(UnreachableError);
  });
});

describe('a session over ssh', () => {
  test('streams 50 MB with progress, exact and atomic', async () => {
    const session = await openHost();
    const size = 50_000_000;
    const [source, path] = [join(sshd.folder, 'source'), join(sshd.folder, 'kubelet')];
    writeFileSync(source, Buffer.alloc(size, 'kubelet'));
    const seen: number[] = [];
    const [outcome] = await session.run(
      [
        {
          do: 'write',
          title: 'w',
          path,
          content: { from: 'file', path: source, size },
          attributes: { mode: '0755' },
        },
      ],
      { onProgress: (_step, sent) => seen.push(sent) },
    );
    expect(outcome).toMatchObject({ status: 'done' });
    expect(readFileSync(path).equals(readFileSync(source))).toBe(true);
    expect(statSync(path).mode & 0o777).toBe(0o755);
    expect(seen.length).toBeGreaterThan(100);
    expect(seen.at(-1)).toBe(size);
  });

  test('leaves nothing half-written when the connection is cut in the middle', async () => {
    const session = await openHost();
    const size = 50_000_000;
    const [source, path] = [join(sshd.folder, 'source'), join(sshd.folder, 'target')];
    writeFileSync(source, Buffer.alloc(size, 'x'));
    writeFileSync(path, 'old');
    const running = session.run(
      [
        {
          do: 'write',
          title: 'w',
          path,
          content: { from: 'file', path: source, size },
          attributes: {},
        },
      ],
      {
        onProgress: (_step, sent) => {
          if (sent > 10_000_000) sshd.cut();
        },
      },
    );
    await expect(running).rejects.toThrow(UnreachableError);
    const leftovers = () => readdirSync(sshd.folder).filter((name) => name.startsWith('.kplay'));
    await expect.poll(leftovers).toEqual([]);
    expect(readFileSync(path, 'utf8')).toBe('old');
  });

  test('says that the host was lost when the connection is cut in a script', async () => {
    const session = await openHost();
    const running = session.run(
      [{ do: 'run', title: 'r', script: rawSh('echo started; sleep 60') }],
      {
        onOutput: () => {
          sshd.cut();
        },
      },
    );
    await expect(running).rejects.toThrow(/^Lost the connection \(ssh .*\): /);
    await expect(session.ask(text('echo no'))).rejects.toThrow(UnreachableError);
  });

  test('ends the script on the host when the user gives up', async () => {
    const session = await openHost();
    const controller = new AbortController();
    let pid = '';
    const running = session.run(
      [{ do: 'run', title: 'r', script: rawSh("sh -c 'echo $$; exec sleep 64'") }],
      {
        signal: controller.signal,
        onOutput: (_step, _output, output) => {
          pid = output.trim();
          controller.abort(new Error('interrupted'));
        },
      },
    );
    await expect(running).rejects.toThrow('interrupted');
    const isThere = () => /sleep/.test(readSafely(`/proc/${pid}/cmdline`));
    await expect.poll(isThere).toBe(false);
  });

  test('carries 20 MB of output', async () => {
    const session = await openHost();
    const [outcome] = await session.run([
      { do: 'run', title: 'r', script: rawSh('yes 0123456 | head -c 20000000') },
    ]);
    expect(outcome?.stdout).toHaveLength(20_000_000);
  });
});

function readSafely(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

describe('a host whose key has changed', () => {
  test('is refused with both fingerprints, the place and the way out', async () => {
    await openHost();
    const file = join(sshd.folder, 'known_hosts');
    const before = readFileSync(file, 'utf8');
    await sshd.rekey();
    const message = await failure({});
    const shown = execFileSync('ssh-keygen', ['-l', '-f', join(sshd.folder, 'host_key.pub')], {
      encoding: 'utf8',
    });
    expect(message).toMatch(/^Failed to connect to the host via ssh: Host key verification failed/);
    expect(message).toContain(shown.split(' ')[1] ?? 'no fingerprint');
    expect(message).toContain(`${file}:1`);
    const command = /ssh-keygen -f '(.*)' -R '(.*)'/.exec(message);
    expect(command?.slice(1)).toEqual([file, `[127.0.0.1]:${sshd.port}`]);
    expect(readFileSync(file, 'utf8')).toBe(before);
    execFileSync('ssh-keygen', ['-f', command?.[1] ?? '', '-R', command?.[2] ?? '']);
    const session = await openHost();
    expect(await session.ask(text('echo in'))).toBe('in\n');
  });
});
