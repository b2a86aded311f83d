import { describe, expect, it } from 'vitest';
import openssl_publickey_info from '../../../engine/modules/openssl_publickey_info.ts';
import { dsa, publicOf, recorded } from '../../crypto/recorded.ts';
import { runModule } from './run-module.ts';

const privateKeys = Object.entries(recorded.keys);

describe('openssl_publickey_info', () => {
  it.each(privateKeys)('tells of the public half of %s', async (_, key) => {
    const wish = { content: publicOf(key.pem) };
    const { returns } = await runModule(openssl_publickey_info, wish);
    expect(returns['fingerprints']).toEqual(key.fingerprint);
  });

  it.each([
    ['a private key', { content: dsa }, 'Error while deserializing key: no PEM block PUBLIC KEY'],
    ['a folder', { path: '/' }, "[Errno 21] Is a directory: '/'"],
  ])('fails for %s', async (_, wish, message) => {
    await expect(runModule(openssl_publickey_info, wish)).rejects.toThrow(message);
  });
});
