/** When the lab refuses to run, and what it tells to type. */
import { describe, expect, it } from 'vitest';
import { findObstacles, type MachineFacts } from '../../engine/lab/requirements.ts';

const debian: MachineFacts = {
  platform: 'linux',
  uid: 0,
  hasApt: true,
  capabilities: '000001ffffffffff',
  fileSystems: 'nodev\tsysfs\nnodev\toverlay\n\text4\n',
  mounts: 'cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0\n',
  stateFileSystem: 0xef53,
};

const cases: readonly (readonly [
  name: string,
  change: Partial<MachineFacts>,
  reason: RegExp,
  help: RegExp,
])[] = [
  ['a Mac', { platform: 'darwin' }, /needs Linux/, /vagrant\.yml/],
  ['an ordinary user', { uid: 1000 }, /as root/, /^sudo /],
  ['a Fedora', { hasApt: false }, /Debian-like/, /vagrant\.yml/],
  ['root in a plain container', { capabilities: '00000000a80425fb' }, /CAP_SYS_ADMIN/, /vagrant/],
  ['a kernel without overlays', { fileSystems: '\text4\n' }, /no overlay/, /modprobe overlay/],
  ['an overlay as disk', { stateFileSystem: 0x794c7630 }, /cannot carry another/, /mount a disk/],
  ['no control groups', { mounts: 'proc /proc proc rw 0 0\n' }, /no cgroup/, /vagrant/],
];

describe('findObstacles', () => {
  it('finds none on a Debian machine with full rights', () => {
    expect(findObstacles(debian)).toEqual([]);
  });

  it.each(cases)('says why on %s', (_name, change, reason, help) => {
    const obstacles = findObstacles({ ...debian, ...change });
    expect(obstacles).toHaveLength(1);
    expect(obstacles[0]?.reason).toMatch(reason);
    expect(obstacles[0]?.help).toMatch(help);
  });

  it('names every obstacle at once', () => {
    expect(findObstacles({ ...debian, uid: 1000, hasApt: false })).toHaveLength(2);
  });
});
