/** The file module's links: `link` and `hard`. Pure. */
import { TaskFailure, type Step } from '../../host/index.ts';
import { describeKind, type FileModuleParams, type FileModuleState } from './file-inspect.ts';
import { toModeText } from './file-mode.ts';
import type { PathStat, PathState } from './path-state.ts';
import { planAttributes } from './plan-attributes.ts';
import {
  describeStanding,
  findSubject,
  planAttributesOnly,
  type FilePlan,
  type FileReturns,
} from './file-plain.ts';

function describeLink(stat: PathStat | undefined, dest: string, src: string | null): FileReturns {
  if (stat === undefined) return { dest, src };
  const { mode, user: owner, group, uid, gid, size } = stat;
  return { dest, src, mode: toModeText(mode), owner, group, uid, gid, size };
}

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
  const { path, source } = state;
  const text = params.src ?? path.linkText;
  if (text === undefined) {
    throw new TaskFailure(
      'src is required for creating new symlinks',
      describeStanding(path.path, path.self),
    );
  }
  checkSource(params, state);
  const isSame = path.self?.kind === 'link' && path.linkText === text;
  if (!isSame) checkReplaced(params, state);
  const link = isSame ? { changes: [], steps: [] } : planNewLink(path, text);
  const attributes = planTargetAttributes(params, state);
  const isDangling = source?.target === undefined && params.follow && params.force;
  return {
    changes: [...link.changes, ...attributes.changes],
    steps: [...link.steps, ...attributes.steps],
    returns: { ...describeNewLink(path, text), src: params.src ?? null },
    ...(isDangling ? { warnings: [DANGLING] } : {}),
  };
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

function describeNewLink(path: PathState, text: string): FileReturns {
  const owner = path.self?.kind === 'link' ? path.self : (path.creator ?? path.self);
  return {
    dest: path.path,
    src: text,
    mode: '0777',
    owner: owner?.user,
    group: owner?.group,
    uid: owner?.uid,
    gid: owner?.gid,
    size: new TextEncoder().encode(text).length,
    state: 'link',
  };
}

/** With `follow` the attributes belong to what the link leads to. */
function planTargetAttributes(
  params: FileModuleParams,
  { source }: FileModuleState,
): Pick<FilePlan, 'changes' | 'steps'> {
  if (!params.follow || source?.target === undefined) return { changes: [], steps: [] };
  const subject = findSubject(source, true);
  return planAttributesOnly(subject.path, planAttributes(params, source, subject.stat));
}

function isSameFile(one: PathStat | undefined, other: PathStat | undefined): boolean {
  return one !== undefined && one.inode === other?.inode && one.device === other.device;
}

function checkHardLink({ force, src }: FileModuleParams, { path, source }: FileModuleState): void {
  if (src === undefined && describeKind(path.self) !== 'hard') {
    throw new TaskFailure('src is required for creating new hardlinks', { path: path.path });
  }
  if (src === undefined) return;
  if (source?.target === undefined) {
    throw new TaskFailure('src does not exist', {
      ...describeLink(path.self, path.path, src),
      state: describeKind(path.self),
    });
  }
  const isOther = path.self !== undefined && !isSameFile(path.self, source.target);
  if (isOther && !force) {
    const message = 'Cannot link, different hard link exists at destination';
    throw new TaskFailure(message, { dest: path.path, src });
  }
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
