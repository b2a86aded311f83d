/** Files that a project names: as written, or every one that a name with templates could mean. */
import { readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { isFile, isFolder } from '../stat-path.ts';

const TEMPLATE = /\{\{.*?\}\}|\{%.*?%\}/gs;

/** True when only the run can tell the name. */
export function isOpenName(name: string): boolean {
  return name.includes('{{') || name.includes('{%');
}

function toPattern(segment: string): RegExp {
  const parts = segment
    .split(TEMPLATE)
    .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}

function listNames(folder: string): readonly string[] {
  return isFolder(folder) ? readdirSync(folder) : [];
}

/** Follows the segments of a name downwards; a segment with templates stands for many. */
function follow(folders: readonly string[], segments: readonly string[]): readonly string[] {
  const [segment, ...rest] = segments;
  if (segment === undefined) return folders;
  const below = folders.flatMap((folder) => {
    if (!isOpenName(segment)) return [join(folder, segment)];
    const pattern = toPattern(segment);
    return listNames(folder)
      .filter((name) => pattern.test(name))
      .map((name) => join(folder, name));
  });
  return follow(below, rest);
}

/** Divides a path at its slashes, but for those inside of templates. */
function segmentsOf(name: string): readonly string[] {
  const hidden = name.replaceAll(TEMPLATE, (text) => text.replaceAll('/', '\0'));
  return hidden.split('/').map((part) => part.replaceAll('\0', '/'));
}

/** A path as short as it can be said from the working folder; one file has one. */
function shorten(path: string): string {
  const short = relative(process.cwd(), resolve(path));
  return short.startsWith('..') ? resolve(path) : short;
}

/**
 * Finds files below folders.
 * @param name as written; with templates in it, every file that it could mean is given
 * @param endings what may stand behind the name
 */
export function findFiles(
  folders: readonly string[],
  name: string,
  endings: readonly string[] = [''],
): readonly string[] {
  const isAbsolute = name.startsWith('/');
  const starts = isAbsolute ? ['/'] : folders;
  const segments = segmentsOf(isAbsolute ? name.slice(1) : name);
  for (const start of starts) {
    const found = endings
      .flatMap((ending) =>
        follow([start], [...segments.slice(0, -1), `${segments.at(-1) ?? ''}${ending}`]),
      )
      .filter(isFile);
    if (found.length > 0 && !isOpenName(name)) return [shorten(found[0] ?? '')];
    if (found.length > 0) return found.map(shorten);
  }
  return [];
}

/** `main.yml` of a part of a role, or the files of the folder `main/`. */
export function findPartFiles(folder: string, name: string): readonly string[] {
  const file = findFiles([folder], name, ['.yml', '.yaml', '.json', '']);
  if (file.length > 0) return file;
  return listNames(join(folder, name))
    .map((entry) => join(folder, name, entry))
    .filter(isFile);
}

/** Folders in folders. */
export function listFolders(folder: string): readonly string[] {
  return listNames(folder)
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isDirectory());
}
