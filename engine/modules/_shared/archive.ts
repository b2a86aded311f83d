/**
 * Archives on a host: what is in one, whether it is unpacked already, and unpacking it. GNU tar
 * compares by itself (`--diff`); for zip files the contents are compared.
 */
import { joinSh, sh, type Sh } from '../../shell/index.ts';

/** What is taken out of an archive, and how. */
export interface UnpackWish {
  readonly dest: string;
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  readonly extra: readonly string[];
  readonly keepsNewer: boolean;
  readonly owner: string | undefined;
  readonly group: string | undefined;
  readonly mode: string | undefined;
}

function toTarWords({ include, exclude, extra, owner, group }: UnpackWish): readonly string[] {
  return [
    ...extra,
    ...(owner === undefined ? [] : [`--owner=${owner}`]),
    ...(group === undefined ? [] : [`--group=${group}`]),
    ...exclude.map((pattern) => `--exclude=${pattern}`),
    ...include,
  ];
}

/** Sets `$k`, the kind of the archive in `$a`: zip, gzip, xz, bzip2, zstd or tar; and `$g` where tar is GNU's. */
const FIND_KIND = sh`case $(od -An -t x1 -N 6 "$a" | tr -d ' \n') in
  504b0304*|504b0506*) k=zip ;;
  1f8b*) k=gzip ;;
  fd377a585a00) k=xz ;;
  425a68*) k=bzip2 ;;
  28b52ffd*) k=zstd ;;
  *) k=tar ;;
esac
printf 'kind %s\n' "$k"
if [ "$k" = zip ] && ! command -v unzip >/dev/null 2>&1; then echo 'Unable to find required "unzip" or "zipinfo" binary in the path.' >&2; exit 69; fi
g=; [ "$k" = zip ] || ! tar --version 2>/dev/null | grep -q GNU || g=1`;

/** Prints the names that the files will have, one a line: literally, and as options change them. */
function listNames(wish: UnpackWish): Sh {
  const { include, exclude } = wish;
  const without = exclude.length === 0 ? [] : ['-x', ...exclude];
  const words = toTarWords({ ...wish, owner: undefined, group: undefined });
  return sh`if [ "$k" = zip ]; then unzip -Z1 "$a" ${include} ${without}
elif [ -n "$g" ]; then tar --quoting-style=literal --show-transformed-names -tf "$a" ${words}
else tar -tf "$a" ${words}; fi`;
}

/**
 * Succeeds when nothing of the archive is there. Names of the folder itself say nothing, and one that
 * takes several lines must not be taken for missing: some other name is there then, or tar compares.
 */
function isAllMissing(dest: string): Sh {
  return sh`printf '%s\n' "$n" | { while IFS= read -r f; do
    case $f in ''|.|./|/) continue ;; esac
    if [ -e ${dest}/"$f" ] || [ -L ${dest}/"$f" ]; then exit 1; fi
  done; }`;
}

/** Prints what differs, in the words of tar; nothing when all is there as in the archive. */
function compare(wish: UnpackWish): Sh {
  const { dest } = wish;
  return sh`if [ "$k" = zip ]; then
  printf '%s\n' "$n" | while IFS= read -r f; do
    case $f in
      */) [ -d ${dest}/"$f" ] || printf '%s: Warning: Cannot stat: No such file or directory\n' "$f" ;;
      *)
        [ -L ${dest}/"$f" ] && [ "$(unzip -p "$a" "$f")" = "$(readlink ${dest}/"$f")" ] && continue
        unzip -p "$a" "$f" 2>/dev/null | cmp -s - ${dest}/"$f" || printf '%s: Mod time differs\n' "$f" ;;
    esac
  done
elif [ -n "$g" ] && ${isAllMissing(dest)}; then
  printf '%s\n' "$n" | sed -n '/^\.\{0,1\}\/\{0,1\}$/!s/$/: Warning: Cannot stat: No such file or directory/p'
elif [ -n "$g" ]; then
  LC_ALL=C tar --diff -C ${dest} -f "$a" ${toTarWords(wish)} 2>&1
else
  printf '%s\n' "$n" | while IFS= read -r f; do
    [ -e ${dest}/"$f" ] || printf '%s: Warning: Cannot stat: No such file or directory\n' "$f"
  done
fi`;
}

const ALWAYS = [
  'Mod time differs',
  'Warning: Cannot stat: No such file or directory',
  'Contents differ',
  'Size differs',
  'File type differs',
  'Symlink differs',
];

