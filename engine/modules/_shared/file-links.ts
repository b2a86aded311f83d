/** The file module's links: `link` and `hard`. Pure. */
import { TaskFailure, type Step } from '../../host/index.ts';
import type { FileModuleParams, FileModuleState } from './file-inspect.ts';
import type { FileParams } from './file-params.ts';
import { describeAttributes, describeKind, describeStanding } from './path-info.ts';
import type { PathStat, PathState } from './path-state.ts';
import { planAttributes, type AttributesPlan } from './plan-attributes.ts';
import { findSubject, planAttributesOnly, type FilePlan } from './file-plain.ts';

function checkSource(params: FileModuleParams, state: FileModuleState): void {
  const { path, source } = state;
  const isUnasked = params.src === undefined || params.force || state.isCheckMode;
  if (isUnasked || source?.target !== undefined) return;
  throw new TaskFailure(
    `src file does not exist, use "force=yes" if you really want to create the link: ${source?.path ?? ''}`,
    { ...describeStanding(path.path, path.self), src: params.src ?? null },
  );
}

function checkReplaced(params: FileModuleParams, state: FileModuleState): void {
  const { path } = state;
  const kind = describeKind(path.self);
  const standing = describeStanding(path.path, path.self);
  if (kind === 'directory') {
    if (!params.force) {
      throw new TaskFailure(
        `refusing to convert from directory to symlink for ${path.path}`,
        standing,
      );
    }
    if (!state.isEmptyDirectory) {
      throw new TaskFailure(
        `the directory ${path.path} is not empty, refusing to convert it`,
        standing,
      );
    }
  } else if ((kind === 'file' || kind === 'hard') && !params.force) {
    throw new TaskFailure(`refusing to convert from ${kind} to symlink for ${path.path}`, standing);
  }
}

const DANGLING =
  'Cannot set fs attributes on a non-existent symlink target. ' +
  'follow should be set to False to avoid this.';

/** `state: link`. @throws TaskFailure with Ansible's refusals */
export function planSymbolicLink(params: FileModuleParams, state: FileModuleState): FilePlan {
  const { path } = state;
  const text = params.src ?? path.linkText;
  if (text === undefined) throw new TaskFailure('src is required for creating new symlinks');
  checkSource(params, state);
  const isSame = path.self?.kind === 'link' && path.linkText === text;
  if (!isSame) checkReplaced(params, state);
  const link = isSame ? { changes: [], steps: [] } : planNewLink(path, text);
  const attributes = planLinkAttributes(params, state, text);
  return {
    changes: [...link.changes, ...attributes.changes],
    steps: [...link.steps, ...attributes.steps],
    ...describeLink(params, state, { text, returns: attributes.returns }),
  };
}

/** What is told of a link: of one to nothing only its text. */
function describeLink(
  { src, follow }: FileModuleParams,
  { path, source, isCheckMode }: FileModuleState,
  { text, returns }: { readonly text: string; readonly returns: FilePlan['returns'] },
): Pick<FilePlan, 'returns' | 'warnings'> {
  const isDangling = source?.target === undefined;
  const isShown = src !== undefined || (follow && !isDangling);
  const named = { dest: path.path, src: isShown ? text : null };
  if (!isDangling) return { returns: { ...named, ...returns } };
  return { returns: named, ...(follow && !isCheckMode ? { warnings: [DANGLING] } : {}) };
}

/** The step that puts a link at a path, in place of what stands there. */
export function toLinkStep(path: PathState, target: string, kind: 'symbolic' | 'hard'): Step {
  const force = path.self !== undefined;
  return { do: 'link', title: `link ${path.path}`, path: path.path, target, kind, force };
}

function planNewLink(path: PathState, text: string): Pick<FilePlan, 'changes' | 'steps'> {
  const kind = describeKind(path.self);
  const change =
    kind === 'link'
      ? { what: 'src', before: path.linkText ?? null, after: text }
      : { what: 'state', before: kind, after: 'link' };
  return { changes: [change], steps: [toLinkStep(path, text, 'symbolic')] };
}

