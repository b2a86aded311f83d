/** Reads lists of tasks and blocks. Static imports are followed and joined in where they stand. */
import {
  ProblemError,
  ProblemList,
  findEntry,
  locateScalar,
  type Located,
  type LocatedMap,
  type Span,
} from '../base/index.ts';
import {
  asList,
  asMap,
  asText,
  firstLine,
  readKeywords,
  textOf,
  type ParseContext,
} from './context.ts';
import { checkTask, loopKeys } from './check-task.ts';
import { isConditional, parentRolesOf } from './effective.ts';
import type { Ancestor, BlockNode, ItemNode, KeywordMap, LoopNode, TaskNode } from './nodes.ts';
import { parseAction, type ParsedAction } from './parse-action.ts';
import {
  handlerRefused,
  importLoop,
  legacyInclude,
  missingImport,
  withoutBlock,
} from './problems.ts';
import { renderStatic } from './static-names.ts';
import { joinPath } from './paths.ts';

/** Loads a role for `import_role`; handed in by role.ts to keep the two files free of a cycle. */
export type RoleImporter = (
  map: LocatedMap,
  span: Span,
  ancestor: Ancestor,
  context: ParseContext,
) => readonly ItemNode[];

/** Reads a list of tasks, blocks and imports. */
export function parseItems(
  list: Located | undefined,
  word: string,
  context: ParseContext,
  importRole: RoleImporter,
): readonly ItemNode[] {
  return asList(list, word, context).flatMap((item) => parseItem(item, word, context, importRole));
}

function findKey(map: LocatedMap, word: string): Located | undefined {
  return map.entries.find(({ key }) => textOf(key) === word)?.key;
}

const BLOCK_WORDS = ['block', 'rescue', 'always'];

function parseItem(
  item: Located,
  word: string,
  context: ParseContext,
  importRole: RoleImporter,
): readonly ItemNode[] {
  if (item.kind === 'scalar' && item.value === null) return [];
  const map = asMap(item, `each entry of ${word}`, context);
  if (map === undefined) return [];
  if (BLOCK_WORDS.some((name) => findEntry(map, name) !== undefined)) {
    // A block of handlers stands right in their file; in blocks there are none.
    if (context.isHandler && context.ancestors.at(0)?.kind === 'block') {
      const message = 'Using a block as a handler is not supported.';
      context.problems.add(handlerRefused(message, firstLine(map.span)));
      return [];
    }
    const stray = findKey(map, 'rescue') ?? findKey(map, 'always');
    if (stray !== undefined && findEntry(map, 'block') === undefined) {
      context.problems.add(withoutBlock(textOf(stray), stray.span));
      return [];
    }
    return [parseBlock(map, context, importRole)];
  }
  return parseTask(map, context, importRole);
}

function parseBlock(map: LocatedMap, context: ParseContext, importRole: RoleImporter): BlockNode {
  const keywords = readKeywords(map, 'block', new Set(), context);
  const ancestor: Ancestor = { kind: 'block', keywords, span: map.span };
  const inner = { ...context, ancestors: [ancestor, ...context.ancestors] };
  const part = (word: string, within: ParseContext = inner): readonly ItemNode[] =>
    parseItems(keywords.get(word), word, within, importRole);
  const isRescued = inner.isRescued || keywords.has('rescue');
  const tasks = part('block', { ...inner, isRescued });
  const rest = { rescue: part('rescue'), always: part('always') };
  // Of a block of handlers Ansible 2.14 runs nothing else.
  const kept = context.isHandler ? { rescue: [], always: [] } : rest;
  return { kind: 'block', span: map.span, tasks, ...kept, isHandler: context.isHandler };
}

function parseLoop(map: LocatedMap): LoopNode | undefined {
  for (const { key, value } of map.entries) {
    const word = textOf(key);
    if (word === 'loop') return { items: value };
    if (!word.startsWith('with_')) continue;
    const lookup = word.slice('with_'.length).split('.').at(-1) ?? '';
    return { lookup, items: value };
  }
  return undefined;
}

function parseTask(
  map: LocatedMap,
  around: ParseContext,
  importRole: RoleImporter,
): readonly ItemNode[] {
  const context = isExpectedToFail(map, around)
    ? { ...around, valueProblems: new ProblemList() }
    : around;
  const parsed = parseAction(map, context);
  checkHandler(parsed, context);
  if (parsed !== undefined) checkTask(map, parsed, context);
  const loop = parseLoop(map);
  const skip = new Set([
    ...(parsed?.keys ?? []),
    ...loopKeys(map).filter((word) => word !== 'loop'),
  ]);
  if (parsed === undefined) {
    // The module is unknown: its key is already reported, so it is no keyword problem as well.
    for (const entry of map.entries) skip.add(textOf(entry.key));
  }
  const keywords = readKeywords(map, context.isHandler ? 'handler' : 'task', skip, context);
  if (parsed === undefined) return [];
  const imported = parseImport(map, parsed, keywords, { context, importRole });
  if (imported !== undefined) return imported;
  const { action, args } = parsed;
  return [
    {
      kind: 'task',
      id: context.nextId(),
      span: firstLine(map.span),
      name: asText(keywords.get('name')),
      action,
      args,
      keywords: parsed.isLocal ? withLocalDelegate(keywords, map.span) : keywords,
      ancestors: context.ancestors,
      loop,
      role: context.role,
      folder: context.folder,
      isHandler: context.isHandler,
    } satisfies TaskNode,
  ];
}

/** The name that was written, without its collection. */
function shortNameOf({ written }: ParsedAction['action']): string {
  return written.split('.').at(-1) ?? written;
}

