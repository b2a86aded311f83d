/**
 * The script that ends everything a session's shell has started, but not the shell itself. Walks
 * /proc, because process groups are not ours to make without job control (`set -m` wants a
 * terminal in dash and ash) and `setsid` is not on every host.
 */
import { rawSh, sh, type Sh } from '../shell/index.ts';

/** Collects in $found the children of $root and their children; only builtins, so nothing is added. */
const FIND_CHILDREN = rawSh(`
kplay_children() {
  pairs=
  for stat in /proc/[0-9]*/stat; do
    read -r line <"$stat" || continue
    own=\${line%% *}
    set -- \${line##*) }
    pairs="$pairs $own:$2"
  done 2>/dev/null
  found=" $root "
  more=1
  while [ "$more" = 1 ]; do
    more=0
    for pair in $pairs; do
      case $found in *" \${pair%:*} "*) continue ;; esac
      case $found in *" \${pair#*:} "*) found="$found\${pair%:*} " more=1 ;; esac
    done
  done
  found=\${found#" $root "}
}`);

/**
 * Compiles the script: TERM for all children and their children, KILL for what is left after two
 * seconds.
 * @param pid the shell whose children are to end
 */
export function compileKillTree(pid: number): Sh {
  return sh`root=${pid}
${FIND_CHILDREN}
kplay_children
[ -n "$found" ] && kill -TERM $found 2>/dev/null
for round in 1 2 3 4 5 6 7 8 9 10; do
  kplay_children
  [ -n "$found" ] || exit 0
  sleep 0.2 2>/dev/null || sleep 1
done
kill -KILL $found 2>/dev/null
exit 0`;
}
