/** Says whether a password is the one that a stored hash was made of. */
import { timingSafeEqual } from 'node:crypto';
import { TemplateFailure } from '../values/failure.ts';
import { hashPassword, type PasswordRequest } from './hash-password.ts';

type Found = Pick<PasswordRequest, 'scheme' | 'salt' | 'rounds' | 'ident'>;

const NOTHING = { salt: undefined, rounds: undefined, ident: undefined };

/** How the schemes of crypt(3) and of Apache write what they were made with. */
const FORMS: readonly (readonly [RegExp, (parts: readonly string[]) => Found])[] = [
  [
    /^\$(apr1|1)\$([^$]*)\$/,
    ([magic, salt]) => ({
      ...NOTHING,
      scheme: magic === '1' ? 'md5_crypt' : 'apr_md5_crypt',
      salt,
    }),
  ],
  [
    /^\$([56])\$(?:rounds=(\d+)\$)?([^$]*)\$/,
    ([magic, rounds = '5000', salt]) => ({
      ...NOTHING,
      scheme: magic === '5' ? 'sha256_crypt' : 'sha512_crypt',
      salt,
      rounds: Number(rounds),
    }),
  ],
  [
    /^\$(2[aby])\$(\d\d)\$(.{22})/,
    ([ident, rounds, salt]) => ({ scheme: 'bcrypt', ident, rounds: Number(rounds), salt }),
  ],
  [
    /^\$sha1\$(\d+)\$([^$]*)\$/,
    ([rounds, salt]) => ({ ...NOTHING, scheme: 'sha1_crypt', rounds: Number(rounds), salt }),
  ],
  [/^\{SHA\}/, () => ({ ...NOTHING, scheme: 'ldap_sha1' })],
];

function isSame(one: string, other: string): boolean {
  const [left, right] = [Buffer.from(one), Buffer.from(other)];
  return left.length === right.length && timingSafeEqual(left, right);
}

function isHashOf(password: string, found: Found, stored: string): boolean {
  try {
    return isSame(hashPassword({ ...found, password, saltSize: undefined }), stored);
  } catch (error) {
    // A salt or rounds that the scheme does not have: nothing was ever hashed so.
    if (error instanceof TemplateFailure) return false;
    throw error;
  }
}

/**
 * Verifies by hashing again: MD5-crypt, Apache's, SHA-crypt, bcrypt, SHA-1 and, where it is none of
 * these, the password itself. Of traditional DES hashes it says no.
 */
export function verifyPassword(password: string, stored: string): boolean {
  for (const [pattern, read] of FORMS) {
    const parts = pattern.exec(stored);
    if (parts === null) continue;
    return isHashOf(password, read(parts.slice(1)), stored);
  }
  return isSame(password, stored);
}
