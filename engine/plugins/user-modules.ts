/**
 * Finds a user's own modules: files in `library/` beside the playbook or in a role. JavaScript with
 * a module definition as its default export; any other program is run on the host as it is. Loads
 * nothing before a playbook names it.
 */
import { basename, extname, resolve } from 'node:path';
import { ProblemError, type Problem } from '../base/index.ts';
import type { AnyModule } from '../modules/index.ts';
import { listPartFiles, listPrograms, loadDefault } from './part-files.ts';
import { pluginClash, pluginInvalid } from './problems.ts';

/** A module of the user: its name is the file's. */
export interface UserModule {
  readonly name: string;
  readonly path: string;
  /** @throws ProblemError `plugin-invalid` when the file does not define a module */
  load(): Promise<AnyModule>;
}

function isModule(value: unknown): value is AnyModule {
  if (typeof value !== 'object' || value === null) return false;
  return ['name', 'params', 'inspect', 'plan'].every((part) => part in value);
}

async function loadModule(path: string): Promise<AnyModule> {
  const found = await loadDefault('module', path);
  if (isModule(found)) return found;
  throw new ProblemError(
    pluginInvalid('module', path, 'its default export is no module definition'),
  );
}

function listModules(folder: string): readonly UserModule[] {
  return listPartFiles(folder).map((path) => ({
    name: basename(path, extname(path)),
    path,
    load: () => loadModule(path),
  }));
}

function listProgramModules(folder: string): readonly UserModule[] {
  return listPrograms(folder).map((path) => {
    const name = basename(path, extname(path));
    return {
      name,
      path,
      load: async () =>
        (await import('./program-module.ts')).makeProgramModule(name, resolve(path)),
    };
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
  for (const found of [...new Set(folders)].flatMap(listModules)) {
    const known = modules.get(found.name);
    if (known === undefined) modules.set(found.name, found);
    else problems.push(pluginClash('module', found.name, known.path, found.path));
  }
  // A program is what a name means when no definition has it; of several the first counts.
  for (const found of [...new Set(folders)].flatMap(listProgramModules)) {
    if (!modules.has(found.name)) modules.set(found.name, found);
  }
  return { modules: [...modules.values()], problems };
}
