/**
 * What stands at a path of a host: one probe for every module that works on files. Reads only.
 * Works with the `stat` of coreutils and of busybox.
 */
import { TaskFailure, type Probe, type Reply, type SeenPath } from '../../host/index.ts';
import { joinSh, sh, type Sh } from '../../shell/index.ts';
import { joinPath, parentOf } from './host-path.ts';
import { foreseeState } from './path-foresee.ts';
import { askAccounts, bulkOf, LOOK } from './path-scripts.ts';

export type PathKind = 'file' | 'directory' | 'link' | 'block' | 'character' | 'fifo' | 'socket';

/** One answer of `stat`. Times are seconds since the epoch. */
export interface PathStat {
  readonly kind: PathKind;
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly links: number;
  readonly uid: number;
  readonly gid: number;
  readonly user: string;
  readonly group: string;
  readonly size: number;
  readonly device: number;
  readonly inode: number;
  readonly accessTime: number;
  readonly modificationTime: number;
  readonly changeTime: number;
}

/** Who would own a file that is made now. */
export interface Creator {
  readonly uid: number;
  readonly gid: number;
  readonly user: string;
  readonly group: string;
}

export interface Account {
  readonly id: number;
  readonly name: string;
}

export interface PathState {
  readonly path: string;
  /** What stands at the path itself; undefined when there is nothing. */
  readonly self: PathStat | undefined;
  /** What the path leads to: `self`, or a link's target; undefined for a dangling link. */
  readonly target: PathStat | undefined;
  /** A link's own text. */
  readonly linkText: string | undefined;
  /** Where a link leads to in the end. */
  readonly realPath: string;
  /** Hash of the content of a regular file, when it was asked for and can be read. */
  readonly checksum: string | undefined;
  readonly umask: number;
  /**
   * Who would own a file that is made now: told where there is none, and where this user may not
   * give a new one the owner and group of the old one.
   */
  readonly creator: Creator | undefined;
  /** The nearest parent that exists, when the path does not. */
  readonly ancestor: string | undefined;
  /** The asked-for owner and group, when they differ from what is there. */
  readonly wantedOwner: Account | undefined;
  readonly wantedGroup: Account | undefined;
  /** The letters of lsattr, when they were asked for and the file system has any. */
  readonly chattr?: string | undefined;
}

export interface PathQuestion {
  readonly checksum?: 'sha1' | 'md5' | 'sha224' | 'sha256' | 'sha384' | 'sha512' | undefined;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
  /** What is wanted of chattr: then the letters that are there are asked for. */
  readonly attributes?: string | undefined;
}

const KINDS: Readonly<Record<number, PathKind>> = {
  0o140000: 'socket',
  0o120000: 'link',
  0o100000: 'file',
  0o060000: 'block',
  0o040000: 'directory',
  0o020000: 'character',
  0o010000: 'fifo',
};

/** Reads the line that `stat -c` gives for the format of this file. */
export function parseStat(line: string): PathStat {
  const [raw = '0', ...fields] = line.split(' ');
  const bits = Number.parseInt(raw, 16);
  const number = (index: number): number => Number(fields[index] ?? 0);
  const [user = '', group = ''] = fields.slice(9).join(' ').split(':');
  return {
    kind: KINDS[bits & 0o170000] ?? 'file',
    mode: bits & 0o7777,
    links: number(0),
    uid: number(1),
    gid: number(2),
    size: number(3),
    device: number(4),
    inode: number(5),
    accessTime: number(6),
    modificationTime: number(7),
    changeTime: number(8),
    user,
    group,
  };
}

const LETTERS = sh`printf 'F %s\\n' "$(lsattr -d -- "$p" 2>/dev/null)"`;

function parseAccount(line: string | undefined): Account | undefined {
  if (line === undefined) return undefined;
  const [id = '', ...name] = line.split(' ');
  return { id: Number(id), name: name.join(' ') };
}

/** A numeric owner that no account has is still a valid owner. */
function toAccount(wanted: string | undefined, found: Account | undefined): Account | undefined {
  if (wanted === undefined || found !== undefined) return found;
  return /^\d+$/.test(wanted) ? { id: Number(wanted), name: wanted } : undefined;
}

