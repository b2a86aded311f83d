/** The file module's states without links: `file`, `directory`, `absent`. Pure. */
import { TaskFailure, type Step } from '../../host/index.ts';
import type { Change, Plan } from '../contract.ts';
import type { FileModuleParams, FileModuleState } from './file-inspect.ts';
import { describeKind, describeStanding } from './path-info.ts';
import type { PathStat, PathState } from './path-state.ts';
import { planAttributes, type AttributesPlan } from './plan-attributes.ts';
import { findMissingParents, makeDirectories } from './make-directories.ts';
import { toAttributesStep } from './write-file.ts';

export interface FileReturns {
  readonly [key: string]: string | number | null | undefined;
}

export type FilePlan = Plan<FileReturns>;

/** The thing that attributes are set on, and its path. */
export interface Subject {
  readonly path: string;
  readonly stat: PathStat | undefined;
}

/** Follows a link when that is asked for. */
export function findSubject(state: PathState, isFollowing: boolean): Subject {
  return isFollowing && state.self?.kind === 'link'
    ? { path: state.realPath, stat: state.target }
    : { path: state.path, stat: state.self };
}

/** Plans attributes of something that exists. */
export function planAttributesOnly(
  path: string,
  attributes: AttributesPlan,
): Pick<FilePlan, 'changes' | 'steps'> {
  const isChanged = attributes.changes.length > 0;
  return {
    changes: attributes.changes,
    steps: isChanged ? [toAttributesStep(path, attributes)] : [],
  };
}

/** `state: file`: attributes of a file that must exist. @throws TaskFailure when it does not */
export function planRegular(params: FileModuleParams, { path }: FileModuleState): FilePlan {
  const subject = findSubject(path, params.follow);
  const kind = describeKind(subject.stat);
  if (subject.stat === undefined || (kind !== 'file' && kind !== 'hard')) {
    throw new TaskFailure(`file (${subject.path}) is ${kind}, cannot continue`, {
      ...describeStanding(subject.path, subject.stat),
      state: kind,
    });
  }
  const attributes = planAttributes(params, path, subject.stat);
  return {
    ...planAttributesOnly(subject.path, attributes),
    returns: { path: subject.path, ...attributes.returns, size: subject.stat.size, state: kind },
  };
}

/** `state: absent`: nothing there, whatever it was. */
export function planAbsent({ path, content }: FileModuleState): FilePlan {
  const returns = { path: path.path, state: 'absent' };
  if (path.self === undefined) return { changes: [], steps: [], returns };
  const before = describeKind(path.self);
  return {
    changes: [
      { what: 'state', before, after: 'absent' },
      ...(before === 'directory' && content !== undefined
        ? [{ what: 'path_content', before: { ...content }, after: undefined }]
        : []),
    ],
    steps: [{ do: 'remove', title: `remove ${path.path}`, path: path.path }],
    returns,
  };
}

function planBelow(
  params: FileModuleParams,
  state: FileModuleState,
): Pick<FilePlan, 'changes' | 'steps'> {
  const changes: Change[] = [];
  const steps: Step[] = [];
  for (const { path, stat } of state.below) {
    const attributes = planAttributes(params, state.path, stat);
    if (attributes.changes.length === 0) continue;
    changes.push(
      ...attributes.changes.map((change) => ({ ...change, what: `${change.what} of ${path}` })),
    );
    steps.push(toAttributesStep(path, attributes));
  }
  return { changes, steps };
}

/** `state: directory`, with the parents it misses. @throws TaskFailure when it is something else */
export function planDirectory(params: FileModuleParams, state: FileModuleState): FilePlan {
  const subject = findSubject(state.path, params.follow);
  const { stat, path } = subject;
  if (stat !== undefined && stat.kind !== 'directory') {
    throw new TaskFailure(
      `${path} already exists as a ${describeKind(stat)}`,
      describeStanding(path, stat),
    );
  }
  const isLenient = stat === undefined && state.isCheckMode;
  const wanted = isLenient ? { mode: params.mode } : params;
  const attributes = planAttributes(wanted, state.path, stat, 'directory');
  const shown = path === state.path.path ? state.shownPath : path;
  const size = stat?.size ?? 4096;
  const returns = { path: shown, ...attributes.returns, size, state: 'directory' };
  if (stat !== undefined) {
    const own = planAttributesOnly(path, attributes);
    const below = planBelow(params, state);
    return {
      changes: [...own.changes, ...below.changes],
      steps: [...own.steps, ...below.steps],
      returns,
    };
  }
  const { mode, owner, group } = params;
  const made = [...findMissingParents(state.path), path];
  return {
    changes: [
      { what: 'state', before: 'absent', after: 'directory' },
      ...attributes.changes.map((change) => ({ ...change })),
    ],
    steps: makeDirectories(made, { mode, owner, group }),
    returns,
  };
}
