/** Finds and reads roles in Ansible's layout: defaults, vars, tasks, handlers, meta. */
import {
  ProblemError,
  findEntry,
  locateScalar,
  type Located,
  type LocatedMap,
  type Span,
} from '../base/index.ts';
import { asList, asMap, readKeywords, textOf, type ParseContext } from './context.ts';
import { KEYWORDS } from './keywords.ts';
import type { Ancestor, ItemNode, RoleNode, TaskNode } from './nodes.ts';
import { parseItems } from './parse-tasks.ts';
import { folderOf, joinPath, nameOf } from './paths.ts';
import { missingImport, roleCycle, unknownRole, wrongShape } from './problems.ts';

/** Which files of a role are wanted; `main` where nothing is said. */
export interface RoleParts {
  readonly tasksFrom: string;
  readonly varsFrom: string;
  readonly defaultsFrom: string;
  readonly handlersFrom: string;
}

const MAIN: RoleParts = {
  tasksFrom: 'main',
  varsFrom: 'main',
  defaultsFrom: 'main',
  handlersFrom: 'main',
};

const ENDINGS = ['.yml', '.yaml', '.json', ''];

function findRoleFolder(name: string, span: Span, context: ParseContext): string {
  const short = name.split('.').at(-1) ?? name;
  const folders = [
    joinPath(context.playbookFolder, 'roles'),
    ...context.project.rolesPath,
    ...(context.role === undefined ? [] : [folderOf(context.role.path)]),
    context.playbookFolder,
  ];
  const candidates = name.includes('/') ? [context.playbookFolder, ...folders] : folders;
  const found = candidates
    .flatMap((folder) => [joinPath(folder, name), joinPath(folder, short)])
    .find((path) => context.project.files.isDirectory(path));
  if (found === undefined) throw new ProblemError(unknownRole(name, span, [...new Set(folders)]));
  return found;
}

/** Finds `roles/x/vars/main.yml`, or every file of the directory `vars/main/`. */
function findPart(folder: string, name: string, context: ParseContext): readonly string[] {
  const { files } = context.project;
  const base = joinPath(folder, name);
  const file = ENDINGS.map((ending) => `${base}${ending}`).find((path) => files.isFile(path));
  if (file !== undefined) return [file];
  if (!files.isDirectory(base)) return [];
  return files
    .list(base)
    .filter((entry) => /\.(ya?ml|json)$/.test(entry) || !entry.includes('.'))
    .map((entry) => joinPath(base, entry))
    .filter((path) => files.isFile(path));
}

function readMaps(paths: readonly string[], context: ParseContext): readonly LocatedMap[] {
  return paths.flatMap((path) => {
    const content = readYaml(path, context);
    if (content === undefined || (content.kind === 'scalar' && content.value === null)) return [];
    const map = asMap(content, nameOf(path), context);
    if (map === undefined) return [];
    for (const problem of context.project.checkTemplates(map)) context.problems.add(problem);
    return [map];
  });
}

function readYaml(path: string, context: ParseContext): Located | undefined {
  return context.problems.collect(() => {
    const { files } = context.project;
    return files.parse(files.read(path));
  });
}

function readItems(paths: readonly string[], context: ParseContext): readonly ItemNode[] {
  return paths.flatMap((path) => {
    const inner = { ...context, folder: folderOf(path) };
    return parseItems(readYaml(path, context), nameOf(path), inner, importRole);
  });
}

interface RoleUse {
  readonly name: string;
  readonly span: Span;
  readonly params: LocatedMap | undefined;
  readonly ancestor: Ancestor;
  readonly parts: RoleParts;
  readonly isPrivate: boolean;
}

/**
 * Loads a role and everything below it.
 * @throws ProblemError `unknown-role`, `role-cycle`, `missing-import`
 */
