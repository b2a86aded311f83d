/** fetch: a file of the host, brought to the controller. */
import type { Plain, Value } from '../base/index.ts';
import { TaskFailure, type HostReader } from '../host/index.ts';
import { sh } from '../shell/index.ts';
import { baseName, joinPath, toHostPath } from './_shared/host-path.ts';
import { failOnFailedStep } from './_shared/outcome.ts';
import { defineModule, type ControllerReader, type Plan } from './contract.ts';

/** What stands at the path on the host. */
type Remote =
  | { readonly is: 'missing' | 'directory' | 'unreadable' }
  | { readonly is: 'file'; readonly size: number; readonly sha1: string; readonly md5: string };

interface FetchState {
  readonly src: string;
  readonly dest: string;
  readonly remote: Remote;
  /** Of the file on the controller; undefined when there is none. */
  readonly localSha1: string | undefined;
}

interface FetchParams {
  readonly src: Value;
  readonly dest: string;
  readonly flat: boolean;
}

async function lookAtRemote(host: HostReader, path: string): Promise<Remote> {
  return host.ask({
    name: 'fetch-source',
    params: { path },
    script: sh`p=${path}
if [ -d "$p" ]; then echo directory; exit; fi
if [ ! -e "$p" ]; then
  case $(LC_ALL=C ls -d -- "$p" 2>&1) in *'Permission denied'*) echo unreadable ;; *) echo missing ;; esac
  exit
fi
if [ ! -r "$p" ]; then echo unreadable; exit; fi
wc -c <"$p"; sha1sum <"$p"; md5sum <"$p"`,
    parse: ({ rc, stdout, stderr }) => {
      const [size = '', sha1 = '', md5 = ''] = stdout.split('\n').map((line) => line.trim());
      if (size === 'directory' || size === 'missing' || size === 'unreadable') return { is: size };
      if (rc !== 0) throw new TaskFailure(`could not look at ${path}: ${stderr.trim()}`);
      const first = (line: string): string => line.split(' ')[0] ?? '';
      return { is: 'file', size: Number(size), sha1: first(sha1), md5: first(md5) };
    },
  });
}

/** Takes `.` and `..` out of a path, so that a name of the host cannot lead out of the folder. */
function normalize(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') parts.pop();
    else parts.push(part);
  }
  return `/${parts.join('/')}`;
}

function toLocalPath(params: FetchParams, src: string, controller: ControllerReader): string {
  const dest = controller.toPath(params.dest);
  if (!params.flat) {
    const below = normalize(src.replace(/^~[^/]*/, ''));
    return `${normalize(`${dest}/${controller.hostName}`)}${below}`;
  }
  if (dest.endsWith('/')) return normalize(joinPath(dest, baseName(src)));
  if (controller.lookAt(dest)?.isDirectory === true) {
    throw new TaskFailure(
      'dest is an existing directory, use a trailing slash if you want to fetch src into that directory',
    );
  }
  return normalize(dest);
}

export default defineModule({
  name: 'fetch',
  collection: 'ansible.builtin',
  summary: 'Brings a file of the host to the controller.',
  notes: ['The file appears on the controller whole or not at all.'],
  params: {
    properties: {
      src: { type: 'value', description: 'The file on the host.' },
      dest: {
        type: 'string',
        description: 'Folder on the controller; the file goes below it as `<host>/<path>`.',
      },
      flat: {
        type: 'boolean',
        default: false,
        description: '`dest` is the file itself, or with a trailing slash its folder.',
      },
      fail_on_missing: {
        type: 'boolean',
        default: true,
        description: 'Fail when there is no such file.',
      },
      validate_checksum: {
        type: 'boolean',
        default: true,
        description: 'Compare the checksums of what was sent and what arrived.',
      },
    },
    required: ['src', 'dest'],
  },
  returns: {
    checksum: { type: 'string', description: 'SHA-1 of the file.' },
    remote_checksum: { type: 'string', description: 'SHA-1 of the file on the host.' },
    md5sum: { type: 'string', description: 'MD5 of the file.' },
    remote_md5sum: { type: 'value', description: 'Always null, as in Ansible.' },
    dest: { type: 'string', description: 'Path on the controller.' },
    file: { type: 'string', description: 'Path on the host, when nothing was fetched.' },
    msg: { type: 'string', description: 'Why nothing was fetched.' },
  },
  examples: [
    '- fetch:\n    src: /etc/kubernetes/admin.conf\n    dest: fetched\n',
    '- fetch:\n    src: /etc/kubernetes/admin.conf\n    dest: fetched/{{ inventory_hostname }}.conf\n    flat: true\n',
  ],
  supportsCheckMode: false,
  checkModeMessage: 'check mode not (yet) supported for this module',
  supportsAsync: false,
  async inspect(params, host, controller): Promise<FetchState> {
    if (typeof params.src !== 'string') {
      throw new TaskFailure('Invalid type supplied for source option, it must be a string');
    }
    const src = await toHostPath(host, params.src);
    const remote = await lookAtRemote(host, src);
    const dest = toLocalPath(params, src, controller);
    const local = controller.lookAt(dest);
    const hasFile = local !== undefined && !local.isDirectory;
    const localSha1 = hasFile ? await controller.checksum(dest, 'sha1') : undefined;
    return { src, dest, remote, localSha1 };
  },
  plan(params, { src, dest, remote, localSha1 }): Plan<Record<string, Plain>> {
    if (remote.is === 'directory') {
      const why = 'remote file is a directory, fetch cannot work on directories';
      if (params.fail_on_missing) throw new TaskFailure(why);
      return { changes: [], steps: [], returns: { msg: `${why}, not transferring, ignored` } };
    }
    if (remote.is !== 'file') {
      const why =
        remote.is === 'missing'
          ? 'the remote file does not exist'
          : `file is not readable: ${src}: Permission denied`;
      if (params.fail_on_missing) throw new TaskFailure(why, { file: src });
      const msg = `${why}, not transferring, ignored`;
      return { changes: [], steps: [], returns: { msg, file: src } };
    }
    const { sha1, md5, size } = remote;
    const returns = { checksum: sha1, md5sum: md5, dest };
    if (localSha1 === sha1) return { changes: [], steps: [], returns: { ...returns, file: src } };
    return {
      changes: [{ what: `file ${dest}`, before: localSha1 ?? null, after: sha1 }],
      steps: [
        {
          do: 'talk',
          with: 'fetch',
          title: `fetch ${src}`,
          params: { path: src, dest, size },
        },
      ],
      returns: { ...returns, remote_checksum: sha1, remote_md5sum: null },
    };
  },
  settle(params, plan, outcomes) {
    failOnFailedStep(outcomes);
    const arrived = outcomes[0]?.answer?.['checksum'];
    const wanted = plan.returns['remote_checksum'];
    if (arrived !== undefined && params.validate_checksum && arrived !== wanted) {
      throw new TaskFailure('checksum mismatch', { ...plan.returns, checksum: arrived });
    }
    const checksum = arrived === undefined ? {} : { checksum: arrived };
    return { returns: { ...plan.returns, ...checksum } };
  },
});
