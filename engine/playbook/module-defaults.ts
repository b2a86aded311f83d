/** `module_defaults`: which parameters of an action are given somewhere around a task. Pure. */
import { findEntry, toName, type Located, type LocatedMap } from '../base/index.ts';
import type { ParseContext } from './context.ts';

/** Actions whose defaults `package` takes over, when it is they who do the work. */
const PACKAGE_MANAGERS = ['apt', 'dnf', 'yum', 'apk', 'zypper', 'pacman'];

/**
 * Says whose defaults count for an action. Source: Ansible's page «Module defaults», and for
 * `package` observed behaviour of ansible-core 2.14.
 * @param manager the package manager, when it is known
 */
export function defaultsFor(action: string, manager?: string): readonly string[] {
  if (action !== 'package') return [action];
  return ['package', ...(manager === undefined ? PACKAGE_MANAGERS : [manager])];
}

/** True when a key of `module_defaults` means one of these actions, with a collection or without. */
export function isDefaultOf(key: string, actions: readonly string[]): boolean {
  return actions.some((action) => key === action || key.endsWith(`.${action}`));
}

function mapsIn(located: Located): readonly Located[] {
  return located.kind === 'list' ? located.items : [located];
}

/**
 * Names of the parameters that are given by defaults around a task that is being read.
 * @returns undefined when only the run can tell: the defaults are a template
 */
export function defaultedParams(
  action: string,
  task: LocatedMap,
  { ancestors }: Pick<ParseContext, 'ancestors'>,
): readonly string[] | undefined {
  const own = findEntry(task, 'module_defaults')?.value;
  const around = ancestors.flatMap(({ keywords }) => keywords.get('module_defaults') ?? []);
  const maps = [...(own === undefined ? [] : [own]), ...around].flatMap(mapsIn);
  const names: string[] = [];
  for (const map of maps) {
    if (map.kind !== 'map') return undefined;
    for (const { key, value } of map.entries) {
      if (!isDefaultOf(toName(key.value), defaultsFor(action))) continue;
      if (value.kind !== 'map') return undefined;
      names.push(...value.entries.map((entry) => toName(entry.key.value)));
    }
  }
  return names;
}
