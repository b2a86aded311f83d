/** What the real community.crypto made of cases.json (see record.py), with types. */
import { createPublicKey } from 'node:crypto';
import { readData } from '../roles/trusted.ts';

interface Case {
  readonly name: string;
  readonly key: string;
  readonly params: Readonly<Record<string, unknown>>;
}

interface Recorded {
  readonly keys: Readonly<
    Record<string, { readonly pem: string; readonly fingerprint: Readonly<Record<string, string>> }>
  >;
  readonly requests: readonly {
    readonly name: string;
    readonly csr: string;
    readonly certificate: string;
    readonly info: Readonly<Record<string, unknown>>;
  }[];
  readonly issued: {
    readonly certificate: string;
    readonly info: Readonly<Record<string, unknown>>;
  };
}

const cases = readData<{ readonly requests: readonly Case[] }>(
  new URL('cases.json', import.meta.url),
);
export const recorded = readData<Recorded>(new URL('recorded.json', import.meta.url));

/** Each case beside what was recorded of it. */
export const requestCases = cases.requests.map((one, index) => {
  const found = recorded.requests[index]!;
  return { ...one, ...found, pem: recorded.keys[one.key]!.pem };
});

/** A private key of a kind that is not recorded, made by OpenSSL. */
export const dsa = `-----BEGIN DSA PRIVATE KEY-----
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

/** The public half of a private key. */
export function publicOf(pem: string): string {
  return createPublicKey(pem).export({ format: 'pem', type: 'spki' }).toString();
}
