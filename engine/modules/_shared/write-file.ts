/**
 * One file that should be on a host with a given content: what copy and template have in common.
 * The content is compared by checksum, and travels only when it differs.
 */
import { TaskFailure, type Content, type HostReader, type Step } from '../../host/index.ts';
import type { Change, ControllerReader } from '../contract.ts';
import { writesInPlace, type FileParams } from './file-params.ts';
import { fileText } from './file-text.ts';
import { withChattr } from './chattr.ts';
import { joinPath, parentOf } from './host-path.ts';
import { findMissingParents, makeDirectories } from './make-directories.ts';
import { describeAttributes } from './path-info.ts';
import { pathState, type PathStat, type PathState } from './path-state.ts';
import {
  planAttributes,
  planRewrite,
  toWriteAttributes,
  type AttributesPlan,
} from './plan-attributes.ts';

/** Larger files are not shown as a diff (Ansible's MAX_FILE_SIZE_FOR_DIFF). */
export const MAX_DIFF_SIZE = 104_448;

/** What should be in the file. */
export interface FileSource {
  /** File name to use when the destination is a directory. */
  readonly name: string;
  readonly content: Content;
  readonly sha1: string;
  readonly md5: () => Promise<string | undefined>;
  readonly size: number;
  /** Mode of the source, for `mode: preserve`. */
  readonly mode: string | undefined;
  /** `src` of the result. */
  readonly shownPath: string | undefined;
  /** The content as text, for a diff. */
  readonly text: () => string | undefined;
}

/** A source that is read while the host is being asked. */
export interface LateSource {
  readonly name: string;
  readonly open: () => Promise<FileSource>;
}

/** The parameters that matter for one file. */
export interface WriteParams extends FileParams {
  readonly dest: string;
  readonly backup: boolean;
  readonly force: boolean;
  readonly follow: boolean;
  readonly validate?: string;
  readonly directory_mode?: string;
  readonly unsafe_writes?: boolean;
}

export interface WriteState {
  readonly source: FileSource;
  readonly dest: PathState;
  readonly md5: string | undefined;
  /** Old and new text, in diff mode when both are texts of a bearable size. */
  readonly texts: { readonly before: string; readonly after: string } | undefined;
  readonly isCheckMode: boolean;
  readonly isInPlace: boolean;
  readonly canMakeParents: boolean;
  /** True when `dest` turned out to be a directory, and the file goes below it. */
  readonly isBelowDirectory: boolean;
}

export interface WriteReturns {
  readonly [key: string]: string | number | null | undefined;
}

export interface WritePlan {
  readonly changes: readonly Change[];
  readonly steps: readonly Step[];
  readonly returns: WriteReturns;
}

function isSame(
  { dest, source }: Pick<WriteState, 'dest' | 'source'>,
  isFollowing: boolean,
): boolean {
  const stat = isFollowing ? dest.target : dest.self;
  return stat?.kind === 'file' && dest.checksum === source.sha1;
}

async function readTexts(
  host: HostReader,
  dest: PathState,
  source: FileSource,
): Promise<WriteState['texts']> {
  const { target } = dest;
  const size = Math.max(source.size, target?.size ?? 0);
  if (size > MAX_DIFF_SIZE || (target !== undefined && target.kind !== 'file')) return undefined;
  // What the text depends on, the state of the file has told.
  const question = { ...fileText(dest.path), sees: () => [] };
  const before = target === undefined ? '' : ((await host.ask(question)) ?? '');
  const after = source.text();
  if (after === undefined || `${before}${after}`.includes('\0')) return undefined;
  return { before, after };
}

/** Finds the file that `dest` means and looks at it: one round trip, two for a directory. */
async function findDestination(
  params: WriteParams,
  host: HostReader,
  name: string,
): Promise<PathState> {
  const { dest, owner, group, attributes } = params;
  const question = { checksum: 'sha1', owner, group, attributes } as const;
  const path = dest.endsWith('/') ? joinPath(dest, name) : dest;
  const first = await host.ask(pathState(path, question));
  const found =
    first.target?.kind === 'directory'
      ? await host.ask(pathState(joinPath(path, name), question))
      : first;
  return params.follow && found.self?.kind === 'link'
    ? host.ask(pathState(found.realPath, question))
    : found;
}

/** Reads what the decision about one file needs. */
export function inspectWrite(
  params: WriteParams,
  host: HostReader,
  controller: ControllerReader,
  source: FileSource,
): Promise<WriteState> {
  const late = { name: source.name, open: () => Promise.resolve(source) };
  return inspectLateWrite(params, host, controller, late);
}

/** Like `inspectWrite`, for a source that is read meanwhile. */
export async function inspectLateWrite(
  params: WriteParams,
  host: HostReader,
  controller: ControllerReader,
  { name, open }: LateSource,
): Promise<WriteState> {
  const [dest, source] = await Promise.all([findDestination(params, host, name), open()]);
  const isDifferent = !isSame({ dest, source }, params.follow);
  const { isCheckMode, isDiffMode } = controller;
  return {
    source,
    dest,
    md5: isDifferent || isOfHost(source) ? await source.md5() : undefined,
    texts: isDifferent && isDiffMode ? await readTexts(host, dest, source) : undefined,
    isCheckMode,
    isInPlace: writesInPlace(params, controller),
    canMakeParents: params.dest.endsWith('/'),
    isBelowDirectory: dest.path === joinPath(params.dest, source.name),
  };
}

