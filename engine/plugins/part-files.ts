/** Files with a user's own parts: which of a folder's files count, and what they export. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ProblemError } from '../base/index.ts';
import { pluginInvalid, type PartKind } from './problems.ts';

/** JavaScript always; TypeScript where this Node strips types. */
function endings(): readonly string[] {
  const stripsTypes = 'typescript' in process.features && process.features.typescript !== false;
  return stripsTypes ? ['.js', '.mjs', '.ts'] : ['.js', '.mjs'];
}

/** Lists the files of a folder that can define parts; a folder that is not there has none. */
export function listPartFiles(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const known = endings();
  return readdirSync(folder)
    .filter((file) => known.includes(extname(file)))
    .sort()
    .map((file) => join(folder, file));
}

/** Endings of files in a folder of modules that are none. Source: Ansible's MODULE_IGNORE_EXTS. */
const NO_PROGRAMS =
  /^[._]|\.(?:py[co]|swp|bak|rpm|md|txt|rst|ya?ml|ini|json|d\.ts|ts|js|mjs|go|c|rs|ps1)$|~$/;

/** Lists the files of a folder that are programs in any other language. */
export function listPrograms(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => !NO_PROGRAMS.test(name))
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true)
    .sort();
}

/**
 * Loads a file and gives its default export, or all it exports when there is none.
 * @throws ProblemError `plugin-invalid` when it cannot be loaded
 */
export async function loadDefault(kind: PartKind, path: string): Promise<unknown> {
  // Loaded when there is a file at all: few projects have one.
  const { importFile } = await import('./import-file.ts');
  const loaded: unknown = await importFile(pathToFileURL(resolve(path)).href).catch(
    (error: unknown) => {
      throw new ProblemError(pluginInvalid(kind, path, 'it cannot be loaded', error));
    },
  );
  return typeof loaded === 'object' && loaded !== null && 'default' in loaded
    ? loaded.default
    : loaded;
}
