import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  judgeHostKey,
  learnHostKey,
  loadHostKeys,
  planHostKeyAlgorithms,
} from '../../engine/connect/host-keys.ts';
import { isEntryFor, parseKnownHosts, toFingerprint } from '../../engine/connect/known-hosts.ts';
import type { ConnectionTarget } from '../../engine/connect/index.ts';

function makeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'kplay-keys-'));
}

/** A key that ssh-keygen made. */
interface Key {
  readonly line: string;
  readonly blob: Buffer;
  readonly fingerprint: string;
}

function makeKey(folder: string, type: string): Key {
  const path = join(folder, `${type}-${Math.random().toString(36).slice(2)}`);
  execFileSync('ssh-keygen', ['-q', '-t', type, '-N', '', '-C', '', '-f', path]);
  const line = readFileSync(`${path}.pub`, 'utf8').trim();
  const shown = execFileSync('ssh-keygen', ['-l', '-f', `${path}.pub`], { encoding: 'utf8' });
  const fingerprint = shown.split(' ')[1] ?? '';
  return { line, blob: Buffer.from(line.split(' ')[1] ?? '', 'base64'), fingerprint };
}

let old: Key;
let fresh: Key;
let rsa: Key;

beforeAll(() => {
  const folder = makeFolder();
  [old, fresh, rsa] = [
    makeKey(folder, 'ed25519'),
    makeKey(folder, 'ed25519'),
    makeKey(folder, 'rsa'),
  ];
  rmSync(folder, { recursive: true });
});

function makeTarget(
  text: string,
  more: Partial<ConnectionTarget> = {},
): ConnectionTarget & { readonly path: string } {
  const folder = makeFolder();
  onTestFinished(() => {
    rmSync(folder, { recursive: true });
  });
  const path = join(folder, 'ssh', 'known_hosts');
  if (text !== '') {
    execFileSync('mkdir', ['-p', join(folder, 'ssh')]);
    writeFileSync(path, text);
  }
  return {
    hostName: 'master1',
    connection: 'ssh',
    address: 'master1.example.org',
    port: 22,
    user: 'vagrant',
    privateKeyFiles: [],
    useAgent: false,
    hostKeyChecking: 'strict',
    knownHostsFiles: [path, `${path}-missing`],
    connectTimeoutSeconds: 1,
    ...more,
    path,
  };
}

async function judge(target: ConnectionTarget, key: Key): Promise<string> {
  const verdict = judgeHostKey(await loadHostKeys(target), target, key.blob);
  return verdict.is === 'refused' ? verdict.reason : verdict.is;
}

describe('reading', () => {
  const names: readonly (readonly [string, string, boolean])[] = [
    ['master1,10.0.0.1', 'master1', true],
    ['master1,10.0.0.1', '10.0.0.1', true],
    ['master1', 'master11', false],
    ['*.example.org,!db.example.org', 'web.example.org', true],
    ['*.example.org,!db.example.org', 'db.example.org', false],
    ['node?', 'node7', true],
    ['node.', 'node7', false],
    ['[master1]:2222', '[master1]:2222', true],
    ['[master1]:2222', 'master1', false],
    ['MASTER1', 'master1', true],
  ];
  test.each(names)('%s speaks of %s: %s', (pattern, name, expected) => {
    const [entry] = parseKnownHosts('known_hosts', `${pattern} ${old.line}`);
    expect(entry !== undefined && isEntryFor(entry, name)).toBe(expected);
  });

  test('hashed names are found as ssh-keygen hashed them', () => {
    const target = makeTarget(`master1 ${old.line}\n[master1]:2222 ${rsa.line}\n`);
    execFileSync('ssh-keygen', ['-q', '-H', '-f', target.path], { stdio: 'ignore' });
    const entries = parseKnownHosts(target.path, readFileSync(target.path, 'utf8'));
    expect(entries.map(({ names: field }) => field.slice(0, 3))).toEqual(['|1|', '|1|']);
    expect(entries.map((entry) => isEntryFor(entry, 'master1'))).toEqual([true, false]);
    expect(entries.map((entry) => isEntryFor(entry, '[master1]:2222'))).toEqual([false, true]);
  });

  test('comments, empty lines and half lines are left out, but counted', () => {
    const text = `# old\n\nbroken ssh-rsa\n  master1 ${old.line} comment\n@unknown x ${old.line}\n`;
    expect(parseKnownHosts('f', text).map(({ line }) => line)).toEqual([4]);
  });

  test('fingerprints are those of ssh-keygen', () => {
    expect(toFingerprint(old.blob)).toBe(old.fingerprint);
  });
});

