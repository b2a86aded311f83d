/** MD5-crypt of FreeBSD (`$1$`) and Apache's variant (`$apr1$`): always 1,000 rounds. */
import { hash } from 'node:crypto';
import { CRYPT_DIGITS, encodeCrypt, type Scheme } from './scheme.ts';

const ORDER = [[0, 6, 12], [1, 7, 13], [2, 8, 14], [3, 9, 15], [4, 10, 5], [11]];
const ROUNDS = 1000;

function md5(parts: readonly Buffer[]): Buffer {
  return hash('md5', Buffer.concat(parts), 'buffer');
}

function start(password: Buffer, magic: Buffer, salt: Buffer): Buffer {
  const inner = md5([password, salt, password]);
  const parts = [password, magic, salt, Buffer.alloc(password.length, inner)];
  for (let bits = password.length; bits > 0; bits >>>= 1) {
    parts.push(bits & 1 ? Buffer.alloc(1) : password.subarray(0, 1));
  }
  return md5(parts);
}

function crypt(password: Buffer, magic: string, saltText: string): string {
  const salt = Buffer.from(saltText);
  let current = start(password, Buffer.from(magic), salt);
  for (let round = 0; round < ROUNDS; round += 1) {
    current = md5([
      round & 1 ? password : current,
      ...(round % 3 === 0 ? [] : [salt]),
      ...(round % 7 === 0 ? [] : [password]),
      round & 1 ? current : password,
    ]);
  }
  return `${magic}${saltText}$${encodeCrypt(current, ORDER)}`;
}

function makeScheme(name: string, magic: string): Scheme {
  return {
    name,
    salt: { least: 0, most: 8, usual: 8, alphabet: CRYPT_DIGITS },
    rounds: undefined,
    idents: [magic],
    hash: ({ password, salt }) => crypt(password, magic, salt),
  };
}

export const md5CryptSchemes = [
  makeScheme('md5_crypt', '$1$'),
  makeScheme('apr_md5_crypt', '$apr1$'),
];
