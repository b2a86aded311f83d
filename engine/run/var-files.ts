/** Finds the files that an include_vars means. Observed with ansible-core 2.14. */
import { joinPath, nameOf, type ProjectFiles, type TaskNode } from '../playbook/index.ts';

/** The arguments for a directory. */
export interface DirRequest {
  readonly dir: string;
  /** How many directories are read, the named one first; 0 means all. */
  readonly depth: number;
  readonly matching: string | undefined;
  readonly ignored: readonly string[];
  readonly extensions: readonly string[];
  /** A file with another ending is an error. */
  readonly isStrict: boolean;
}

export type FoundFiles =
  | { readonly found: readonly string[] }
  /** What went wrong, and what was found before. */
  | { readonly failure: string; readonly found: readonly string[] };

/** Folders in which a file of variables is searched. */
function foldersOf({ role, folder }: TaskNode): readonly string[] {
  const roles = role === undefined ? [] : [...role.chain, role].reverse();
  return [...roles.map(({ path }) => path), folder].flatMap((one) => [`${one}/vars`, one]);
}

/** Finds one file, or the files of a directory in the order they are read. */
export function findVarFiles(
  task: TaskNode,
  file: string | undefined,
  dir: DirRequest | undefined,
  files: ProjectFiles,
): FoundFiles {
  if (dir !== undefined) return findInFolder(task, dir, files);
  if (file === undefined || file === '') {
    return { failure: 'Could not find file on the kplay controller.', found: [] };
  }
  const places = foldersOf(task).map((folder) => joinPath(folder, file));
  const found = places.find((path) => files.isFile(path));
  if (found !== undefined) return { found: [found] };
  const searched = places.map((place) => `\t${files.toAbsolute(place)}`).join('\n');
  const failure =
    `Could not find or access '${file}'\nSearched in:\n${searched} on the kplay controller.\n` +
    'If you are using a module and expect the file to exist on the remote, see the remote_src option';
  return { failure, found: [] };
}

function rootOf({ role, folder }: TaskNode, dir: string, files: ProjectFiles): string {
  if (role === undefined) return joinPath(folder, dir);
  const inRole = joinPath(role.path, dir);
  const isVars = dir.split('/')[0] === 'vars';
  if (!isVars) return joinPath(`${role.path}/vars`, dir);
  return files.isDirectory(inRole) ? inRole : joinPath(folder, dir);
}

/** Every directory below one, itself first, sorted by path. */
function walk(folder: string, files: ProjectFiles): readonly string[] {
  const below = files
    .list(folder)
    .map((name) => joinPath(folder, name))
    .filter((path) => files.isDirectory(path));
  return [folder, ...below.flatMap((path) => walk(path, files))];
}

function findInFolder(task: TaskNode, request: DirRequest, files: ProjectFiles): FoundFiles {
  const root = rootOf(task, request.dir, files);
  if (files.isFile(root)) return { failure: `${root} is not a directory`, found: [] };
  if (!files.isDirectory(root)) return { failure: `${root} directory does not exist`, found: [] };
  const folders = [...walk(root, files)].sort();
  const read = request.depth > 0 ? folders.slice(0, request.depth) : folders;
  const found: string[] = [];
  for (const folder of read) {
    for (const path of filesIn(folder, task, files)) {
      const name = nameOf(path);
      if (!isWanted(name, request)) continue;
      if (hasExtension(name, request.extensions)) found.push(path);
      else if (request.isStrict) {
        const known = request.extensions.join(', ');
        return {
          failure: `${files.toAbsolute(path)} does not have a valid extension: ${known}`,
          found,
        };
      }
    }
  }
  return { found };
}

/** The files of a folder; `vars/main.yml` of a role is loaded by the role itself. */
function filesIn(folder: string, { role }: TaskNode, files: ProjectFiles): readonly string[] {
  const main = role === undefined ? undefined : joinPath(role.path, 'vars/main.yml');
  return [...files.list(folder)]
    .sort()
    .map((name) => joinPath(folder, name))
    .filter((path) => files.isFile(path) && path !== main);
}

function isWanted(name: string, { matching, ignored }: DirRequest): boolean {
  if (matching !== undefined && !new RegExp(matching).test(name)) return false;
  return !ignored.some((pattern) => new RegExp(`(?:${pattern})$`).test(name));
}

function hasExtension(name: string, extensions: readonly string[]): boolean {
  const dot = name.lastIndexOf('.');
  return extensions.includes(dot <= 0 ? '' : name.slice(dot + 1));
}
