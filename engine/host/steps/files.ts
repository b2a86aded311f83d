/** Compiles the steps that need no content: mkdir, remove, link, attributes, touch. */
import { joinSh, rawSh, sh, type FramePart, type Sh } from '../../shell/index.ts';
import { TaskFailure, type Step } from '../contract.ts';
import { toOwnWords } from './attributes.ts';
import { MKDIR_LIBRARIES, OWN_LIBRARIES } from './library.ts';

type StepOf<Do extends Step['do']> = Extract<Step, { readonly do: Do }>;

/** A part with the shell functions it calls. */
export interface CompiledPart {
  readonly part: FramePart;
  readonly libraries: ReadonlyMap<string, string>;
}

const NO_LIBRARIES: ReadonlyMap<string, string> = new Map();

function toPart(script: Sh, libraries = NO_LIBRARIES): CompiledPart {
  return { part: { script, accepts: [0] }, libraries };
}

/** Makes a directory and its parents; every one that is new gets the attributes, as in Ansible. */
export function compileMkdir(step: StepOf<'mkdir'>): CompiledPart {
  const path = step.path.replaceAll(/\/+/g, '/').replace(/(.)\/$/, '$1');
  return toPart(sh`kplay_mkdir ${path} ${toOwnWords(step.attributes)}`, MKDIR_LIBRARIES);
}

/**
 * Removes whatever stands at a path; a symlink is removed itself, not what it points to.
 * @throws TaskFailure for `/` and the empty path
 */
export function compileRemove(step: StepOf<'remove'>): CompiledPart {
  const path = step.path.replace(/\/+$/, '');
  if (path === '' || path === '.' || path === '..')
    throw new TaskFailure(`refusing to remove \`${step.path}\``);
  return toPart(sh`rm -rf -- ${path}`);
}

/** Makes a link. A symlink replaces another by rename, where mv knows `-T`. */
export function compileLink(step: StepOf<'link'>): CompiledPart {
  const { path, target } = step;
  const clear = sh`if [ -d ${path} ] && [ ! -L ${path} ]; then rmdir -- ${path} || exit; fi`;
  const before = step.force === true ? [clear] : [];
  if (step.kind === 'hard') return toPart(joinSh([...before, sh`ln -f -- ${target} ${path}`]));
  const temp = `${path}.kplay-link`;
  const link = sh`
rm -f -- ${temp}
ln -s -- ${target} ${temp} || exit
mv -fT -- ${temp} ${path} 2>/dev/null && exit
rm -f -- ${temp}
ln -sfn -- ${target} ${path}`;
  const refuse = sh`if [ -e ${path} ] && [ ! -L ${path} ]; then echo ${`${path} exists and is no link`} >&2; exit 1; fi`;
  return toPart(joinSh([...(step.force === true ? [clear] : [refuse]), link]));
}

/** Sets mode, owner and group; symlinks met on the way down are changed themselves. */
export function compileAttributes(step: StepOf<'attributes'>): CompiledPart {
  const { path } = step;
  const [mode, owner, group] = toOwnWords(step.attributes);
  const own = sh`kplay_own ${path} ${mode} ${owner} ${group} ${step.follow === false ? '-h' : ''}`;
  if (step.recurse !== true) return toPart(own, OWN_LIBRARIES);
  const user = owner === '' ? [] : [sh`chown -R -h -- ${owner} ${path} || exit`];
  const team = group === '' ? [] : [sh`chgrp -R -h -- ${group} ${path} || exit`];
  const bits = mode === '' ? [] : [sh`chmod -R -- ${mode} ${path} || exit`];
  return toPart(joinSh([...user, ...team, ...bits, rawSh(':')]));
}

function touchTime(path: string, flag: '-a' | '-m', time: string | undefined): readonly Sh[] {
  if (time === 'keep') return [];
  const at = time === undefined ? [] : ['-t', time];
  return [sh`touch -c ${flag} ${at} -- ${path} || exit`];
}

/** Only both times at once may be set by whoever may write the file without owning it. */
function touchTimes({ path, accessTime, modificationTime }: StepOf<'touch'>): readonly Sh[] {
  if (accessTime === undefined && modificationTime === undefined) {
    return [sh`touch -c -- ${path} || exit`];
  }
  return [...touchTime(path, '-a', accessTime), ...touchTime(path, '-m', modificationTime)];
}

/** Makes an empty file if there is none and sets its times. */
export function compileTouch(step: StepOf<'touch'>): CompiledPart {
  const { path } = step;
  return toPart(
    joinSh([sh`[ -e ${path} ] || touch -- ${path} || exit`, ...touchTimes(step), rawSh(':')]),
  );
}
