/**
 * The ssh transport: one ssh2 client per host, exec channels on it. Loads ssh2 when the first
 * connection is opened and not before.
 */
import { spawn } from 'node:child_process';
import { connect as connectSocket, type Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client, ClientChannel, ConnectConfig, ServerHostKeyAlgorithm } from 'ssh2';
import { judgeHostKey, learnHostKey, loadHostKeys, planHostKeyAlgorithms } from './host-keys.ts';
import type { HostKeys } from './host-keys.ts';
import {
  createAuthHandler,
  loadCredentials,
  type AuthTrace,
  type Credentials,
} from './ssh-auth.ts';
import { toChannel } from './ssh-channel.ts';
import { describeSshError, isLoginRefused } from './ssh-errors.ts';
import { UnreachableError } from './transport.ts';
import type { Channel, ConnectionTarget, Transport, TransportDef } from './transport.ts';

const KEEPALIVE_MILLISECONDS = 15_000;
const KEEPALIVE_TRIES = 4;
/** How long a host may take to say goodbye. */
const CLOSE_MILLISECONDS = 2_000;

/**
 * Curve25519 first: one small exponentiation per side. AES-128-GCM first where the processor has
 * AES (every x86 and arm64 server): it is done by OpenSSL in place; ChaCha20 for hosts without GCM.
 */
const ALGORITHMS = {
  kex: [
    'curve25519-sha256',
    'curve25519-sha256@libssh.org',
    'ecdh-sha2-nistp256',
    'ecdh-sha2-nistp384',
    'ecdh-sha2-nistp521',
    'diffie-hellman-group-exchange-sha256',
    'diffie-hellman-group14-sha256',
    'diffie-hellman-group16-sha512',
    'diffie-hellman-group14-sha1',
  ],
  cipher: [
    'aes128-gcm@openssh.com',
    'chacha20-poly1305@openssh.com',
    'aes256-gcm@openssh.com',
    'aes128-ctr',
    'aes192-ctr',
    'aes256-ctr',
  ],
} satisfies ConnectConfig['algorithms'];

function isHostKeyAlgorithm(name: string): name is ServerHostKeyAlgorithm {
  return /^(ssh-|ecdsa-|rsa-)/.test(name);
}

/** Everything gathered before the first byte is sent. */
interface Preparation {
  readonly target: ConnectionTarget;
  readonly keys: HostKeys;
  readonly credentials: Credentials;
  readonly trace: AuthTrace;
  readonly socket: Socket | Duplex;
  /** Filled in by the host key check while the handshake runs. */
  refusal?: string;
  learned?: Buffer;
}

function verifyHostKey(preparation: Preparation, key: Buffer): boolean {
  const verdict = judgeHostKey(preparation.keys, preparation.target, key);
  if (verdict.is === 'refused') preparation.refusal = verdict.reason;
  if (verdict.is === 'learned') preparation.learned = key;
  return verdict.is !== 'refused';
}

function toConfig(preparation: Preparation): ConnectConfig {
  const { target, credentials, trace, keys, socket } = preparation;
  return {
    sock: socket,
    username: target.user,
    readyTimeout: target.connectTimeoutSeconds * 1000,
    keepaliveInterval: KEEPALIVE_MILLISECONDS,
    keepaliveCountMax: KEEPALIVE_TRIES,
    authHandler: createAuthHandler(credentials, trace),
    hostVerifier: (key: Buffer) => verifyHostKey(preparation, key),
    algorithms: {
      ...ALGORITHMS,
      serverHostKey: planHostKeyAlgorithms(keys).filter(isHostKeyAlgorithm),
    },
  };
}

function toUnreachable(preparation: Preparation, error: Error): UnreachableError {
  const { target, credentials, trace, refusal } = preparation;
  const detail = refusal ?? describeSshError(error, { target, notes: credentials.notes, trace });
  const isRefusal = refusal !== undefined || isLoginRefused(error);
  const message = `Failed to connect to the host via ssh: ${detail}`;
  return new UnreachableError(message, { cause: error, isRefusal });
}

/** Waits for `ready`; afterwards errors only end the connection. */
function connectClient(
  client: Client,
  preparation: Preparation,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = (): void => {
      client.destroy();
      reject(new UnreachableError('the run was interrupted while connecting'));
    };
    const fail = (error: Error & { level?: string }): void => {
      // A broken agent, or a key that will not sign, is one method less, not the end.
      if (error.level === 'agent') return;
      if (error.level === 'client-authentication' && /signing/.test(error.message)) return;
      signal.removeEventListener('abort', stop);
      client.destroy();
      reject(toUnreachable(preparation, error));
    };
    signal.addEventListener('abort', stop, { once: true });
    client.on('error', fail);
    client.on('close', () => {
      fail(new Error('Connection closed by remote host'));
    });
    client.once('ready', () => {
      signal.removeEventListener('abort', stop);
      resolve();
    });
    client.connect(toConfig(preparation));
  });
}

