import { createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import {
  convertPrivateKey,
  generatePrivateKey,
  identifyKeyFormat,
  parsePrivateKey,
  toFingerprints,
  type KeyWish,
} from '../../engine/crypto/index.ts';
import { dsa, recorded } from './recorded.ts';

describe('a recorded private key', () => {
  it.each([
    ['rsa', { type: 'RSA', size: 2048, curve: undefined }, 'pkcs1'],
    ['ec', { type: 'ECC', curve: 'secp256r1' }, 'pkcs1'],
    ['ed25519', { type: 'Ed25519' }, 'pkcs8'],
  ] as const)('%s is read, with the real fingerprints', (name, wanted, format) => {
    const { pem, fingerprint } = recorded.keys[name]!;
    const key = parsePrivateKey(pem);
    expect(key).toMatchObject(wanted);
    expect(toFingerprints(key.publicDer)).toEqual(fingerprint);
    expect(identifyKeyFormat(pem)).toBe(format);
    expect(convertPrivateKey(key, { format }).pem).toBe(pem);
  });

  it('of the kind DSA is written as it was', () => {
    const key = parsePrivateKey(dsa);
    expect(key).toMatchObject({ type: 'DSA', size: 1024 });
    expect(convertPrivateKey(key, { format: 'pkcs1' }).pem).toBe(dsa);
  });
});

describe('a new private key', () => {
  const wishes: readonly (readonly [string, KeyWish, RegExp])[] = [
    ['RSA', { type: 'RSA', size: 2048, format: 'pkcs1' }, /^-----BEGIN RSA PRIVATE KEY-----\n/],
    ['RSA', { type: 'RSA', size: 2048, format: 'pkcs8' }, /^-----BEGIN PRIVATE KEY-----\n/],
    [
      'ECC',
      { type: 'ECC', size: 0, curve: 'secp384r1', format: 'pkcs1' },
      /^-----BEGIN EC PRIVATE KEY-----\n/,
    ],
    ['Ed25519', { type: 'Ed25519', size: 0, format: 'pkcs8' }, /^-----BEGIN PRIVATE KEY-----\n/],
    [
      'RSA',
      { type: 'RSA', size: 2048, format: 'pkcs8', passphrase: 'a secret' },
      /^-----BEGIN ENCRYPTED PRIVATE KEY-----\n/,
    ],
  ];

  it.each(wishes)('of type %s is what was wished for: %j', async (type, wish, start) => {
    const key = await generatePrivateKey(wish);
    expect(key.pem).toMatch(start);
    const again = parsePrivateKey(key.pem, wish.passphrase);
    expect(again).toMatchObject({ type, curve: wish.curve });
    const shown = createPublicKey(again.key).export({ format: 'der', type: 'spki' });
    expect(shown.equals(key.publicDer)).toBe(true);
  });

  it.each([
    [{ type: 'ECC', size: 0, format: 'pkcs1' }, 'curve is missing'],
    [{ type: 'ECC', size: 0, curve: 'secp1', format: 'pkcs1' }, 'cannot make a key of type ECC'],
    [{ type: 'RSA', size: 7, format: 'pkcs1' }, 'cannot make a key of type RSA'],
  ] as const)('is refused for %j', async (wish, message) => {
    await expect(generatePrivateKey(wish)).rejects.toThrow(message);
  });
});

describe('a key that cannot be opened', () => {
  it('says so without quoting it', async () => {
    const wish = { type: 'RSA', size: 2048, format: 'pkcs8', passphrase: 'right' } as const;
    const { pem } = await generatePrivateKey(wish);
    expect(() => parsePrivateKey(pem)).toThrow('no passphrase was given');
    expect(() => parsePrivateKey(pem, 'wrong')).toThrow('its passphrase is wrong');
    expect(() => parsePrivateKey(recorded.keys['rsa']!.pem, 'needless')).toThrow('not encrypted');
    expect(() => parsePrivateKey('hunter2')).toThrow(/^the private key cannot be read/);
  });
});
