/** find: files of a host by name, age, size, kind and content. */
import type { Plain } from '../base/index.ts';
import { TaskFailure, type HostReader, type Probe } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import { findByContent } from './_shared/find-content.ts';
import { makeFilter, readAmount, type FoundEntry } from './_shared/find-filter.ts';
import { toFourDigits } from './_shared/file-mode.ts';
import { toHostPath } from './_shared/host-path.ts';
import { parseStat, type PathStat } from './_shared/path-state.ts';
import { statFormat } from './_shared/path-scripts.ts';
import { defineModule } from './contract.ts';

/** What is below one folder. */
interface Listing {
  readonly entries: readonly FoundEntry[];
  /** Why it could not be searched. */
  readonly skipped: string | undefined;
  readonly now: number;
}

const RECORD = '\x1e';

/** Every entry below a folder with its stat, down to a depth. Links are never looked through. */
function listBelow(folder: string, depth: number | undefined, follows: boolean): Probe<Listing> {
  const limit = depth === undefined ? [] : ['-maxdepth', String(depth)];
  // An empty path is no folder, as in Ansible, and not the root.
  const path = folder.replace(/(?<=.)\/+$/, '');
  return {
    name: 'entries-below',
    params: { path, depth: depth ?? null, follows },
    script: sh`p=${path}
printf 'N %s\n' "$(date +%s)"
if [ ! -d "$p" ]; then echo none; exit 0; fi
case $p in -*) p=./$p ;; esac
find ${follows ? ['-L'] : []} "$p" -mindepth 1 ${limit} -exec stat -c ${`${RECORD}${statFormat} %n`} -- {} + 2>/dev/null
:`,
    parse: ({ stdout }) => {
      const [head = '', ...records] = stdout.split(RECORD);
      const now = Number(/^N (\d+)/m.exec(head)?.[1] ?? 0);
      if (/^none$/m.test(head)) {
        return { entries: [], skipped: `'${path}' is not a directory`, now };
      }
      const prefix = path === '/' ? '/' : `${path}/`;
      const entries = records.map((record) => {
        const at = record.indexOf(` ${path}`, 20);
        const name = record.slice(at + 1).replace(/\n$/, '');
        const below = name.slice(prefix.length);
        return { path: name, depth: below.split('/').length, stat: parseStat(record.slice(0, at)) };
      });
      return { entries, skipped: undefined, now };
    },
  };
}

async function askChecksums(
  host: HostReader,
  entries: readonly FoundEntry[],
): Promise<ReadonlyMap<string, string>> {
  const files = entries.filter(({ stat }) => stat.kind === 'file').map(({ path }) => path);
  if (files.length === 0) return new Map();
  return host.ask({
    name: 'checksums',
    script: sh`for f in ${files}; do
  if [ -r "$f" ]; then sha1sum <"$f"; else echo; fi
done`,
    parse: ({ stdout }) => {
      const sums = stdout.split('\n').map((line) => line.split(' ')[0] ?? '');
      return new Map(files.map((file, index) => [file, sums[index] ?? '']));
    },
  });
}

const BITS: readonly (readonly [string, number])[] = [
  ['isuid', 0o4000],
  ['isgid', 0o2000],
  ['rusr', 0o400],
  ['wusr', 0o200],
  ['xusr', 0o100],
  ['rgrp', 0o40],
  ['wgrp', 0o20],
  ['xgrp', 0o10],
  ['roth', 0o4],
  ['woth', 0o2],
  ['xoth', 0o1],
];

const KINDS: Readonly<Record<string, PathStat['kind']>> = {
  isblk: 'block',
  ischr: 'character',
  isdir: 'directory',
  isfifo: 'fifo',
  islnk: 'link',
  isreg: 'file',
  issock: 'socket',
};

function describe(entry: FoundEntry, checksum: string | undefined): Record<string, Plain> {
  const { stat } = entry;
  return {
    path: entry.path,
    mode: toFourDigits(stat.mode),
    ...Object.fromEntries(Object.entries(KINDS).map(([key, kind]) => [key, stat.kind === kind])),
    ...Object.fromEntries(BITS.map(([key, bit]) => [key, (stat.mode & bit) !== 0])),
    uid: stat.uid,
    gid: stat.gid,
    pw_name: stat.user,
    gr_name: stat.group,
    size: stat.size,
    inode: stat.inode,
    dev: stat.device,
    nlink: stat.links,
    atime: stat.accessTime,
    mtime: stat.modificationTime,
    ctime: stat.changeTime,
    ...(checksum === undefined || checksum === '' ? {} : { checksum }),
  };
}

interface FindState {
  readonly files: readonly Record<string, Plain>[];
  readonly examined: number;
  readonly skipped: Readonly<Record<string, string>>;
}

