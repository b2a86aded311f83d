/** stat: what stands at a path, in all the detail that Ansible gives. */
import type { Plain } from '../base/index.ts';
import { Float } from '../base/index.ts';
import { TaskFailure, type Probe } from '../host/index.ts';
import { rawSh, sh } from '../shell/index.ts';
import { toHostPath } from './_shared/host-path.ts';
import { toFourDigits } from './_shared/file-mode.ts';
import { parseStat, type PathStat } from './_shared/path-state.ts';
import { statFormat } from './_shared/path-scripts.ts';
import { defineModule } from './contract.ts';

interface StatParams {
  readonly path: string;
  readonly follow: boolean;
  readonly get_checksum: boolean;
  readonly checksum_algorithm: string;
  readonly get_mime: boolean;
  readonly get_attributes: boolean;
}

type Stat = Readonly<Record<string, Plain>>;

const CHATTR_NAMES: Readonly<Record<string, string>> = {
  A: 'noatime',
  a: 'append',
  c: 'compressed',
  C: 'nocow',
  d: 'nodump',
  D: 'dirsync',
  e: 'extents',
  E: 'encrypted',
  h: 'blocksize',
  i: 'immutable',
  I: 'indexed',
  j: 'journalled',
  N: 'inline',
  s: 'zero',
  S: 'synchronous',
  t: 'notail',
  T: 'blockroot',
  u: 'undelete',
  X: 'compressedraw',
  Z: 'compresseddirty',
};

/** Lines are `KEY text`; the fractions of the times come from the readable form. */
function statProbe(params: StatParams, path: string): Probe<Stat> {
  const follow = rawSh(params.follow ? '-L' : '');
  const sum = params.get_checksum
    ? sh`if [ -f "$p" ] && [ -r "$p" ] ${rawSh(params.follow ? '' : '&& [ ! -L "$p" ]')}; then
  printf 'H '; ${`${params.checksum_algorithm}sum`} <"$p"
fi`
    : sh``;
  const mime = params.get_mime
    ? sh`m=$(file --mime-type --mime-encoding -b ${rawSh(params.follow ? '-L' : '')} -- "$p" 2>/dev/null) || m='unknown; charset=unknown'
case $m in cannot*) m='unknown; charset=unknown' ;; esac
[ -e "$p" ] || m='unknown; charset=unknown'
printf 'I %s\n' "$m"`
    : sh``;
  const flags = params.get_attributes
    ? sh`printf 'F %s\n' "$(lsattr -vd -- "$p" 2>/dev/null)"`
    : sh``;
  return {
    name: 'stat',
    script: sh`p=${path}
stat ${follow} -c ${`S ${statFormat}`} -- "$p" || exit 3
stat ${follow} -c 'B %b %o %t %T' -- "$p"
stat ${follow} -c 'X %x' -- "$p"
stat ${follow} -c 'Y %y' -- "$p"
stat ${follow} -c 'Z %z' -- "$p"
[ ! -r "$p" ] || echo 'A r'
[ ! -w "$p" ] || echo 'A w'
[ ! -x "$p" ] || echo 'A x'
if [ -L "$p" ]; then
  printf 'L %s\n' "$(readlink -- "$p")"
  printf 'R %s\n' "$(readlink -f -- "$p" || printf %s "$p")"
fi
${sum}
${mime}
${flags}`,
    parse: ({ rc, stdout, stderr }) =>
      rc === 3 ? describeMissing(stderr) : parseReply(params, path, stdout),
  };
}

/** Nothing is there, or it may not be looked at. @throws TaskFailure with the system's words */
function describeMissing(stderr: string): Stat {
  const reason = stderr.trim().split(': ').at(-1) ?? '';
  if (reason === 'No such file or directory' || reason === '') return { exists: false };
  throw new TaskFailure(reason);
}

function toSeconds(whole: number, readable: string | undefined): Float {
  const fraction = /\.(\d+)/.exec(readable ?? '')?.[1] ?? '0';
  return new Float(Number(`${whole}.${fraction}`));
}

function describeBits({ mode, kind }: PathStat): Stat {
  const has = (bit: number): boolean => (mode & bit) !== 0;
  return {
    mode: toFourDigits(mode),
    isdir: kind === 'directory',
    ischr: kind === 'character',
    isblk: kind === 'block',
    isreg: kind === 'file',
    isfifo: kind === 'fifo',
    islnk: kind === 'link',
    issock: kind === 'socket',
    isuid: has(0o4000),
    isgid: has(0o2000),
    rusr: has(0o400),
    wusr: has(0o200),
    xusr: has(0o100),
    rgrp: has(0o040),
    wgrp: has(0o020),
    xgrp: has(0o010),
    roth: has(0o004),
    woth: has(0o002),
    xoth: has(0o001),
  };
}