function watchLoss(client: Client, target: ConnectionTarget): Promise<string> {
  return new Promise((resolve) => {
    let reason = `Connection to ${target.address} closed.`;
    client.on('error', (error) => {
      reason = error.message;
    });
    client.once('close', () => {
      resolve(reason);
    });
  });
}

function openSocket(target: ConnectionTarget): Socket {
  return connectSocket({
    host: target.address,
    port: target.port,
    noDelay: true,
    autoSelectFamily: true,
  });
}

/** Reaches a host through a program's stdin and stdout (ProxyCommand), as ssh_config(5) says. */
function openProxy(commandLine: string): Duplex {
  const stdio = ['pipe', 'pipe', 'ignore'] as const;
  const child = spawn('/bin/sh', ['-c', `exec ${commandLine}`], { stdio: [...stdio] });
  const socket = Duplex.from({ readable: child.stdout, writable: child.stdin });
  socket.once('close', () => {
    child.kill();
  });
  child.stdin.on('error', () => undefined);
  return socket;
}

/** Opens what the handshake runs on: a tunnel, a program, or a socket. */
async function openStream(
  target: ConnectionTarget,
  via: Connection | undefined,
): Promise<Socket | Duplex> {
  if (via !== undefined) return openTunnel(via.client, target);
  return target.proxyCommand === undefined ? openSocket(target) : openProxy(target.proxyCommand);
}

/** Reaches a host through another one (ProxyJump): a TCP tunnel in the first one's connection. */
function openTunnel(via: Client, target: ConnectionTarget): Promise<Duplex> {
  return new Promise((resolve, reject) => {
    via.forwardOut('127.0.0.1', 0, target.address, target.port, (error, channel) => {
      if (error === undefined) resolve(channel);
      else reject(error);
    });
  });
}

function toTransport(client: Client, { target, socket }: Preparation, via?: Connection): Transport {
  const lost = watchLoss(client, target);
  return {
    description: `ssh ${target.user}@${target.address}:${target.port}`,
    lost,
    open: (commandLine) => openExec(client, socket, commandLine),
    close: async () => {
      client.end();
      const giveUp = setTimeout(() => {
        client.destroy();
      }, CLOSE_MILLISECONDS);
      await lost;
      clearTimeout(giveUp);
      await via?.transport.close();
    },
  };
}

function openExec(client: Client, line: Duplex, commandLine: string): Promise<Channel> {
  return new Promise((resolve, reject) => {
    const fail = (error: unknown): void => {
      reject(toConnectionError(error));
    };
    try {
      client.exec(commandLine, (error: Error | undefined, channel: ClientChannel) => {
        if (error === undefined) resolve(toChannel(channel, line));
        else fail(error);
      });
    } catch (error) {
      fail(error);
    }
  });
}

function toConnectionError(error: unknown): UnreachableError {
  if (error instanceof UnreachableError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new UnreachableError(`Failed to connect to the host via ssh: ${message}`, {
    cause: error,
  });
}

/** A client with what was made of it; the client itself is only needed to tunnel through it. */
interface Connection {
  readonly client: Client;
  readonly transport: Transport;
}

async function openConnection(target: ConnectionTarget, signal: AbortSignal): Promise<Connection> {
  const { Client: Ssh2Client, utils } = (await import('ssh2')).default;
  const via = target.jump === undefined ? undefined : await openConnection(target.jump, signal);
  try {
    const [keys, credentials] = await Promise.all([
      loadHostKeys(target),
      loadCredentials(target, utils.parseKey),
    ]);
    signal.throwIfAborted();
    const socket = await openStream(target, via);
    const preparation: Preparation = { target, keys, credentials, trace: { offered: [] }, socket };
    const client = new Ssh2Client();
    await connectClient(client, preparation, signal);
    if (preparation.learned !== undefined) await learnHostKey(keys, target, preparation.learned);
    return { client, transport: toTransport(client, preparation, via) };
  } catch (error) {
    await via?.transport.close();
    throw toConnectionError(error);
  }
}

const LONGEST_PAUSE = 30;

/**
 * Tries again what may pass; a refused login is not tried again, lest the account be locked.
 * Source: the ssh plugin of ansible-core 2.14, which pauses for 2ⁿ - 1 seconds, at most 30.
 */
async function openWithRetries(target: ConnectionTarget, signal: AbortSignal): Promise<Connection> {
  for (let attempt = 0; ; attempt += 1) {
    try {
      return await openConnection(target, signal);
    } catch (error) {
      const mayPass = error instanceof UnreachableError && !error.isRefusal;
      if (!mayPass || signal.aborted || attempt >= (target.connectRetries ?? 0)) throw error;
      const seconds = Math.min(2 ** attempt - 1, LONGEST_PAUSE);
      await sleep(seconds * 1000, undefined, { signal }).catch(() => {
        throw error;
      });
    }
  }
}

/** The ssh connection kind: keys, agent, passwords; host keys checked as OpenSSH does. */
export const sshTransport: TransportDef = {
  name: 'ssh',
  open: async (target, signal) => (await openWithRetries(target, signal)).transport,
};