/** Refuses what Ansible 2.14 refuses as a handler. */
function checkHandler(parsed: ParsedAction | undefined, context: ParseContext): void {
  if (parsed === undefined || !context.isHandler) return;
  const { action, args } = parsed;
  const { problems } = context;
  const name = shortNameOf(action);
  if (name === 'include_role' || name === 'import_role') {
    problems.add(
      handlerRefused(`Using '${action.written}' as a handler is not supported.`, action.span),
    );
  }
  const order = args.freeForm === undefined ? '' : textOf(args.freeForm).trim();
  if (name === 'meta' && order === 'flush_handlers' && !context.project.isForgiving) {
    problems.add(handlerRefused('flush_handlers cannot be used as a handler', action.span));
  }
}

/**
 * Says whether the playbook reckons with a failure of the task: then a wrong value is no reason not
 * to start, since Ansible would only find it when the task runs.
 */
function isExpectedToFail(map: LocatedMap, context: ParseContext): boolean {
  const mayBeSkipped = findEntry(map, 'when') !== undefined || isConditional(context.ancestors);
  if (context.project.isForgiving && mayBeSkipped) return true;
  if (context.isRescued || findEntry(map, 'failed_when') !== undefined) return true;
  const own = findEntry(map, 'ignore_errors')?.value;
  const around = context.ancestors.map((ancestor) => ancestor.keywords.get('ignore_errors'));
  const nearest = own ?? around.find((value) => value !== undefined);
  return nearest?.kind === 'scalar' && !/^(no|false|off|)$/i.test(textOf(nearest));
}

function withLocalDelegate(keywords: KeywordMap, span: Span): KeywordMap {
  return new Map([...keywords, ['delegate_to', locateScalar('localhost', span)]]);
}

interface ImportTools {
  readonly context: ParseContext;
  readonly importRole: RoleImporter;
}

function parseImport(
  map: LocatedMap,
  parsed: ParsedAction,
  keywords: KeywordMap,
  { context, importRole }: ImportTools,
): readonly ItemNode[] | undefined {
  const { action, args } = parsed;
  const name = shortNameOf(action);
  if (name === 'include') return parseInclude(map, parsed, keywords, { context, importRole });
  if (name !== 'import_tasks' && name !== 'import_role') return undefined;
  const ancestor: Ancestor = { kind: 'import', keywords, span: map.span };
  if (name === 'import_role') {
    const parents = parentRolesOf(context.ancestors);
    const parentRoles = context.role === undefined ? parents : [context.role, ...parents];
    return importRole(args.map, action.span, { ...ancestor, parentRoles }, context);
  }
  const target = targetOf(args);
  if (target === undefined) {
    context.problems.add(missingImport('', action.span, [context.folder]));
    return [];
  }
  const inner = { ...context, ancestors: [ancestor, ...context.ancestors] };
  return context.problems.collect(() => importTasks(target, inner, importRole)) ?? [];
}

function targetOf(args: ParsedAction['args']): Located | undefined {
  return args.freeForm ?? findEntry(args.map, 'file')?.value;
}

/**
 * The old `include`: static where it has no loop, its file name is no template and everything
 * around it is static too; otherwise it is an include_tasks. Source: Ansible 2.14, «include».
 */
function parseInclude(
  map: LocatedMap,
  { action, args }: ParsedAction,
  keywords: KeywordMap,
  { context, importRole }: ImportTools,
): readonly ItemNode[] | undefined {
  context.project.deprecate(legacyInclude(action.span));
  const target = targetOf(args);
  const isStatic = !textOf(target).includes('{{') && parseLoop(map) === undefined;
  if (target === undefined || !isStatic || context.isDynamic) return undefined;
  // What stands behind the file name is seen like `vars` of a block, `vars` like those of includes.
  const params = { ...args.map, entries: args.map.entries.filter((one) => one.value !== target) };
  const { span } = map;
  const include: Ancestor = { kind: 'include', keywords, span };
  const given: Ancestor = { kind: 'import', keywords: new Map([['vars', params]]), span };
  const inner = { ...context, ancestors: [given, include, ...context.ancestors] };
  return context.problems.collect(() => importTasks(target, inner, importRole)) ?? [];
}

/** How deep imports may nest; deeper means that a file imports itself. */
export const MAX_IMPORTS = 100;

/**
 * Follows a task file by name: beside the file that names it, then in the role, then beside the
 * playbook.
 * @throws ProblemError `missing-import`
 */
export function importTasks(
  target: Located,
  context: ParseContext,
  importRole: RoleImporter,
): readonly ItemNode[] {
  const name = renderStatic(target, context);
  const path = findTaskFile(name, context);
  if (path === undefined) {
    throw new ProblemError(missingImport(name, target.span, searchFolders(context)));
  }
  const stack = context.importStack;
  if (stack.length > MAX_IMPORTS) throw new ProblemError(importLoop(name, target.span));
  context.project.imported(path, target.span);
  const file = context.project.files.read(path);
  const content = context.project.files.parse(file);
  const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
  const inner = { ...context, folder, importStack: [...stack, path] };
  return parseItems(content, name, inner, importRole);
}

function searchFolders(context: ParseContext): readonly string[] {
  const folders = [context.folder];
  const { role } = context;
  if (role !== undefined) {
    // Handlers find the files of tasks, too.
    const own = context.isHandler ? ['handlers', 'tasks'] : ['tasks'];
    folders.push(...own.map((name) => joinPath(role.path, name)), role.path);
  }
  folders.push(context.playbookFolder);
  return [...new Set(folders)];
}

/** Finds a task file as include_tasks and import_tasks do. */
export function findTaskFile(name: string, context: ParseContext): string | undefined {
  return searchFolders(context)
    .map((folder) => joinPath(folder, name))
    .find((path) => context.project.files.isFile(path));
}
