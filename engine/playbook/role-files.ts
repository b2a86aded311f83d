/** Finds and reads the files of a role, by name and by part. */
import { abridge } from './abridge.ts';
import {
  ProblemError,
  suggestName,
  type Located,
  type LocatedMap,
  type Span,
} from '../base/index.ts';
import { asMap, type ParseContext } from './context.ts';
import { folderOf, joinPath, nameOf } from './paths.ts';
import { outsideRole, unknownRole } from './problems.ts';

const ENDINGS = ['.yml', '.yaml', '.json', ''];

/** Finds `namespace.collection.role` in the folders of collections. */
function findInCollection(name: string, context: ParseContext): string | undefined {
  const [namespace, collection, role, more] = name.split('.');
  if (role === undefined || more !== undefined) return undefined;
  const { files, collectionsPath } = context.project;
  return [joinPath(context.playbookFolder, 'collections'), ...collectionsPath]
    .map((folder) => `${folder}/ansible_collections/${namespace}/${collection}/roles/${role}`)
    .find((path) => files.isDirectory(path));
}

/** Where a role is, and what it is called: a role of a collection by its full name. */
export interface FoundRole {
  readonly path: string;
  readonly name: string;
}

/**
 * The full name of another role in the collection of the role that names it.
 * Source: `_load_role_path` in ansible-core 2.14's `playbook/role/definition.py`.
 */
function fullNameOf(name: string, { role }: ParseContext): string {
  const collection = /(?:^|\/)ansible_collections\/(\w+)\/(\w+)\/roles\//.exec(role?.path ?? '');
  return collection === null ? name : `${collection.slice(1).join('.')}.${name}`;
}

/**
 * Finds a role by name or path, or in a collection: that of the role that names it first.
 * @throws ProblemError `unknown-role`
 */
export function findRole(name: string, span: Span, context: ParseContext): FoundRole {
  for (const full of [fullNameOf(name, context), name]) {
    const path = findInCollection(full, context);
    if (path !== undefined) return { path, name: full };
  }
  const folders = [
    joinPath(context.playbookFolder, 'roles'),
    ...context.project.rolesPath,
    ...(context.role === undefined ? [] : [folderOf(context.role.path)]),
    context.playbookFolder,
  ];
  const found = findInFolders(name, folders, context);
  if (found !== undefined) return found;
  const { files } = context.project;
  const names = folders.slice(0, -1).flatMap((folder) => files.list(folder));
  const problem = unknownRole(name, span, [...new Set(folders)]);
  throw new ProblemError({ ...problem, hint: suggestName(name, names) });
}

/**
 * A role is called as it was asked for, a path too; but by its folder where it is found from the
 * working folder only, or without the collection that was written.
 */
function findInFolders(
  name: string,
  folders: readonly string[],
  { project: { files } }: ParseContext,
): FoundRole | undefined {
  const short = name.split('.').at(-1) ?? name;
  const candidates = folders.flatMap((folder) => [
    { path: joinPath(folder, name), name },
    { path: joinPath(folder, short), name: nameOf(short) },
  ]);
  if (name.includes('/')) candidates.push({ path: name, name: nameOf(name) });
  const found = candidates.find(({ path }) => files.isDirectory(path));
  // `unfrackpath` of ansible-core 2.14 follows links.
  return found && { ...found, path: files.toReal(found.path) };
}

/** Finds `roles/x/vars/main.yml`, or every file of the directory `vars/main/`. */
export function findPart(folder: string, name: string, context: ParseContext): readonly string[] {
  const { files } = context.project;
  const base = joinPath(folder, name);
  if (!base.startsWith(`${joinPath(folder, '.')}/`)) {
    throw new ProblemError(outsideRole(base, folder));
  }
  const file = ENDINGS.map((ending) => `${base}${ending}`).find((path) => files.isFile(path));
  if (file !== undefined) return [file];
  if (!files.isDirectory(base)) return [];
  return files
    .list(base)
    .filter((entry) => /\.(ya?ml|json)$/.test(entry) || !entry.includes('.'))
    .map((entry) => joinPath(base, entry))
    .filter((path) => files.isFile(path));
}

/**
 * Reads files of variables; none for an empty file.
 * @param details the key below which stands what a listing need not know
 */
export function readMaps(
  paths: readonly string[],
  context: ParseContext,
  details?: string,
): readonly LocatedMap[] {
  return paths.flatMap((path) => {
    const content = readYaml(path, context, details);
    if (content === undefined || (content.kind === 'scalar' && content.value === null)) return [];
    const map = asMap(content, nameOf(path), context);
    if (map === undefined) return [];
    for (const problem of context.project.checkTemplates(map)) context.problems.add(problem);
    return [map];
  });
}

/** Reads a file of a role; what is wrong with it is collected. */
export function readYaml(
  path: string,
  context: ParseContext,
  details?: string,
): Located | undefined {
  return context.problems.collect(() => {
    const { files, isListing } = context.project;
    const file = files.read(path);
    return files.parse(isListing && details !== undefined ? abridge(file, details) : file);
  });
}
