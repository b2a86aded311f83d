/** What stands at a path of this machine, asked without a thought of what may be in the way. */
import { statSync, type Stats } from 'node:fs';

/**
 * Looks at a path.
 * @param look `lstatSync` for a link itself
 * @returns undefined where nothing is, and also where a part of the path is a file, or a link to
 *   itself: as `os.path` in Python
 */
export function statPath(
  path: string,
  look: (path: string) => Stats = (one) => statSync(one),
): Stats | undefined {
  try {
    return look(path);
  } catch {
    return undefined;
  }
}

/** Whether a file stands there, or a link to one. */
export function isFile(path: string): boolean {
  return statPath(path)?.isFile() === true;
}

/** Whether a folder stands there, or a link to one. */
export function isFolder(path: string): boolean {
  return statPath(path)?.isDirectory() === true;
}
