/** Drepper's SHA-crypt (`$5$`, `$6$`) with passlib's default rounds; it takes about a second. */
import { hash } from 'node:crypto';
import { CRYPT_DIGITS, encodeCrypt, type Ingredients, type Scheme } from './scheme.ts';

/** The digest's bytes go round in three thirds, whose first place moves each time. */
function makeOrder(third: number, step: 1 | -1): number[][] {
  return Array.from({ length: third }, (_, index) => {
    const row = [index, index + third, index + 2 * third];
    const turn = (step * index + 3 * third) % 3;
    return [...row.slice(turn), ...row.slice(0, turn)];
  });
}

type Digest = (data: Buffer) => Buffer;

function fill(digest: Buffer, length: number): Buffer {
  return Buffer.alloc(length, digest);
}

function startDigest(password: Buffer, salt: Buffer, digest: Digest): Buffer {
  const inner = digest(Buffer.concat([password, salt, password]));
  const parts = [password, salt, fill(inner, password.length)];
  for (let bits = password.length; bits > 0; bits >>>= 1) parts.push(bits & 1 ? inner : password);
  return digest(Buffer.concat(parts));
}

function crypt(digest: Digest, password: Buffer, salt: Buffer, rounds: number): Buffer {
  let current = startDigest(password, salt, digest);
  const p = fill(digest(Buffer.concat(Array.from(password, () => password))), password.length);
  const saltTimes = 16 + (current[0] ?? 0);
  const s = fill(digest(Buffer.concat(Array.from({ length: saltTimes }, () => salt))), salt.length);
  const scratch = Buffer.alloc(current.length + 2 * p.length + s.length + current.length);
  for (let round = 0; round < rounds; round += 1) {
    let at = (round & 1 ? p : current).copy(scratch, 0);
    if (round % 3 !== 0) at += s.copy(scratch, at);
    if (round % 7 !== 0) at += p.copy(scratch, at);
    at += (round & 1 ? current : p).copy(scratch, at);
    current = digest(scratch.subarray(0, at));
  }
  return current;
}

/** 5,000 rounds are the default of the format, and then they are not written. */
const IMPLICIT_ROUNDS = 5000;

function makeScheme(options: {
  readonly algorithm: 'sha256' | 'sha512';
  readonly prefix: string;
  readonly usual: number;
  readonly order: readonly (readonly number[])[];
}): Scheme {
  const { algorithm, prefix, usual, order } = options;
  const digest: Digest = (data) => hash(algorithm, data, 'buffer');
  return {
    name: `${algorithm}_crypt`,
    salt: { least: 0, most: 16, usual: 16, alphabet: CRYPT_DIGITS },
    rounds: { least: 1000, most: 999_999_999, usual },
    idents: [prefix],
    hash({ password, salt, rounds }: Ingredients) {
      const encoded = encodeCrypt(crypt(digest, password, Buffer.from(salt), rounds), order);
      const shown = rounds === IMPLICIT_ROUNDS ? '' : `rounds=${String(rounds)}$`;
      return `$${prefix}$${shown}${salt}$${encoded}`;
    },
  };
}

export const shaCryptSchemes = [
  makeScheme({
    algorithm: 'sha512',
    prefix: '6',
    usual: 656_000,
    order: [...makeOrder(21, 1), [63]],
  }),
  makeScheme({
    algorithm: 'sha256',
    prefix: '5',
    usual: 535_000,
    order: [...makeOrder(10, -1), [31, 30]],
  }),
];
