/** Finds and reads roles in Ansible's layout: defaults, vars, tasks, handlers, meta. */
import {
  ProblemError,
  findEntry,
  locateScalar,
  suggestName,
  type Located,
  type LocatedMap,
  type Span,
} from '../base/index.ts';
import { asList, asMap, readKeywords, textOf, type ParseContext } from './context.ts';
import { varMapsOf } from './effective.ts';
import { KEYWORDS } from './keywords.ts';
import type { Ancestor, ItemNode, RoleNode, TaskNode } from './nodes.ts';
import { MAX_IMPORTS, parseItems } from './parse-tasks.ts';
import { folderOf, joinPath, nameOf } from './paths.ts';
import { importLoop, missingImport, roleCycle, wrongShape } from './problems.ts';
import { findPart, findRole, readMaps, readYaml, type FoundRole } from './role-files.ts';
import { readSpecTask } from './role-spec.ts';
import { renderStatic } from './static-names.ts';

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
  readonly givenVars: readonly LocatedMap[];
  readonly ancestor: Ancestor;
  readonly parts: RoleParts;
  readonly isPrivate: boolean;
  readonly isUnchecked: boolean;
  /** What the use says; else the role's own meta decides. */
  readonly allowDuplicates?: boolean;
}

/** A role named without anything more. */
const PLAIN_USE = {
  params: undefined,
  givenVars: [],
  parts: MAIN,
  isPrivate: false,
  isUnchecked: false,
} as const;

/**
 * Loads a role and everything below it.
 * @throws ProblemError `unknown-role`, `role-cycle`, `missing-import`
 */
export function loadRole(use: RoleUse, context: ParseContext): RoleNode {
  const { path, name } = findRole(use.name, use.span, context);
  context.project.imported(path, use.span);
  const stack = [...context.roleStack, use.name];
  if (context.roleStack.includes(use.name)) throw new ProblemError(roleCycle(stack, use.span));
  const inner: ParseContext = {
    ...context,
    // Ansible reads a role before it knows what the role stands in (observed with 2.14).
    isDynamic: false,
    ancestors: [use.ancestor, ...context.ancestors],
    roleStack: stack,
    isHandler: false,
  };
  const part = (folder: string, name: string): readonly string[] =>
    findPart(joinPath(path, folder), name, inner);
  const { role: parent } = context;
  const defaults = mapsOf(() => part('defaults', use.parts.defaultsFrom), inner);
  const vars = mapsOf(() => part('vars', use.parts.varsFrom), inner);
  const shell: RoleShell = {
    name,
    path,
    span: use.span,
    params: use.params,
    givenVars: use.givenVars,
    chain: parent === undefined ? [] : [...parent.chain, parent],
    get defaults() {
      return defaults();
    },
    get vars() {
      return vars();
    },
    tasks: [],
    handlers: [],
    dependencies: [],
    allowDuplicates: use.allowDuplicates ?? false,
    identity: identityOf(use, { path, name }),
    isPrivate: use.isPrivate,
  };
  return fillRole(shell, use, part, inner);
}

/** Variables of a role: read now, or for a listing not before somebody asks for them. */
function mapsOf(
  paths: () => readonly string[],
  context: ParseContext,
): () => readonly LocatedMap[] {
  let known: readonly LocatedMap[] | undefined;
  const read = (): readonly LocatedMap[] => (known ??= readMaps(paths(), context));
  if (!context.project.isListing) read();
  return read;
}

/** A role while it is loaded. */
type RoleShell = { -readonly [Key in keyof RoleNode]: RoleNode[Key] };

