/** What must change so that a path has the mode, owner and group that were asked for. Pure. */
import { TaskFailure, type FileAttributes } from '../../host/index.ts';
import type { Change } from '../contract.ts';
import type { FileParams } from './file-params.ts';
import { resolveMode, toModeText, toStepMode } from './file-mode.ts';
import { describeStanding } from './path-info.ts';
import type { PathStat, PathState } from './path-state.ts';

/** The part of a result that tells of attributes, as Ansible gives it. */
export interface AttributeReturns {
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  readonly uid: number;
  readonly gid: number;
}

export interface AttributesPlan {
  readonly changes: readonly Change[];
  /** Only what must be set. */
  readonly attributes: FileAttributes;
  readonly returns: AttributeReturns;
}

/** The numbers and names that a new file would have. */
interface Standing {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly user: string;
  readonly group: string;
}

function toStanding(state: PathState, stat: PathStat | undefined, isDirectory: boolean): Standing {
  if (stat !== undefined) return stat;
  const mode = (isDirectory ? 0o777 : 0o666) & ~state.umask;
  const creator = state.creator ?? state.self;
  return {
    mode,
    uid: creator?.uid ?? 0,
    gid: creator?.gid ?? 0,
    user: creator?.user ?? 'root',
    group: creator?.group ?? 'root',
  };
}

interface Ownership {
  readonly changes: readonly Change[];
  readonly attribute: string | undefined;
  readonly name: string;
  readonly id: number;
}

interface OwnershipQuestion {
  readonly what: 'owner' | 'group';
  readonly wanted: string | undefined;
  readonly found: { readonly id: number; readonly name: string } | undefined;
  readonly current: { readonly id: number; readonly name: string };
}

function planOwnership({ what, wanted, found, current }: OwnershipQuestion): Ownership {
  if (wanted === undefined || wanted === current.name || wanted === String(current.id)) {
    return { changes: [], attribute: undefined, ...current };
  }
  if (found === undefined) {
    const [tool, noun] = what === 'owner' ? ['chown', 'user'] : ['chgrp', 'group'];
    throw new TaskFailure(`${tool} failed: failed to look up ${noun} ${wanted}`);
  }
  if (found.id === current.id) return { changes: [], attribute: undefined, ...current };
  const change = { what, before: current.name, after: found.name };
  return { changes: [change], attribute: wanted, ...found };
}

/**
 * Compares what was asked for with what stands there.
 * @param stat the thing whose attributes count (the path itself, or a link's target); undefined
 *   when it will be made
 * @throws TaskFailure for an unknown user or group and a mode that is none
 */
export function planAttributes(
  params: FileParams,
  state: PathState,
  stat: PathStat | undefined,
  newKind: 'file' | 'directory' = 'file',
): AttributesPlan {
  try {
    return compareAttributes(params, state, stat, newKind);
  } catch (error) {
    if (!(error instanceof TaskFailure) || stat === undefined) throw error;
    const path = stat === state.target ? state.realPath : state.path;
    throw new TaskFailure(error.message, { ...describeStanding(path, stat), ...error.returns });
  }
}

function compareAttributes(
  params: FileParams,
  state: PathState,
  stat: PathStat | undefined,
  newKind: 'file' | 'directory',
): AttributesPlan {
  const isDirectory = stat === undefined ? newKind === 'directory' : stat.kind === 'directory';
  const current = toStanding(state, stat, isDirectory);
  const context = { current: current.mode, isDirectory, umask: state.umask };
  const mode = params.mode === undefined ? current.mode : resolveMode(params.mode, context);
  const isModeDifferent = mode !== current.mode && stat?.kind !== 'link';
  const owner = planOwnership({
    what: 'owner',
    wanted: params.owner,
    found: state.wantedOwner,
    current: { id: current.uid, name: current.user },
  });
  const group = planOwnership({
    what: 'group',
    wanted: params.group,
    found: state.wantedGroup,
    current: { id: current.gid, name: current.group },
  });
  const modeChange = { what: 'mode', before: toModeText(current.mode), after: toModeText(mode) };
  return {
    changes: [...(isModeDifferent ? [modeChange] : []), ...owner.changes, ...group.changes],
    attributes: {
      // chown clears setuid and setgid, so the mode is set again with every new owner.
      ...(isModeDifferent || (params.mode !== undefined && owner.attribute !== undefined)
        ? { mode: toStepMode(mode) }
        : {}),
      ...(owner.attribute === undefined ? {} : { owner: owner.attribute }),
      ...(group.attribute === undefined ? {} : { group: group.attribute }),
    },
    returns: {
      mode: toModeText(mode),
      owner: owner.name,
      group: group.name,
      uid: owner.id,
      gid: group.id,
    },
  };
}

/**
 * Like `planAttributes` for a file that will be replaced: a user who may not give the new one the
 * old owner and group has it, as Ansible leaves it there.
 */
export function planRewrite(
  params: FileParams,
  state: PathState,
  stat: PathStat | undefined,
): AttributesPlan {
  const plan = planAttributes(params, state, stat);
  const { creator } = state;
  if (stat === undefined || creator === undefined) return plan;
  const { user: owner, uid, group, gid } = creator;
  return {
    ...plan,
    returns: {
      ...plan.returns,
      ...(params.owner === undefined ? { owner, uid } : {}),
      ...(params.group === undefined ? { group, gid } : {}),
    },
  };
}

/** Attributes for a file that is written anew, so that replacing it keeps what it had. */
export function toWriteAttributes(plan: AttributesPlan): FileAttributes {
  const { mode, owner, group } = plan.returns;
  return { mode, owner, group };
}