function planParents(params: WriteParams, state: WriteState): readonly Step[] {
  const missing = findMissingParents(state.dest);
  if (missing.length > 0 && !state.canMakeParents && !state.isCheckMode) {
    throw new TaskFailure(`Destination directory ${parentOf(state.dest.path)} does not exist`, {
      checksum: state.source.sha1,
    });
  }
  const { owner, group, directory_mode: mode } = params;
  return makeDirectories(missing, { mode, owner, group });
}

function planContentChange(state: WriteState, hasFile: boolean): Change {
  const { dest, source, texts } = state;
  return texts === undefined
    ? { what: 'content', before: hasFile ? (dest.checksum ?? null) : null, after: source.sha1 }
    : { what: 'content', before: texts.before, after: texts.after, path: dest.path };
}

function isOfHost({ content }: FileSource): boolean {
  return content.from === 'host';
}

/** What is told of a file that is left as it is; of a source on the host Ansible tells more. */
function describeKept({ dest, source }: WriteState, stat: PathStat): WriteReturns {
  const named = { dest: dest.path, src: source.shownPath };
  return isOfHost(source)
    ? { ...named, msg: 'file already exists', ...describeAttributes(stat) }
    : named;
}

/**
 * Decides what one file needs.
 * @throws TaskFailure when the directory is missing, or validation has no `%s`
 */
export function planWrite(params: WriteParams, state: WriteState): WritePlan {
  const { dest } = state;
  const stat = params.follow ? dest.target : dest.self;
  if (stat?.kind === 'directory') {
    throw new TaskFailure(`cannot replace the directory ${dest.path} with a file`);
  }
  if (stat !== undefined && !params.force) {
    return { changes: [], steps: [], returns: describeKept(state, stat) };
  }
  const plan = planContent(params, state, stat);
  return withChattr(plan, params.attributes, { path: dest.path, state: dest });
}

function planContent(
  params: WriteParams,
  state: WriteState,
  stat: PathStat | undefined,
): WritePlan {
  const { dest, source } = state;
  const replaced = stat?.kind === 'file' ? stat : undefined;
  const isThere = isSame(state, params.follow);
  // Before the owner is looked up: Ansible finds the missing directory first.
  const parents = isThere ? [] : planParents(params, state);
  const attributes = planFileAttributes(params, state, replaced);
  const common = {
    dest: dest.path,
    checksum: source.sha1,
    ...attributes.returns,
    size: source.size,
    state: 'file',
  };
  if (isThere) {
    return {
      changes: attributes.changes,
      steps: attributes.changes.length > 0 ? [toAttributesStep(dest.path, attributes)] : [],
      // What the host had itself is told as if it had been copied again.
      returns: isOfHost(source)
        ? { ...common, md5sum: state.md5, src: source.shownPath }
        : { ...common, path: dest.path },
    };
  }
  const write = planWriteStep(params, state, toWriteAttributes(attributes));
  const isNew = replaced === undefined;
  return {
    changes: [planContentChange(state, !isNew), ...(isNew ? [] : attributes.changes)],
    steps: [...parents, write],
    returns: { ...common, md5sum: state.md5, src: source.shownPath },
  };
}

/** In check mode the owner of a new file may be made by an earlier task, so it is not looked up. */
function planFileAttributes(
  params: WriteParams,
  state: WriteState,
  replaced: PathStat | undefined,
): AttributesPlan {
  const { dest, source, isCheckMode } = state;
  const mode = params.mode === 'preserve' ? (source.mode ?? '0644') : params.mode;
  const isLenient = replaced === undefined && isCheckMode;
  const wanted = isLenient ? { mode } : { mode, owner: params.owner, group: params.group };
  const isKept = replaced !== undefined && isSame(state, params.follow);
  return (isKept ? planAttributes : planRewrite)(wanted, dest, replaced);
}

/** The step that sets what differs. */
export function toAttributesStep(path: string, { attributes }: AttributesPlan): Step {
  return { do: 'attributes', title: `set attributes of ${path}`, path, attributes };
}

function planWriteStep(
  params: WriteParams,
  { dest, source, isInPlace }: WriteState,
  attributes: { readonly mode?: string | undefined },
): Step {
  if (params.validate?.includes('%s') === false) {
    throw new TaskFailure(`validate must contain %s: ${params.validate}`, {
      checksum: source.sha1,
    });
  }
  return {
    do: 'write',
    title: `write ${dest.path}`,
    path: dest.path,
    content: source.content,
    attributes,
    backup: params.backup && dest.target?.kind === 'file',
    validate: params.validate,
    isInPlace,
  };
}
