import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import openssl_privatekey_info from '../../../engine/modules/openssl_privatekey_info.ts';
import { dsa, publicOf, recorded } from '../../crypto/recorded.ts';
import { makeFolder } from '../../host/shells.ts';
import { runModule } from './run-module.ts';

const privateKeys = Object.entries(recorded.keys);
/** Its passphrase is kube. */
const sealed = `-----BEGIN EC PRIVATE KEY-----
Proc-Type: 4,ENCRYPTED
DEK-Info: AES-128-CBC,E1CE680257CB02F83B3AC81F783FDFE2

XmCtuPdixwSah6/n94zTt02+mdIdUDNlAXWzQ3GfoGscABHLJc6JrtD2CK+WUkUC
sgqZ74c/ocCVIS5LU1F9pzADhSTIUPl/koDdPnj0o6IftbBDoS41AuQbm5H2TffG
TrDToBKNurDe/I/jZE/2SpJ+FMkAhUwwnJOLEibBzPY=
-----END EC PRIVATE KEY-----
`;
/** One bit of the numbers is wrong. */
const damaged = `-----BEGIN RSA PRIVATE KEY-----
MIICXQIBAAKBgQC8AQeY+ixWCA1ftNUTsoLAadJWRvfRC7+uEibOLJmif3d6p5yA
l9Wb5acMuWkXvzbVesNH2wlUcvoJKY8eYM9mHn9jQE5aexXLD8Ls3SdBS14ZnVaD
8zrhzRxMxO+V/3gjRP30JGSXCE/aVMtAZoEfKCypg1bkoAoEbLKMuHfRtQIDAQAB
AoGBAKc2+zzy9lAmpU6EligI1AazmGMoh+4k1v3KIz2pqZRAb1JmlepCIbmhTy0g
E/sNFYZWxC25Addc1Esl7aeFT7DruIxZSMQL9wySC8w7nrrF90bSREtX6auhW5Bc
63Y2PiVquPbOiVeaVEdZurkK1gbNn1Eyw65ZqBtKpsmOf2HBAkEA5UwSZBeynlR4
h2dtQ84HBBskO+adXi4zEJtmb+fU1Wmea/re07nf9i69Bw1IV6AADM2dYmGkWX9P
UP+NBJ6GaQJBANHl57PvfA4SFftlP0Ce2GPep4PxeGYj6tjlV5qtQF7jjzwm0Tnv
HyiiNZ3pCCtXsZ67Aj8rgv2MK4+46wmm/20CQQCwiT4Lk/cwUUausSF9t6zNK3xd
JfN45EbqfUqD09CYMoYHCpHuHshgiKF+QWq2E/iV4uROL3DSeuL9MJNIwCgpAkB9
JNfqniSWtw3IH2uA+bQGh1/U+QlRzKRewQ5kOFuit4ZU1Mf2BK3NKjlRdvjZ7qUG
AHWseCLXTNVEEXqA/MJZAkAQMgK25QdilWCY4IaoZLk5BQeH/scjwOLlTyEfNuZB
QjhF0wFobJ/gUjLQnMzJdyr4VG6TodDVINs2YdYK1SlG
-----END RSA PRIVATE KEY-----
`;
/** The private half of one key beside the public half of another. */
const otherHalves = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIPMsmuyCxDYj6aO4tfveoLWxWSvi3vTQgprvU6ln6G0UoAoGCCqGSM49
AwEHoUQDQgAEKoB18hkMEme6sJKcjb0KU7+e+FCNq8wNeg+6kSl7+aIx4rgPfodk
7Vqc+W05ki7hf1N94EwxdFWTgHQb9jwJZg==
-----END EC PRIVATE KEY-----
`;

describe('openssl_privatekey_info', () => {
  it.each(privateKeys)('tells of the key %s, and nothing that is secret', async (_, key) => {
    const wish = { content: key.pem, check_consistency: true };
    const { changes, returns } = await runModule(openssl_privatekey_info, wish);
    expect(changes).toEqual([]);
    expect(returns).toMatchObject({
      can_load_key: true,
      can_parse_key: true,
      key_is_consistent: true,
      public_key: publicOf(key.pem),
      public_key_fingerprints: key.fingerprint,
    });
    expect(returns).not.toHaveProperty('private_data');
  });

  it('reads a file with an odd name, and tells the private numbers when asked to', async () => {
    const path = `${makeFolder()}/it's "one".pem`;
    writeFileSync(path, dsa);
    const wish = { path, return_private_key_data: true, check_consistency: true };
    const { returns } = await runModule(openssl_privatekey_info, wish);
    expect(returns).toMatchObject({ type: 'DSA', key_is_consistent: true });
    expect(returns['public_data']).toMatchObject({ size: 1024 });
    expect(Object.keys(returns['private_data'] ?? {})).toEqual(['x']);
  });

  it('opens a key with its passphrase', async () => {
    const wish = { content: sealed, passphrase: 'kube' };
    const { returns } = await runModule(openssl_privatekey_info, wish);
    expect(returns).toMatchObject({ type: 'ECC', public_data: { curve: 'secp256r1' } });
  });

  it.each([
    ['no passphrase', { content: sealed }, 'Wrong or empty passphrase provided for private key'],
    [
      'another passphrase',
      { content: sealed, passphrase: 'net' },
      'Wrong passphrase provided for private key',
    ],
    [
      'a needless passphrase',
      { content: dsa, passphrase: 'kube' },
      'Wrong or empty passphrase provided for private key',
    ],
    ['what is no key', { content: 'x' }, 'Wrong passphrase provided for private key'],
    ['damaged numbers', { content: damaged }, 'Wrong passphrase provided for private key'],
    [
      'halves of two keys',
      { content: otherHalves, check_consistency: true },
      'Private key is not consistent!',
    ],
    [
      'a missing file',
      { path: "/none/it's none.pem" },
      `Error while reading private key file from disk: [Errno 2] No such file or directory: "/none/it's none.pem"`,
    ],
  ])('fails for %s', async (_, wish, message) => {
    await expect(runModule(openssl_privatekey_info, wish)).rejects.toThrow(message);
  });
});
