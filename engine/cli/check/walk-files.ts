/** Follows what a project names: files of variables, templates, roles. */
import { dirname, join } from 'node:path';
import { findEntry, toName, type Located, type LocatedMap } from '../../base/index.ts';
import { keywordsOn } from '../../playbook/index.ts';
import { findFiles, findPartFiles, isOpenName, listFolders } from './find-files.ts';
import { defineVars, once, readValue, readYaml, textAt, type WalkPlace } from './walk-context.ts';

/** Where a task's files are searched, by kind. */
export function searchFolders(
  kind: string,
  { role, folder, playbookFolder }: WalkPlace,
): readonly string[] {
  const starts = [...(role === undefined ? [] : [role]), folder, playbookFolder];
  return starts.flatMap((start) => [join(start, kind), start]);
}

/** A file of variables that is named. */
export function walkVarsFile(name: string, by: string, place: WalkPlace): void {
  const all = findFiles(searchFolders('vars', place), name, ['', '.yml', '.yaml', '.json']);
  // A name that only the run can tell may mean every file of a role, the license among them.
  const found = isOpenName(name) ? all.filter((path) => /\.(?:ya?ml|json)$/.test(path)) : all;
  if (found.length === 0) place.tools.findings.unknown.add(`${by}: ${name}`);
  for (const path of found) walkVars(path, by, place);
}

/** A file of variables. */
export function walkVars(path: string, by: string, place: WalkPlace): void {
  once(`vars ${path}`, place, () => {
    const content = readYaml(path, place);
    if (content !== undefined) defineVars(content, by, place);
  });
}

/** `include_vars`: a file, a folder, or what only the run can tell. */
export function walkIncludeVars(value: Located, place: WalkPlace): void {
  const { findings } = place.tools;
  readValue(value, place);
  if (value.kind === 'scalar') {
    // `include_vars: {{ item }}` takes whatever its loop finds, mostly beside the others.
    walkVarsFile(toName(value.value), 'include_vars', place);
    return;
  }
  if (value.kind !== 'map') return;
  const name = findEntry(value, 'name')?.value;
  if (name !== undefined) findings.define(name, 'include_vars');
  const file = textAt(value, 'file');
  if (file !== undefined) walkVarsFile(file, 'include_vars', place);
  else if (textAt(value, 'dir') !== undefined) findings.unknown.add('include_vars of a folder');
}

/** A template's file, and those that it includes. */
export function walkTemplate(name: string, place: WalkPlace): void {
  const isSure = place.isSure && !isOpenName(name);
  for (const path of findFiles(searchFolders('templates', place), name)) {
    walkTemplateFile(path, { ...place, isSure });
  }
}

function walkTemplateFile(path: string, place: WalkPlace): void {
  const { findings, templates } = place.tools;
  once(`template ${path} ${String(place.isSure)}`, place, () => {
    findings.files.add(path);
    const file = place.tools.files.read(path);
    const found = place.isSure ? templates.checkFile(file) : [];
    for (const problem of found) place.tools.problems.add(problem);
    const reads = templates.readsInFile(file);
    findings.read(reads, place.isSure);
    const folders = [dirname(path), ...searchFolders('templates', place)];
    for (const name of reads.files) {
      const more = name === undefined ? [] : findFiles(folders, name);
      // What is set around an include is seen inside of it.
      for (const one of more) walkTemplateFile(one, { ...place, isSure: false });
    }
  });
}

/** What walks the tasks of a file; handed in, because tasks name roles and roles have tasks. */
export type TaskWalker = (path: string, place: WalkPlace) => void;

function findRoles(name: string, { tools, playbookFolder, role }: WalkPlace): readonly string[] {
  const folders = [
    join(playbookFolder, 'roles'),
    ...tools.rolesPath,
    ...(role === undefined ? [] : [dirname(role)]),
    playbookFolder,
  ];
  if (isOpenName(name)) return folders.slice(0, -1).flatMap(listFolders);
  const places = folders.map((folder) => (name.startsWith('/') ? name : join(folder, name)));
  return places.filter((path) => tools.files.isDirectory(path)).slice(0, 1);
}

