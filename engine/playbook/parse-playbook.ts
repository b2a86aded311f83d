/** Reads whole playbooks: plays with their roles and tasks, and `import_playbook`. */
import { ProblemError, findEntry, type Located, type LocatedMap } from '../base/index.ts';
import { checkHandlers } from './check-handlers.ts';
import { asMap, asText, firstLine, readKeywords, textOf, type ParseContext } from './context.ts';
import { varMapsOf } from './effective.ts';
import type { Ancestor, ItemNode, PlayNode, PlaybookNode, RoleNode } from './nodes.ts';
import { parseItems } from './parse-tasks.ts';
import { folderOf, joinPath } from './paths.ts';
import {
  emptyHosts,
  keywordTwice,
  missingHosts,
  missingImport,
  notAPlaybook,
  taskAsPlay,
} from './problems.ts';
import type { Project } from './project.ts';
import { flattenRole, importRole, parseRoleUses } from './role.ts';
import { ProblemList } from '../base/index.ts';

/**
 * Loads a playbook and everything it names statically.
 * @param path the file as the user typed it
 * @throws ProblemError with every problem of the whole project, not only the first
 */
export function loadPlaybook(path: string, project: Project): PlaybookNode {
  const problems = new ProblemList();
  let count = 0;
  const nextId = (): string => {
    count += 1;
    return `${path}#${String(count)}`;
  };
  const plays = readPlays(path, { project, problems, nextId, stack: [], imports: [] });
  problems.throwIfAny();
  return { path, folder: folderOf(path), plays };
}

interface BookContext {
  readonly project: Project;
  readonly problems: ProblemList;
  readonly nextId: () => string;
  readonly stack: readonly string[];
  /** The `import_playbook` entries around, innermost first. */
  readonly imports: readonly Ancestor[];
}

function readPlays(path: string, context: BookContext): readonly PlayNode[] {
  const { files } = context.project;
  const content = context.problems.collect(() => files.parse(files.read(path)));
  if (content === undefined) {
    if (context.problems.all.length === 0) context.problems.add(notAPlaybook(path, undefined));
    return [];
  }
  if (content.kind !== 'list') {
    context.problems.add(notAPlaybook(path, firstLine(content.span)));
    return [];
  }
  if (content.items.length === 0) {
    const problem = notAPlaybook(path, firstLine(content.span));
    context.problems.add({ ...problem, message: 'A playbook must contain at least one play' });
  }
  return content.items.flatMap((item) => readEntry(item, path, context));
}

function readEntry(item: Located, path: string, context: BookContext): readonly PlayNode[] {
  const map = asMap(item, 'each play', context);
  if (map === undefined) return [];
  const imported = map.entries.find(({ key }) => IMPORT_WORDS.has(textOf(key)));
  if (imported === undefined) {
    const task = findTask(map, context);
    if (task === undefined) return [parsePlay(map, path, context)];
    context.problems.add(taskAsPlay(textOf(task), task.span));
    return [];
  }
  return context.problems.collect(() => importPlaybook(map, imported.value, path, context)) ?? [];
}

/** The module of what looks like a task: no play has one, and no hosts. */
function findTask(map: LocatedMap, { project }: BookContext): Located | undefined {
  const isPlay = map.entries.some(({ key }) => PLAY_WORDS.has(textOf(key)));
  if (isPlay) return undefined;
  return map.entries.find(({ key }) => project.resolveAction(textOf(key)) !== undefined)?.key;
}

const PLAY_WORDS: ReadonlySet<string> = new Set(['hosts', 'tasks', 'roles', 'pre_tasks']);

const IMPORT_WORDS: ReadonlySet<string> = new Set([
  'import_playbook',
  'ansible.builtin.import_playbook',
  'ansible.legacy.import_playbook',
]);

function importPlaybook(
  map: LocatedMap,
  target: Located,
  from: string,
  context: BookContext,
): readonly PlayNode[] {
  const [words = '', ...params] = textOf(target).split(/\s+(?=\w+=)/);
  const file = params.length === 0 ? target : { ...target, value: words, raw: words };
  const name = context.project.renderStatic(file.kind === 'scalar' ? file : target, () => []);
  const path = joinPath(folderOf(from), name);
  if (!context.project.files.isFile(path) || context.stack.includes(path)) {
    throw new ProblemError(missingImport(name, target.span, [folderOf(from)]));
  }
  context.project.imported(path, target.span);
  const entries = map.entries.filter(({ key }) => ['vars', 'tags', 'when'].includes(textOf(key)));
  const around: Ancestor = {
    kind: 'import',
    keywords: new Map(entries.map(({ key, value }) => [textOf(key), value])),
    span: map.span,
  };
  const imports = entries.length === 0 ? context.imports : [around, ...context.imports];
  return readPlays(path, { ...context, imports, stack: [...context.stack, path] });
}

function isEmpty(hosts: Located): boolean {
  return hosts.kind === 'list' ? hosts.items.length === 0 : textOf(hosts).trim() === '';
}

const PLAY_PARTS = ['pre_tasks', 'tasks', 'post_tasks'] as const;

function parsePlay(map: LocatedMap, path: string, book: BookContext): PlayNode {
  const folder = folderOf(path);
  const keywords = readKeywords(map, 'play', new Set(), {
    ...book,
    valueProblems: book.problems,
  });
  const old = findEntry(map, 'user');
  if (old !== undefined && findEntry(map, 'remote_user') !== undefined) {
    book.problems.add(keywordTwice('user', 'remote_user', old.key.span));
  }
  const ancestor: Ancestor = { kind: 'play', keywords, span: map.span };
  const imported: RoleNode[] = [];
  const context: ParseContext = {
    ...book,
    folder,
    playbookFolder: folder,
    role: undefined,
    valueProblems: book.problems,
    isRescued: false,
    isDynamic: false,
    ancestors: [ancestor, ...book.imports],
    isHandler: false,
    roleStack: [],
    importStack: [],
    onRole: (role) => imported.push(role),
  };
  const hosts = findEntry(map, 'hosts')?.value;
  if (hosts === undefined) book.problems.add(missingHosts(firstLine(map.span)));
  else if (isEmpty(hosts)) book.problems.add(emptyHosts(hosts.span));
  const roles = parseRoleUses(keywords.get('roles'), 'roles', context);
  const [preTasks = [], tasks = [], postTasks = []] = PLAY_PARTS.map((word): readonly ItemNode[] =>
    parseItems(keywords.get(word), word, context, importRole),
  );
  const inHandlers = { ...context, isHandler: true };
  const vars = keywords.get('vars');
  const play: PlayNode = {
    span: firstLine(map.span),
    name: asText(keywords.get('name')),
    hosts: hosts ?? map,
    keywords,
    ancestor,
    vars: varMapsOf(vars),
    varsFiles: keywords.get('vars_files'),
    roles: [...roles, ...imported],
    roleTasks: roles.flatMap(flattenRole),
    preTasks,
    tasks,
    postTasks,
    handlers: parseItems(keywords.get('handlers'), 'handlers', inHandlers, importRole),
    folder,
  };
  if (book.project.isHandlerRequired) tellMissingHandlers(play, book);
  return play;
}

function tellMissingHandlers(play: PlayNode, { project, problems }: BookContext): void {
  for (const problem of checkHandlers(play, project.isForgiving)) {
    if (problem.isWarning === true) project.warn(problem);
    else problems.add(problem);
  }
}
