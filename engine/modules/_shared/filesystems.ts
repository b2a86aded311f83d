/** The kinds of file systems: how each is made, measured and grown, with which program. Pure. */
import { sh, type Sh } from '../../shell/index.ts';
import type { Tool } from './tool.ts';

/** How a file system is grown to the size of its device. */
export interface Growth {
  readonly tool: Tool;
  /** Prints what `parseSize` reads; `$d` is the device, `$m` where it is mounted. */
  readonly measure: Sh;
  /** Bytes of the file system. */
  parseSize(text: string): number | undefined;
  readonly grow: Sh;
  /** Only where it is mounted. */
  readonly needsMount: boolean;
}

/** A kind of file system. */
export interface Kind {
  /** What messages call it, as in Ansible. */
  readonly title: string;
  /** What blkid(8) calls it. */
  readonly labels: readonly string[];
  readonly tool: Tool;
  readonly flags: readonly string[];
  readonly growth?: Growth;
}

function numberBehind(text: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(text)?.[1];
  return found === undefined ? undefined : Number(found);
}

function product(one: number | undefined, other: number | undefined): number | undefined {
  return one === undefined || other === undefined ? undefined : one * other;
}

const extGrowth: Growth = {
  tool: { name: 'resize2fs', package: 'e2fsprogs' },
  measure: sh`tune2fs -l "$d"`,
  parseSize: (text) =>
    product(
      numberBehind(text, /^Block count: +(\d+)/m),
      numberBehind(text, /^Block size: +(\d+)/m),
    ),
  grow: sh`resize2fs "$d"`,
  needsMount: false,
};

function ext(label: string, name = label): Kind {
  return {
    title: label.replace('e', 'E'),
    labels: label === 'ext4' ? ['ext4', 'ext4dev'] : [label],
    tool: { name: `mkfs.${name}`, package: 'e2fsprogs' },
    flags: ['-F'],
    growth: extGrowth,
  };
}

const ext4 = ext('ext4');

/** The names of `fstype`. */
export const KIND_NAMES = [
  ...(['btrfs', 'ext2', 'ext3', 'ext4', 'ext4dev', 'f2fs', 'lvm', 'ocfs2'] as const),
  ...(['reiserfs', 'swap', 'vfat', 'xfs'] as const),
] as const;

/** A name of `fstype`. */
export type KindName = (typeof KIND_NAMES)[number];

/** Each by its name. */
export const KINDS: Readonly<Record<KindName, Kind>> = {
  btrfs: {
    title: 'Btrfs',
    labels: ['btrfs'],
    tool: { name: 'mkfs.btrfs', package: 'btrfs-progs' },
    flags: ['-f'],
    growth: {
      tool: { name: 'btrfs', package: 'btrfs-progs' },
      measure: sh`btrfs filesystem usage -b "$m"`,
      parseSize: (text) => numberBehind(text, /Device size:?\s+(\d+)/),
      grow: sh`btrfs filesystem resize max "$m"`,
      needsMount: true,
    },
  },
  ext2: ext('ext2'),
  ext3: ext('ext3'),
  ext4,
  ext4dev: ext4,
  f2fs: {
    title: 'F2fs',
    labels: ['f2fs'],
    tool: { name: 'mkfs.f2fs', package: 'f2fs-tools' },
    flags: ['-f'],
    growth: {
      tool: { name: 'resize.f2fs', package: 'f2fs-tools' },
      measure: sh`dump.f2fs "$d"`,
      parseSize: (text) =>
        product(
          numberBehind(text, /Info: sector size = (\d+)/),
          numberBehind(text, /Info: total FS sectors = (\d+)/),
        ),
      grow: sh`resize.f2fs "$d"`,
      needsMount: false,
    },
  },
  lvm: {
    title: 'LVM',
    labels: ['LVM2_member'],
    tool: { name: 'pvcreate', package: 'lvm2' },
    flags: ['-f'],
    growth: {
      tool: { name: 'pvresize', package: 'lvm2' },
      measure: sh`pvs --noheadings -o pv_size --units b --nosuffix "$d"`,
      parseSize: (text) => numberBehind(text, /(\d+)/),
      grow: sh`pvresize "$d"`,
      needsMount: false,
    },
  },
  ocfs2: {
    title: 'Ocfs2',
    labels: ['ocfs2'],
    tool: { name: 'mkfs.ocfs2', package: 'ocfs2-tools' },
    flags: ['-Fx'],
  },
  reiserfs: {
    title: 'Reiserfs',
    labels: ['reiserfs'],
    tool: { name: 'mkfs.reiserfs', package: 'reiserfsprogs' },
    flags: ['-q'],
  },
  swap: {
    title: 'Swap',
    labels: ['swap'],
    tool: { name: 'mkswap', package: 'util-linux' },
    flags: ['-f'],
  },
  vfat: {
    title: 'VFAT',
    labels: ['vfat'],
    tool: { name: 'mkfs.vfat', package: 'dosfstools' },
    flags: [],
    growth: {
      tool: { name: 'fatresize', package: 'fatresize' },
      measure: sh`fatresize --info "$d"`,
      parseSize: (text) => numberBehind(text, /^(?:Cur size|Size): *(\d+)/m),
      grow: sh`fatresize -s max "$d"`,
      needsMount: false,
    },
  },
  xfs: {
    title: 'XFS',
    labels: ['xfs'],
    tool: { name: 'mkfs.xfs', package: 'xfsprogs' },
    flags: ['-f'],
    growth: {
      tool: { name: 'xfs_growfs', package: 'xfsprogs' },
      measure: sh`xfs_info "${{ sh: '${m:-$d}' }}"`,
      parseSize: (text) =>
        product(
          numberBehind(text, /^data +=.*?bsize=(\d+)/m),
          numberBehind(text, /^data +=.*?blocks=(\d+)/m),
        ),
      grow: sh`xfs_growfs "$m"`,
      needsMount: true,
    },
  },
};
