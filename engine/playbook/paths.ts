/** Paths as text: joining and parts, without touching files. */

/** Folds `.` and `..` away; `..` at the start of a relative path stays. */
function fold(path: string): readonly string[] {
  const isAbsolute = path.startsWith('/');
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part !== '..') parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== '..') parts.pop();
    else if (!isAbsolute) parts.push(part);
  }
  return parts;
}

/** Joins a folder and a name; an absolute name stays. */
export function joinPath(folder: string, name: string): string {
  const joined = name.startsWith('/') ? name : `${folder === '' ? '.' : folder}/${name}`;
  const path = fold(joined).join('/');
  if (joined.startsWith('/')) return `/${path}`;
  return path === '' ? '.' : path;
}

/** The folder part of a path, `.` when there is none. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash === -1) return '.';
  return slash === 0 ? '/' : path.slice(0, slash);
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
