/** Calls of apt-get as scripts: options, environment, and waiting for whoever holds the lock. */
import { joinSh, sh, type Sh } from '../../shell/index.ts';

/** The parameters that become options. */
export interface AptOptions {
  readonly default_release?: string;
  readonly install_recommends?: boolean;
  readonly allow_unauthenticated: boolean;
  readonly allow_downgrade: boolean;
  readonly allow_change_held_packages: boolean;
  readonly fail_on_autoremove: boolean;
  readonly autoremove: boolean;
  readonly only_upgrade: boolean;
  readonly force: boolean;
  readonly purge: boolean;
  readonly dpkg_options: string;
  readonly lock_timeout: number;
  readonly policy_rc_d?: number;
}

/** What a call of apt has when nobody says otherwise. */
export const DEFAULT_APT_OPTIONS: AptOptions = {
  allow_unauthenticated: false,
  allow_downgrade: false,
  allow_change_held_packages: false,
  fail_on_autoremove: false,
  autoremove: false,
  only_upgrade: false,
  force: false,
  purge: false,
  dpkg_options: 'force-confdef,force-confold',
  lock_timeout: 60,
};

const ENVIRONMENT = sh`DEBIAN_FRONTEND=noninteractive; DEBIAN_PRIORITY=critical; LC_ALL=C; LANGUAGE=C
export DEBIAN_FRONTEND DEBIAN_PRIORITY LC_ALL LANGUAGE`;

/** Options that every installing call has. */
export function toInstallWords(options: AptOptions): readonly string[] {
  const dpkg = options.dpkg_options
    .split(',')
    .filter((word) => word !== '')
    .flatMap((word) => ['-o', `Dpkg::Options::=--${word}`]);
  const recommends = options.install_recommends;
  return [
    '-y',
    ...dpkg,
    ...(options.default_release === undefined ? [] : ['-t', options.default_release]),
    ...(recommends === undefined
      ? []
      : ['-o', `APT::Install-Recommends=${recommends ? 'yes' : 'no'}`]),
    ...flag(options.allow_unauthenticated, '--allow-unauthenticated'),
    ...flag(options.allow_downgrade, '--allow-downgrades'),
    ...flag(options.allow_change_held_packages, '--allow-change-held-packages'),
    ...flag(options.fail_on_autoremove, '--no-remove'),
    ...flag(options.autoremove, '--auto-remove'),
    ...flag(options.only_upgrade, '--only-upgrade'),
    ...flag(options.force, '--force-yes'),
  ];
}

/** Options of a removing call. */
export function toRemoveWords(options: AptOptions): readonly string[] {
  const dpkg = options.dpkg_options
    .split(',')
    .filter((word) => word !== '')
    .flatMap((word) => ['-o', `Dpkg::Options::=--${word}`]);
  return [
    '-q',
    '-y',
    ...dpkg,
    ...flag(options.purge, '--purge'),
    ...flag(options.force, '--force-yes'),
    ...flag(options.autoremove, '--auto-remove'),
    ...flag(options.allow_change_held_packages, '--allow-change-held-packages'),
  ];
}

function flag(isSet: boolean, word: string): readonly string[] {
  return isSet ? [word] : [];
}

/** Puts a policy-rc.d in place for the time of a call, so that no service is started. */
function withPolicy(code: number | undefined, script: Sh): Sh {
  if (code === undefined) return script;
  return sh`k=/usr/sbin/policy-rc.d
[ ! -e "$k" ] || mv "$k" "$k.kplay"
trap 'rm -f "$k"; [ ! -e "$k.kplay" ] || mv "$k.kplay" "$k"' EXIT
printf '#!/bin/sh\nexit %s\n' ${String(code)} >"$k" && chmod 755 "$k"
${script}`;
}

/** What follows a call whose last try said `$e` and ended with `$r`. */
const TELL = sh`[ -z "$e" ] || printf '%s\n' "$e" >&2
[ $r -eq 0 ]  || exit $r`;

/**
 * Calls apt-get as the body of a loop: says `$e`, ends with `$r`. While another process holds its lock
 * it is tried again every second. apt names the holder in its last message: `It is held by process 812
 * (unattended-upgr)`.
 */
function tryApt(words: readonly string[], seconds: number): Sh {
  return sh`  e=$( { apt-get ${words} 1>&3 3>&- </dev/null; } 2>&1 ); r=$?
  case $e in
    *'Could not get lock'*|*'Unable to lock'*|*'Unable to acquire'*)
      if [ $r -ne 0 ] && [ $n -lt ${String(seconds)} ]; then n=$((n + 1)); sleep 1; continue; fi ;;
  esac`;
}

/** Calls apt-get, waiting for its lock. */
export function callApt(words: readonly string[], options: AptOptions): Sh {
  const call = sh`exec 3>&1
n=0
while :; do
${tryApt(words, options.lock_timeout)}
  break
done
${TELL}`;
  return joinSh([ENVIRONMENT, withPolicy(options.policy_rc_d, call)]);
}

/** How often a package index that cannot be had is asked for, and the longest wait between, in seconds. */
export interface RefreshParams {
  readonly update_cache_retries: number;
  readonly update_cache_retry_max_delay: number;
}

/**
 * Refreshes the package index. Where servers cannot be reached for the moment apt-get is content with
 * what it had; here that is a failure, as in Ansible's modules, after as many tries and waits as there.
 */
export function refreshApt(options: AptOptions, params: RefreshParams): Sh {
  const { update_cache_retries: tries, update_cache_retry_max_delay: longest } = params;
  const call = sh`exec 3>&1
n=0 k=1 d=1
while :; do
${tryApt(['update'], options.lock_timeout)}
  case $e in
    *'W: Some index files failed to download'*)
      [ $r -ne 0 ] || r=100
      [ $d -le ${String(longest)} ] || d=${String(longest)}
      if [ $k -lt ${String(tries)} ]; then sleep $d; k=$((k + 1)) d=$((d * 2)); continue; fi ;;
  esac
  break
done
${TELL}`;
  return joinSh([ENVIRONMENT, withPolicy(options.policy_rc_d, call)]);
}

/** Asks apt-get what it would do. */
export function simulateApt(words: readonly string[]): Sh {
  return joinSh([ENVIRONMENT, sh`apt-get -s -q ${words}`]);
}

/** True when apt's summary counts anything. */
export function hasAptChanged(stdout: string): boolean {
  const summary = /^(\d+) upgraded, (\d+) newly installed,(?: (\d+) downgraded,)? (\d+) to remove/m;
  const counts = summary.exec(stdout)?.slice(1) ?? [];
  return counts.some((count) => Number(count) > 0);
}
