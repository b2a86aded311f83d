import { createPublicKey } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import openssl_publickey_info from '../../../engine/modules/openssl_publickey_info.ts';
import { recorded } from '../../crypto/recorded.ts';
import { runModule } from './run-module.ts';

const publicOf = (pem: string): string =>
  createPublicKey(pem).export({ format: 'pem', type: 'spki' }).toString();
const privateKeys = Object.entries(recorded.keys);
const dsa = `-----BEGIN DSA PRIVATE KEY-----
MIIBywIBAAKBgQDSJo4V7yHLAZ56zuG5gLM4Qao+9zY65IMBb1uvLqB6PaOTXtMD
qsanzDt6z5t3oTs729QxmPK2y+lwQ7aELK0rlOr+YjTQNOVNYVgNzHW9nb1tJqvM
v5Hs1bkCuGoSFUVv8StgiLS6HlVK1tRJw8Wu/tRiGBLNsA76GQLaIACLUwIdANAa
7+YJB8vhKEBeZ0GNUzr/O2nyhUzl1yeIHRkCgYAMRbrDGhy0Ij3lKe5dv9eJKPFn
lSHF4LXffKuKpkQo6IxCHJCWWhhK5JkCzq7vsTd3BrFHKHLtLq/Ye+bM4OXpCPNE
H5H99i/OfZybkayg69pPARfK5H1UmmMxbhg6EwKmWbSn+bCPQnRiXJERGUo49l20
Hp4cGy5z9xGsviQW4gKBgDq9L4biPNsooYw55vBM4/nGCJBpsTrC5Ai/msk4wBEU
Q3QaEaGQ2xRm3ef1ROLief8GACjzKQlU5jXBVU76mjM9rLvXQ0aN3IIWP5CIeKUv
FeXi6iI8++WSLxy+QyvCTPU9cJGSXC1ufA/P09/VmHMJZwmiTIgM4rQBrbsRpreg
Ah0AkGPjy8lX+uWba05nt6skEknlseClxMX9GwAIfA==
-----END DSA PRIVATE KEY-----
`;

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
