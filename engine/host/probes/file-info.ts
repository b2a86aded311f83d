/** What `stat` says of a file, as fields: the part that single files and listings share. */

/** What kind of thing stands at a path. */
export type FileType =
  | 'file'
  | 'directory'
  | 'link'
  | 'block'
  | 'character'
  | 'fifo'
  | 'socket'
  | 'unknown';

/** The fields of one inode. Times are seconds since the epoch, with fractions where stat has them. */
export interface FileInfo {
  readonly type: FileType;
  /** Permission bits with setuid, setgid and sticky, four octal digits: `0644`, `2755`. */
  readonly mode: string;
  readonly uid: number;
  readonly gid: number;
  /** Name of the owner; undefined when the host knows none for the uid. */
  readonly owner: string | undefined;
  readonly group: string | undefined;
  readonly size: number;
  readonly atime: number;
  readonly mtime: number;
  readonly ctime: number;
  readonly inode: number;
  readonly device: number;
  readonly linkCount: number;
  readonly blocks: number;
  readonly blockSize: number;
  /** Number of the device that a block or character file stands for. */
  readonly deviceType: number;
}

/**
 * The format for `stat -c`, the same for GNU and busybox (which knows no fractions and ignores the
 * precision). Names stand on lines of their own, because some directories have groups with spaces.
 */
export const STAT_FORMAT = '%f %u %g %s %.9X %.9Y %.9Z %i %d %h %b %o %t %T\n%U\n%G';

const TYPES = new Map<number, FileType>([
  [0o100000, 'file'],
  [0o040000, 'directory'],
  [0o120000, 'link'],
  [0o060000, 'block'],
  [0o020000, 'character'],
  [0o010000, 'fifo'],
  [0o140000, 'socket'],
]);

function toName(name: string | undefined): string | undefined {
  return name === undefined || name === 'UNKNOWN' || name === '' ? undefined : name;
}

/**
 * Parses the three lines that STAT_FORMAT prints.
 * @returns undefined when they are something else
 */
export function parseFileInfo(lines: readonly string[]): FileInfo | undefined {
  const [first = '', owner, group] = lines;
  const words = first.split(' ');
  if (words.length !== 14) return undefined;
  const at = (index: number): number => Number(words[index]);
  const hex = (index: number): number => Number.parseInt(words[index] ?? '', 16);
  const raw = hex(0);
  return {
    type: TYPES.get(raw & 0o170000) ?? 'unknown',
    mode: (raw & 0o7777).toString(8).padStart(4, '0'),
    uid: at(1),
    gid: at(2),
    size: at(3),
    atime: at(4),
    mtime: at(5),
    ctime: at(6),
    inode: at(7),
    device: at(8),
    linkCount: at(9),
    blocks: at(10),
    blockSize: at(11),
    deviceType: hex(12) * 256 + hex(13),
    owner: toName(owner),
    group: toName(group),
  };
}
