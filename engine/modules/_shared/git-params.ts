/** The parameters of git, and how ssh is called for it. */
import { TaskFailure } from '../../host/index.ts';
import { mutuallyExclusive, requiredBy, type ParamsSchema } from '../../schema/index.ts';
import { quote } from '../../shell/index.ts';
import type { Plain } from '../../base/index.ts';

/** As a playbook writes them. */
export const gitParams = {
  properties: {
    repo: {
      type: 'string',
      'x-aliases': ['name'],
      description: 'Where the repository is: a URL, `user@host:path`, or a path on the host.',
    },
    dest: {
      type: 'string',
      'x-coerce': 'path',
      description: 'The folder for it; needed unless `clone` is false.',
    },
    version: {
      type: 'string',
      default: 'HEAD',
      description: 'A branch, a tag or the hash of a commit; `HEAD` for the branch of the remote.',
    },
    remote: { type: 'string', default: 'origin', description: 'The name of the remote.' },
    refspec: { type: 'string', description: 'A further refspec to fetch.' },
    reference: { type: 'string', description: 'A repository on the host to take objects from.' },
    force: {
      type: 'boolean',
      default: false,
      description: 'Throw local modifications away instead of failing.',
    },
    depth: { type: 'integer', description: 'Fetch so many commits only.' },
    clone: {
      type: 'boolean',
      default: true,
      description: 'False: do not clone; only tell what the remote has.',
    },
    update: {
      type: 'boolean',
      default: true,
      description: 'False: leave a repository that is there as it is.',
    },
    verify_commit: {
      type: 'boolean',
      default: false,
      description: 'Fail when the commit or tag has no good signature of a known key.',
    },
    gpg_whitelist: {
      type: 'array',
      items: { type: 'string', description: 'A fingerprint.' },
      default: [],
      description: 'Fingerprints of the only keys that count for `verify_commit`.',
    },
    accept_hostkey: {
      type: 'boolean',
      default: false,
      description: 'Let ssh accept every host key (`StrictHostKeyChecking=no`).',
    },
    accept_newhostkey: {
      type: 'boolean',
      default: false,
      description: 'Let ssh accept host keys that are new (`StrictHostKeyChecking=accept-new`).',
    },
    key_file: {
      type: 'string',
      'x-coerce': 'path',
      description: 'The private key for ssh, on the host.',
    },
    ssh_opts: { type: 'string', description: 'Further options for ssh, as a shell reads them.' },
    executable: {
      type: 'string',
      'x-coerce': 'path',
      description: 'The program; `git` when not given.',
    },
    bare: { type: 'boolean', default: false, description: 'Make a bare repository.' },
    recursive: { type: 'boolean', default: true, description: 'Follow submodules.' },
    single_branch: {
      type: 'boolean',
      default: false,
      description: 'Clone the history of the one branch only.',
    },
    track_submodules: {
      type: 'boolean',
      default: false,
      description: 'Submodules follow their own branches, not the commits that are recorded.',
    },
    umask: { type: 'value', description: 'The umask to work with, as text in octal.' },
    archive: {
      type: 'string',
      'x-coerce': 'path',
      description: 'Also write the files as an archive: `.zip`, `.tar`, `.tar.gz` or `.tgz`.',
    },
    archive_prefix: {
      type: 'string',
      description: 'What stands in front of every path in the archive.',
      'x-since': '2.10',
    },
    separate_git_dir: {
      type: 'string',
      'x-coerce': 'path',
      description: "A folder for git's own files, apart from the files that are checked out.",
    },
  },
  required: ['repo'],
  rules: [
    mutuallyExclusive('separate_git_dir', 'bare'),
    mutuallyExclusive('accept_hostkey', 'accept_newhostkey'),
    requiredBy('archive_prefix', ['archive']),
  ],
} as const satisfies ParamsSchema;

/** The parameters, read. */
export interface GitParams {
  readonly repo: string;
  readonly dest?: string;
  readonly version: string;
  readonly remote: string;
  readonly refspec?: string;
  readonly reference?: string;
  readonly force: boolean;
  readonly depth?: number;
  readonly clone: boolean;
  readonly update: boolean;
  readonly verify_commit: boolean;
  readonly gpg_whitelist: readonly string[];
  readonly accept_hostkey: boolean;
  readonly accept_newhostkey: boolean;
  readonly key_file?: string;
  readonly ssh_opts?: string;
  readonly executable?: string;
  readonly bare: boolean;
  readonly recursive: boolean;
  readonly single_branch: boolean;
  readonly track_submodules: boolean;
  readonly umask?: Plain;
  readonly archive?: string;
  readonly archive_prefix?: string;
  readonly separate_git_dir?: string;
}

/** Options for ssh; those that the user named are not said twice. */
export function toSshOptions(params: GitParams, keyFile: string | undefined): string {
  const { accept_hostkey: all, accept_newhostkey: fresh } = params;
  let options = params.ssh_opts ?? '';
  const add = (option: string): void => {
    if (!options.includes(option)) options += ` -o ${option}`;
  };
  const isDecided = /-o StrictHostKeyChecking=(?:no|accept-new)/.test(options);
  if (all && !isDecided) add('StrictHostKeyChecking=no');
  if (fresh && !isDecided) add('StrictHostKeyChecking=accept-new');
  add('BatchMode=yes');
  if (keyFile !== undefined) {
    options += ` -i ${quote(keyFile)}`;
    add('IdentitiesOnly=yes');
  }
  return options.trim();
}

/** Reads the umask. @throws TaskFailure in Ansible's words when it is no text in octal */
export function readUmask(umask: Plain): string | undefined {
  if (umask === undefined || umask === null) return undefined;
  if (typeof umask !== 'string') {
    throw new TaskFailure('umask must be defined as a quoted octal integer');
  }
  if (!/^0*[0-7]{1,4}$/.test(umask)) throw new TaskFailure('umask must be an octal integer');
  return umask;
}

const FORMATS: Readonly<Record<string, string>> = {
  zip: 'zip',
  gz: 'tar.gz',
  tar: 'tar',
  tgz: 'tgz',
};

/** The format of an archive, by its name. @throws TaskFailure when the name does not tell */
export function toArchiveFormat(archive: string): string {
  const format = FORMATS[/[^/]\.([^./]*)$/.exec(archive)?.[1] ?? ''];
  if (format !== undefined) return format;
  throw new TaskFailure(`Unable to get file extension from archive file name : ${archive}`, {
    details: 'the name must end with .zip, .tar, .tar.gz or .tgz',
  });
}

/** Makes a path plain, as Python's normpath: no empty parts, no dots, nothing behind the last part. */
export function normalizePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    const isUp = part === '..' && parts.length > 0 && parts.at(-1) !== '..';
    if (isUp) parts.pop();
    else if (part !== '..' || !path.startsWith('/')) parts.push(part);
  }
  return (path.startsWith('/') ? '/' : '') + parts.join('/');
}
