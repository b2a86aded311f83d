/** Logins by host. */
import { expect, test } from 'vitest';
import { findLogin } from '../../../engine/cli/url/netrc.ts';

const FILE = `# machine no login no password no
machine a.example login ann password "pass"
machine b.example
  login bob
  account x
  password pw#1
macdef init
machine c.example login macro password macro

default login any password one
`;

test.each([
  ['a.example', 'ann:pass'],
  ['b.example', 'bob:pw#1'],
  ['c.example', 'any:one'],
  ['no', 'any:one'],
])('%s logs in as %s', (host, login) => {
  expect(findLogin(FILE, host)).toBe(login);
});

test('nobody where there is no entry', () => {
  expect(findLogin('machine a login b password c', 'default')).toBeUndefined();
  expect(findLogin('', 'a')).toBeUndefined();
});
