/** A directory of the host itself that copy puts elsewhere on it, as one probe. */
import { TaskFailure, type Probe } from '../../host/index.ts';
import { sh } from '../../shell/index.ts';
import type { TreeDirectory, TreeSource } from './copy-tree.ts';
import { toModeText } from './file-mode.ts';
import { baseName, joinPath } from './host-path.ts';
import { parseStat } from './path-state.ts';
import { statFormat } from './path-scripts.ts';
import type { FileSource } from './write-file.ts';

const LIST_LINKS = sh`find . -type l -exec sh -c 'for f do
  printf "L %s\n" "$f"; printf "T %s\n" "$(readlink -- "$f")"
done' sh {} +`;

/** `MODE PATH`, the root being `.`. */
function toDirectory(text: string): TreeDirectory {
  const [, mode = '', path = ''] = /^(\S+) (.*)$/.exec(text) ?? [];
  return { relative: path.replace(/^\.\/?/, ''), mode: mode.padStart(4, '0') };
}

function sortByPath(directories: readonly TreeDirectory[]): readonly TreeDirectory[] {
  return directories.toSorted((one, other) => (one.relative < other.relative ? -1 : 1));
}

/**
 * Finds what is below a directory of the host, with checksums.
 * @param keepsLinks false follows symbolic links
 */
export function hostTree(root: string, keepsLinks: boolean): Probe<TreeSource> {
  const follow = keepsLinks ? sh`` : sh`-L`;
  return {
    name: 'tree',
    script: sh`cd -- ${root} || exit
find ${follow} . -type d -exec sh -c 'for f do
  printf "D %s %s\n" "$(stat -L -c %a -- "$f")" "$f"
done' sh {} +
${keepsLinks ? LIST_LINKS : sh`:`}
find ${follow} . -type f -exec sh -c 'for f do
  stat -L -c ${{ sh: `"S ${statFormat}"` }} -- "$f"
  printf "H %s\n" "$(sha1sum <"$f")" "$(md5sum <"$f")"
  printf "F %s\n" "$f"
done' sh {} +`,
    parse: ({ rc, stdout, stderr }) => {
      if (rc !== 0) throw new TaskFailure(`could not list ${root}: ${stderr.trim()}`);
      const directories: TreeDirectory[] = [];
      const files: TreeSource['files'][number][] = [];
      const links: { relative: string; text: string }[] = [];
      let link = '';
      let stat = '';
      let sums: string[] = [];
      for (const line of stdout.split('\n')) {
        const rest = line.slice(2);
        if (line.startsWith('D ')) directories.push(toDirectory(rest));
        else if (line.startsWith('L ')) link = rest.replace('./', '');
        else if (line.startsWith('T ')) links.push({ relative: link, text: rest });
        else if (line.startsWith('S ')) [stat, sums] = [rest, []];
        else if (line.startsWith('H ')) sums.push(rest.split(' ')[0] ?? '');
        else if (line.startsWith('F ')) {
          const relative = rest.replace('./', '');
          const source = toHostSource(joinPath(root, relative), stat, sums);
          files.push({ relative, open: () => Promise.resolve(source) });
        }
      }
      return { directories: sortByPath(directories), files, links };
    },
  };
}

/** A source that is a file of the host itself. */
export function toHostSource(path: string, statLine: string, sums: readonly string[]): FileSource {
  const { size, mode } = parseStat(statLine);
  return {
    name: baseName(path),
    content: { from: 'host', path },
    sha1: sums[0] ?? '',
    md5: () => Promise.resolve(sums[1]),
    size,
    mode: toModeText(mode),
    shownPath: path,
    text: () => undefined,
  };
}
