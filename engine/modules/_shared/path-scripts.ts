/** Pieces of sh that look at paths, for one path and for many. They read and nothing else. */
import type { BulkQuestion, Reply } from '../../host/index.ts';
import { joinSh, rawSh, sh, type Sh } from '../../shell/index.ts';

/** What `stat -c` is asked for: `parseStat` reads it. GNU's and busybox' stat know all of it. */
export const statFormat = '%f %h %u %g %s %d %i %X %Y %Z %U:%G';

/** What is asked beside the state: it is the same for all paths of one question. */
export interface Besides {
  readonly checksum?: string | undefined;
  readonly owner?: string | undefined;
  readonly group?: string | undefined;
}

/**
 * Who the session is: `UID GID USER:GROUP`, out of one `id` where it tells no other effective user, and
 * with numbers for names that there are not.
 */
const ME = rawSh(`\${kplay_me:=$(
  i=$(id)
  case $i in
    *' euid='* | *' egid='*) echo "$(id -u) $(id -g) $(id -un):$(id -gn)" ;;
    *)
      u=\${i#uid=} u=\${u%% gid=*} g=\${i#* gid=} g=\${g%% groups=*}
      un=\${u#*[(]} gn=\${g#*[(]}
      echo "\${u%%[(]*} \${g%%[(]*} \${un%[)]}:\${gn%[)]}" ;;
  esac
)}`);

/** Leaves the nearest directory above `$p` in `$a`. */
const ANCESTOR = sh`a=$p
  while [ ! -d "$a" ]; do
    case $a in */*) a=${rawSh('${a%/*}')}; a=${rawSh('${a:-/}')} ;; *) a=. ;; esac
  done`;

/** Says what stands at `$p`: S, and for a link L, R and T; who would own a new file: C, I; A for the nearest parent. */
export const LOOK = sh`if [ -e "$p" ] || [ -L "$p" ]; then
  stat -c ${`S ${statFormat}`} -- "$p" || exit 1
  if [ -L "$p" ]; then
    printf 'L %s\n' "$(readlink -- "$p")"
    printf 'R %s\n' "$(readlink -f -- "$p")"
    [ ! -e "$p" ] || stat -L -c ${`T ${statFormat}`} -- "$p"
  fi
  if ! { [ -O "$p" ] && [ -G "$p" ]; } && [ "${rawSh('${kplay_uid:=$(id -u)}')}" != 0 ]; then
    printf 'C %s\n' "${ME}"
    printf 'I %s\n' "$(id -G)"
  fi
else
  printf 'C %s\n' "${ME}"
  ${ANCESTOR}
  printf 'A %s\n' "$a"
fi`;

/** Asks for the accounts that are wanted, as lines O and G. */
export function askAccounts({ owner, group }: Besides): Sh {
  const scripts: Sh[] = [];
  if (owner !== undefined) {
    scripts.push(sh`o=${owner}
if i=$(id -u -- "$o" 2>/dev/null); then printf 'O %s %s\n' "$i" "$(id -un -- "$o")"; fi`);
  }
  if (group !== undefined) {
    scripts.push(sh`g=${group}
getent group "$g" 2>/dev/null | awk -F: '{ print "G", $3, $1; exit }'
command -v getent >/dev/null || awk -F: -v g="$g" '$1 == g || $3 == g { print "G", $3, $1; exit }' /etc/group`);
  }
  return joinSh(scripts);
}

const MANY = sh`printf 'M %s\n' "$(umask)"
printf 'C %s\n' "${ME}"
case $kplay_me in '0 '*) ;; *) printf 'I %s\n' "$(id -G)" ;; esac`;

/**
 * A letter for each path: d, f, r for a file that can be read; x behind it where it is another's. Below a
 * directory that is not there nothing is looked for. Said all at once: a line that is sent by itself
 * wakes everybody on its way.
 */