/**
 * The differences that make Ansible unpack again: what the task sets itself does not count, nor
 * does a directory of which `--strip-components` leaves no name.
 */
function toCountingPattern({ owner, group, mode }: UnpackWish, isRoot: boolean): string {
  const words = [
    ...ALWAYS,
    ...(isRoot && owner === undefined ? ['Uid differs'] : []),
    ...(isRoot && group === undefined ? ['Gid differs'] : []),
    ...(mode === undefined ? ['Mode differs'] : []),
  ];
  return `: (${words.join('|')})$`;
}

function setsAttributes({ owner, group, mode }: UnpackWish): boolean {
  return [owner, group, mode].some((one) => one !== undefined);
}

/** Sets `$k`, `$g` and `$n` of the archive in `$a`, whose names serve to set attributes only. */
export function openArchive(wish: UnpackWish): Sh {
  return setsAttributes(wish)
    ? joinSh([FIND_KIND, sh`n=$(${listNames(wish)}) || exit 70`])
    : FIND_KIND;
}

/**
 * Looks at the archive in `$a`: prints its kind, its names, and what differs, each line marked, and
 * leaves them in `$k`, `$n` and `$x`. Exit code 70 for a file that is no archive.
 */
export function lookAtArchive(wish: UnpackWish): Sh {
  return joinSh([
    FIND_KIND,
    sh`n=$(${listNames(wish)}) || exit 70
printf '%s\n' "$n" | sed 's/^/file /'
if [ "$(id -u)" = 0 ]; then q=${toCountingPattern(wish, true)}; else q=${toCountingPattern(wish, false)}; fi
x=$(${compare(wish)})
x=$(printf '%s\n' "$x" | grep -v '^tar: : ' | grep -E "$q")
[ -z "$x" ] || printf '%s\n' "$x" | sed 's/^/diff /'`,
  ]);
}

/** Unpacks the archive in `$a`; `$k` is as `openArchive` or `lookAtArchive` set it. */
export function unpackArchive(wish: UnpackWish): Sh {
  const { dest, include, exclude, extra, keepsNewer } = wish;
  const without = exclude.length === 0 ? [] : ['-x', ...exclude];
  const newer = keepsNewer ? ['--keep-newer-files'] : [];
  return sh`if [ "$k" = zip ]; then
  unzip -q -o ${extra} "$a" ${include} ${without} -d ${dest} || exit 71
else
  tar -x -C ${dest} ${newer} -f "$a" ${toTarWords(wish)} || exit 71
fi`;
}

/** Sets owner, group and mode of everything that is in the archive. */
export function setArchiveAttributes(wish: UnpackWish): Sh {
  if (!setsAttributes(wish)) return sh`:`;
  const { dest, owner, group, mode } = wish;
  const account = `${owner ?? ''}${group === undefined ? '' : `:${group}`}`;
  const own = account === '' ? sh`` : sh`chown -h -- ${account} "$f" || exit 72`;
  const change = mode === undefined ? sh`` : sh`[ -L "$f" ] || chmod ${mode} "$f" || exit 72`;
  return sh`cd -- ${dest} || exit 72
printf '%s\n' "$n" | { while IFS= read -r f; do
  case $f in ''|/*|-*) f=./$f ;; esac
  [ -e "$f" ] || [ -L "$f" ] || continue
  ${own}
  ${change}
done; } || exit`;
}

/** All that tar opens by itself is `TarArchive`, whatever packed it. Observed with Ansible 2.14. */
const HANDLERS: Readonly<Record<string, string>> = { zip: 'ZipArchive', gzip: 'TgzArchive' };

export interface ArchiveLook {
  /** Ansible's name for the kind. */
  readonly handler: string;
  readonly names: readonly string[];
  readonly differences: readonly string[];
}

/** Reads the lines of `lookAtArchive`. */
export function parseLook(stdout: string): ArchiveLook {
  const lines = stdout.split('\n');
  const rest = (mark: string): readonly string[] =>
    lines.filter((line) => line.startsWith(mark)).map((line) => line.slice(mark.length));
  const names = rest('file ');
  // An empty archive has a line without a name; a folder whose name was stripped is a `/`.
  const isEmpty = names.length === 1 && names[0] === '';
  return {
    handler: HANDLERS[rest('kind ')[0] ?? ''] ?? 'TarArchive',
    names: isEmpty ? [] : names.map((name) => name.replace(/^\//, '')),
    differences: rest('diff '),
  };
}
