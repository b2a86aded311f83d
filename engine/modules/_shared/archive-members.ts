/** The files of an archive as they stand on a host, for owner, group and mode. */
import type { Probe } from '../../host/index.ts';
import { sh } from '../../shell/index.ts';
import { parseStat, type PathStat } from './path-state.ts';
import { statFormat } from './path-scripts.ts';

export interface MemberStat {
  readonly path: string;
  readonly stat: PathStat;
}

/** Asks for the attributes of files below a directory; what is missing is left out. */
export function inspectMembers(
  directory: string,
  names: readonly string[],
): Probe<readonly MemberStat[]> {
  return {
    name: 'archive-members',
    script: sh`cd -- ${directory} || exit 0
for f in ${names}; do
  case $f in ''|-*) f=./$f ;; esac
  if [ -e "$f" ] && [ ! -L "$f" ]; then stat -c ${statFormat} "$f" && printf '%s\n' "$f"; fi
done`,
    parse({ stdout }) {
      const lines = stdout.split('\n');
      const members: MemberStat[] = [];
      for (let at = 0; at + 1 < lines.length; at += 2) {
        members.push({ stat: parseStat(lines[at] ?? ''), path: lines[at + 1] ?? '' });
      }
      return members;
    },
  };
}
