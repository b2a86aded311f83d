/** What stands below a folder of the controller, for the lookup `filetree`. */
import {
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  type Stats,
} from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { TreeEntry } from '../template/index.ts';
import { searchPlaces } from './search-places.ts';
import { isFolder } from './stat-path.ts';

/** Names by their numbers, of a file like /etc/passwd. */
function namesIn(path: string): ReadonlyMap<number, string> {
  if (!existsSync(path)) return new Map();
  const lines = readFileSync(path, 'utf8').split('\n');
  return new Map(
    lines.map((line) => line.split(':')).map(([name = '', , id]) => [Number(id), name]),
  );
}

function kindOf(stats: Stats): TreeEntry['kind'] | undefined {
  if (stats.isSymbolicLink()) return 'link';
  if (stats.isDirectory()) return 'directory';
  return stats.isFile() ? 'file' : undefined;
}

/** Paths below a folder as `os.walk` gives them, by name: folders before files, links not entered. */
function* walk(folder: string): Generator<string, void> {
  const names = readdirSync(folder).sort();
  const folders = new Set(names.filter((name) => isFolder(join(folder, name))));
  const files = names.filter((name) => !folders.has(name));
  for (const name of [...folders, ...files]) yield join(folder, name);
  for (const name of folders) {
    const path = join(folder, name);
    if (!lstatSync(path).isSymbolicLink()) yield* walk(path);
  }
}

/**
 * Lists what is below a folder.
 * Source: `community.general.filetree` of community.general 6; it leaves the order to the disk.
 * @param folders where the task's files are searched
 * @param name as the task wrote it; only its folder is searched, as there
 */
export function listTree(folders: readonly string[], name: string): readonly TreeEntry[] {
  const places = searchPlaces(folders, 'files', name.endsWith('/') ? name : dirname(name));
  const place = places.find((path) => existsSync(path)) ?? places.at(-1) ?? '';
  const own = name.endsWith('/') ? '' : basename(name);
  const root = `${place}/${own}`;
  if (!isFolder(root)) return [];
  const users = namesIn('/etc/passwd');
  const groups = namesIn('/etc/group');
  return [...walk(root)].flatMap((path) => {
    const stats = lstatSync(path);
    const kind = kindOf(stats);
    if (kind === undefined) return [];
    const below = relative(root, path);
    const source = kind === 'link' ? readlinkSync(path) : join(root, below);
    return [
      {
        ...{ root, path: below, kind, source, stats },
        owner: users.get(stats.uid) ?? stats.uid,
        group: groups.get(stats.gid) ?? stats.gid,
      },
    ];
  });
}
