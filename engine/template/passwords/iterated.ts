/** Schemes that repeat an HMAC: PBKDF2 as passlib and GRUB write it, and NetBSD's sha1_crypt. */
import { createHmac, pbkdf2Sync } from 'node:crypto';
import { CRYPT_DIGITS, encodeCrypt, type Scheme } from './scheme.ts';

const MOST_ROUNDS = 0xffff_ffff;

/** passlib's base64: a dot for the plus, no padding. */
function encodeBase64(bytes: Buffer): string {
  return bytes.toString('base64').replaceAll('+', '.').replace(/=+$/u, '');
}

function makePbkdf2(options: {
  readonly algorithm: 'sha1' | 'sha256' | 'sha512';
  readonly prefix: string;
  readonly size: number;
  readonly usual: number;
}): Scheme {
  const { algorithm, prefix, size, usual } = options;
  return {
    name: `pbkdf2_${algorithm}`,
    salt: { least: 0, most: 1024, usual: 16, alphabet: undefined },
    rounds: { least: 1, most: MOST_ROUNDS, usual },
    idents: [prefix],
    hash({ password, salt: text, rounds }) {
      const salt = Buffer.from(text);
      const key = pbkdf2Sync(password, salt, rounds, size, algorithm);
      return `$${prefix}$${String(rounds)}$${encodeBase64(salt)}$${encodeBase64(key)}`;
    },
  };
}

const grub: Scheme = {
  name: 'grub_pbkdf2_sha512',
  salt: { least: 0, most: 1024, usual: 64, alphabet: undefined },
  rounds: { least: 1, most: MOST_ROUNDS, usual: 25_000 },
  idents: ['grub.pbkdf2.sha512'],
  hash({ password, salt: text, rounds, ident }) {
    const salt = Buffer.from(text);
    const key = pbkdf2Sync(password, salt, rounds, 64, 'sha512');
    const words = [salt, key].map((bytes) => bytes.toString('hex').toUpperCase());
    return [ident, String(rounds), ...words].join('.');
  },
};

const SHA1_ORDER = [
  ...Array.from({ length: 6 }, (_, index) => [index * 3, index * 3 + 1, index * 3 + 2]),
  [18, 19, 0],
];

const sha1Crypt: Scheme = {
  name: 'sha1_crypt',
  salt: { least: 0, most: 64, usual: 8, alphabet: CRYPT_DIGITS },
  rounds: { least: 1, most: MOST_ROUNDS, usual: 480_000 },
  idents: ['sha1'],
  hash({ password, salt, rounds }) {
    let digest = Buffer.from(`${salt}$sha1$${String(rounds)}`);
    for (let round = 0; round < rounds; round += 1) {
      digest = createHmac('sha1', password).update(digest).digest();
    }
    return `$sha1$${String(rounds)}$${salt}$${encodeCrypt(digest, SHA1_ORDER)}`;
  },
};

export const iteratedSchemes = [
  makePbkdf2({ algorithm: 'sha1', prefix: 'pbkdf2', size: 20, usual: 131_000 }),
  makePbkdf2({ algorithm: 'sha256', prefix: 'pbkdf2-sha256', size: 32, usual: 29_000 }),
  makePbkdf2({ algorithm: 'sha512', prefix: 'pbkdf2-sha512', size: 64, usual: 25_000 }),
  grub,
  sha1Crypt,
];
