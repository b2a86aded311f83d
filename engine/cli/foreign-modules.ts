/** Which names are modules that kplay has not, so that they may stand in a playbook nevertheless. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { suggestName } from '../base/index.ts';
import { FOREIGN_NAMES } from './foreign-names.ts';

let names: ReadonlySet<string> | undefined;

/** Whether others have a module of that short name. */
function isListedName(name: string): boolean {
  names ??= new Set(FOREIGN_NAMES.trim().split(/\s+/));
  return names.has(name);
}

/** Collections whose modules are all kplay's own: a name that was never a short one is a mistake. */
const OWN = ['ansible.builtin', 'ansible.legacy'];

/** Whose collections the listed names are of. */
const WELL_KNOWN =
  /^(?:amazon|ansible|azure|community|containers|gluster|google|hetzner|kubernetes|openstack)\./;

/** Collections of which kplay has some. */
const SHARED = ['ansible.posix', 'community.general', 'community.crypto'];

/**
 * Says whether a name that kplay does not know is that of somebody else's module.
 * @param known every name that kplay knows
 * @param isWide any full name may be one, also of a collection that nobody here has heard of
 */
export function isForeignModule(name: string, known: readonly string[], isWide: boolean): boolean {
  const [collection, short] = /^(\w+\.\w+)\.(\w+)$/.exec(name)?.slice(1) ?? [];
  if (collection === undefined || short === undefined) return isListedName(name);
  if (OWN.includes(collection)) return isListedName(short);
  // Those collections grow; the list has what they had when modules still had short names.
  const isNew =
    !SHARED.includes(collection) && suggestName(collection, [...OWN, ...SHARED]) === undefined;
  const isListed = WELL_KNOWN.test(collection) && (isListedName(short) || isNew);
  return isListed || (isWide && isNoSlip(collection, short, known));
}

/**
 * Says whether a collection on this machine has a module of that name: Ansible would run it.
 * @param folders those that hold `ansible_collections`
 */
export function isInstalledModule(name: string, folders: readonly string[]): boolean {
  const [, namespace, collection, short] = /^(\w+)\.(\w+)\.(\w+)$/.exec(name) ?? [];
  if (namespace === undefined || collection === undefined || short === undefined) return false;
  const place = join(
    'ansible_collections',
    namespace,
    collection,
    'plugins/modules',
    `${short}.py`,
  );
  return folders.some((folder) => existsSync(join(folder, place)));
}

/** Where kplay has some modules of a collection, a name that is nearly one of them is a slip. */
function isNoSlip(collection: string, short: string, known: readonly string[]): boolean {
  return !SHARED.includes(collection) || suggestName(short, known) === undefined;
}
