/** copy: puts a file, a text or a whole directory on a host. */
import { Dict, isList, type Value } from '../base/index.ts';
import { TaskFailure, type HostReader } from '../host/index.ts';
import { mutuallyExclusive } from '../schema/index.ts';
import { writeParams, writeReturns } from './_shared/copy-params.ts';
import {
  describeRoot,
  inspectTree,
  placeTree,
  planTree,
  readControllerTree,
  type TreeSource,
  type TreeState,
} from './_shared/copy-tree.ts';
import { refuseAttributes } from './_shared/file-params.ts';
import { baseName, joinPath, toHostPath } from './_shared/host-path.ts';
import { hostTree, toHostSource } from './_shared/host-tree.ts';
import { fileStatLine } from './_shared/host-source.ts';
import { toPythonJson, toScalarText } from './_shared/python-json.ts';
import {
  inspectWrite,
  planWrite,
  type FileSource,
  type WriteParams,
  type WriteReturns,
  type WriteState,
} from './_shared/write-file.ts';
import { toFileSource, toTextSource } from './_shared/write-source.ts';
import { failOnFailedStep, settleWrite } from './_shared/outcome.ts';
import { defineModule, type ControllerReader } from './contract.ts';

interface CopyParams extends WriteParams {
  readonly src?: string;
  readonly content?: Value;
  readonly remote_src: boolean;
  readonly local_follow?: boolean;
  readonly decrypt: boolean;
  readonly checksum?: string;
}

/** What is copied: one file, or a tree below `dest`. */
type Found =
  | { readonly kind: 'file'; readonly source: FileSource }
  | {
      readonly kind: 'tree';
      readonly tree: TreeSource;
      readonly src: string;
      readonly root: string;
    };

type CopyState = { readonly isCheckMode: boolean } & (
  | { readonly kind: 'file'; readonly file: WriteState }
  | {
      readonly kind: 'tree';
      readonly tree: TreeState;
      readonly dest: string;
      readonly src: string;
      /** `dest` of the result. */
      readonly shown: string;
    }
);

function toContentText(content: Value): string {
  const isStructure = content instanceof Dict || isList(content);
  return isStructure ? toPythonJson(content) : toScalarText(content);
}

async function findOnHost(
  src: string,
  // Ansible's module has no default of its own, so that links of the host stay links (2.14).
  { local_follow: isFollowing = false }: CopyParams,
  host: HostReader,
): Promise<Found> {
  const path = await toHostPath(host, src);
  const found = await host.ask(fileStatLine(path));
  if (found === undefined) throw new TaskFailure(`Source ${path} not found`);
  if (found.kind === 'directory')
    return { kind: 'tree', tree: await host.ask(hostTree(path, !isFollowing)), src, root: path };
  return { kind: 'file', source: toHostSource(path, found.stat, found.sums) };
}

async function findSource(
  params: CopyParams,
  host: HostReader,
  controller: ControllerReader,
): Promise<Found> {
  const { src, content } = params;
  if (content !== undefined && content !== null) {
    if (params.dest.endsWith('/')) throw new TaskFailure('can not use content with a dir as dest');
    const more = { name: baseName(params.dest), mode: undefined, shownPath: undefined };
    return { kind: 'file', source: toTextSource(toContentText(content), controller, more) };
  }
  if (src === undefined || src === '') throw new TaskFailure('src (or content) is required');
  if (params.remote_src) return findOnHost(src, params, host);
  const file = controller.find('files', src);
  const tree = { isDecrypting: params.decrypt, keepsLinks: params.local_follow === false };
  return file.isDirectory
    ? { kind: 'tree', tree: readControllerTree(file, controller, tree), src, root: file.path }
    : { kind: 'file', source: await toFileSource(file, controller, params.decrypt) };
}

export default defineModule({
  name: 'copy',
  collection: 'ansible.builtin',
  summary: 'Copies files to hosts.',
  notes: [
    'A source directory with a trailing slash copies what is in it; without one, the directory.',
    'The content travels only when its checksum differs, and is put in place whole or not at all.',
  ],
  params: {
    properties: {
      ...writeParams,
      src: {
        type: 'string',
        'x-coerce': 'path',
        description: "File or directory, searched in the role's `files` and beside the playbook.",
      },
      content: { type: 'value', description: 'Text to write; a dict or list is written as JSON.' },
      remote_src: {
        type: 'boolean',
        default: false,
        description: '`src` is a path on the host itself.',
      },
      directory_mode: {
        type: 'string',
        'x-coerce': 'mode',
        description: 'Mode of directories that are made.',
      },
      local_follow: {
        type: 'boolean',
        description:
          'Follow symbolic links in a source directory, or copy them as links. Not given, those of the controller are followed and those of a directory on the host stay links.',
      },
      checksum: { type: 'string', description: 'SHA-1 that the source must have.' },
      decrypt: {
        type: 'boolean',
        default: true,
        description: 'Open a source that is encrypted with vault.',
      },
    },
    required: ['dest'],
    rules: [mutuallyExclusive('src', 'content')],
  },
  returns: writeReturns,
  examples: [
    '- copy:\n    src: kubelet.conf\n    dest: /etc/kubernetes/kubelet.conf\n    owner: root\n    mode: "0644"\n',
    '- copy:\n    content: "net.ipv4.ip_forward=1\\n"\n    dest: /etc/sysctl.d/90-forward.conf\n    backup: true\n',
    '- copy:\n    src: sudoers.d/deploy\n    dest: /etc/sudoers.d/\n    validate: visudo -cf %s\n',
  ],
  supportsAsync: false,
  async inspect(params, host, controller): Promise<CopyState> {
    const { isCheckMode } = controller;
    const dest = await toHostPath(host, params.dest);
    const found = await findSource(params, host, controller);
    if (found.kind === 'file') {
      const file = await inspectWrite({ ...params, dest }, host, controller, found.source);
      return { kind: 'file', file, isCheckMode };
    }
    refuseAttributes(params, 'for a directory');
    const { src } = found;
    const slash = src.endsWith('/') ? '/' : '';
    const root = slash === '/' ? dest : joinPath(dest, baseName(src));
    const tree = await inspectTree({ ...params, dest: root }, host, controller, found.tree);
    const source = params.remote_src ? src : `${found.root.replace(/\/+$/, '')}${slash}`;
    const placed = placeTree(tree, dest, slash === '');
    return { kind: 'tree', ...placed, dest, src: source, isCheckMode };
  },
  plan(params, state) {
    if (state.kind === 'tree') {
      const { tree, isCheckMode, src, shown } = state;
      const isOfHost = params.remote_src;
      const plan = planTree(params, tree, { isCheckMode, isOfHost });
      const returns: WriteReturns = isOfHost
        ? { dest: shown, src, ...describeRoot(params, tree, isCheckMode) }
        : { dest: `${state.dest.replace(/\/$/, '')}/`, src };
      return { ...plan, returns };
    }
    const { file } = state;
    const { checksum, content } = params;
    if (checksum !== undefined && checksum !== file.source.sha1) {
      throw new TaskFailure('Copied file does not match the expected checksum. Transfer failed.', {
        checksum: file.source.sha1,
        expected_checksum: checksum,
      });
    }
    if (content !== undefined && file.isBelowDirectory) {
      throw new TaskFailure('can not use content with a dir as dest');
    }
    return planWrite(params, file);
  },
  settle: (_params, { returns }, outcomes) => {
    const { checksum } = returns;
    failOnFailedStep(outcomes, undefined, checksum === undefined ? {} : { checksum });
    return { returns: settleWrite(returns, outcomes) };
  },
});
