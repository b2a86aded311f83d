/**
 * Decides whether a host may be trusted: its key against the known_hosts files. A key that
 * differs from a known one always refuses; an unknown one refuses or is learned, as asked.
 */
import { appendFile, mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  isEntryFor,
  parseKnownHosts,
  toFingerprint,
  toKeyType,
  toKnownName,
} from './known-hosts.ts';
import type { KnownHost } from './known-hosts.ts';
import type { ConnectionTarget } from './transport.ts';

/** Everything known about one host before its key is seen. */
export interface HostKeys {
  readonly name: string;
  readonly entries: readonly KnownHost[];
}

/** What came of looking at a key. */
export type HostKeyVerdict =
  | { readonly is: 'trusted' }
  | { readonly is: 'learned' }
  | { readonly is: 'refused'; readonly reason: string };

async function loadText(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return '';
    throw error;
  }
}

/**
 * Loads what the target's known_hosts files say about it. A file that is not there is empty.
 * @throws Error of node:fs when a file cannot be read
 */
export async function loadHostKeys(target: ConnectionTarget): Promise<HostKeys> {
  const name = toKnownName(target.address, target.port);
  const files = await Promise.all(
    target.knownHostsFiles.map(async (path) => parseKnownHosts(path, await loadText(path))),
  );
  return { name, entries: files.flat().filter((entry) => isEntryFor(entry, name)) };
}

/** Signature algorithms a key type can be asked with; RSA keys sign in three ways. */
const ALGORITHMS = new Map([['ssh-rsa', ['rsa-sha2-512', 'rsa-sha2-256', 'ssh-rsa']]]);

const DEFAULT_ALGORITHMS = [
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'rsa-sha2-512',
  'rsa-sha2-256',
  'ssh-rsa',
];

/**
 * Orders host key algorithms so that a type we already know is asked for first, as OpenSSH does:
 * otherwise a server with several keys would show one that looks unknown.
 */
export function planHostKeyAlgorithms(keys: HostKeys): readonly string[] {
  const known = keys.entries
    .filter((entry) => entry.marker === 'none')
    .flatMap((entry) => ALGORITHMS.get(entry.keyType) ?? [entry.keyType])
    .filter((algorithm) => DEFAULT_ALGORITHMS.includes(algorithm));
  return [...new Set([...known, ...DEFAULT_ALGORITHMS])];
}

function describeChange(keys: HostKeys, known: KnownHost, key: Buffer): string {
  return [
    'Host key verification failed.',
    `The host key of ${keys.name} has changed: somebody may be listening in, or the host was installed anew.`,
    `  offered: ${toKeyType(key)} ${toFingerprint(key)}`,
    `  known:   ${known.keyType} ${toFingerprint(known.key)} at ${known.path}:${known.line}`,
    `If the new key is right, forget the known one: ssh-keygen -f '${known.path}' -R '${keys.name}'`,
  ].join('\n');
}

function describeUnknown(keys: HostKeys, target: ConnectionTarget, key: Buffer): string {
  const file = target.knownHostsFiles[0] ?? '~/.ssh/known_hosts';
  const port = target.port === 22 ? '' : `-p ${target.port} `;
  return [
    'Host key verification failed.',
    `The host key of ${keys.name} is not known: ${toKeyType(key)} ${toFingerprint(key)}`,
    `If it is right, learn it: ssh-keyscan ${port}${target.address} >> '${file}'`,
  ].join('\n');
}

/**
 * Judges the key a host offered.
 * @returns `learned` when it is new and may be learned; write it with learnHostKey
 */
export function judgeHostKey(
  keys: HostKeys,
  target: ConnectionTarget,
  key: Buffer,
): HostKeyVerdict {
  const same = keys.entries.filter((entry) => entry.key.equals(key));
  const revoked = same.find((entry) => entry.marker === 'revoked');
  if (revoked !== undefined) {
    const place = `${revoked.path}:${revoked.line}`;
    const reason = `Host key verification failed.\nThe host key of ${keys.name} is revoked: ${toFingerprint(key)} at ${place}`;
    return { is: 'refused', reason };
  }
  if (target.hostKeyChecking === 'off') return { is: 'trusted' };
  if (same.some((entry) => entry.marker === 'none')) return { is: 'trusted' };
  const type = toKeyType(key);
  const others = keys.entries.filter((entry) => entry.marker === 'none');
  const changed = others.find((entry) => entry.keyType === type) ?? others[0];
  if (changed !== undefined) return { is: 'refused', reason: describeChange(keys, changed, key) };
  if (target.hostKeyChecking === 'accept-new') return { is: 'learned' };
  return { is: 'refused', reason: describeUnknown(keys, target, key) };
}

/**
 * Adds a key to the first known_hosts file. One append of one line: whoever else appends at the
 * same time loses nothing, which replacing the file could not promise.
 * @throws Error of node:fs when the file cannot be written
 */
export async function learnHostKey(
  keys: HostKeys,
  target: ConnectionTarget,
  key: Buffer,
): Promise<void> {
  const path = target.knownHostsFiles[0];
  if (path === undefined) return;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const text = await loadText(path);
  const newline = text === '' || text.endsWith('\n') ? '' : '\n';
  const line = `${keys.name} ${toKeyType(key)} ${key.toString('base64')}\n`;
  await appendFile(path, newline + line, { mode: 0o600 });
}
