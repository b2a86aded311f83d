/** Where a user's own modules may lie: `library/` beside the playbooks and in every role. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

function rolesIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder).map((role) => join(folder, role, 'library'));
}

/** Lists the folders; they need not exist. */
export function libraryFolders(
  playbooks: readonly string[],
  rolesPath: readonly string[],
): readonly string[] {
  const folders = [...new Set(playbooks.map((playbook) => dirname(playbook)))];
  const beside = folders.map((folder) => join(folder, 'library'));
  const roles = [...folders.map((folder) => join(folder, 'roles')), ...rolesPath].flatMap(rolesIn);
  return [...new Set([...beside, ...roles])];
}
