/**
 * What git does to a folder, as one script: every command is announced on both streams, so that a
 * failure is known by its command and its own words. Runs nothing.
 */
import { joinSh, sh, type Sh } from '../../shell/index.ts';
import { beginGit, branchOf, type GitState } from './git-inspect.ts';
import type { GitParams } from './git-params.ts';

/** What stands in front of the name of a command. */
export const MARK = 'kplay-git ';

const NOTHING = sh`:`;

/** Defines how a command is announced and run; the script ends where one fails. */
const LIBRARY = sh`kplay_say() { printf '\n%s\n' "$1"; printf '\n%s\n' "$1" >&2; }
kplay_do() { kplay_say ${MARK}"$1"; shift; "$@" || exit; }`;

/** How `version` is known at the remote. */
export type VersionKind = 'head' | 'branch' | 'tag' | 'commit';

/** What is done, with what was found out before. */
export interface GitWork {
  readonly params: GitParams;
  readonly state: GitState;
  readonly kind: VersionKind;
}

function toDepth(depth: number | undefined): readonly string[] {
  return depth === undefined || depth === 0 ? [] : ['--depth', String(depth)];
}

function hasDepth({ depth }: GitParams): boolean {
  return toDepth(depth).length > 0;
}

/** A depth that cannot be kept is passed over. */
export function isDepthIgnored({ params, kind }: GitWork): boolean {
  return hasDepth(params) && kind === 'commit' && !params.refspec;
}

function toCloneWords(work: GitWork): readonly string[] {
  const { params, state, kind } = work;
  const { bare, remote, reference, refspec, version, single_branch: isSingle } = params;
  const isNamed = kind === 'branch' || kind === 'tag';
  const depth = isDepthIgnored(work) ? [] : toDepth(params.depth);
  const isShallowNamed = depth.length > 0 && !refspec;
  const apart = state.separate;
  return [
    ...(bare ? ['--bare'] : ['--origin', remote]),
    ...depth,
    ...(isNamed && (isShallowNamed || isSingle) ? ['--branch', version] : []),
    ...(reference === undefined ? [] : ['--reference', reference]),
    ...(isSingle ? ['--single-branch'] : []),
    ...(apart === undefined ? [] : [`--separate-git-dir=${apart}`]),
  ];
}

function cloneIt(work: GitWork): Sh {
  const { params, state } = work;
  const { bare, remote, refspec } = params;
  const { dest = '', repo } = state.places;
  const parent = dest.slice(0, dest.lastIndexOf('/')) || '/';
  const more = [...toDepth(params.depth), remote, refspec ?? ''];
  return joinSh([
    sh`mkdir -p -- ${parent} 2>/dev/null; cd -- ${parent} || exit`,
    sh`kplay_do run git clone ${toCloneWords(work)} -- ${repo} ${dest}`,
    sh`cd -- ${dest} || exit`,
    bare && remote !== 'origin' ? sh`kplay_do run git remote add ${remote} ${repo}` : NOTHING,
    refspec ? sh`kplay_do run git fetch ${more}` : NOTHING,
  ]);
}

/** The refs that a shallow fetch needs; none when the version cannot be fetched by its name. */
function toShallowRefs({ params, state, kind }: GitWork): readonly string[] {
  const { refspec, version, remote } = params;
  const branch = state.found?.branch;
  if (!hasDepth(params)) return [];
  if (refspec) return [refspec];
  if (kind === 'head') return branch === undefined ? [] : [branch];
  if (kind === 'tag') return [`+refs/tags/${version}:refs/tags/${version}`];
  if (kind === 'commit') return [];
  const tracking = `+refs/heads/${version}:refs/remotes/${remote}/${version}`;
  return branch === version
    ? [tracking]
    : [`+refs/heads/${version}:refs/heads/${version}`, tracking];
}

function fetchIt(work: GitWork): Sh {
  const { bare, refspec, force, remote, depth } = work.params;
  const shallow = toShallowRefs(work);
  const forced = force ? ['--force'] : [];
  if (shallow.length > 0) {
    return sh`kplay_do fetch git fetch ${[...toDepth(depth), ...forced, remote, ...shallow]}`;
  }
  const tags = bare ? [] : ['--tags'];
  const all = bare ? ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'] : [];
  const more = refspec ? [refspec] : [];
  return sh`kplay_do fetch git fetch ${[...tags, ...forced, remote, ...all, ...more]}`;
}

/** Moves git's own files of a repository that is there. */
function relocate({ folder }: { readonly folder: string }, separate: string, dest: string): Sh {
  return sh`kplay_do move mv -- ${folder} ${separate}
printf 'gitdir: %s' ${separate} >${`${dest}/.git`} || exit`;
}

/** True where `separate_git_dir` is another folder than git's files are in. */
export function isMoved({ found, separate }: GitState): boolean {
  return found !== undefined && separate !== undefined && separate !== found.folder;
}

function updateIt(work: GitWork, isUrlChanged: boolean): Sh {
  const { params, state } = work;
  const { dest = '', repo } = state.places;
  const { found } = state;
  return joinSh([
    sh`cd -- ${dest} || exit`,
    found?.hasChanges === true ? sh`kplay_do run git reset --hard HEAD` : NOTHING,
    isUrlChanged
      ? sh`kplay_do ${`url ${repo}`} git remote set-url ${params.remote} ${repo}`
      : NOTHING,
    fetchIt(work),
  ]);
}

