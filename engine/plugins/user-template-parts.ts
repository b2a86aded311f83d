/**
 * Loads a user's own filters, tests and lookups: files in `filter_plugins/`, `test_plugins/` and
 * `lookup_plugins/` beside the playbook or in a role, each with one definition or a list of them as
 * its default export. They are loaded before anything is compiled, because templates name them.
 */
import { ProblemError, type Problem } from '../base/index.ts';
import type { AnyPart, UserParts } from '../template/index.ts';
import { listPartFiles, loadDefault } from './part-files.ts';
import { pluginClash, pluginInvalid, type PartKind } from './problems.ts';

/** The folders to look in, by kind. */
export interface PartFolders {
  readonly filters: readonly string[];
  readonly tests: readonly string[];
  readonly lookups: readonly string[];
}

type TemplateKind = Exclude<PartKind, 'module'>;

const NAME = /^[A-Za-z_][\w.]*$/u;

interface Definition {
  readonly name: string;
  readonly params?: AnyPart['params'];
}

function isDefinition(given: unknown): given is Definition {
  if (typeof given !== 'object' || given === null || !('name' in given)) return false;
  if (typeof given.name !== 'string' || !NAME.test(given.name)) return false;
  if (!('params' in given) || given.params === undefined) return true;
  const { params } = given;
  return typeof params === 'object' && params !== null && 'properties' in params;
}

function isCall(given: unknown): given is AnyPart['call'] {
  return typeof given === 'function';
}

/** Reads one definition. @returns a sentence about what is missing */
function readPart(kind: TemplateKind, given: unknown): AnyPart | string {
  if (!isDefinition(given)) return 'a definition has a `name`, and `params` with `properties`';
  const method = kind === 'lookup' ? 'run' : 'apply';
  const call: unknown = Reflect.get(given, method);
  if (!isCall(call)) return `\`${given.name}\` has no function \`${method}\``;
  const { name, params } = given;
  return { name, params, call: (...args) => call.apply(given, [...args]) };
}

interface Found {
  readonly part: AnyPart;
  readonly path: string;
}

async function loadFile(kind: TemplateKind, path: string): Promise<readonly Found[]> {
  const exported = await loadDefault(kind, path);
  const given: readonly unknown[] = Array.isArray(exported) ? exported : [exported];
  return given.map((one) => {
    const part = readPart(kind, one);
    if (typeof part === 'string') throw new ProblemError(pluginInvalid(kind, path, part));
    return { part, path };
  });
}

async function loadKind(
  kind: TemplateKind,
  folders: readonly string[],
  problems: Problem[],
): Promise<readonly AnyPart[]> {
  const known = new Map<string, Found>();
  for (const path of [...new Set(folders)].flatMap(listPartFiles)) {
    try {
      for (const found of await loadFile(kind, path)) {
        const { name } = found.part;
        const first = known.get(name);
        if (first === undefined) known.set(name, found);
        else problems.push(pluginClash(kind, name, first.path, path));
      }
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
      problems.push(...error.problems);
    }
  }
  return Array.from(known.values(), ({ part }) => part);
}

/**
 * Loads everything in the given folders.
 * @throws ProblemError `plugin-invalid`, `plugin-clash`: all there are, not the first
 */
export async function loadUserTemplateParts(folders: PartFolders): Promise<UserParts> {
  const problems: Problem[] = [];
  const parts = {
    filters: await loadKind('filter', folders.filters, problems),
    tests: await loadKind('test', folders.tests, problems),
    lookups: await loadKind('lookup', folders.lookups, problems),
  };
  if (problems.length > 0) throw new ProblemError(...problems);
  return parts;
}
