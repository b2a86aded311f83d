/** What is asked of svn on a host, and what it is told to do. Pure. */
import { joinSh, rawSh, sh, type Sh } from '../../shell/index.ts';
import type { Tool } from './tool.ts';

/** The program, and the package that brings it. */
export const SVN: Tool = { name: 'svn', package: 'subversion' };

/** How svn is called, and about what; paths are the host's. */
export interface SvnCall {
  readonly executable: string | undefined;
  readonly repo: string;
  /** Undefined when only the repository is asked. */
  readonly dest: string | undefined;
  readonly revision: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly validatesCerts: boolean;
}

/**
 * Defines `svn` as it is to be called. The password goes by a pipe of the shell itself, so it is in
 * no argument list; before 1.10 svn reads none from there.
 */
export function beginSvn(call: SvnCall): Sh {
  const { executable, username, password } = call;
  const words = [
    ...['--non-interactive', '--no-auth-cache'],
    ...(call.validatesCerts ? [] : ['--trust-server-cert']),
    ...(username === undefined ? [] : ['--username', username]),
    ...(password === undefined ? [] : ['--password-from-stdin']),
  ];
  const program = executable === undefined ? rawSh('command svn') : sh`${executable}`;
  const missing = `Failed to find required executable "${executable ?? ''}"`;
  const look =
    executable === undefined
      ? sh`:`
      : sh`command -v ${executable} >/dev/null 2>&1 || { echo ${missing} >&2; exit 127; }`;
  const say = password === undefined ? rawSh('') : sh`printf %s ${password} |`;
  return sh`${look}
svn() { ${say} ${program} ${words} "$@"; }`;
}

/** Asks what stands in the folder, and what the repository is at. */
export function askSvn(call: SvnCall, isRemoteAsked: boolean): Sh {
  const { dest, repo, revision } = call;
  if (dest === undefined) return joinSh([beginSvn(call), sh`svn info ${repo}`]);
  const remote = isRemoteAsked ? sh`echo =remote; svn info -r ${revision} ${dest} || exit` : sh`:`;
  return sh`${beginSvn(call)}
if [ ! -e ${dest} ]; then echo =absent; exit; fi
i=$(svn info ${dest} 2>/dev/null) || { echo =other; exit; }
printf '=repository\n%s\n' "$i"
svn status --quiet --ignore-externals ${dest} | grep -q '^[^?X]' && echo =modified
${remote}`;
}

/** What to do with a folder. */
export type SvnWork =
  | { readonly do: 'checkout'; readonly isForced: boolean }
  | { readonly do: 'export'; readonly isForced: boolean }
  | { readonly do: 'update'; readonly switches: boolean; readonly reverts: boolean };

function toForce(isForced: boolean): readonly string[] {
  return isForced ? ['--force'] : [];
}

/** Does it, ends at the first refusal, and tells in the end what stands there. */
export function workSvn(call: SvnCall, work: SvnWork): Sh {
  const { repo, revision, dest = '' } = call;
  const info = sh`echo =after; svn info ${dest}`;
  if (work.do === 'export') {
    const force = toForce(work.isForced);
    return joinSh([beginSvn(call), sh`svn export ${force} -r ${revision} ${repo} ${dest}`]);
  }
  if (work.do === 'checkout') {
    return joinSh([
      beginSvn(call),
      sh`svn checkout ${toForce(work.isForced)} -r ${revision} ${repo} ${dest} || exit`,
      info,
    ]);
  }
  return joinSh([
    beginSvn(call),
    ...(work.switches ? [sh`svn switch --revision ${revision} ${repo} ${dest} || exit`] : []),
    ...(work.reverts ? [sh`svn revert -R ${dest} || exit`] : []),
    sh`svn update -r ${revision} ${dest} || exit`,
    info,
  ]);
}

const REVISION = /^\p{L}+\s?:\s+\d+$/mu;
const URL_LINE = /^URL\s?:.*$/m;

/** The line with the revision, as Ansible's module gives it. */
export function readRevision(text: string): string {
  return REVISION.exec(text)?.[0] ?? 'Unable to get revision';
}

/** Revision and address of a folder, as lines. */
export function readPlace(text: string): readonly [string, string] {
  return [readRevision(text), URL_LINE.exec(text)?.[0] ?? 'Unable to get URL'];
}

/** Whether switch or update printed a path that is another now. */
export function tellsChange(text: string): boolean {
  return /^[ABDUCGE]\s/m.test(text);
}
