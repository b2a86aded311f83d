/** The parameters of synchronize, and the words that rsync gets for them. Pure. */
import { TaskFailure } from '../../host/index.ts';
import type { ParamsOf, ParamsSchema } from '../../schema/index.ts';

/** What the host is called in rsync's words; the connection is ours, so the name means nothing. */
export const HERE = 'host';

const PRESERVED = ['recursive', 'links', 'perms', 'times', 'owner', 'group'] as const;

const preserve = (what: string) =>
  ({ type: 'boolean', description: `${what}; as \`archive\` says when missing.` }) as const;

const unused = (type: 'boolean' | 'integer' | 'string') =>
  ({
    type,
    description: 'Accepted; the connection that kplay has already is used, so it does nothing.',
  }) as const;

/** The parameters, as Ansible's module of the collection ansible.posix 1.5 has them. */
export const rsyncParams = {
  properties: {
    src: {
      type: 'string',
      description: 'What is brought; with a trailing slash what is in it. A path or `rsync://…`.',
    },
    dest: { type: 'string', description: 'Where it is brought to. A path or `rsync://…`.' },
    mode: {
      type: 'string',
      enum: ['push', 'pull'],
      default: 'push',
      description: 'To the host, or from it.',
    },
    archive: {
      type: 'boolean',
      default: true,
      description: 'Bring what is in folders, links, permissions, times, owner, group and devices.',
    },
    checksum: {
      type: 'boolean',
      default: false,
      description: 'Compare contents instead of sizes and times.',
    },
    compress: { type: 'boolean', default: true, description: 'Compress what is sent.' },
    existing_only: {
      type: 'boolean',
      default: false,
      description: 'Make no file that is not there yet.',
    },
    delete: {
      type: 'boolean',
      default: false,
      description: 'Remove what is not in `src`, when all the rest has arrived.',
    },
    dirs: { type: 'boolean', default: false, description: 'Folders without what is in them.' },
    recursive: preserve('Bring what is in folders'),
    links: preserve('Bring symbolic links as links'),
    copy_links: {
      type: 'boolean',
      default: false,
      description: 'Bring what symbolic links point at.',
    },
    perms: preserve('Bring permissions'),
    times: preserve('Bring times'),
    owner: preserve('Bring the owner'),
    group: preserve('Bring the group'),
    rsync_path: {
      type: 'string',
      description:
        'How rsync is started on the host: `sudo rsync`. It is then started by the user of the connection.',
    },
    rsync_timeout: {
      type: 'integer',
      default: 0,
      description: 'Seconds without any byte after which rsync gives up; 0 is never.',
    },
    rsync_opts: {
      type: 'array',
      items: { type: 'string', description: 'One of them: `--exclude=.git`.' },
      default: [],
      description: 'More options for rsync.',
    },
    partial: {
      type: 'boolean',
      default: false,
      description: 'Keep what arrived of a file that was cut off.',
    },
    link_dest: {
      type: 'array',
      items: { type: 'string', description: 'A folder of the receiving side.' },
      description: 'Folders whose equal files are linked to instead of being sent.',
    },
    delay_updates: {
      type: 'boolean',
      default: true,
      description: 'Put all files in place at the end; `.rsync-filter` files count then.',
    },
    dest_port: unused('integer'),
    private_key: unused('string'),
    set_remote_user: unused('boolean'),
    use_ssh_args: unused('boolean'),
    ssh_connection_multiplexing: unused('boolean'),
    verify_host: unused('boolean'),
  },
  required: ['src', 'dest'],
} as const satisfies ParamsSchema;

export type RsyncParams = ParamsOf<typeof rsyncParams>;

/** What is not among the parameters. */
export interface RsyncCall {
  readonly from: string;
  readonly to: string;
  /** Stands before every line of output. */
  readonly mark: string;
  readonly isCheck: boolean;
}

function toArchiveWords(params: RsyncParams): readonly string[] {
  const wanted = !params.archive;
  const differing = PRESERVED.filter((name) => params[name] === wanted);
  const words = differing.map((name) => (params.archive ? `--no-${name}` : `--${name}`));
  return params.archive ? ['--archive', ...words] : words;
}

function folderOf(path: string): string {
  return path.replace(/\/[^/]*$/, '');
}

/** @throws TaskFailure when a folder to link to holds the destination */
function toLinkWords({ link_dest: links }: RsyncParams, to: string): readonly string[] {
  if (links === undefined) return [];
  for (const path of links) {
    if (!folderOf(to).startsWith(path)) continue;
    const what = `${folderOf(to)} and ${to}`;
    throw new TaskFailure(
      `Hardlinking into a subdirectory of the source would cause recursion. ${what}`,
    );
  }
  // rsync takes a new link for no change, unless it is told to be talkative.
  return ['-H', '-vv', ...links.map((path) => `--link-dest=${path}`)];
}

/** The options and the two ends, in the order in which Ansible's module has them. @throws TaskFailure */
export function toRsyncWords(params: RsyncParams, call: RsyncCall): readonly string[] {
  const flag = (is: boolean, ...words: readonly string[]): readonly string[] => (is ? words : []);
  const { rsync_path: path, rsync_timeout: seconds } = params;
  return [
    ...flag(params.delay_updates, '--delay-updates', '-F'),
    ...flag(params.compress, '--compress'),
    ...flag(seconds > 0, `--timeout=${seconds}`),
    ...flag(call.isCheck, '--dry-run'),
    ...flag(params.delete, '--delete-after'),
    ...flag(params.existing_only, '--existing'),
    ...flag(params.checksum, '--checksum'),
    ...flag(params.copy_links, '--copy-links'),
    ...toArchiveWords(params),
    ...flag(params.dirs, '--dirs'),
    ...flag(path !== undefined, `--rsync-path=${path ?? ''}`),
    ...params.rsync_opts,
    ...flag(params.partial, '--partial'),
    ...toLinkWords(params, call.to),
    `--out-format=${call.mark}%i %n%L`,
    call.from,
    call.to,
  ];
}
