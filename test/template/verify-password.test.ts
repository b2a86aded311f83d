/** Passwords against hashes that passlib 1.7 made. */
import { describe, expect, test } from 'vitest';
import { verifyPassword } from '../../engine/template/index.ts';

describe.each([
  ['ann pw', '$apr1$abcdefgh$uzOSvMyOlHmeEKzglVpHI1'],
  ['ü', '$1$ab$YdQOowxzaIxUcUJ5Egvg6/'],
  ['x', '$5$rounds=1000$saltsalt$z3t6rrtFn3lMdv6AmvXeEFzPOKLJ2JypZJIYx/pmpp/'],
  [
    'x',
    '$6$saltsalt$8RWsOfwR6M6PpnoeQiEiWzNTPo1f0HjVYjDnLZhGx16aBFRkeqiHAzfXP/LgrOWMBMXqiU2pLrXsSOHNUyUm91',
  ],
  ['x', '{SHA}EfatjsUqKYSrqv18O1FlA3hcIHI='],
  ['x', '$sha1$100$abcd$c8XHfWx0qEm5U5boe3re0BdRC7ox'],
  ['x', '$2b$04$abcdefghijklmnopqrstuuPp7HPfoAs8I2dCQCQ/fW7zEJv8I8C8e'],
  ['plain', 'plain'],
])('%s and %s', (password, stored) => {
  test('belong together', () => {
    expect(verifyPassword(password, stored)).toBe(true);
  });

  test('do not with another password', () => {
    expect(verifyPassword(`${password}.`, stored)).toBe(false);
    expect(verifyPassword('', stored)).toBe(false);
  });
});

test('a hash is not its own password', () => {
  const stored = '$apr1$abcdefgh$uzOSvMyOlHmeEKzglVpHI1';
  expect(verifyPassword(stored, stored)).toBe(false);
});

test('a damaged hash is of no password', () => {
  expect(verifyPassword('x', '$apr1$a-salt-that-is-too-long$uzOSvMyOlHmeEKzglVpHI1')).toBe(false);
  expect(verifyPassword('x', '$5$rounds=1$saltsalt$z3t6')).toBe(false);
});
