/**
 * Shell functions that steps share: sent once in a session's life, in front of the first frame that
 * needs them. They run on dash, busybox ash and bash, with GNU's tools or busybox'.
 */
import { BACKUP_ENDING } from '../../shell/index.ts';

/**
 * `kplay_own PATH MODE OWNER GROUP [-h]`: what is empty stays. chown comes before chmod because it
 * takes away the setuid bit.
 */
const OWN = `kplay_own() {
  if [ -n "$3" ]; then chown $5 -- "$3\${4:+:$4}" "$1" || return
  elif [ -n "$4" ]; then chgrp $5 -- "$4" "$1" || return
  fi
  [ -z "$2" ] || { [ -n "$5" ] && [ -L "$1" ]; } || chmod -- "$2" "$1"
}`;

/** `kplay_mkdir PATH MODE OWNER GROUP`: every directory that had to be made gets the attributes. */
const MKDIR = `kplay_mkdir() {
  case $1 in /*) current= ;; *) current=. ;; esac
  rest=\${1#/}/ made=
  while [ -n "$rest" ]; do
    current=$current/\${rest%%/*} rest=\${rest#*/} made=
    [ -d "$current" ] && continue
    mkdir -- "$current" || [ -d "$current" ] || return 1
    made=1
    kplay_own "$current" "$2" "$3" "$4" || return
  done
  [ -n "$made" ] || kplay_own "$1" "$2" "$3" "$4"
}`;

/**
 * `kplay_write` reads variables: kplay_path, kplay_temp, kplay_from (text, octal, stdin, host),
 * kplay_content, kplay_size, kplay_mode, kplay_owner, kplay_group, kplay_backup, kplay_inplace,
 * kplay_validate. The last lines of stdout tell the stage it came to and the backup's name.
 *
 * Programs are what takes time on a host, so one `stat` tells of the new file and of the old one, and
 * nothing is set that is as it should be. A numeric mode needs none to start from.
 *
 * The content goes to a new file beside the target, made with O_EXCL (`set -C`) under umask 077;
 * the target is touched by nothing but the rename. Whatever goes wrong, the trap takes the new file
 * away: a full disk, a failed check, a signal, and a connection that was cut, because then stdin
 * ends early and the size is wrong. dash's printf says `I/O error` whatever went wrong, so a write
 * that failed is tried again through cat, which says why.
 */
const WRITE = `kplay_end() {
  [ ! -e "$kplay_temp" ] || rm -f -- "$kplay_temp"
  printf '\\nkplay-stage %s\\nkplay-backup %s' "$kplay_stage" "$kplay_saved"
}
kplay_put() {
  set -C
  exec 3>"$kplay_temp"
  set +C
  case $kplay_from in
    text) printf '%s' "$kplay_content" >&3 2>/dev/null || printf '%s' "$kplay_content" | cat >&3 ;;
    octal) printf "$kplay_content" >&3 2>/dev/null || printf "$kplay_content" | cat >&3 ;;
    stdin) cat >&3 ;;
    host) cat <"$kplay_content" >&3 ;;
  esac || exit
  exec 3>&-
}
kplay_look() {
  set -- $(stat -L -c '%s %a %u %g' -- "$kplay_temp" "$kplay_path" 2>/dev/null)
  [ $# -ge 4 ] || { stat -- "$kplay_temp" >/dev/null; exit 74; }
  if [ -n "$kplay_size" ] && [ "$1" != "$kplay_size" ]; then
    echo "only $1 of $kplay_size bytes arrived" >&2
    exit 74
  fi
  kplay_uid=$3 kplay_gid=$4 kplay_is=$2
  kplay_was=$6 kplay_wuid=$7 kplay_wgid=$8
}
kplay_inherit() {
  if [ -n "$kplay_was" ]; then
    if [ "$kplay_uid:$kplay_gid" != "$kplay_wuid:$kplay_wgid" ]; then
      chown -- "$kplay_wuid:$kplay_wgid" "$kplay_temp" 2>/dev/null && kplay_uid=$kplay_wuid kplay_gid=$kplay_wgid
    fi
    kplay_wish=0$kplay_was
  else
    kplay_wish=$((0666 & ~$kplay_umask))
    kplay_wish=0$((kplay_wish >> 6))$((kplay_wish >> 3 & 7))$((kplay_wish & 7))
  fi
  case $kplay_owner in root | 0) [ "$kplay_uid" != 0 ] || kplay_owner= ;; esac
  case $kplay_group in root | 0) [ "$kplay_gid" != 0 ] || kplay_group= ;; esac
  case $kplay_mode in
    [0-7]*) ;;
    *) [ "$kplay_wish" = "0$kplay_is" ] || chmod -- "$kplay_wish" "$kplay_temp" || exit ;;
  esac
}
kplay_save() {
  [ -n "$kplay_backup" ] && [ -e "$kplay_path" ] || return 0
  kplay_name="$kplay_path"${BACKUP_ENDING.sh}
  cp -p -- "$kplay_path" "$kplay_name" || exit
  kplay_saved=$kplay_name
}
kplay_move() {
  if [ -n "$kplay_inplace" ] && [ -e "$kplay_path" ]; then
    cat <"$kplay_temp" >"$kplay_path" || exit
    kplay_own "$kplay_path" "$kplay_mode" "$kplay_owner" "$kplay_group" || exit
    return
  fi
  if [ -d "$kplay_path" ]; then
    [ -L "$kplay_path" ] || { echo "$kplay_path is a directory" >&2; exit 1; }
    rm -f -- "$kplay_path" || exit
  fi
  mv -f -- "$kplay_temp" "$kplay_path" || exit
}
kplay_write() {
  kplay_stage=content kplay_saved=
  trap kplay_end EXIT
  trap 'exit 129' HUP
  trap 'exit 130' INT
  trap 'exit 141' PIPE
  trap 'exit 143' TERM
  umask 077
  kplay_put
  kplay_look
  sync "$kplay_temp" 2>/dev/null
  umask "$kplay_umask"
  kplay_stage=attributes
  kplay_inherit
  kplay_own "$kplay_temp" "$kplay_mode" "$kplay_owner" "$kplay_group" || exit
  kplay_stage=validate
  if [ -n "$kplay_validate" ]; then eval "$kplay_validate" </dev/null || exit; fi
  kplay_stage=backup
  kplay_save
  kplay_stage=move
  kplay_move
  kplay_stage=done
  exit 0
}
kplay_umask=$(umask)`;

/** The functions that a `mkdir`, `attributes` or `write` step needs, by name. */
export const MKDIR_LIBRARIES: ReadonlyMap<string, string> = new Map([
  ['own', OWN],
  ['mkdir', MKDIR],
]);
export const OWN_LIBRARIES: ReadonlyMap<string, string> = new Map([['own', OWN]]);
export const WRITE_LIBRARIES: ReadonlyMap<string, string> = new Map([
  ['own', OWN],
  ['write', WRITE],
]);
