/** bcrypt (`$2b$`) by the library bcryptjs, with passlib's defaults. */
import { hasFunction, lazyLibrary } from '../load-library.ts';
import type { Scheme } from './scheme.ts';

const library = lazyLibrary('bcryptjs', (loaded): loaded is typeof import('bcryptjs') =>
  hasFunction(loaded, 'hashSync'),
);

const DIGITS = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** 22 digits hold four bits more than a salt has; passlib clears them. */
function clearPadding(salt: string): string {
  const last = DIGITS.indexOf(salt.charAt(21)) & 0b11_0000;
  return salt.slice(0, 21) + (DIGITS[last] ?? '');
}

export const bcryptSchemes: readonly Scheme[] = [
  {
    name: 'bcrypt',
    salt: { least: 22, most: 22, usual: 22, alphabet: DIGITS },
    rounds: { least: 4, most: 31, usual: 12 },
    idents: ['2b', '2a', '2y'],
    hash({ password, salt, rounds, ident }) {
      const settings = `${String(rounds).padStart(2, '0')}$${clearPadding(salt)}`;
      // All three idents hash alike; the library knows this one under every version.
      const hashed = library().hashSync(password.toString(), `$2b$${settings}`);
      return `$${ident}$${hashed.slice('$2b$'.length)}`;
    },
  },
];