/** Tasks and dependencies point at their role and the role holds them: closed here, once. */
function fillRole(
  role: RoleShell,
  use: RoleUse,
  part: (folder: string, name: string) => readonly string[],
  inner: ParseContext,
): RoleNode {
  const ofRole = { ...inner, role };
  const meta = readMeta(role.path, inner);
  role.dependencies = parseRoleUses(
    meta && findEntry(meta, 'dependencies')?.value,
    'dependencies',
    {
      ...ofRole,
    },
  );
  const declared = textOf(meta && findEntry(meta, 'allow_duplicates')?.value);
  role.allowDuplicates = use.allowDuplicates ?? isTrueWord(declared);
  const taskFiles = part('tasks', use.parts.tasksFrom);
  if (taskFiles.length === 0 && use.parts.tasksFrom !== 'main') {
    const place = joinPath(role.path, 'tasks');
    const names = inner.project.files.list(place).map((file) => file.replace(/\.[a-z]+$/, ''));
    const problem = missingImport(use.parts.tasksFrom, use.span, [place]);
    throw new ProblemError({ ...problem, hint: suggestName(use.parts.tasksFrom, names) });
  }
  const spec = use.isUnchecked ? undefined : readSpecTask(role, use.parts.tasksFrom, ofRole);
  const own = readItems(taskFiles, ofRole);
  role.tasks = [...(spec === undefined ? [] : [spec]), ...own, endOfRole(role, ofRole)];
  role.handlers = readItems(part('handlers', use.parts.handlersFrom), {
    ...ofRole,
    isHandler: true,
  });
  return role;
}

/** What tells one use of a role from another; two uses that agree in it are the same role. */
function identityOf(use: RoleUse, { path, name }: FoundRole): string {
  const source = (located: Located): string =>
    located.span.file.text.slice(located.span.start, located.span.end);
  const { params, givenVars, ancestor } = use;
  const { tasksFrom, varsFrom, defaultsFrom, handlersFrom } = use.parts;
  const entries = [...(params?.entries ?? []), ...givenVars.flatMap((map) => map.entries)];
  const keywords = ['when', 'tags'].flatMap((name) => ancestor.keywords.get(name) ?? []);
  return JSON.stringify([
    path,
    name,
    use.allowDuplicates === undefined,
    [tasksFrom, varsFrom, defaultsFrom, handlersFrom],
    entries.map(({ key, value }) => [textOf(key), source(value)]),
    keywords.map(source),
  ]);
}

/** The implicit task that marks a role as done on a host. */
function endOfRole(role: RoleNode, context: ParseContext): TaskNode {
  const { span } = role;
  return {
    kind: 'task',
    id: context.nextId(),
    span,
    action: { written: 'meta', name: 'meta', kind: 'meta', span },
    args: {
      map: { kind: 'map', entries: [], span },
      freeForm: locateScalar('role_complete', span),
    },
    keywords: new Map([['tags', locateScalar('always', span)]]),
    ancestors: context.ancestors,
    role,
    folder: role.path,
    isHandler: false,
    isImplicit: true,
  };
}

function isFalseWord(word: string): boolean {
  return /^(n|no|off|0|false|f)$/i.test(word);
}

function isTrueWord(word: string): boolean {
  return /^(y|yes|on|1|true|t)$/i.test(word);
}

function readMeta(path: string, context: ParseContext): LocatedMap | undefined {
  return readMaps(findPart(joinPath(path, 'meta'), 'main', context), context, 'galaxy_info')[0];
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
    const name = renderStatic(item, context);
    const use = { ...PLAIN_USE, name, span: item.span, ancestor };
    return loadRole(use, context);
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
  const name = renderStatic(named.value, context);
  const givenVars = varMapsOf(ancestor.keywords.get('vars'));
  const use = { ...PLAIN_USE, name, span: named.value.span, params, givenVars, ancestor };
  return loadRole(use, context);
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
    const parts = readRoleParts(args, (text) => renderStatic(text, context));
    const text = renderStatic(name.value, context);
    const givenVars = varMapsOf(ancestor.keywords.get('vars'));
    const isUnchecked = isFalseWord(textOf(findEntry(args, 'rolespec_validate')?.value));
    const allowDuplicates = !isFalseWord(textOf(findEntry(args, 'allow_duplicates')?.value));
    const named = { name: text, span: name.value.span, ancestor, parts };
    const use = { ...PLAIN_USE, ...named, givenVars, allowDuplicates };
    if (context.importStack.length > MAX_IMPORTS) throw new ProblemError(importLoop(text, span));
    const importStack = [...context.importStack, text];
    return loadRole({ ...use, isUnchecked }, { ...context, importStack, roleStack: [] });
  });
  if (role === undefined) return [];
  context.onRole?.(role);
  return flattenRole(role);
}

/** A role's tasks behind those of the roles it depends on. */
export function flattenRole(role: RoleNode): readonly ItemNode[] {
  return [...role.dependencies.flatMap(flattenRole), ...role.tasks];
}