function switchIt({ params, kind }: GitWork): Sh {
  const { version, remote } = params;
  if (kind === 'head') {
    return sh`b=$(${branchOf(remote)})
kplay_do "branch $b" git checkout --force "$b"
kplay_do "branch $b" git reset --hard ${remote}/"$b" --`;
  }
  if (kind !== 'branch') return sh`kplay_do version git checkout --force ${version}`;
  const refs = [
    `+refs/heads/${version}:refs/heads/${version}`,
    `+refs/heads/${version}:refs/remotes/${remote}/${version}`,
  ];
  const local = sh`git show-ref -q --verify ${`refs/heads/${version}`}`;
  const shallow = hasDepth(params)
    ? sh`${local} || kplay_do fetch-branch git fetch ${[...toDepth(params.depth), remote, ...refs]}`
    : NOTHING;
  return sh`${shallow}
if ${local}; then
  kplay_do ${`branch ${version}`} git checkout --force ${version}
  kplay_do version git reset --hard ${`${remote}/${version}`}
else
  kplay_do version git checkout --track -b ${version} ${`${remote}/${version}`}
fi`;
}

/** A tag with words of its own is verified as such. A key counts by itself and by its main key. */
function verifyIt({ gpg_whitelist: keys, version }: GitParams): Sh {
  const kind = sh`c=commit; [ "$(git for-each-ref ${`refs/tags/${version}`} --format '%(objecttype)')" != tag ] || c=tag`;
  if (keys.length === 0)
    return sh`${kind}
kplay_do verify git verify-$c ${version}`;
  return sh`${kind}
kplay_do verify git verify-$c --raw ${version}
f=$(git verify-$c --raw ${version} 2>&1 | awk '$2 == "VALIDSIG" { print $3, $12; exit }')
ok=; for p in $f; do for w in ${keys}; do [ "$p" != "$w" ] || ok=1; done; done
[ -n "$ok" ] || { kplay_say ${MARK}"key $f"; exit 1; }`;
}

/** Submodules that are missing, moved on, or not at the commit that is recorded. */
function followSubmodules({ track_submodules: isTracked, force }: GitParams): Sh {
  const words = [
    '--init',
    '--recursive',
    ...(isTracked ? ['--remote'] : []),
    ...(force ? ['--force'] : []),
  ];
  const heads = sh`git submodule --quiet foreach 'git rev-parse HEAD' 2>/dev/null`;
  const update = sh`kplay_do run git submodule sync
kplay_do submodules git submodule update ${words}`;
  const look = isTracked
    ? sh`o=$(${heads}); ${update}
  [ "$o" = "$(${heads})" ] || m=1`
    : sh`kplay_do run git submodule foreach 'git fetch'
  ! git submodule status | grep -q '^[^ ]' || m=1
  [ -z "$m" ] || { ${update}; }`;
  return sh`if [ -e .gitmodules ]; then
  m=$(git config -f .gitmodules --get-regexp '\.path$' | while IFS=' ' read -r n p; do [ -e "$p/.git" ] || { echo 1; break; }; done)
  if [ -n "$m" ]; then
${update}
  else
  ${look}
  fi
  [ -z "$m" ] || s=1
fi`;
}

/** Writes the archive beside its place and moves it there when it is another one. */
function archiveIt({ archive_prefix: prefix, version }: GitParams, state: GitState): Sh {
  const { archive = '', format = '' } = state.places;
  const words = prefix === undefined ? [] : ['--prefix', prefix];
  const slash = archive.lastIndexOf('/') + 1;
  const temp = `${archive.slice(0, slash)}.kplay-${archive.slice(slash)}`;
  return sh`t=${temp}; kplay_say ${`${MARK}archive`}
git archive --format ${format} ${words} --output "$t" ${version} || { r=$?; rm -f -- "$t"; exit $r; }
if cmp -s "$t" ${archive}; then rm -f -- "$t"; else mv -f -- "$t" ${archive} && a=1 || exit; fi`;
}

/** What comes behind: the commit, and what else changed. */
const REPORT = sh`kplay_say ${`${MARK}done`}
printf 'after %s\n' "$(git rev-parse HEAD 2>/dev/null)"
[ -z "$s" ] || echo submodules; [ -z "$a" ] || echo archive`;

/** Behind clone and update: the version, its signature, the submodules. */
function settleOn(work: GitWork): readonly Sh[] {
  const { params } = work;
  const { bare, recursive, verify_commit: isVerified } = params;
  return [
    bare ? NOTHING : switchIt(work),
    isVerified ? verifyIt(params) : NOTHING,
    recursive && !bare ? followSubmodules(params) : NOTHING,
  ];
}

function toMainScripts(work: GitWork, isUrlChanged: boolean): readonly Sh[] {
  const { params, state } = work;
  const { dest = '' } = state.places;
  if (state.found === undefined) return [cloneIt(work), ...settleOn(work)];
  const move = isMoved(state) ? relocate(state.found, state.separate ?? '', dest) : NOTHING;
  const rest = params.update
    ? [updateIt(work, isUrlChanged), ...settleOn(work)]
    : [sh`cd -- ${dest} || exit`];
  return [move, ...rest];
}

/** The whole work on a repository, from what is there (or is not) to the report. */
export function toGitScript(work: GitWork, isUrlChanged: boolean): Sh {
  const { params, state } = work;
  return joinSh([
    beginGit(state.places),
    LIBRARY,
    sh`s=; a=`,
    ...toMainScripts(work, isUrlChanged),
    state.places.archive === undefined ? NOTHING : archiveIt(params, state),
    REPORT,
  ]);
}