function describeMime(text: string | undefined): Stat {
  const [type = 'unknown', charset = 'unknown'] = (text ?? '').split(/;\s*charset=/);
  return { mimetype: type === '' ? 'unknown' : type, charset };
}

/** `lsattr -v` prints a version, the flags with dashes, and the path. */
function describeFlags(text: string): Stat {
  const [version, flags] = text.trim().split(/\s+/);
  const letters = (flags ?? '').replaceAll('-', '');
  return {
    version: version === undefined || version === '' ? null : version,
    attr_flags: letters,
    attributes: [...letters]
      .map((letter) => CHATTR_NAMES[letter])
      .filter((name) => name !== undefined),
  };
}

type Line = (key: string) => string | undefined;

function describeIdentity({ uid, gid, user, group, size, inode, device, links }: PathStat): Stat {
  return {
    uid,
    gid,
    size,
    inode,
    dev: device,
    nlink: links,
    pw_name: user === 'UNKNOWN' ? undefined : user,
    gr_name: group === 'UNKNOWN' ? undefined : group,
  };
}

function describeBlocks(line: string | undefined): Stat {
  const [blocks, size, major, minor] = (line ?? '').split(' ');
  const device = Number.parseInt(major ?? '0', 16) * 256 + Number.parseInt(minor ?? '0', 16);
  return {
    blocks: Number(blocks ?? 0),
    block_size: Number(size ?? 0),
    device_type: Number.isNaN(device) ? 0 : device,
  };
}

function describeLink({ kind }: PathStat, line: Line): Stat {
  const target = line('L');
  return kind !== 'link' || target === undefined
    ? {}
    : { lnk_target: target, lnk_source: line('R') };
}

function parseReply(params: StatParams, path: string, stdout: string): Stat {
  const line: Line = (key) => new RegExp(`^${key} (.*)$`, 'm').exec(stdout)?.[1];
  const stat = parseStat(line('S') ?? '');
  const access = new Set([...stdout.matchAll(/^A (.)$/gm)].map((match) => match[1]));
  const flags = line('F');
  return {
    exists: true,
    path,
    ...describeBits(stat),
    ...describeIdentity(stat),
    atime: toSeconds(stat.accessTime, line('X')),
    mtime: toSeconds(stat.modificationTime, line('Y')),
    ctime: toSeconds(stat.changeTime, line('Z')),
    ...describeBlocks(line('B')),
    readable: access.has('r'),
    writeable: access.has('w'),
    executable: access.has('x'),
    ...describeLink(stat, line),
    checksum: line('H')?.split(' ')[0],
    ...(params.get_mime ? describeMime(line('I')) : {}),
    ...(flags === undefined ? {} : describeFlags(flags)),
  };
}

export default defineModule({
  name: 'stat',
  collection: 'ansible.builtin',
  summary: 'Tells what stands at a path.',
  notes: [
    '`mimetype` is `unknown` on hosts without the `file` program, `attr_flags` without lsattr.',
  ],
  params: {
    properties: {
      path: {
        type: 'string',
        'x-coerce': 'path',
        'x-aliases': ['dest', 'name'],
        description: 'Path on the host.',
      },
      follow: { type: 'boolean', default: false, description: 'Follow a symbolic link.' },
      get_checksum: { type: 'boolean', default: true, description: 'Hash regular files.' },
      checksum_algorithm: {
        type: 'string',
        enum: ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'],
        default: 'sha1',
        'x-aliases': ['checksum', 'checksum_algo'],
        description: 'The hash.',
      },
      get_mime: {
        type: 'boolean',
        default: true,
        'x-aliases': ['mime', 'mime_type', 'mime-type'],
        description: 'Find out the type of the content.',
      },
      get_attributes: {
        type: 'boolean',
        default: true,
        'x-aliases': ['attr', 'attributes'],
        description: 'Ask lsattr for file attributes.',
      },
    },
    required: ['path'],
  },
  returns: {
    stat: {
      type: 'object',
      description: '`exists`, and when that is true: mode, uid, size, checksum, mtime and so on.',
    },
  },
  examples: [
    '- stat:\n    path: /etc/kubernetes/kubelet.conf\n  register: conf\n',
    '- stat:\n    path: /usr/local/bin/kubelet\n    checksum_algorithm: sha256\n    get_mime: false\n',
  ],
  async inspect(params, host) {
    return host.ask(statProbe(params, await toHostPath(host, params.path)));
  },
  plan: (_params, stat) => ({ changes: [], steps: [], returns: { stat } }),
});
