/** Homes in paths of this machine; root is in every passwd file. */
import { homedir } from 'node:os';
import { expect, test } from 'vitest';
import { expandHome } from '../../engine/cli/expand-home.ts';

test.each([
  ['~', homedir()],
  ['~/keys/id', `${homedir()}/keys/id`],
  ['~root/.ssh', '/root/.ssh'],
  ['~nobody-has-this-name/x', '~nobody-has-this-name/x'],
  ['/srv/~root', '/srv/~root'],
  ['name', 'name'],
])('%s is %s', (path, expanded) => {
  expect(expandHome(path)).toBe(expanded);
});
