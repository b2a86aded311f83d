/** How pip is found on a host, how its environment is made, and how it is called. Runs nothing. */
import { TaskFailure } from '../../host/index.ts';
import { joinSh, sh, type Sh } from '../../shell/index.ts';
import { readWords, type PipParams } from './pip-params.ts';
import type { Tool } from './tool.ts';

/** What Ansible's own Python would be: that of the host. */
const HAS_PIP = 'import importlib.util, sys; sys.exit(importlib.util.find_spec("pip") is None)';

/** Printed behind pip's own words when other packages are installed than before. */
export const OTHER_PACKAGES = 'kplay: other packages than before';

/** Ends with this code when there is no pip. */
export const NO_PIP = 9;

/** Folders as the host means them. */
export interface PipPlaces {
  /** Undefined for the folder of temporary files. */
  readonly chdir: string | undefined;
  readonly env: string | undefined;
  readonly executable: string | undefined;
  /** The words of `virtualenv_command`. */
  readonly maker: readonly string[];
}

/** Goes where pip is run; a folder that is not there is passed over, as Ansible does. */
export function goThere({ chdir }: PipPlaces): Sh {
  return chdir === undefined
    ? sh`cd -- "${{ sh: '${TMPDIR:-/tmp}' }}" 2>/dev/null || :`
    : sh`cd -- ${chdir} 2>/dev/null || :`;
}

/** Puts the command of pip into the positional parameters. */
export function findPip({ env, executable }: PipPlaces): Sh {
  if (env !== undefined) {
    return sh`p=${`${env}/bin/pip3`}; [ -x "$p" ] || p=${`${env}/bin/pip`}; [ -x "$p" ] || exit ${NO_PIP}; set -- "$p"`;
  }
  if (executable?.startsWith('/') === true) return sh`set -- ${executable}`;
  if (executable !== undefined)
    return sh`p=$(command -v ${executable}) || exit ${NO_PIP}; set -- "$p"`;
  return sh`if p=$(command -v python3) && "$p" -c ${HAS_PIP} >/dev/null 2>&1; then set -- "$p" -m pip.__main__
else p=$(command -v pip3) || exit ${NO_PIP}; set -- "$p"; fi`;
}

/** What is said without pip. */
export function describeNoPip({ env, executable }: PipPlaces): string {
  return env === undefined
    ? `Unable to find any of ${executable ?? 'pip3'} to use.  pip needs to be installed.`
    : `Unable to find pip in the virtualenv, ${env}, under any of these names: pip3, pip. Make sure pip is present in the virtualenv.`;
}

/** Lists what is installed; an old pip only knows `freeze`. */
export const LIST_PACKAGES = sh`"$@" list --format=freeze 2>/dev/null || "$@" freeze`;

/** The program that makes environments. */
export function toMaker({ maker }: PipPlaces): Tool {
  return {
    name: maker[0] ?? '',
    package: maker[0] === 'virtualenv' ? 'virtualenv' : 'python3-venv',
  };
}

/**
 * Makes a virtual environment.
 * @throws TaskFailure when a Python is asked for that the program cannot be told
 */
export function makeEnvironment(params: PipParams, places: PipPlaces): Sh {
  const { virtualenv_site_packages: isOpen, virtualenv_python: python } = params;
  const { maker, env = '' } = places;
  const isVenv = ['pyvenv', '-m venv'].some((word) => params.virtualenv_command.includes(word));
  if (isVenv && python !== undefined) {
    throw new TaskFailure(
      'virtualenv_python should not be used when using the venv module or pyvenv as virtualenv_command',
    );
  }
  const site = isOpen
    ? sh`set -- "$@" --system-site-packages`
    : sh`! "$1" --help 2>/dev/null | grep -q -e --no-site-packages || set -- "$@" --no-site-packages`;
  const own = sh`! p=$(command -v python3) || set -- "$@" "-p$p"`;
  const choose = python === undefined ? own : sh`set -- "$@" ${`-p${python}`}`;
  return joinSh([
    goThere(places),
    sh`set -- ${maker}`,
    site,
    isVenv ? sh`:` : choose,
    sh`"$@" ${env}`,
  ]);
}

/** Calls pip; when it does not tell by itself whether something changed, the lists are compared. */
export function callPip(places: PipPlaces, words: readonly string[], isCompared: boolean): Sh {
  const { env } = places;
  const path = env === undefined ? sh`:` : sh`PATH=${`${env}/bin`}:$PATH; export PATH`;
  if (!isCompared) return joinSh([goThere(places), findPip(places), path, sh`"$@" ${words}`]);
  return joinSh([
    goThere(places),
    findPip(places),
    sh`b=$(${LIST_PACKAGES}) || exit`,
    path,
    sh`"$@" ${words} || exit
[ "$b" = "$(${LIST_PACKAGES})" ] || printf '\n%s\n' ${OTHER_PACKAGES}`,
  ]);
}

/** Reads the words of the command that makes environments. @throws TaskFailure for an open quote */
export function readMaker(command: string): readonly string[] {
  const words = readWords(command);
  if (words.length === 0) throw new TaskFailure('virtualenv_command is empty');
  return words;
}
