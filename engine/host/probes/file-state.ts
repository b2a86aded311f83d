/** The probe behind stat, file and copy: what stands at a path, with a checksum if wanted. */
import { joinSh, rawSh, sh } from '../../shell/index.ts';
import { TaskFailure, type Probe, type Reply } from '../contract.ts';
import { refuseMissingTool } from '../missing-tool.ts';
import { parseFileInfo, STAT_FORMAT, type FileInfo } from './file-info.ts';

/** Hash functions that a host's coreutils has (`sha1sum`, …). */
export type ChecksumAlgorithm = 'md5' | 'sha1' | 'sha224' | 'sha256' | 'sha384' | 'sha512';

/** What stands at a path. */
export interface FileState extends FileInfo {
  readonly path: string;
  /** Whether the session's user may; root may nearly everything. */
  readonly isReadable: boolean;
  readonly isWritable: boolean;
  readonly isExecutable: boolean;
  /** Lower-case hex; of regular files only, and only when it was asked for and may be read. */
  readonly checksum: string | undefined;
  /** Of a symlink that was not followed: what it says, and the path it leads to in the end. */
  readonly linkTarget: string | undefined;
  readonly linkSource: string | undefined;
}

/** How to look. */
export interface FileStateOptions {
  /** Look through symlinks; a link that leads nowhere then counts as absent. Default false. */
  readonly follow?: boolean;
  /** Default false: no checksum. */
  readonly checksum?: ChecksumAlgorithm | false;
}

const SEPARATOR = '\x1e';

/** Builtins only, apart from readlink for links. */
const ACCESS = rawSh(
  'a=; [ -r "$p" ] && a=r; [ -w "$p" ] && a=${a}w; [ -x "$p" ] && a=${a}x; echo "$a"',
);

const LINK = rawSh(
  `if [ -L "$p" ]; then printf '%s\\036%s' "$(readlink -- "$p"; echo x)" "$(readlink -f -- "$p" || printf '%s\\n' "$p"; echo x)"; exit 0; fi`,
);

function parseLinks(text: string): readonly (string | undefined)[] {
  // Each ends in a newline and `x`, because $( ) would take newlines that belong to the name.
  return text
    .split(SEPARATOR)
    .map((part) => part.replace(/\n?x$/, ''))
    .map((part) => (part === '' ? undefined : part));
}

function parseState(path: string, reply: Reply): FileState | undefined {
  refuseMissingTool(reply);
  const [first = '', owner = '', group = '', access = '', ...rest] = reply.stdout.split('\n');
  const info = parseFileInfo([first, owner, group]);
  if (info === undefined) {
    if (/No such file|Not a directory|Too many levels/.test(reply.stderr)) return undefined;
    const detail = reply.stderr.trim();
    throw new TaskFailure(`Could not look at ${path}: ${detail}`, { stderr: detail });
  }
  const tail = rest.join('\n');
  const isLink = info.type === 'link';
  const [linkTarget, linkSource] = isLink ? parseLinks(tail) : [];
  const checksum = isLink ? undefined : /^\\?([0-9a-f]{32,128})\b/.exec(tail)?.[1];
  return {
    ...info,
    path,
    isReadable: access.includes('r'),
    isWritable: access.includes('w'),
    isExecutable: access.includes('x'),
    checksum,
    linkTarget,
    linkSource,
  };
}

/**
 * Asks what stands at a path.
 * @returns a probe that answers undefined when there is nothing
 */
export function fileState(
  path: string,
  options: FileStateOptions = {},
): Probe<FileState | undefined> {
  const follow = options.follow === true;
  const algorithm = options.checksum ?? false;
  const look = sh`p=${path}; stat ${follow ? ['-L'] : []} -c ${STAT_FORMAT} -- "$p" || exit`;
  const sum =
    algorithm === false
      ? rawSh(':')
      : sh`if [ -f "$p" ] && [ -r "$p" ]; then exec ${`${algorithm}sum`} <"$p"; fi`;
  return {
    name: 'file-state',
    params: { path, follow, checksum: algorithm },
    script: joinSh([look, ACCESS, ...(follow ? [] : [LINK]), sum]),
    parse: (reply) => parseState(path, reply),
  };
}