/** Options that a role declares are given by whoever uses it. */
function walkSpecs(role: string, place: WalkPlace): void {
  for (const path of findPartFiles(join(role, 'meta'), 'argument_specs')) {
    const specs = readYaml(path, place);
    const root = specs?.kind === 'map' ? findEntry(specs, 'argument_specs')?.value : undefined;
    if (root?.kind !== 'map') continue;
    for (const { value } of root.entries) {
      const options = value.kind === 'map' ? findEntry(value, 'options')?.value : undefined;
      if (options?.kind === 'map') place.tools.findings.defineKeys(options, 'argument specs');
    }
  }
}

/** The parts of a role that somebody asks for, `main` otherwise. */
const PARTS = [
  ['defaults', 'defaults_from', 'role defaults'],
  ['vars', 'vars_from', 'role vars'],
] as const;

function walkRoleFolder(
  role: string,
  options: LocatedMap | undefined,
  outer: WalkPlace,
  walkTasks: TaskWalker,
): void {
  const place = { ...outer, role, folder: join(role, 'tasks') };
  place.tools.findings.roles.add(role);
  const nameOf = (key: string): string =>
    (options === undefined ? undefined : textAt(options, key)) ?? 'main';
  for (const [part, key, by] of PARTS) {
    for (const name of new Set(['main', nameOf(key)])) {
      for (const path of findPartFiles(join(role, part), name)) walkVars(path, by, place);
    }
  }
  walkSpecs(role, place);
  for (const path of findPartFiles(join(role, 'tasks'), nameOf('tasks_from')))
    walkTasks(path, place);
  for (const path of findPartFiles(join(role, 'handlers'), nameOf('handlers_from')))
    walkTasks(path, place);
  for (const path of findPartFiles(join(role, 'meta'), 'main')) {
    const meta = readYaml(path, place);
    const dependencies = meta?.kind === 'map' ? findEntry(meta, 'dependencies')?.value : undefined;
    if (dependencies !== undefined) walkRoles(dependencies, place, walkTasks);
  }
}

/** Uses a role by its name. @param options of include_role and import_role */
export function walkRole(
  name: string,
  options: LocatedMap | undefined,
  place: WalkPlace,
  walkTasks: TaskWalker,
): void {
  const found = findRoles(name, place);
  if (found.length === 0) place.tools.findings.unknown.add(`the role ${name}`);
  const isSure = place.isSure && !isOpenName(name);
  for (const role of found) {
    const parts = ['tasks_from', 'vars_from', 'defaults_from', 'handlers_from'].map((key) =>
      options === undefined ? '' : (textAt(options, key) ?? ''),
    );
    once(`role ${role} ${parts.join(' ')} ${String(isSure)}`, place, () => {
      walkRoleFolder(role, options, { ...place, isSure }, walkTasks);
    });
  }
}

const ROLE_WORDS: ReadonlySet<string> = new Set(['role', ...keywordsOn('role')]);

/** `roles:` of a play, or the dependencies of a role. */
export function walkRoles(list: Located, place: WalkPlace, walkTasks: TaskWalker): void {
  if (list.kind !== 'list') return;
  for (const item of list.items) {
    if (item.kind === 'scalar') walkRole(toName(item.value), undefined, place, walkTasks);
    if (item.kind !== 'map') continue;
    const name = textAt(item, 'role') ?? textAt(item, 'name');
    place.tools.findings.defineKeys(item, 'role params', ROLE_WORDS);
    for (const { key, value } of item.entries) {
      if (key.value === 'vars') defineVars(value, 'role params', place);
      else readValue(value, place);
    }
    if (name !== undefined) walkRole(name, undefined, place, walkTasks);
  }
}
