/** Chooses salt, rounds and scheme as Ansible's `password_hash` does through passlib, and hashes. */
import { suggestName } from '../../base/index.ts';
import { fail } from '../values/failure.ts';
import { bcryptSchemes } from './bcrypt.ts';
import { digestSchemes } from './digests.ts';
import { iteratedSchemes } from './iterated.ts';
import { md5CryptSchemes } from './md5-crypt.ts';
import { CRYPT_DIGITS, makeUp, type SaltRule, type Scheme } from './scheme.ts';
import { shaCryptSchemes } from './sha-crypt.ts';

/** What the user asked for; the rest is chosen. */
export interface PasswordRequest {
  readonly password: string;
  readonly scheme: string;
  readonly salt: string | undefined;
  readonly saltSize: number | undefined;
  readonly rounds: number | undefined;
  readonly ident: string | undefined;
  /** Random bytes to make the salt of; made up when missing. */
  readonly random?: Uint8Array | undefined;
}

const SCHEMES: ReadonlyMap<string, Scheme> = new Map(
  [
    ...shaCryptSchemes,
    ...md5CryptSchemes,
    ...bcryptSchemes,
    ...iteratedSchemes,
    ...digestSchemes,
  ].map((scheme) => [scheme.name, scheme]),
);

/** Ansible's short names for crypt(3)'s schemes. */
const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['md5', 'md5_crypt'],
  ['blowfish', 'bcrypt'],
  ['sha256', 'sha256_crypt'],
  ['sha512', 'sha512_crypt'],
]);

function findScheme(name: string): Scheme {
  const scheme = SCHEMES.get(SHORT_NAMES.get(name) ?? name);
  if (scheme !== undefined) return scheme;
  const hint = suggestName(name, [...SHORT_NAMES.keys(), ...SCHEMES.keys()]);
  const tail = hint === undefined ? '' : `, ${hint}`;
  return fail('FilterError', `passlib does not support '${name}' algorithm${tail}`);
}

function checkSalt(salt: string, rule: SaltRule, name: string): string {
  const size = Buffer.byteLength(salt);
  if (size > rule.most) {
    fail('ValueError', `salt too large (${name} requires <= ${String(rule.most)} chars)`);
  }
  if (size < rule.least) {
    fail('ValueError', `salt too small (${name} requires >= ${String(rule.least)} chars)`);
  }
  const { alphabet } = rule;
  const isValid = alphabet === undefined || [...salt].every((one) => alphabet.includes(one));
  return isValid ? salt : fail('ValueError', `invalid characters in ${name} salt`);
}

function chooseSalt(request: PasswordRequest, scheme: Scheme): string {
  const { salt: rule, name } = scheme;
  const { salt, saltSize } = request;
  if (rule === undefined) {
    if (salt === undefined) return '';
    return fail('TypeError', `${name} takes no salt`);
  }
  if (salt !== undefined) return checkSalt(salt, rule, name);
  return makeUp(saltSize ?? rule.usual, rule.alphabet ?? CRYPT_DIGITS, request.random);
}

function chooseRounds(rounds: number | undefined, scheme: Scheme): number {
  const rule = scheme.rounds;
  if (rule === undefined) {
    return rounds === undefined ? 0 : fail('TypeError', `${scheme.name} takes no rounds`);
  }
  if (rounds === undefined) return rule.usual;
  if (rounds >= rule.least && rounds <= rule.most) return rounds;
  const range = `${String(rule.least)} to ${String(rule.most)}`;
  return fail('ValueError', `${scheme.name} takes ${range} rounds, not ${String(rounds)}`);
}

function chooseIdent(ident: string | undefined, scheme: Scheme): string {
  const [usual = '', ...others] = scheme.idents;
  if (ident === undefined || others.length === 0) return usual;
  return scheme.idents.find((known) => known === ident) ?? failIdent(ident);
}

function failIdent(ident: string): never {
  return fail('ValueError', `invalid ident: '${ident}'`);
}

/**
 * Hashes a password. Formats and defaults are passlib 1.7's, observed with ansible-core 2.14.
 * @throws TemplateFailure for unknown schemes and for salts and rounds that the scheme refuses
 */
export function hashPassword(request: PasswordRequest): string {
  const scheme = findScheme(request.scheme);
  return scheme.hash({
    password: Buffer.from(request.password),
    salt: chooseSalt(request, scheme),
    rounds: chooseRounds(request.rounds, scheme),
    ident: chooseIdent(request.ident, scheme),
  });
}
