/** unarchive: unpacks an archive on a host, unless it is unpacked there already. */
import { TaskFailure, type HostReader, type Probe } from '../host/index.ts';
import { mutuallyExclusive } from '../schema/index.ts';
import { joinSh, sh } from '../shell/index.ts';
import { lookAtArchive, parseLook } from './_shared/archive.ts';
import { inspectMembers } from './_shared/archive-members.ts';
import { downloadTool } from './_shared/download.ts';
import { fileParams, fileReturns, refuseAttributes } from './_shared/file-params.ts';
import { toHostPath } from './_shared/host-path.ts';
import { pathState, type PathState } from './_shared/path-state.ts';
import { planAttributes } from './_shared/plan-attributes.ts';
import {
  failUnarchive,
  planFar,
  planNear,
  toArchiveFailure,
  toWish,
  type FarArchive,
  type NearArchive,
  type UnarchiveParams,
  type UnarchiveReturns,
} from './_shared/unarchive-plan.ts';
import { defineModule, type ControllerReader, type Plan } from './contract.ts';

interface UnarchiveState {
  readonly isCreated: boolean;
  readonly dest: PathState;
  /** Undefined when there is nothing to do with it. */
  readonly archive: FarArchive | NearArchive | undefined;
}

async function lookOnHost(
  params: UnarchiveParams,
  host: HostReader,
  path: string,
  dest: PathState,
): Promise<NearArchive> {
  const look = await host.ask({
    name: 'archive',
    script: joinSh([
      sh`a=${path}
[ -r "$a" ] || exit 66`,
      lookAtArchive(toWish(params, dest.path)),
      sh`exit 0`,
    ]),
    parse({ rc, stdout, stderr }) {
      if (rc === 66) throw new TaskFailure(`Source '${path}' does not exist`);
      if (rc !== 0) throw toArchiveFailure(rc, stderr, path);
      return parseLook(stdout);
    },
  });
  const hasAttributes = [params.owner, params.group, params.mode].some((one) => one !== undefined);
  const members = hasAttributes ? await host.ask(inspectMembers(dest.path, look.names)) : [];
  return { from: 'host', path, look, members };
}

function exists(path: string): Probe<boolean> {
  return { name: 'exists', script: sh`[ -e ${path} ]`, parse: ({ rc }) => rc === 0 };
}

async function findArchive(
  params: UnarchiveParams,
  host: HostReader,
  controller: ControllerReader,
  dest: PathState,
): Promise<FarArchive | NearArchive> {
  const { src } = params;
  if (!params.remote_src && params.copy) {
    return { from: 'controller', file: controller.find('files', src) };
  }
  if (src.includes('://')) return { from: 'url', url: src, tool: await host.ask(downloadTool()) };
  return lookOnHost(params, host, await toHostPath(host, src), dest);
}

export default defineModule({
  name: 'unarchive',
  collection: 'ansible.builtin',
  summary: 'Unpacks an archive on a host.',
  notes: [
    'tar (plain, gzip, bzip2, xz, zstd) and zip; the host needs tar or unzip.',
    'Check mode can only tell for archives that are on the host (`remote_src`).',
  ],
  params: {
    properties: {
      ...fileParams,
      src: {
        type: 'string',
        'x-coerce': 'path',
        description: 'Archive on the controller; with `remote_src` on the host, or a URL.',
      },
      dest: {
        type: 'string',
        'x-coerce': 'path',
        description: 'Directory that must exist on the host.',
      },
      remote_src: { type: 'boolean', default: false, description: 'The archive is on the host.' },
      copy: {
        type: 'boolean',
        default: true,
        description: 'Older name of the opposite of `remote_src`.',
      },
      creates: {
        type: 'string',
        'x-coerce': 'path',
        description: 'When this exists, nothing is done.',
      },
      list_files: { type: 'boolean', default: false, description: 'Return the names in it.' },
      exclude: {
        type: 'array',
        items: { type: 'string', description: 'A name or pattern.' },
        description: 'What to leave out.',
      },
      include: {
        type: 'array',
        items: { type: 'string', description: 'A name.' },
        description: 'What to unpack; everything when not given.',
      },
      keep_newer: {
        type: 'boolean',
        default: false,
        description: 'Do not replace files that are newer than in the archive.',
      },
      extra_opts: {
        type: 'array',
        items: { type: 'string', description: 'An option.' },
        description: 'Further options for tar or unzip.',
      },
      validate_certs: {
        type: 'boolean',
        default: true,
        description: "Check the server's certificate.",
      },
      decrypt: {
        type: 'boolean',
        default: true,
        description: 'Open a source encrypted with vault.',
      },
      io_buffer_size: {
        type: 'integer',
        default: 65536,
        description: 'Accepted; archives are streamed.',
      },
    },
    required: ['src', 'dest'],
    rules: [mutuallyExclusive('include', 'exclude')],
  },
  returns: {
    ...fileReturns,
    msg: { type: 'string', description: 'Why nothing was done.' },
    handler: { type: 'string', description: 'Kind of the archive.' },
    files: { type: 'array', description: 'Names in it, with `list_files`.' },
  },
  examples: [
    '- unarchive:\n    src: /var/cache/cni-plugins.tgz\n    dest: /opt/cni/bin\n    remote_src: true\n',
  ],
  supportsAsync: false,
  async inspect(params, host, controller): Promise<UnarchiveState> {
    refuseAttributes(params, 'for archives');
    const { creates, owner, group } = params;
    const path = await toHostPath(host, params.dest);
    const [isCreated, dest] = await Promise.all([
      creates === undefined ? false : host.ask(exists(await toHostPath(host, creates))),
      host.ask(pathState(path, { owner, group })),
    ]);
    const isUseless = isCreated || dest.target?.kind !== 'directory';
    const archive = isUseless ? undefined : await findArchive(params, host, controller, dest);
    return { isCreated, dest, archive };
  },
  plan(params, { dest, archive, isCreated }): Plan<UnarchiveReturns> {
    if (isCreated) {
      const skipped = `skipped, since ${params.creates ?? ''} exists`;
      return { changes: [], steps: [], returns: { msg: skipped }, skips: skipped };
    }
    if (archive === undefined) {
      throw new TaskFailure(`dest '${params.dest}' must be an existing dir`);
    }
    const names = archive.from === 'host' ? archive.look.names : [];
    // An archive of `.` sets the folder's own attributes, which are then what is told of it.
    const isItself = names.some((name) => name === '' || name === './');
    const own = planAttributes(isItself ? params : {}, dest, dest.target);
    const returns = { dest: params.dest, src: params.src, ...own.returns, state: 'directory' };
    if (archive.from !== 'host') {
      const steps = planFar(params, dest.path, archive);
      return { certainty: 'unknown', changes: [], steps, returns };
    }
    const { handler } = archive.look;
    const files = params.list_files ? { files: names } : {};
    return { ...planNear(params, dest, archive), returns: { ...returns, handler, ...files } };
  },
  settle(params, plan, outcomes) {
    failUnarchive(outcomes, params);
    if (plan.certainty !== 'unknown') return { returns: plan.returns };
    const look = parseLook(outcomes.at(-1)?.stdout ?? '');
    const files = params.list_files ? { files: look.names } : {};
    const returns = { ...plan.returns, handler: look.handler, ...files };
    return { returns, isChanged: look.differences.length > 0 };
  },
});