/** A link as it stands, or as it will: everybody may do everything with it. */
function toLinkStat(path: PathState, text: string): PathStat | undefined {
  const { self, creator } = path;
  const base = self ?? path.target;
  const size = new TextEncoder().encode(text).length;
  if (self?.kind === 'link') return { ...self, size };
  const none = { inode: 0, device: 0, accessTime: 0, modificationTime: 0, changeTime: 0 };
  const owner = creator ?? base;
  if (owner === undefined) return undefined;
  const { uid, gid, user, group } = owner;
  return { kind: 'link', mode: 0o777, links: 1, size, uid, gid, user, group, ...none };
}

/**
 * What a link needs to have an owner and a group itself; it has no mode of its own.
 * @param stat of the link that is there, or will be
 */
export function planLinkOwner(
  { owner, group }: FileParams,
  path: PathState,
  stat: PathStat | undefined,
): Pick<FilePlan, 'changes' | 'steps'> & Pick<AttributesPlan, 'returns'> {
  const attributes = planAttributes({ owner, group }, path, stat);
  const { changes, steps } = planAttributesOnly(path.path, attributes);
  const own = steps.map((step) => (step.do === 'attributes' ? { ...step, follow: false } : step));
  return { changes, steps: own, returns: attributes.returns };
}

/** With `follow` attributes belong to what the link leads to, without it to the link. */
function planLinkAttributes(
  params: FileModuleParams,
  { path, source }: FileModuleState,
  text: string,
): Pick<FilePlan, 'changes' | 'steps' | 'returns'> {
  const stat = toLinkStat(path, text);
  if (!params.follow) {
    const own = planLinkOwner(params, path, stat);
    return { ...own, returns: { ...describeAttributes(stat), ...own.returns } };
  }
  const returns = describeAttributes(stat);
  if (source?.target === undefined) return { changes: [], steps: [], returns };
  const subject = findSubject(source, true);
  const attributes = planAttributes(params, source, subject.stat);
  return { ...planAttributesOnly(subject.path, attributes), returns };
}

function isSameFile(one: PathStat | undefined, other: PathStat | undefined): boolean {
  return one !== undefined && one.inode === other?.inode && one.device === other.device;
}

function checkHardLink({ force, src }: FileModuleParams, { path, source }: FileModuleState): void {
  const kind = describeKind(path.self);
  if (src === undefined) {
    if (kind === 'hard') return;
    throw new TaskFailure('src is required for creating new hardlinks');
  }
  const standing = { dest: path.path, src, ...describeAttributes(path.self) };
  if (source?.target === undefined) throw new TaskFailure('src does not exist', standing);
  const isOther = path.self !== undefined && !isSameFile(path.self, source.target);
  if (!isOther || force || kind === 'link') return;
  const what = kind === 'hard' || kind === 'directory' ? 'different hard link' : kind;
  throw new TaskFailure(`Cannot link, ${what} exists at destination`, standing);
}

/** `state: hard`. @throws TaskFailure when the source is missing or something else is in the way */
export function planHardLink(params: FileModuleParams, state: FileModuleState): FilePlan {
  checkHardLink(params, state);
  const { path, source } = state;
  const isSame = params.src === undefined || isSameFile(path.self, source?.target);
  const subject = source?.target ?? path.self;
  const attributes = planAttributes(params, path, subject);
  const link = toLinkStep(path, source?.path ?? '', 'hard');
  const own = planAttributesOnly(path.path, attributes);
  const change = { what: 'state', before: describeKind(path.self), after: 'hard' };
  return {
    changes: [...(isSame ? [] : [change]), ...own.changes],
    steps: [...(isSame ? [] : [link]), ...own.steps],
    returns: {
      dest: path.path,
      src: params.src ?? null,
      ...attributes.returns,
      size: subject?.size ?? 0,
      state: 'hard',
    },
  };
}
