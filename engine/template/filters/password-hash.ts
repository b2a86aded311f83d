/** `password_hash`: passlib's schemes, with passlib's default rounds and salts. */
import type { Value } from '../../base/index.ts';
import { hashPassword } from '../passwords/hash-password.ts';
import { plugin } from '../plugin-def.ts';
import { asText } from '../values/arguments.ts';
import { toIndex } from '../values/numbers.ts';
import { toInt } from '../values/read-number.ts';
import { toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';

/** Ansible asks passlib for nothing where an argument is empty, zero or None. */
function toCount(value: Value): number | undefined {
  return isTrue(value) ? toIndex(toInt(value, 10)) : undefined;
}

function toOptionalText(value: Value): string | undefined {
  return isTrue(value) ? toText(value) : undefined;
}

function passwordHash(password: Value, scheme: Value, ...rest: Value[]): string {
  const [salt = null, saltSize = null, rounds = null, ident = null] = rest;
  return hashPassword({
    password: asText(password, 'secret'),
    scheme: asText(scheme, 'hash type'),
    salt: toOptionalText(salt),
    saltSize: toCount(saltSize),
    rounds: toCount(rounds),
    ident: toOptionalText(ident),
  });
}

export const passwordFilters = [
  plugin(
    'password_hash',
    "password, hashtype='sha512', salt=None, salt_size=None, rounds=None, ident=None",
    passwordHash,
  ),
];
