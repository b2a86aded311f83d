/**
 * Reads known_hosts files as OpenSSH writes them (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"): names,
 * wildcards, `[host]:port`, hashed names, `@revoked`. Text in, entries out; touches no file.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** One usable line of a known_hosts file. */
export interface KnownHost {
  /** Where it stands, for messages: path and line from 1. */
  readonly path: string;
  readonly line: number;
  readonly marker: 'none' | 'revoked' | 'cert-authority';
  /** The first field as it was written: names and patterns, or one hashed name. */
  readonly names: string;
  readonly keyType: string;
  readonly key: Buffer;
}

const MARKERS = new Map<string, KnownHost['marker']>([
  ['@revoked', 'revoked'],
  ['@cert-authority', 'cert-authority'],
]);

function parseLine(path: string, text: string, line: number): KnownHost | undefined {
  const fields = text.trim().split(/\s+/);
  const first = fields[0] ?? '';
  if (first === '' || first.startsWith('#')) return undefined;
  const marker = MARKERS.get(first);
  if (first.startsWith('@') && marker === undefined) return undefined;
  const [names, keyType, key] = marker === undefined ? fields : fields.slice(1);
  if (names === undefined || keyType === undefined || key === undefined) return undefined;
  const bytes = Buffer.from(key, 'base64');
  return { path, line, marker: marker ?? 'none', names, keyType, key: bytes };
}

/** Parses the text of a known_hosts file; lines that mean nothing are left out, as OpenSSH does. */
export function parseKnownHosts(path: string, text: string): readonly KnownHost[] {
  return text
    .split('\n')
    .map((line, index) => parseLine(path, line, index + 1))
    .filter((entry) => entry !== undefined);
}

/** Writes the name a host has in known_hosts: bare on port 22, `[host]:port` elsewhere. */
export function toKnownName(address: string, port: number): string {
  return port === 22 ? address.toLowerCase() : `[${address.toLowerCase()}]:${port}`;
}

function matchesPattern(pattern: string, name: string): boolean {
  const source = pattern
    .toLowerCase()
    .replaceAll(/[.+^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`).test(name);
}

function matchesHashed(field: string, name: string): boolean {
  const [, , salt, hash] = field.split('|');
  if (salt === undefined || hash === undefined) return false;
  const expected = Buffer.from(hash, 'base64');
  const actual = createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest();
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

/** Tells whether an entry speaks of `name` (see toKnownName); a negated pattern excludes it. */
export function isEntryFor(entry: KnownHost, name: string): boolean {
  if (entry.names.startsWith('|1|')) return matchesHashed(entry.names, name);
  const patterns = entry.names.split(',');
  const isExcluded = patterns.some(
    (pattern) => pattern.startsWith('!') && matchesPattern(pattern.slice(1), name),
  );
  return (
    !isExcluded &&
    patterns.some((pattern) => !pattern.startsWith('!') && matchesPattern(pattern, name))
  );
}

/** Writes the fingerprint of a key as `ssh-keygen -l` does: `SHA256:…`. */
export function toFingerprint(key: Uint8Array): string {
  const digest = createHash('sha256').update(key).digest('base64');
  return `SHA256:${digest.replace(/=+$/, '')}`;
}

/** Reads the type that a public key blob names itself: `ssh-ed25519`. */
export function toKeyType(key: Buffer): string {
  const length = key.length >= 4 ? key.readUInt32BE(0) : 0;
  return key.subarray(4, 4 + length).toString('latin1');
}
