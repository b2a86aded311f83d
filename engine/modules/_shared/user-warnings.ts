/** What the user module warns of, in the words of ansible-core 2.14. */
import type { UserParams } from './user-params.ts';
import type { UserState } from './user-state.ts';

const NOT_HASHED =
  'The input password appears not to have been hashed. ' +
  "The 'password' argument must be encrypted for this module to work properly.";

const APPENDS_NOTHING =
  "'append' is set, but no 'groups' are specified. Use 'groups' for appending new groups." +
  'This will change to an error in Ansible 2.14.';

/** How long the last field of a hash is, by its scheme. */
const HASH_LENGTHS: Readonly<Record<string, number>> = { 1: 22, 5: 43, 6: 86 };

/** Says whether a text can be a hash of crypt, or one of the words that lock an account. */
function looksHashed(password: string): boolean {
  if (['', '*', '!', '*'.repeat(13)].includes(password)) return true;
  if (/[:*!]/.test(password)) return false;
  const [, scheme, ...rest] = password.split('$');
  const last = rest.at(-1);
  if (scheme === undefined || last === undefined || /[^a-zA-Z0-9./=]/.test(last)) return false;
  return last.length === (HASH_LENGTHS[scheme] ?? last.length);
}

/** Gives the warnings for an account that should be there. */
export function warningsOf(params: UserParams, state: UserState): readonly string[] {
  const { name, local, append, groups, password = '*' } = params;
  const isElsewhere =
    `'local: true' specified and user '${name}' was not found in /etc/passwd. ` +
    'The local user account may already exist if the local account database exists ' +
    'somewhere other than /etc/passwd.';
  return [
    ...(local && state.account === undefined ? [isElsewhere] : []),
    ...(append && groups === undefined ? [APPENDS_NOTHING] : []),
    ...(looksHashed(password) ? [] : [NOT_HASHED]),
  ];
}
