/** What a scheme of `password_hash` is: its salt, its rounds, and how it hashes. */
import { randomInt } from 'node:crypto';

/** Everything a hash is made of, chosen and checked. */
export interface Ingredients {
  readonly password: Buffer;
  readonly salt: string;
  readonly rounds: number;
  readonly ident: string;
}

/** Which salts a scheme takes. */
export interface SaltRule {
  readonly least: number;
  readonly most: number;
  /** Size of a salt that is made up. */
  readonly usual: number;
  /** Undefined where any byte may stand. */
  readonly alphabet: string | undefined;
}

export interface Scheme {
  readonly name: string;
  readonly salt: SaltRule | undefined;
  readonly rounds:
    | { readonly least: number; readonly most: number; readonly usual: number }
    | undefined;
  /** The first is used unless another is asked for. */
  readonly idents: readonly string[];
  hash(ingredients: Ingredients): string;
}

/** The digits of crypt(3). */
export const CRYPT_DIGITS = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/**
 * Makes up text of the given characters.
 * @param random bytes to take instead, one for each character; as many as `alphabet` must divide 256
 */
export function makeUp(size: number, alphabet: string, random?: Uint8Array): string {
  const choose = (at: number): number =>
    random === undefined ? randomInt(alphabet.length) : (random[at] ?? 0) % alphabet.length;
  return Array.from({ length: size }, (_, at) => alphabet[choose(at)] ?? '').join('');
}

/**
 * Writes bytes in crypt(3)'s digits.
 * @param order which bytes go together, three at a time, the most significant first
 */
export function encodeCrypt(digest: Buffer, order: readonly (readonly number[])[]): string {
  return order
    .map((row) => {
      let word = row.reduce((value, at) => value * 256 + (digest[at] ?? 0), 0);
      let text = '';
      for (let left = row.length + 1; left > 0; left -= 1) {
        text += CRYPT_DIGITS[word & 63] ?? '';
        word >>>= 6;
      }
      return text;
    })
    .join('');
}
