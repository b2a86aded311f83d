/**
 * The lookup `password`: a password kept in a file, made up when there is none, and hashed when
 * asked for. The file holds the password, and the salt and variant of its hash so that the same
 * hash comes out again: `secret salt=abc ident=2b`.
 */
import { randomInt } from 'node:crypto';
import type { Value } from '../../base/index.ts';
import type { Runtime } from '../compile/runtime.ts';
import { PythonRandom } from '../filters/python-random.ts';
import { hashPassword } from '../passwords/hash-password.ts';
import { CRYPT_DIGITS, makeUp } from '../passwords/scheme.ts';
import { asText } from '../values/arguments.ts';
import { fail } from '../values/failure.ts';
import { toItems } from '../values/iterate.ts';
import { isSequence } from '../values/kinds.ts';
import { parseInteger } from '../values/read-number.ts';
import { toText } from '../values/text.ts';
import { lookup, textOption } from './lookup-def.ts';
import { parseTerm } from './loops.ts';

type Options = ReadonlyMap<string, Value>;

const SETS: Readonly<Record<string, string>> = {
  ascii_lowercase: 'abcdefghijklmnopqrstuvwxyz',
  ascii_uppercase: 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  ascii_letters: 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ',
  digits: '0123456789',
  hexdigits: '0123456789abcdefABCDEF',
  octdigits: '01234567',
  punctuation: '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~',
  whitespace: ' \t\n\r\v\f',
};

function toAlphabet(chars: Value): string {
  const names = isSequence(chars) ? toItems(chars).map(toText) : splitSets(toText(chars));
  const all = names.map((name) => (Object.hasOwn(SETS, name) ? (SETS[name] ?? '') : name)).join('');
  return all.replace(/["']/gu, '');
}

/** `a,b,,` names a comma and the sets a and b. */
function splitSets(text: string): string[] {
  const names = text
    .replaceAll(',,', ',')
    .split(',')
    .filter((name) => name !== '');
  return text.includes(',,') ? [',', ...names] : names;
}

/**
 * Makes up a password.
 * @param options `length`, `chars` and `seed` as the lookup takes them
 * @throws TemplateFailure ValueError
 */
export function makePassword(options: Options): string {
  const alphabet = toAlphabet(options.get('chars') ?? ['ascii_letters', 'digits', '.,:-_']);
  const seed = options.get('seed') ?? null;
  const picker = seed === null ? { below: randomInt } : new PythonRandom(seed);
  const length = readLength(options);
  return Array.from({ length }, () => alphabet[picker.below(alphabet.length)] ?? '').join('');
}

/** @throws TemplateFailure for what is no number, also where the password is there already */
function readLength(options: Options): number {
  const given = textOption(options, 'length', '20');
  return Number(
    parseInteger(given) ?? fail('ValueError', `invalid literal for int() with base 10: '${given}'`),
  );
}

/** A password as its file keeps it. */
interface KeptPassword {
  readonly password: string;
  readonly salt: string | undefined;
}

function parseKept(content: string): KeptPassword {
  const at = content.lastIndexOf(' salt=');
  if (at === -1) return { password: content, salt: undefined };
  const rest = content.slice(at + ' salt='.length);
  const identAt = rest.lastIndexOf(' ident=');
  const salt = identAt === -1 ? rest : rest.slice(0, identAt);
  return { password: content.slice(0, at), salt: salt === '' ? undefined : salt };
}

const KNOWN = new Set(['length', 'encrypt', 'chars', 'ident', 'seed']);

/** The path and the options that stand in one term: `path with blanks length=8`. */
function readTerm(term: string, given: Options): { readonly path: string; options: Options } {
  const [first = '', ...others] = term.split(' ');
  const parsed = parseTerm(others.join(' '));
  const rest = parsed.get('_raw_params');
  const path = rest === undefined ? first : `${first} ${toText(rest)}`;
  if (!term.startsWith(path)) {
    fail('LookupError', 'Unrecognized value after key=value parameters given to password lookup');
  }
  const options = new Map(given);
  for (const [key, value] of parsed) {
    const name = toText(key);
    if (name === '_raw_params') continue;
    if (!KNOWN.has(name)) {
      fail('LookupError', `Unrecognized parameter(s) given to password lookup: ${name}`);
    }
    options.set(name, value);
  }
  return { path, options };
}

/** Salts are as long as the scheme wants them; of an unknown one, eight characters. */
const SALT_SIZES: Readonly<Record<string, number>> = {
  md5_crypt: 8,
  bcrypt: 22,
  sha256_crypt: 16,
  sha512_crypt: 16,
};

function keep(path: string, content: string, runtime: Runtime): void {
  const { reader } = runtime.context;
  if (reader.writePrivate === undefined) {
    fail('LookupError', `a new password cannot be kept in ${path} here`);
  }
  reader.writePrivate(path, `${content}\n`);
}

/** What is kept of a password, and what its hash needs. */
interface Secret extends KeptPassword {
  /** Empty where a scheme has no variants. */
  readonly ident: string;
  readonly isNew: boolean;
}

function chooseSecret(known: KeptPassword | undefined, encrypt: string, options: Options): Secret {
  const { password, salt } = known ?? { password: makePassword(options), salt: undefined };
  if (encrypt === '') return { password, salt: undefined, ident: '', isNew: known === undefined };
  const ident = textOption(options, 'ident', encrypt === 'bcrypt' ? '2b' : '');
  if (salt !== undefined) return { password, salt, ident, isNew: false };
  return { password, salt: makeUp(SALT_SIZES[encrypt] ?? 8, CRYPT_DIGITS), ident, isNew: true };
}

function formatKept({ password, salt, ident }: Secret): string {
  if (salt === undefined) return password;
  return `${password} salt=${salt}${ident === '' ? '' : ` ident=${ident}`}`;
}

function givePassword(term: Value, given: Options, runtime: Runtime): Value {
  const { path, options } = readTerm(asText(term), given);
  readLength(options);
  const { reader } = runtime.context;
  const place = path === '/dev/null' ? undefined : reader.find('files', path);
  const known = place === undefined ? undefined : parseKept(reader.readText(place).trimEnd());
  const encrypt = textOption(options, 'encrypt', '');
  const secret = chooseSecret(known, encrypt, options);
  if (secret.isNew && path !== '/dev/null') keep(place ?? path, formatKept(secret), runtime);
  if (encrypt === '') return secret.password;
  return hashPassword({
    password: secret.password,
    scheme: encrypt,
    salt: secret.salt,
    saltSize: undefined,
    rounds: undefined,
    ident: secret.ident === '' ? undefined : secret.ident,
  });
}

/** The lookups that make passwords up. */
export const passwordLookups = [
  lookup('password', (terms, options, runtime) =>
    terms.map((term) => givePassword(term, options, runtime)),
  ),
  lookup('community.general.random_string', (_, options) => [
    makePassword(new Map([['length', 8], ...options])),
  ]),
];