export function loadRole(use: RoleUse, context: ParseContext): RoleNode {
  const path = findRoleFolder(use.name, use.span, context);
  const stack = [...context.roleStack, use.name];
  if (context.roleStack.includes(use.name)) throw new ProblemError(roleCycle(stack, use.span));
  const inner: ParseContext = {
    ...context,
    ancestors: [use.ancestor, ...context.ancestors],
    roleStack: stack,
    isHandler: false,
  };
  const meta = readMeta(path, inner);
  const part = (folder: string, name: string): readonly string[] =>
    findPart(joinPath(path, folder), name, inner);
  const shell: RoleNode = {
    name: nameOf(use.name.includes('/') ? use.name : path),
    path,
    span: use.span,
    params: use.params,
    defaults: readMaps(part('defaults', use.parts.defaultsFrom), inner),
    vars: readMaps(part('vars', use.parts.varsFrom), inner),
    tasks: [],
    handlers: [],
    dependencies: loadDependencies(meta, inner),
    allowDuplicates: textOf(meta && findEntry(meta, 'allow_duplicates')?.value) === 'true',
    isPrivate: use.isPrivate,
  };
  return withTasks(shell, use, part, inner);
}

/** Tasks point at their role and the role holds its tasks: the circle is closed here, once. */
function withTasks(
  shell: RoleNode,
  use: RoleUse,
  part: (folder: string, name: string) => readonly string[],
  inner: ParseContext,
): RoleNode {
  const taskFiles = part('tasks', use.parts.tasksFrom);
  if (taskFiles.length === 0 && use.parts.tasksFrom !== 'main') {
    const place = joinPath(shell.path, 'tasks');
    throw new ProblemError(missingImport(use.parts.tasksFrom, use.span, [place]));
  }
  const role = { ...shell };
  const ofRole = { ...inner, role };
  const spec = readSpecTask(shell, use.parts.tasksFrom, ofRole);
  const own = readItems(taskFiles, ofRole);
  role.tasks = spec === undefined ? own : [spec, ...own];
  role.handlers = readItems(part('handlers', use.parts.handlersFrom), {
    ...ofRole,
    isHandler: true,
  });
  return role;
}

function readMeta(path: string, context: ParseContext): LocatedMap | undefined {
  return readMaps(findPart(joinPath(path, 'meta'), 'main', context), context)[0];
}

function loadDependencies(
  meta: LocatedMap | undefined,
  context: ParseContext,
): readonly RoleNode[] {
  const list = meta === undefined ? undefined : findEntry(meta, 'dependencies')?.value;
  return parseRoleUses(list, 'dependencies', context);
}

/** Reads `roles:` of a play or `dependencies:` of a role. */
export function parseRoleUses(
  list: Located | undefined,
  word: string,
  context: ParseContext,
): readonly RoleNode[] {
  return asList(list, word, context).flatMap((item) => {
    const role = context.problems.collect(() => parseRoleUse(item, word, context));
    return role === undefined ? [] : [role];
  });
}

function parseRoleUse(item: Located, word: string, context: ParseContext): RoleNode | undefined {
  if (item.kind === 'scalar') {
    const ancestor: Ancestor = { kind: 'role', keywords: new Map(), span: item.span };
    const name = context.project.renderStatic(item);
    const use = { name, span: item.span, params: undefined, ancestor, parts: MAIN };
    return loadRole({ ...use, isPrivate: false }, context);
  }
  const map = asMap(item, `each entry of ${word}`, context);
  if (map === undefined) return undefined;
  const named = findEntry(map, 'role') ?? findEntry(map, 'name');
  if (named === undefined) {
    context.problems.add(wrongShape('role', 'the name of a role', map.span));
    return undefined;
  }
  const isParam = (name: string): boolean => KEYWORDS.get(name)?.on.includes('role') !== true;
  const entries = map.entries.filter(({ key }) => isParam(textOf(key)) && textOf(key) !== 'role');
  const skip = new Set(['role', 'name', ...entries.map(({ key }) => textOf(key))]);
  const ancestor: Ancestor = {
    kind: 'role',
    keywords: readKeywords(map, 'role', skip, context),
    span: map.span,
  };
  const params = entries.length === 0 ? undefined : { ...map, entries };
  const name = context.project.renderStatic(named.value);
  const use = { name, span: named.value.span, params, ancestor, parts: MAIN };
  return loadRole({ ...use, isPrivate: false }, context);
}

