/** Files and folders of the controller as modules may see them: one of them, or all below a folder. */
import {
  existsSync,
  lstatSync,
  readdirSync,
  readlinkSync,
  statSync,
  type Dirent,
  type Stats,
} from 'node:fs';
import { join, resolve } from 'node:path';
import type { ControllerEntry, ControllerFile } from '../modules/index.ts';

function describe(path: string, stats: Stats): ControllerFile {
  return {
    path: resolve(path),
    size: stats.size,
    mode: `0${(stats.mode & 0o7777).toString(8).padStart(3, '0')}`,
    isDirectory: stats.isDirectory(),
  };
}

/** Describes what a path leads to. @throws Error when there is nothing */
export function describeFile(path: string): ControllerFile {
  return describe(path, statSync(path));
}

/** Which folder it is, however it is called. */
function identify({ dev, ino }: Stats): string {
  return `${dev}:${ino}`;
}

/** The text of a link that stays one: all of them, those to nothing, those into a folder around them. */
function keptLink(path: string, { keepsLinks, around }: Walk): string | undefined {
  const isKept = keepsLinks || !existsSync(path) || around.includes(identify(statSync(path)));
  return isKept ? readlinkSync(path) : undefined;
}

/**
 * Lists everything below a folder, parents first.
 * @param keepsLinks false follows symbolic links, except those that lead to nothing or back into
 * the folder, as Ansible's `copy` does (observed with 2.14)
 */
export function listBelow(folder: string, keepsLinks: boolean): readonly ControllerEntry[] {
  return listFolder(folder, '', { keepsLinks, around: [identify(statSync(folder))] });
}

interface Walk {
  readonly keepsLinks: boolean;
  readonly around: readonly string[];
}

function readEntries(folder: string): readonly Dirent[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** A folder's own files come before those of its folders, so that the first mistake is Ansible's. */
function listFolder(folder: string, relative: string, walk: Walk): readonly ControllerEntry[] {
  const own: ControllerEntry[] = [];
  const below: ControllerEntry[] = [];
  for (const dirent of readEntries(join(folder, relative))) {
    const path = relative === '' ? dirent.name : `${relative}/${dirent.name}`;
    const full = join(folder, path);
    const linkText = dirent.isSymbolicLink() ? keptLink(full, walk) : undefined;
    const stats = linkText === undefined ? statSync(full) : lstatSync(full);
    const entry = { ...describe(full, stats), relative: path };
    if (linkText !== undefined) own.push({ ...entry, linkText });
    else if (!stats.isDirectory()) own.push(entry);
    else {
      const around = [...walk.around, identify(stats)];
      below.push(entry, ...listFolder(folder, path, { ...walk, around }));
    }
  }
  return [...own, ...below];
}
