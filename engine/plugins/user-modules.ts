/**
 * Finds a user's own modules: files in `library/` beside the playbook or in a role, each with a
 * module definition as its default export. Loads nothing before a playbook names it.
 */
import { existsSync, readdirSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ProblemError, type Problem } from '../base/index.ts';
import type { AnyModule } from '../modules/index.ts';
import { pluginClash, pluginInvalid } from './problems.ts';

/** A module of the user: its name is the file's. */
export interface UserModule {
  readonly name: string;
  readonly path: string;
  /** @throws ProblemError `plugin-invalid` when the file does not define a module */
  load(): Promise<AnyModule>;
}

/** JavaScript always; TypeScript where this Node strips types. */
function endings(): readonly string[] {
  const stripsTypes = 'typescript' in process.features && process.features.typescript !== false;
  return stripsTypes ? ['.js', '.mjs', '.ts'] : ['.js', '.mjs'];
}

function isModule(value: unknown): value is AnyModule {
  if (typeof value !== 'object' || value === null) return false;
  return ['name', 'params', 'inspect', 'plan'].every((part) => part in value);
}

async function loadModule(path: string): Promise<AnyModule> {
  const loaded: unknown = await import(pathToFileURL(resolve(path)).href).catch(
    (error: unknown) => {
      throw new ProblemError(pluginInvalid(path, 'it cannot be loaded', error));
    },
  );
  const found =
    typeof loaded === 'object' && loaded !== null && 'default' in loaded ? loaded.default : loaded;
  if (isModule(found)) return found;
  throw new ProblemError(pluginInvalid(path, 'its default export is no module definition'));
}

function listFolder(folder: string): readonly UserModule[] {
  if (!existsSync(folder)) return [];
  const known = endings();
  return readdirSync(folder)
    .filter((file) => known.includes(extname(file)))
    .sort()
    .map((file) => {
      const path = join(folder, file);
      return { name: basename(file, extname(file)), path, load: () => loadModule(path) };
    });
}

/** What was found, and what stands in the way. */
export interface UserModules {
  readonly modules: readonly UserModule[];
  readonly problems: readonly Problem[];
}

/**
 * Lists the modules in the given `library/` folders.
 * @returns problems `plugin-clash` where two files have one name
 */
export function findUserModules(folders: readonly string[]): UserModules {
  const modules = new Map<string, UserModule>();
  const problems: Problem[] = [];
  for (const found of [...new Set(folders)].flatMap(listFolder)) {
    const known = modules.get(found.name);
    if (known === undefined) modules.set(found.name, found);
    else problems.push(pluginClash(found.name, known.path, found.path));
  }
  return { modules: [...modules.values()], problems };
}
