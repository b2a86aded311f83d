/** Where Ansible looks for a file that a task names, in order. */
import { isAbsolute, join, resolve } from 'node:path';

/**
 * Lists the candidates for a file.
 * @param folders the role, the folder of the task's file, the folder of the playbook
 * @param kind `files`, `templates`, … : looked into first in each folder
 * @param name as the task wrote it
 */
export function searchPlaces(
  folders: readonly string[],
  kind: string,
  name: string,
): readonly string[] {
  if (isAbsolute(name)) return [name];
  const places = folders.flatMap((folder) => [join(folder, kind, name), join(folder, name)]);
  return [...new Set(places.map((place) => resolve(place)))];
}
