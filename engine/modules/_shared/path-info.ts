/**
 * What Ansible's modules add to a result that names a path: what stands there, with its attributes.
 * Source: ansible-core 2.14, `AnsibleModule.add_path_info`. Pure.
 */
import { toModeText } from './file-mode.ts';
import type { PathStat } from './path-state.ts';

/** What may stand at a path, and what the file module can make. */
export type FileKind = 'absent' | 'directory' | 'file' | 'hard' | 'link' | 'touch';

/** What stands there in Ansible's words: a file with several names is `hard`. */
export function describeKind(stat: PathStat | undefined): FileKind {
  if (stat === undefined) return 'absent';
  if (stat.kind === 'link' || stat.kind === 'directory') return stat.kind;
  return stat.links > 1 ? 'hard' : 'file';
}

/** The attributes of what stands there; nothing when nothing does. */
export function describeAttributes(
  stat: PathStat | undefined,
): Readonly<Record<string, string | number>> {
  if (stat === undefined) return {};
  return {
    state: describeKind(stat),
    mode: toModeText(stat.mode),
    owner: stat.user,
    group: stat.group,
    uid: stat.uid,
    gid: stat.gid,
    size: stat.size,
  };
}

/** What Ansible adds to every failure about a path. */
export function describeStanding(
  path: string,
  stat: PathStat | undefined,
): Readonly<Record<string, string | number>> {
  return { path, ...describeAttributes(stat) };
}
