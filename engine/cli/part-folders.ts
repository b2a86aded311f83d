/** Where a user's own parts may lie: `library/` and its like beside the playbooks and in every role. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of each kind of part, as Ansible names it. */
export type PartFolder = 'library' | 'filter_plugins' | 'test_plugins' | 'lookup_plugins';

function rolesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((role) => join(folder, role));
}

/** Gives a function that lists the folders of one kind; they need not exist. */
export function findPartFolders(
  playbooks: readonly string[],
  rolesPath: readonly string[],
): (name: PartFolder) => readonly string[] {
  const beside = [...new Set(playbooks.map((playbook) => dirname(playbook)))];
  const roles = [...beside.map((folder) => join(folder, 'roles')), ...rolesPath].flatMap(rolesIn);
  const places = [...new Set([...beside, ...roles])];
  return (name) => places.map((place) => join(place, name));
}