const KINDS = sh`echo --
kinds=$(
  folder= isThere= near=
  for p do
    case $p in */*) d=${rawSh('${p%/*}')}/ ;; *) d=./ ;; esac
    if [ "$d" != "$folder" ]; then
      folder=$d near= isThere=
      [ ! -d "$d" ] || isThere=1
    fi
    if [ -z "$isThere" ]; then k=-
    elif [ -L "$p" ]; then k='?'
    elif [ -f "$p" ]; then if [ -r "$p" ]; then k=r; else k=f; fi
    elif [ -d "$p" ]; then k=d
    elif [ -e "$p" ]; then k='?'
    else k=-
    fi
    if [ $k = - ]; then
      if [ -z "$near" ]; then
        ${ANCESTOR}
        near=$a
      fi
      printf '%s\n' "- $near"
      continue
    fi
    { [ -O "$p" ] && [ -G "$p" ]; } || k=${rawSh('${k}')}x
    echo "$k"
  done
)
printf '%s\n' "$kinds" --
case $kinds in *'?'*)
  for p do
    shift
    [ -L "$p" ] || { [ -e "$p" ] && [ ! -f "$p" ] && [ ! -d "$p" ]; } || set -- "$@" "$p"
  done ;;
esac`;

function askMany(paths: readonly string[], besides: Besides): Sh {
  const { checksum } = besides;
  const sums = checksum === undefined ? sh`:` : sh`${`${checksum}sum`} -- "$@" 2>/dev/null`;
  return joinSh([
    sh`set -- ${paths}`,
    MANY,
    askAccounts(besides),
    KINDS,
    // Where nothing stands, no program is needed.
    sh`case "
$kinds" in *'
'[dfr]*)
  stat -c ${statFormat} -- "$@" 2>/dev/null; echo --
  ${sums} ;;
esac`,
    rawSh(':'),
  ]);
}

/** What a host said of many paths, in pieces. */
interface Pieces {
  readonly head: ReadonlyMap<string, string>;
  readonly kinds: readonly string[];
  readonly stats: readonly string[];
  readonly sums: readonly string[];
}

function toPieces(stdout: string): Pieces {
  const pieces: string[][] = [[]];
  for (const line of stdout.split('\n')) {
    if (line === '--') pieces.push([]);
    else if (line !== '') pieces.at(-1)?.push(line);
  }
  const [head = [], kinds = [], stats = [], sums = []] = pieces;
  return { head: new Map(head.map((line) => [line.slice(0, 2), line])), kinds, stats, sums };
}

/** A path that `stat` and the program of sums have said something of; `-` is none, `?` is not told. */
const isStated = (kind: string): boolean => /^[dfr]/.test(kind);

/** Says of each path what the question about it alone would have said. */
function splitMany(
  { stdout, stderr }: Reply,
  count: number,
  isSummed: boolean,
): readonly (Reply | undefined)[] {
  const { head, kinds, stats, sums } = toPieces(stdout);
  const isRead = (kind: string): boolean => isSummed && kind.startsWith('r');
  const isWhole =
    kinds.length === count &&
    stats.length === kinds.filter(isStated).length &&
    sums.length === kinds.filter(isRead).length;
  // Something has changed between two programs, or a name is one that they write in their own way.
  if (!isWhole) return Array.from({ length: count });
  const say = (...keys: readonly string[]): readonly string[] =>
    keys.flatMap((key) => head.get(`${key} `) ?? []);
  let [stat, sum] = [0, 0];
  return kinds.map((kind) => {
    if (kind.startsWith('?')) return undefined;
    const isForeign = kind.endsWith('x') && say('I').length > 0;
    const lines = isStated(kind)
      ? [`S ${stats[stat++] ?? ''}`, ...(isForeign ? say('C', 'I') : [])]
      : [...say('C'), `A ${kind.slice(2)}`];
    if (isRead(kind)) lines.push(`H ${(sums[sum++] ?? '').replace('\\', '')}`);
    const all = [...say('M'), ...lines, ...say('O', 'G'), ''];
    return { rc: 0, stderr, stdout: all.join('\n') };
  });
}

/**
 * How many paths are looked at with a handful of programs. Links and special files are asked for by
 * themselves, as is everything when programs do not agree.
 * @returns undefined for a path with a newline, which would not stay on its line
 */
export function bulkOf(path: string, besides: Besides): BulkQuestion | undefined {
  if (path.includes('\n')) return undefined;
  const { checksum, owner, group } = besides;
  return {
    key: JSON.stringify(['path-state', checksum, owner, group]),
    subject: path,
    script: (paths) => askMany(paths, besides),
    split: (reply, paths) => splitMany(reply, paths.length, checksum !== undefined),
  };
}