describe('judging', () => {
  test('a known key is trusted', async () => {
    expect(await judge(makeTarget(`master1.example.org ${old.line}`), old)).toBe('trusted');
  });

  test('a changed key says both fingerprints, where it stands and what to type', async () => {
    const target = makeTarget(`other ${rsa.line}\nmaster1.example.org ${old.line}\n`);
    for (const hostKeyChecking of ['strict', 'accept-new'] as const) {
      const reason = await judge({ ...target, hostKeyChecking }, fresh);
      expect(reason).toContain(fresh.fingerprint);
      expect(reason).toContain(`${old.fingerprint} at ${target.path}:2`);
      expect(reason).toContain(`ssh-keygen -f '${target.path}' -R 'master1.example.org'`);
    }
    expect(await judge({ ...target, hostKeyChecking: 'off' }, fresh)).toBe('trusted');
  });

  test('a revoked key is refused, whatever else is known or asked', async () => {
    const target = makeTarget(`* ${old.line}\n@revoked * ${old.line}\n`, {
      hostKeyChecking: 'off',
    });
    expect(await judge(target, old)).toContain(
      `is revoked: ${old.fingerprint} at ${target.path}:2`,
    );
  });

  test('an unknown key is refused, with the command that learns it', async () => {
    const reason = await judge(makeTarget('', { port: 2222 }), old);
    expect(reason).toContain(
      `[master1.example.org]:2222 is not known: ssh-ed25519 ${old.fingerprint}`,
    );
    expect(reason).toContain('ssh-keyscan -p 2222 master1.example.org');
  });

  test('known types are asked for first, so that a server with many keys stays known', async () => {
    const keys = await loadHostKeys(makeTarget(`master1.example.org ${rsa.line}`));
    expect(planHostKeyAlgorithms(keys).slice(0, 4)).toEqual([
      'rsa-sha2-512',
      'rsa-sha2-256',
      'ssh-rsa',
      'ssh-ed25519',
    ]);
  });
});

describe('learning', () => {
  test.each(['', 'other ssh-rsa AAAA'])('adds a line to %j', async (text) => {
    const target = makeTarget(text, { hostKeyChecking: 'accept-new' });
    const keys = await loadHostKeys(target);
    expect(judgeHostKey(keys, target, old.blob).is).toBe('learned');
    await learnHostKey(keys, target, old.blob);
    const line = `master1.example.org ${old.line.trim()}\n`;
    expect(readFileSync(target.path, 'utf8')).toBe(text === '' ? line : `${text}\n${line}`);
    expect(await judge({ ...target, hostKeyChecking: 'strict' }, old)).toBe('trusted');
    if (text === '') expect(statSync(target.path).mode & 0o777).toBe(0o600);
  });

  test('loses nothing when several hosts are learned at once', async () => {
    const target = makeTarget('');
    const all = Array.from({ length: 20 }, (_, index) => ({ ...target, address: `node${index}` }));
    await Promise.all(all.map(async (one) => learnHostKey(await loadHostKeys(one), one, old.blob)));
    const entries = parseKnownHosts(target.path, readFileSync(target.path, 'utf8'));
    expect(new Set(entries.map(({ names }) => names)).size).toBe(20);
  });
});
