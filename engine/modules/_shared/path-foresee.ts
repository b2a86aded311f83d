/** What a path will be when a write is done that is planned: for who looks on before it is. Pure. */
import type { WriteStep } from '../../host/index.ts';
import type { Account, PathStat, PathState } from './path-state.ts';

/** The account of a name, if it is one that the state tells of. */
function accountOf(
  name: string | undefined,
  standing: Account,
  wanted: Account | undefined,
): Account | undefined {
  if (name === undefined || name === standing.name) return standing;
  return wanted?.name === name ? wanted : undefined;
}

function sizeOf({ content }: WriteStep): number | undefined {
  if (content.from === 'text') return new TextEncoder().encode(content.text).length;
  return content.from === 'bytes' ? content.bytes.length : undefined;
}

/** Who will own the file, and what its mode will be; undefined when the host decides on that. */
function foreseeOwner(
  { self, creator, wantedOwner, wantedGroup }: PathState,
  { attributes }: WriteStep,
): Pick<PathStat, 'uid' | 'gid' | 'user' | 'group' | 'mode'> | undefined {
  const maker = self ?? creator;
  const { mode = '' } = attributes;
  if (maker === undefined || !/^[0-7]+$/.test(mode)) return undefined;
  const owner = accountOf(attributes.owner, { id: maker.uid, name: maker.user }, wantedOwner);
  const group = accountOf(attributes.group, { id: maker.gid, name: maker.group }, wantedGroup);
  if (owner === undefined || group === undefined) return undefined;
  const { id: uid, name: user } = owner;
  return { uid, user, gid: group.id, group: group.name, mode: Number.parseInt(mode, 8) };
}

/**
 * The state when a write is done, as far as modules that edit want to know it: times and numbers of the
 * file are 0.
 * @returns undefined when it cannot be told before
 */
export function foreseeState(state: PathState, write: WriteStep): PathState | undefined {
  const { self } = state;
  if (self !== undefined && self.kind !== 'file') return undefined;
  const [owner, size] = [foreseeOwner(state, write), sizeOf(write)];
  if (owner === undefined || size === undefined) return undefined;
  const times = { accessTime: 0, modificationTime: 0, changeTime: 0 };
  const written: PathStat = {
    ...{ kind: 'file', links: 1, size, device: 0, inode: 0 },
    ...owner,
    ...times,
  };
  return { ...state, self: written, target: written, creator: undefined, ancestor: undefined };
}
