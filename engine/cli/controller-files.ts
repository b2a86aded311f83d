/** Files and folders of the controller as modules may see them: one of them, or all below a folder. */
import { existsSync, lstatSync, readdirSync, readlinkSync, statSync, type Stats } from 'node:fs';
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
function keptLink(
  path: string,
  keepsLinks: boolean,
  around: readonly string[],
): string | undefined {
  if (!lstatSync(path).isSymbolicLink()) return undefined;
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

function listFolder(folder: string, relative: string, walk: Walk): readonly ControllerEntry[] {
  const names = readdirSync(join(folder, relative)).sort();
  return names.flatMap((name): readonly ControllerEntry[] => {
    const path = relative === '' ? name : `${relative}/${name}`;
    const full = join(folder, path);
    const linkText = keptLink(full, walk.keepsLinks, walk.around);
    if (linkText !== undefined) {
      return [{ ...describe(full, lstatSync(full)), relative: path, linkText }];
    }
    const stats = statSync(full);
    const entry = { ...describe(full, stats), relative: path };
    if (!stats.isDirectory()) return [entry];
    const around = [...walk.around, identify(stats)];
    return [entry, ...listFolder(folder, path, { ...walk, around })];
  });
}
