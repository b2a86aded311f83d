import { describe, expect, it } from 'vitest';
import { wantsColor } from '../../engine/cli/wants-color.ts';

describe('wantsColor', () => {
  it('colors a terminal and nothing else', () => {
    expect(wantsColor({}, true)).toBe(true);
    expect(wantsColor({}, false)).toBe(false);
    expect(wantsColor({ TERM: 'dumb' }, true)).toBe(false);
  });

  it('takes what Node says of a pipe for no, not for unknown', () => {
    expect(wantsColor({ CI: 'true', FORCE_COLOR: '1' }, undefined)).toBe(false);
  });

  it('obeys NO_COLOR and the variables of Ansible', () => {
    expect(wantsColor({ NO_COLOR: '1' }, true)).toBe(false);
    expect(wantsColor({ ANSIBLE_NOCOLOR: '1' }, true)).toBe(false);
    expect(wantsColor({ ANSIBLE_FORCE_COLOR: 'true' }, undefined)).toBe(true);
  });
});