/** Reads who makes files here; nobody needs to know who may give back what stands there. */
function parseCreator(
  line: string | undefined,
  groups: string | undefined,
  stat: PathStat | undefined,
): Creator | undefined {
  if (line === undefined) return undefined;
  const [uid = '', gid = '', ...names] = line.split(' ');
  const [user = '', group = ''] = names.join(' ').split(':');
  const isOwn = stat?.uid === Number(uid) && groups?.split(' ').includes(String(stat.gid)) === true;
  return isOwn ? undefined : { uid: Number(uid), gid: Number(gid), user, group };
}

/**
 * Asks what stands at a path.
 * @param path absolute, or relative to the session's working directory
 */
export function pathState(path: string, question: PathQuestion = {}): Probe<PathState> {
  const { checksum, attributes } = question;
  return {
    name: 'path-state',
    get script() {
      return toScript(path, question);
    },
    parse: (reply) => parseState(path, question, reply),
    sees: (state) => whatIsSeen(state, question),
    // Letters of chattr and sums are found out by nobody but the host.
    ...(attributes === undefined ? { inBulk: bulkOf(path, question) } : {}),
    ...(attributes === undefined && checksum === undefined ? { foresee: foreseeState } : {}),
  };
}

function toScript(path: string, question: PathQuestion): Sh {
  const { checksum } = question;
  const sum =
    checksum === undefined
      ? sh``
      : sh`if [ -f "$p" ] && [ -r "$p" ]; then printf 'H '; ${`${checksum}sum`} <"$p"; fi`;
  return joinSh([
    sh`p=${path}
printf 'M %s\n' "$(umask)"`,
    LOOK,
    sum,
    ...(question.attributes === undefined ? [] : [LETTERS]),
    askAccounts(question),
  ]);
}

/** A link, and a file with other names, can change by those. */
function whatIsSeen(
  { path, self, ancestor }: PathState,
  { owner, group }: PathQuestion,
): readonly SeenPath[] | undefined {
  if (self?.kind === 'link' || (self?.kind === 'file' && self.links > 1)) return undefined;
  const hasParent = self !== undefined || ancestor === parentOf(path);
  const hasAccounts = owner !== undefined || group !== undefined;
  const stands = toStanding(self);
  return [{ path, hasParent, hasAccounts, ...(stands === undefined ? {} : { stands }) }];
}

function toStanding(self: PathStat | undefined): SeenPath['stands'] {
  if (self === undefined) return 'nothing';
  return self.kind === 'file' ? { file: `${self.device}:${self.inode}` } : undefined;
}

function parseOptionalStat(line: string | undefined): PathStat | undefined {
  return line === undefined ? undefined : parseStat(line);
}

/** `lsattr -d` prints a place for each letter, and the path. */
function readLetters(line: string | undefined): string | undefined {
  return line?.split(' ')[0]?.replaceAll('-', '');
}

function parseState(path: string, question: PathQuestion, reply: Reply): PathState {
  const { rc, stdout, stderr } = reply;
  if (rc !== 0 && !/^[SC] /m.test(stdout)) {
    throw new TaskFailure(`could not look at ${path}: ${stderr.trim()}`);
  }
  const line = (key: string): string | undefined =>
    new RegExp(`^${key} (.*)$`, 'm').exec(stdout)?.[1];
  const self = parseOptionalStat(line('S'));
  const led = parseOptionalStat(line('T'));
  const isLink = self?.kind === 'link';
  const target = isLink ? led : self;
  // busybox resolves a dangling link against the working directory.
  const dangling = joinPath(parentOf(path), line('L') ?? '');
  const leadsTo = isLink && led === undefined ? dangling : line('R');
  return {
    path,
    self,
    target,
    linkText: line('L'),
    realPath: leadsTo ?? path,
    checksum: line('H')?.split(' ')[0],
    umask: Number.parseInt(line('M') ?? '022', 8),
    creator: parseCreator(line('C'), line('I'), target),
    ancestor: line('A'),
    wantedOwner: toAccount(question.owner, parseAccount(line('O'))),
    wantedGroup: toAccount(question.group, parseAccount(line('G'))),
    chattr: readLetters(line('F')),
  };
}
