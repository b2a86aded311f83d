/**
 * `password_hash`: Drepper's SHA-crypt (`$5$`, `$6$`) as passlib writes it, with passlib's default
 * rounds. Rounds are many on purpose; a hash takes about a second.
 */
import { hash, randomInt } from 'node:crypto';
import { plugin } from '../plugin-def.ts';
import type { Value } from '../../base/index.ts';
import { asText } from '../values/arguments.ts';
import { fail } from '../values/failure.ts';
import { toIndex } from '../values/numbers.ts';
import { toText } from '../values/text.ts';

interface Scheme {
  readonly name: 'sha256' | 'sha512';
  readonly prefix: string;
  readonly rounds: number;
  /** Bytes of the digest in the order in which three at a time are written. */
  readonly order: readonly (readonly number[])[];
}

/** The digest's bytes go round in three thirds, whose first place moves each time. */
function makeOrder(third: number, step: 1 | -1): number[][] {
  return Array.from({ length: third }, (_, index) => {
    const row = [index, index + third, index + 2 * third];
    const turn = (step * index + 3 * third) % 3;
    return [...row.slice(turn), ...row.slice(0, turn)];
  });
}

const SCHEMES: ReadonlyMap<string, Scheme> = new Map<string, Scheme>([
  ['sha512', { name: 'sha512', prefix: '6', rounds: 656_000, order: [...makeOrder(21, 1), [63]] }],
  [
    'sha256',
    { name: 'sha256', prefix: '5', rounds: 535_000, order: [...makeOrder(10, -1), [31, 30]] },
  ],
]);

const ALPHABET = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

function encode(digest: Buffer, order: Scheme['order']): string {
  return order
    .map((row) => {
      let word = row.reduce((value, at) => value * 256 + (digest[at] ?? 0), 0);
      let text = '';
      for (let left = row.length + 1; left > 0; left -= 1) {
        text += ALPHABET[word & 63] ?? '';
        word >>>= 6;
      }
      return text;
    })
    .join('');
}

function fill(digest: Buffer, length: number): Buffer {
  return Buffer.alloc(length, digest);
}

function startDigest(password: Buffer, salt: Buffer, digest: (data: Buffer) => Buffer): Buffer {
  const inner = digest(Buffer.concat([password, salt, password]));
  const parts = [password, salt, fill(inner, password.length)];
  for (let bits = password.length; bits > 0; bits >>>= 1) parts.push(bits & 1 ? inner : password);
  return digest(Buffer.concat(parts));
}

function crypt(scheme: Scheme, key: string, saltText: string, rounds: number): string {
  const [password, salt] = [Buffer.from(key), Buffer.from(saltText)];
  const digest = (data: Buffer): Buffer => hash(scheme.name, data, 'buffer');
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
  return encode(current, scheme.order);
}

function makeSalt(size: number): string {
  return Array.from({ length: size }, () => ALPHABET[randomInt(64)] ?? '').join('');
}

function findScheme(type: Value): Scheme {
  const scheme = SCHEMES.get(asText(type).replace(/_crypt$/u, ''));
  if (scheme !== undefined) return scheme;
  const message = `the hash type ${asText(type)} is not supported, only sha256 and sha512`;
  return fail('FilterError', message);
}

function chooseSalt(salt: Value, size: Value): string {
  const chosen = salt === null ? makeSalt(size === null ? 16 : toIndex(size)) : toText(salt);
  if (/^[./0-9A-Za-z]{0,16}$/u.test(chosen)) return chosen;
  return fail('FilterError', 'a salt has at most 16 characters of letters, digits, `.` and `/`');
}

function passwordHash(password: Value, type: Value, ...rest: Value[]): string {
  const [salt = null, saltSize = null, rounds = null] = rest;
  const scheme = findScheme(type);
  const chosen = chooseSalt(salt, saltSize);
  const count = rounds === null ? scheme.rounds : toIndex(rounds);
  if (count < 1000 || count > 999_999_999) {
    return fail('FilterError', 'rounds must be between 1000 and 999999999');
  }
  const encoded = crypt(scheme, asText(password), chosen, count);
  return `$${scheme.prefix}$rounds=${String(count)}$${chosen}$${encoded}`;
}

export const passwordFilters = [
  plugin(
    'password_hash',
    "password, hashtype='sha512', salt=None, salt_size=None, rounds=None, ident=None",
    passwordHash,
  ),
];