export default defineModule({
  name: 'find',
  collection: 'ansible.builtin',
  summary: 'Finds files by name, age, size, kind and content.',
  notes: [
    '`contains` is searched with grep of the host where that reads the expression as Python does; otherwise files of up to 8 MB are read.',
    'With `follow`, folders that links make part of themselves are not entered again.',
  ],
  params: {
    properties: {
      paths: {
        type: 'array',
        items: { type: 'string', description: 'A folder.' },
        'x-aliases': ['name', 'path'],
        description: 'Folders to search.',
      },
      patterns: {
        type: 'array',
        items: { type: 'string', description: 'A pattern.' },
        default: [],
        'x-aliases': ['pattern'],
        description: 'Shell patterns, or expressions with `use_regex`, that a name must match.',
      },
      excludes: {
        type: 'array',
        items: { type: 'string', description: 'A pattern.' },
        default: [],
        'x-aliases': ['exclude'],
        description: 'Patterns that a name must not match.',
      },
      use_regex: {
        type: 'boolean',
        default: false,
        description: '`patterns` and `excludes` are regular expressions of Python.',
      },
      file_type: {
        type: 'string',
        enum: ['any', 'directory', 'file', 'link'],
        default: 'file',
        description: 'What to find.',
      },
      recurse: { type: 'boolean', default: false, description: 'Search below the folders.' },
      depth: { type: 'integer', description: 'How deep to search.' },
      hidden: { type: 'boolean', default: false, description: 'Find names that begin with a dot.' },
      follow: { type: 'boolean', default: false, description: 'Enter folders through links.' },
      age: {
        type: 'string',
        description: 'At least so old: `2d`, `1w`, in seconds without a unit; negative: at most.',
      },
      age_stamp: {
        type: 'string',
        enum: ['atime', 'ctime', 'mtime'],
        default: 'mtime',
        description: 'Which time counts.',
      },
      size: { type: 'string', description: 'At least so big: `10k`, `1m`; negative: at most.' },
      contains: {
        type: 'string',
        description: 'Expression of Python that a line must match from its beginning on.',
      },
      read_whole_file: {
        type: 'boolean',
        default: false,
        description: 'Search `contains` anywhere in the file instead of line by line.',
      },
      get_checksum: { type: 'boolean', default: false, description: 'Give the SHA-1 of files.' },
    },
    required: ['paths'],
  },
  returns: {
    files: { type: 'array', description: 'What was found, each as `stat` gives it.' },
    matched: { type: 'integer', description: 'How many were found.' },
    examined: { type: 'integer', description: 'How many were looked at.' },
    skipped_paths: { type: 'object', description: 'Folders that could not be searched, and why.' },
    msg: { type: 'string', description: 'Whether all folders could be searched.' },
  },
  examples: [
    '- find:\n    paths: /var/log\n    patterns: "*.old,*.log.gz"\n    age: 4w\n    recurse: true\n',
  ],
  async inspect(params, host): Promise<FindState> {
    if (params.paths.length === 0) throw new TaskFailure('missing required arguments: paths');
    readAmount('age', params.age);
    readAmount('size', params.size);
    const paths = await Promise.all(params.paths.map((path) => toHostPath(host, path)));
    const depth = params.recurse ? (params.depth === undefined ? undefined : params.depth + 1) : 1;
    const listings = await Promise.all(
      paths.map((path) => host.ask(listBelow(path, depth, params.follow))),
    );
    const named = listings.flatMap((listing) =>
      listing.entries.filter(makeFilter(params, listing.now)),
    );
    const files = named.filter(({ stat }) => stat.kind === 'file').map(({ path }) => path);
    const { contains, read_whole_file: isWhole } = params;
    const matching =
      contains === undefined ? undefined : await findByContent(host, files, contains, isWhole);
    const found = named.filter((entry) => matching?.has(entry.path) ?? true);
    const sums = params.get_checksum ? await askChecksums(host, found) : new Map<string, string>();
    const skipped = listings.flatMap(({ skipped: why }, index) =>
      why === undefined ? [] : [[paths[index] ?? '', why] as const],
    );
    return {
      files: found.map((entry) => describe(entry, sums.get(entry.path))),
      examined: listings.reduce((sum, { entries }) => sum + entries.length, 0),
      skipped: Object.fromEntries(skipped),
    };
  },
  plan(_params, { files, examined, skipped }) {
    const isWhole = Object.keys(skipped).length === 0;
    return {
      changes: [],
      steps: [],
      returns: {
        files,
        matched: files.length,
        examined,
        skipped_paths: skipped,
        msg: isWhole ? 'All paths examined' : 'Not all paths examined, check warnings for details',
      },
      warnings: Object.entries(skipped).map(
        ([path, why]) => `Skipped '${path}' path due to this access issue: ${why}`,
      ),
    };
  },
});
