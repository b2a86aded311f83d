/** Files of the controller that tasks name: whether they are there. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findEntry, toName, type Located, type LocatedScalar } from '../../base/index.ts';
import { isOpenName } from './find-files.ts';
import { missingSource } from './problems.ts';
import { textAt, type WalkPlace } from './walk-context.ts';
import { searchFolders } from './walk-files.ts';

/** Modules that read `src` on the controller, and the folder beside the tasks where it is searched. */
const FOLDERS: ReadonlyMap<string, string> = new Map([
  ['copy', 'files'],
  ['unarchive', 'files'],
  ['template', 'templates'],
]);

const YES = /^(?:yes|y|true|on|1|t)$/i;

function isOnHost(value: Located): boolean {
  if (value.kind !== 'map') return false;
  return ['remote_src', 'copy'].some((key) => {
    const text = textAt(value, key);
    if (text === undefined) return false;
    return isOpenName(text) || YES.test(text) === (key === 'remote_src');
  });
}

/** A `src` that is written out and relative: an absolute one may well be made by the run. */
function relativeSource(value: Located): (LocatedScalar & { readonly value: string }) | undefined {
  const source = value.kind === 'map' ? findEntry(value, 'src')?.value : undefined;
  if (source?.kind !== 'scalar' || source.value === null) return undefined;
  const name = toName(source.value);
  const isElsewhere = name === '' || isOpenName(name) || /^(?:[/~]|\w+:\/\/)/.test(name);
  return isElsewhere ? undefined : { ...source, value: name };
}

/**
 * Notes a relative `src` that is in none of the folders where it would be searched. Source: Ansible,
 * «Playbook search paths».
 */
export function checkSource(module: string, value: Located, place: WalkPlace): void {
  const folder = FOLDERS.get(module);
  if (folder === undefined || !place.isSure || isOnHost(value)) return;
  const source = relativeSource(value);
  if (source === undefined) return;
  const folders = searchFolders(folder, place);
  if (folders.some((one) => existsSync(join(one, source.value)))) return;
  place.tools.problems.add(missingSource(source.value, source.span, folders));
}
