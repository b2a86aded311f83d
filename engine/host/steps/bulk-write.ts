/** Compiles many writes with the same attributes to one script: a handful of programs for all of them. */
import { joinSh, rawSh, sh, type Sh } from '../../shell/index.ts';
import type { FileAttributes, WriteStep } from '../contract.ts';
import { ownAll } from './attributes.ts';
import { toInline, type InlineContent } from './write.ts';

/** Files that go to one directory. */
interface Folder {
  readonly parent: string;
  /** Where they are made: beside their targets, so that a rename puts them in place. */
  readonly path: string;
  readonly files: { readonly name: string; readonly content: InlineContent }[];
}

function toFolders(steps: readonly WriteStep[], label: string): readonly Folder[] {
  const folders = new Map<string, Folder>();
  for (const { path, content } of steps) {
    const slash = path.lastIndexOf('/');
    const parent = `${path.slice(0, slash)}/`;
    const folder = folders.get(parent) ?? { parent, path: `${parent}.kplay-${label}`, files: [] };
    folders.set(parent, folder);
    folder.files.push({ name: path.slice(slash + 1), content: toInline(content) });
  }
  return [...folders.values()];
}

function putLine(name: string, { from, content }: InlineContent): Sh {
  const print = from === 'octal' ? sh`printf ${content}` : sh`printf '%s' ${content}`;
  return sh`${print} >${`./${name}`} || exit`;
}

function putFiles({ path, files }: Folder): Sh {
  return joinSh([
    sh`cd -- ${path} || exit`,
    ...files.map(({ name, content }) => putLine(name, content)),
  ]);
}

/** Whether all bytes of the files `$@` have arrived; sets the owner where they are not as they should be. */
function checkNew({ owner, group }: FileAttributes, lines: readonly string[]): Sh {
  const own = ownAll({ owner, group });
  const check = sh`[ "$(stat -c '%s %a' -- "$@")" = ${lines.join('\n')} ] || exit 74`;
  if (owner !== 'root' || group !== 'root') return joinSh([check, own]);
  // What root makes is its own already, unless a folder hands its group on.
  const wanted = lines.map((line) => `${line} 0:0`).join('\n');
  return sh`if [ "$(stat -c '%s %a %u:%g' -- "$@")" != ${wanted} ]; then
${check}
${own}
fi`;
}

/**
 * Brings the files `$@` to the disk. One by one each waits for the journal, a millisecond and more; all
 * that the file systems of the folders hold back goes in one turn, where that is little (64 MB). Not
 * every `sync` of busybox knows `-f`.
 */
function syncAll(folders: readonly Folder[]): Sh {
  return sh`kplay_dirty=0
while read -r name kb unit; do
  case $name in Dirty: | Writeback:) kplay_dirty=$((kplay_dirty + kb)) ;; esac
done 2>/dev/null </proc/meminfo
{ [ $# -gt 8 ] && [ "$kplay_dirty" -lt 65536 ] && sync -f ${folders.map(({ path }) => path)}; } 2>/dev/null || sync "$@" 2>/dev/null`;
}

/** A program goes on behind what it cannot do; nothing is to be done behind the first failure. */
const REFUSE_DIRECTORIES = rawSh(
  'for p do t=${p%/*}; t=${t%/*}/${p##*/}; [ -L "$t" ] || [ ! -d "$t" ] || exit; done',
);

function moveFiles({ path, parent, files }: Folder): Sh {
  const names = files.map(({ name }) => `./${name}`);
  return sh`cd -- ${path} && mv -f -- ${names} ${parent} || exit`;
}

/**
 * New files in folders of their own beside the targets, one rename each: as with one file, whatever
 * goes wrong leaves the targets as they were. Nobody else can look into such a folder, so files are
 * made with the mode that they will have.
 * @param steps with the same attributes: owner, group and an octal mode
 * @param label letters and digits, for temporary names
 */
export function compileWrites(steps: readonly WriteStep[], label: string): Sh {
  const folders = toFolders(steps, label);
  const paths = folders.map(({ path }) => path);
  const files = folders.flatMap(({ path, files: own }) => own.map(({ name }) => `${path}/${name}`));
  const attributes = steps[0]?.attributes ?? {};
  const mode = Number.parseInt(attributes.mode ?? '', 8);
  const bits = (mode & 0o666).toString(8);
  const sizes = folders.flatMap((folder) => folder.files.map(({ content: { size } }) => size));
  return joinSh([
    rawSh("trap 'exit 129' HUP; trap 'exit 130' INT; trap 'exit 141' PIPE; trap 'exit 143' TERM"),
    sh`kplay_leave() { rm -rf -- ${paths}; }
trap kplay_leave EXIT
umask 077
mkdir -- ${paths} || exit
umask ${(0o777 & ~mode).toString(8)}`,
    ...folders.map(putFiles),
    sh`set -- ${files}`,
    checkNew(
      attributes,
      sizes.map((size) => `${size} ${bits}`),
    ),
    mode === (mode & 0o666) ? sh`:` : ownAll({ mode: attributes.mode }),
    syncAll(folders),
    REFUSE_DIRECTORIES,
    ...folders.map(moveFiles),
    rawSh('exit 0'),
  ]);
}
