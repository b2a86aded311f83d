/** What git on a host says of a folder and of the remote, before anything is done. Reads only. */
import { TaskFailure, type HostReader, type Reply } from '../../host/index.ts';
import { joinSh, sh, type Sh } from '../../shell/index.ts';
import type { ControllerReader } from '../contract.ts';
import {
  normalizePath,
  readUmask,
  toArchiveFormat,
  toSshOptions,
  type GitParams,
} from './git-params.ts';
import { toHostPath } from './host-path.ts';
import { askTool, type Tool } from './tool.ts';

/** The program, and the package that brings it. */
export const GIT: Tool = { name: 'git', package: 'git' };

/** Paths as the host means them, and the other words that scripts are made of. */
export interface GitPlaces {
  /** Undefined when only the remote is asked. */
  readonly dest: string | undefined;
  /** A path is a `file://` URL, as otherwise git would not heed `depth`. */
  readonly repo: string;
  readonly archive: string | undefined;
  readonly format: string | undefined;
  readonly separate: string | undefined;
  readonly executable: string | undefined;
  readonly umask: string | undefined;
  readonly ssh: string;
  readonly environment: Readonly<Record<string, string>>;
}

/** What stands in the folder now. */
export interface GitFolder {
  /** Where git's own files are. */
  readonly folder: string;
  readonly before: string | undefined;
  readonly hasChanges: boolean;
  /** What the remote is at now. */
  readonly url: string | undefined;
  /** The branch that is checked out, else that of the remote. */
  readonly branch: string | undefined;
  /** The commit that `version` means here, when it means one. */
  readonly commit: string | undefined;
  readonly hasBranch: boolean;
}

export interface GitState {
  readonly places: GitPlaces;
  /** Undefined when there is no repository yet. */
  readonly found: GitFolder | undefined;
  /** Commits by the full name of a ref; undefined when the remote did not answer. */
  readonly refs: ReadonlyMap<string, string> | undefined;
  readonly refusal: string;
  readonly archive: 'absent' | 'same' | 'differs' | undefined;
  /** Where `separate_git_dir` leads to in the end, and whether something is there. */
  readonly separate: string | undefined;
  readonly hasSeparate: boolean;
  readonly isNewKeyAccepted: boolean;
  readonly isCheckMode: boolean;
}

/** What the host calls for ssh now. */
const PROGRAM: Sh = { sh: '${GIT_SSH:-${GIT_SSH_COMMAND:-ssh}} ${GIT_SSH_OPTS:-}' };

/** What every script of git starts with: the program, its environment. */
export function beginGit({ executable, environment, ssh, umask }: GitPlaces): Sh {
  const exports = Object.entries(environment).map(
    ([name, value]) => sh`export ${`${name}=${value}`}`,
  );
  const missing = `Failed to find required executable "${executable ?? ''}"`;
  const own =
    executable === undefined
      ? sh`:`
      : sh`command -v ${executable} >/dev/null 2>&1 || { echo ${missing} >&2; exit 127; }
git() { ${executable} "$@"; }`;
  const mask = umask === undefined ? sh`:` : sh`umask ${umask}`;
  return joinSh([
    ...exports,
    own,
    mask,
    sh`k=${ssh}; GIT_SSH_COMMAND="${PROGRAM} $k"; export GIT_SSH_COMMAND`,
  ]);
}

/** Where git's own files are; `.git` may be a file that tells. */
function askFolder({ bare }: GitParams, { dest = '', separate }: GitPlaces): Sh {
  const name = bare ? dest : `${dest}/.git`;
  const apart =
    separate === undefined
      ? sh`:`
      : sh`s=$(readlink -f -- ${separate} || printf %s ${separate}); printf 'separate %s\n' "$s"; [ ! -e "$s" ] || echo has-separate`;
  return sh`r=${name}
if [ -f "$r" ]; then
  IFS= read -r l <"$r" || :
  case $l in 'gitdir: '*) l=${{ sh: '${l#gitdir: }' }} ;; *) exit 22 ;; esac
  case $l in /*) r=$l ;; *) r=${dest}/$l ;; esac
  [ -d "$r" ] || exit 22
fi
printf 'folder %s\n' "$r"
${apart}
if [ -e "$r/config" ]; then found=1; cd -- ${dest} || exit; fi`;
}

/** Tells the branch that is checked out; when none is, that of the remote. */
export function branchOf(remote: string): Sh {
  const head = `refs/remotes/${remote}/HEAD`;
  return sh`git symbolic-ref -q HEAD 2>/dev/null | sed 's,^refs/heads/,,' | grep . || git symbolic-ref -q ${head} 2>/dev/null | cut -d/ -f4-`;
}

/** `status` must not write the index that it refreshes. */
function askRepository({ remote, version, bare }: GitParams): Sh {
  const status = bare
    ? sh`:`
    : sh`git --no-optional-locks status --porcelain 2>/dev/null | grep -qv '^??' && { echo changes; dirty=1; }`;
  return sh`if [ -n "$found" ]; then
  echo found
  printf 'before %s\n' "$(git rev-parse HEAD 2>/dev/null)"
  ${status}
  printf 'url %s\n' "$(git ls-remote --get-url ${remote} 2>/dev/null)"
  b=$(${branchOf(remote)})
  printf 'branch %s\n' "$b"
  printf 'commit %s\n' "$(git rev-parse -q --verify ${`${version}^{commit}`} 2>/dev/null)"
  git show-ref -q --verify ${`refs/heads/${version}`} && echo has-branch
fi`;
}

