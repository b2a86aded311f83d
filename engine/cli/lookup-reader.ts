/** The controller as lookups of templates may use it. */
import { execFileSync } from 'node:child_process';
import { existsSync, lstatSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { loadContent, type VaultReader } from '../source/index.ts';
import type { LookupReader, PathFacts } from '../template/index.ts';
import { listTree } from './file-tree.ts';
import { searchPlaces } from './search-places.ts';
import { isFolder, statPath } from './stat-path.ts';
import { templateVars } from './template-vars.ts';
import { readUrl } from './url/read-url.ts';

/** Turns the last part of a shell glob into a pattern; Ansible's fileglob knows no more. */
function toPattern(glob: string): RegExp {
  const body = glob
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${body}$`);
}

function globIn(path: string): readonly string[] {
  const folder = dirname(path);
  if (!isFolder(folder)) return [];
  const pattern = toPattern(basename(path));
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => !entry.isDirectory() && pattern.test(entry.name))
    .map((entry) => resolve(folder, entry.name))
    .sort();
}

/** What stands at a path, for `is file` and its like. */
function lookAt(path: string): PathFacts | undefined {
  const own = statPath(path, lstatSync);
  if (own === undefined) return undefined;
  const target = statPath(path);
  const parent = statPath(dirname(resolve(path)));
  const isMount = own.isDirectory() && (own.dev !== parent?.dev || own.ino === parent.ino);
  const common = { isLink: own.isSymbolicLink(), isMount };
  if (target === undefined) return { ...common, kind: 'missing' };
  const kind = target.isFile() ? 'file' : target.isDirectory() ? 'directory' : 'other';
  return { ...common, kind };
}

const MAX_OUTPUT = 64 * 1024 * 1024;

/** What templates may know of the settings. */
interface ReaderSettings {
  readonly managed: string;
  ofFile(variable: string): string | undefined;
}

/**
 * Makes the reader that searches from these folders on.
 * @param env the environment of the process, read by main only
 * @param settings of the run: what `ansible_managed` says in templates, and the lookup `config`
 */
export function makeLookupReader(
  folders: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  vault: VaultReader,
  settings?: ReaderSettings,
): LookupReader {
  return {
    find: (kind, name) => searchPlaces(folders, kind, name).find((place) => existsSync(place)),
    readText: (path) => Buffer.from(loadContent(path, vault)).toString('utf8'),
    readBytes: (path) => loadContent(path, vault),
    glob: (kind, pattern) => {
      for (const place of searchPlaces(folders, kind, pattern)) {
        const found = globIn(place);
        if (found.length > 0) return found;
      }
      return [];
    },
    tree: (name) => listTree(folders, name),
    env: (name) => env[name],
    configured: (variable) => settings?.ofFile(variable),
    pipe: (command) =>
      execFileSync('/bin/sh', ['-c', command], { encoding: 'utf8', maxBuffer: MAX_OUTPUT }),
    url: (request) => readUrl(request, env),
    now: () => new Date(),
    look: lookAt,
    templateVars: (path, name) => templateVars(path, settings?.managed ?? '', name),
    writePrivate: (path, text) => {
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      writeFileSync(path, text, { mode: 0o600 });
    },
  };
}