/** Reads the arguments of import_role and include_role. */
export function readRoleParts(args: LocatedMap, render: (text: Located) => string): RoleParts {
  const part = (name: string): string => {
    const value = findEntry(args, name)?.value;
    return value === undefined ? 'main' : render(value).replace(/\.(ya?ml|json)$/, '');
  };
  return {
    tasksFrom: part('tasks_from'),
    varsFrom: part('vars_from'),
    defaultsFrom: part('defaults_from'),
    handlersFrom: part('handlers_from'),
  };
}

/** `import_role`: the role's tasks stand where the import stands. */
export function importRole(
  args: LocatedMap,
  span: Span,
  ancestor: Ancestor,
  context: ParseContext,
): readonly ItemNode[] {
  const role = context.problems.collect(() => {
    const name = findEntry(args, 'name') ?? findEntry(args, 'role');
    if (name === undefined) throw new ProblemError(wrongShape('name', 'the name of a role', span));
    const parts = readRoleParts(args, (text) => context.project.renderStatic(text));
    const text = context.project.renderStatic(name.value);
    const use = { name: text, span: name.value.span, params: undefined, ancestor, parts };
    return loadRole({ ...use, isPrivate: false }, context);
  });
  if (role === undefined) return [];
  context.onRole?.(role);
  return flattenRole(role);
}

/** A role's tasks behind those of the roles it depends on. */
export function flattenRole(role: RoleNode): readonly ItemNode[] {
  return [...role.dependencies.flatMap(flattenRole), ...role.tasks];
}

/** Finds the argument spec of one entry point of a role. */
function findSpec(path: string, entryPoint: string, context: ParseContext): LocatedMap | undefined {
  const files = findPart(joinPath(path, 'meta'), 'argument_specs', context);
  const [specs] = readMaps(files, context);
  const entries = specs && findEntry(specs, 'argument_specs')?.value;
  const spec = entries?.kind === 'map' ? findEntry(entries, entryPoint)?.value : undefined;
  return spec?.kind === 'map' ? spec : undefined;
}

/** The task that checks a role's arguments before its own tasks, when it has a spec. */
function readSpecTask(
  role: RoleNode,
  entryPoint: string,
  context: ParseContext,
): TaskNode | undefined {
  const spec = findSpec(role.path, entryPoint, context);
  const resolved = context.project.resolveAction('validate_argument_spec');
  if (spec === undefined || resolved === undefined) return undefined;
  const about = textOf(findEntry(spec, 'short_description')?.value);
  const title = `Validating arguments against arg spec '${entryPoint}'`;
  const { span } = role;
  return {
    kind: 'task',
    id: context.nextId(),
    span: findEntry(spec, 'options')?.key.span ?? spec.span,
    name: locateScalar(about === '' ? title : `${title} - ${about}`, span),
    action: { written: 'validate_argument_spec', ...resolved, span },
    args: { map: { kind: 'map', entries: specEntries(spec, entryPoint, role), span } },
    keywords: new Map([['tags', locateScalar('always', span)]]),
    ancestors: context.ancestors,
    role,
    folder: role.path,
    isHandler: false,
  };
}

function specEntries(spec: LocatedMap, entryPoint: string, role: RoleNode): LocatedMap['entries'] {
  const options: Located = findEntry(spec, 'options')?.value ?? {
    kind: 'map',
    entries: [],
    span: spec.span,
  };
  const key = (name: string): LocatedMap['entries'][number]['key'] => locateScalar(name, spec.span);
  return [
    { key: key('argument_spec'), value: options },
    { key: key('role_name'), value: key(role.name) },
    { key: key('entry_point'), value: key(entryPoint) },
  ];
}