/** An existing archive is compared with what would be written now. */
function askArchive({ archive_prefix: prefix, version }: GitParams, places: GitPlaces): Sh {
  const { archive, format = '' } = places;
  if (archive === undefined) return sh`:`;
  const words = prefix === undefined ? [] : ['--prefix', prefix];
  return sh`if [ ! -e ${archive} ]; then echo archive absent
elif [ -n "$found" ] && git archive --format ${format} ${words} ${version} 2>/dev/null | cmp -s - ${archive}; then echo archive same
else echo archive differs; fi`;
}

/** The remote is asked for the few refs that matter, in one go. */
function askRemote({ version }: GitParams, { repo }: GitPlaces): Sh {
  const tag = `refs/tags/${version}`;
  const names = ['HEAD', `refs/heads/${version}`, tag, `${tag}^{}`];
  return sh`git ls-remote -- ${repo} ${names} "refs/heads/${{ sh: '${b:-HEAD}' }}" && echo answered`;
}

/** Nothing is asked that would not be used: what is left alone, and what is refused. */
function needsRemote({ update, force }: GitParams): Sh {
  const idle = update ? sh`:` : sh`[ -z "$found" ]`;
  const clean = force ? sh`:` : sh`[ -z "$dirty" ]`;
  return sh`${idle} && ${clean}`;
}

function askSsh({ accept_newhostkey: isAsked }: GitParams): Sh {
  if (!isAsked) return sh`:`;
  return sh`command -v ssh >/dev/null 2>&1 || exit 21
ssh -o StrictHostKeyChecking=accept-new -V >/dev/null 2>&1 || echo no-accept-new`;
}

function refuse({ rc, stderr }: Reply): void {
  if (rc === 21) {
    throw new TaskFailure(
      'Remote host is missing ssh command, so you cannot use acceptnewhostkey option.',
    );
  }
  if (rc === 22) {
    throw new TaskFailure(
      'Current repo does not have a valid reference to a separate Git dir or it refers to the invalid path',
    );
  }
  if (rc !== 0) throw new TaskFailure(stderr.trim(), { rc });
}

type Answer = Omit<GitState, 'places' | 'isCheckMode'>;

function readFolder(lines: readonly string[], value: (key: string) => string | undefined) {
  const orUndefined = (key: string): string | undefined => value(key) || undefined;
  return {
    folder: value('folder') ?? '',
    before: orUndefined('before'),
    hasChanges: lines.includes('changes'),
    url: orUndefined('url'),
    branch: orUndefined('branch'),
    commit: orUndefined('commit'),
    hasBranch: lines.includes('has-branch'),
  };
}

function parseAnswer(reply: Reply): Answer {
  refuse(reply);
  const lines = reply.stdout.split('\n');
  const value = (key: string): string | undefined =>
    lines.find((line) => line.startsWith(`${key} `))?.slice(key.length + 1);
  const refs = lines.flatMap((line) => {
    const [, commit, name] = /^([0-9a-f]{40,64})\t(.+)$/.exec(line) ?? [];
    return commit === undefined || name === undefined ? [] : [[name, commit] as const];
  });
  const archive = (['absent', 'same', 'differs'] as const).find(
    (word) => word === value('archive'),
  );
  return {
    found: lines.includes('found') ? readFolder(lines, value) : undefined,
    refs: lines.includes('answered') ? new Map(refs) : undefined,
    refusal: reply.stderr,
    archive,
    separate: value('separate'),
    hasSeparate: lines.includes('has-separate'),
    isNewKeyAccepted: !lines.includes('no-accept-new'),
  };
}

async function findPlaces(
  params: GitParams,
  host: HostReader,
  controller: ControllerReader,
): Promise<GitPlaces> {
  const toPath = async (path: string | undefined): Promise<string | undefined> =>
    path === undefined || path === '' ? undefined : toHostPath(host, path);
  const isPath = /^[/~]/.test(params.repo);
  const [dest, archive, separate, executable, keyFile, repo] = await Promise.all([
    toPath(params.dest),
    toPath(params.archive),
    toPath(params.separate_git_dir),
    toPath(params.executable),
    toPath(params.key_file),
    isPath ? toPath(params.repo) : params.repo,
  ]);
  const folder =
    dest === undefined || dest.startsWith('/') ? dest : await toHostPath(host, `$PWD/${dest}`);
  return {
    dest: folder === undefined ? undefined : normalizePath(folder),
    repo: isPath ? `file://${repo ?? ''}` : params.repo,
    archive,
    format: archive === undefined ? undefined : toArchiveFormat(archive),
    separate,
    executable,
    umask: readUmask(params.umask ?? null),
    ssh: toSshOptions(params, keyFile),
    environment: controller.environment,
  };
}

/** Asks a host and its remote. @throws TaskFailure when git is not there or a parameter is wrong */
export async function inspectGit(
  params: GitParams,
  host: HostReader,
  controller: ControllerReader,
): Promise<GitState> {
  const places = await findPlaces(params, host, controller);
  if (places.dest === undefined && params.clone) {
    throw new TaskFailure('the destination directory must be specified unless clone=no');
  }
  const script = joinSh([
    beginGit(places),
    // A git that cannot start is told before a folder is taken for one without a repository.
    sh`git --version >/dev/null || exit
found=; b=; dirty=`,
    askSsh(params),
    places.dest === undefined ? sh`:` : askFolder(params, places),
    places.dest === undefined ? sh`:` : askRepository(params),
    askArchive(params, places),
    sh`if ${needsRemote(params)}; then ${askRemote(params, places)}; fi
exit 0`,
  ]);
  const tools = places.executable === undefined ? [GIT] : [];
  const answer = await host.ask(askTool(tools, 'git', script, parseAnswer));
  return { ...answer, places, isCheckMode: controller.isCheckMode };
}
