/** Walks tasks and plays as they are written, and notes which variables they define and read. */
import { dirname, join } from 'node:path';
import {
  findEntry,
  toName,
  type Located,
  type LocatedEntry,
  type LocatedMap,
} from '../../base/index.ts';
import { KEYWORDS } from '../../playbook/index.ts';
import { missingVarsFile } from '../../vars/index.ts';
import { findFiles, isOpenName } from './find-files.ts';
import {
  defineVars,
  once,
  readConditions,
  readValue,
  readYaml,
  shortName,
  textAt,
  type WalkPlace,
} from './walk-context.ts';
import { environmentSkipped } from './problems.ts';
import { checkSource } from './walk-sources.ts';
import {
  searchFolders,
  walkIncludeVars,
  walkRole,
  walkRoles,
  walkTemplate,
  walkVarsFile,
} from './walk-files.ts';

const CONDITIONS: ReadonlySet<string> = new Set([
  ...['when', 'changed_when', 'failed_when', 'until', 'break_when'],
]);
const LISTS: ReadonlySet<string> = new Set(['block', 'rescue', 'always']);

/** Words beside a file's name: `include_tasks: a.yml name=value`. */
function walkInclude(value: Located, place: WalkPlace): void {
  readValue(value, place);
  const written =
    value.kind === 'map'
      ? textAt(value, 'file')
      : value.kind === 'scalar'
        ? toName(value.value)
        : undefined;
  if (value.kind === 'scalar') place.tools.findings.defineWords(value, 'include params');
  if (written === undefined) return;
  const name = isOpenName(written) ? written : (written.split(/\s+(?=\w+=)/)[0] ?? '');
  const found = findFiles(searchFolders('tasks', place), name);
  if (found.length === 0) place.tools.findings.unknown.add(`tasks that are included: ${name}`);
  const isSure = place.isSure && !isOpenName(name);
  for (const path of found) walkTaskFile(path, { ...place, isSure });
}

function walkSetFact(value: Located, place: WalkPlace): void {
  const { findings } = place.tools;
  if (value.kind === 'scalar') findings.defineWords(value, 'set_fact');
  if (value.kind === 'map') findings.defineKeys(value, 'set_fact', new Set(['cacheable']));
  const isOpen = value.kind === 'scalar' && toName(value.value).trim().startsWith('{{');
  if (isOpen) findings.unknown.add('set_fact of a template');
  readValue(value, place);
}

function walkTemplateTask(value: Located, place: WalkPlace): void {
  readValue(value, place);
  if (value.kind !== 'map') return;
  const isOtherSyntax = value.entries.some(({ key }) =>
    /_(?:start|end)_string$/.test(toName(key.value)),
  );
  const source = textAt(value, 'src');
  if (source !== undefined && !isOtherSyntax) walkTemplate(source, place);
}

/** What some actions do with variables. Source: their documentation in ansible-core 2.14. */
const ACTIONS: ReadonlyMap<string, (value: Located, place: WalkPlace) => void> = new Map([
  ['set_fact', walkSetFact],
  ['include_vars', walkIncludeVars],
  ['include_tasks', walkInclude],
  ['import_tasks', walkInclude],
  ['include', walkInclude],
  ['template', walkTemplateTask],
  [
    'add_host',
    (value, place) => {
      place.tools.findings.makesHosts = true;
      if (value.kind === 'map') place.tools.findings.defineKeys(value, 'add_host');
      if (value.kind === 'scalar') place.tools.findings.defineWords(value, 'add_host');
      readValue(value, place);
    },
  ],
  [
    'group_by',
    (value, place) => {
      place.tools.findings.makesHosts = true;
      readValue(value, place);
    },
  ],
  ...['include_role', 'import_role'].map(
    (name): [string, (value: Located, place: WalkPlace) => void] => [
      name,
      (value, place) => {
        readValue(value, place);
        const role = value.kind === 'map' ? textAt(value, 'name') : undefined;
        if (value.kind === 'map' && role !== undefined) walkRole(role, value, place, walkTaskFile);
      },
    ],
  ),
]);

function walkOptions(name: string, value: Located, place: WalkPlace): void {
  if (value.kind !== 'map') return;
  for (const entry of value.entries) {
    const isExpression =
      name === 'assert'
        ? entry.key.value === 'that'
        : name === 'debug' && entry.key.value === 'var';
    if (isExpression) readConditions(entry.value, place);
  }
}

/** `lookup('template', 'x.j2')` reads what the template reads, but for its `template_vars`. */
const LOOKUP =
  /(?:lookup|query|q)\(\s*['"](?:ansible\.builtin\.)?template['"]\s*,\s*['"]([^'"]+)['"]/g;

function walkLookups(value: Located, place: WalkPlace): void {
  if (value.kind === 'list') for (const item of value.items) walkLookups(item, place);
  if (value.kind === 'map') for (const entry of value.entries) walkLookups(entry.value, place);
  if (value.kind !== 'scalar' || typeof value.value !== 'string') return;
  for (const [, name = ''] of value.value.matchAll(LOOKUP))
    walkTemplate(name, { ...place, isSure: false });
}

function checkEnvironment(value: Located, place: WalkPlace): void {
  if (value.kind === 'list') for (const item of value.items) checkEnvironment(item, place);
  if (value.kind !== 'scalar' || value.value === null) return;
  const { tools } = place;
  if (!tools.templates.isTemplate(toName(value.value)))
    tools.problems.add(environmentSkipped(value.span));
}

function walkAction(name: string, value: Located, place: WalkPlace): void {
  const { tools } = place;
  const special = ACTIONS.get(name);
  const isKeyword = KEYWORDS.has(name) || name.startsWith('with_');
  if (!isKeyword && !tools.isBuiltin(name))
    tools.findings.unknown.add(`facts of the module ${name}`);
  if (name === 'action' || name === 'local_action')
    tools.findings.unknown.add('an action in its old form');
  checkSource(name, value, place);
  if (special !== undefined) special(value, place);
  else readValue(value, place);
  walkOptions(name, value, place);
}

/** @param vars what the `vars` of this task or block are called */
function walkEntry({ key, value }: LocatedEntry, vars: string, place: WalkPlace): void {
  const { findings } = place.tools;
  const name = shortName(toName(key.value));
  walkLookups(value, place);
  if (name === 'environment') checkEnvironment(value, place);
  if (CONDITIONS.has(name)) readConditions(value, place);
  else if (LISTS.has(name)) walkTasks(value, place);
  else if (name === 'vars') defineVars(value, vars, place);
  else if (name === 'register') findings.define(value, 'register');
  else if (name === 'loop_control') {
    const names =
      value.kind === 'map'
        ? ['loop_var', 'index_var'].flatMap((word) => findEntry(value, word)?.value ?? [])
        : [];
    for (const one of names) findings.define(one, 'loop_control');
    readValue(value, place);
  } else walkAction(name, value, place);
}

const INCLUDES: ReadonlySet<string> = new Set(['include_tasks', 'include_role']);

/** The layer of the precedence that the `vars` of a task or a block are. */
function varsOf(item: LocatedMap): string {
  const names = item.entries.map(({ key }) => shortName(toName(key.value)));
  if (names.includes('block')) return 'block vars';
  return names.some((name) => INCLUDES.has(name)) ? 'include params' : 'task vars';
}

/** A list of tasks and blocks. */
function walkTasks(list: Located, place: WalkPlace): void {
  if (list.kind !== 'list') return;
  for (const item of list.items) {
    if (item.kind !== 'map') continue;
    const vars = varsOf(item);
    for (const entry of item.entries) walkEntry(entry, vars, place);
  }
}

/** A file of tasks. */
function walkTaskFile(path: string, place: WalkPlace): void {
  once(`tasks ${path} ${String(place.isSure)}`, place, () => {
    const content = readYaml(path, place);
    if (content !== undefined) walkTasks(content, { ...place, folder: dirname(path) });
  });
}

/** One file by its name alone must be there; of a list of names, one. */
function checkVarsFiles(value: Located, { tools, folder }: WalkPlace): void {
  if (value.kind !== 'list') return;
  for (const item of value.items) {
    if (item.kind !== 'scalar' || item.value === null) continue;
    const name = toName(item.value);
    if (tools.templates.isTemplate(name) || name.startsWith('~')) continue;
    const found = findFiles([join(folder, 'vars'), folder], name);
    if (found.length === 0) tools.problems.add(missingVarsFile([name], item.span));
  }
}

function walkVarsFiles(value: Located, place: WalkPlace): void {
  readValue(value, place);
  if (value.kind === 'list') for (const item of value.items) walkVarsFiles(item, place);
  if (value.kind === 'scalar' && value.value !== null)
    walkVarsFile(toName(value.value), 'vars_files', place);
}

function walkPrompts(value: Located, place: WalkPlace): void {
  if (value.kind !== 'list') return;
  for (const item of value.items) {
    const name = item.kind === 'map' ? findEntry(item, 'name')?.value : undefined;
    if (name !== undefined) place.tools.findings.define(name, 'vars_prompt');
  }
}

function walkPlayEntry({ key, value }: LocatedEntry, place: WalkPlace): void {
  const name = shortName(toName(key.value));
  switch (name) {
    case 'vars':
      defineVars(value, 'play vars', place);
      break;
    case 'vars_files':
      walkVarsFiles(value, place);
      checkVarsFiles(value, place);
      break;
    case 'vars_prompt':
      walkPrompts(value, place);
      break;
    case 'roles':
      walkRoles(value, place, walkTaskFile);
      break;
    case 'pre_tasks':
    case 'tasks':
    case 'post_tasks':
    case 'handlers':
      walkTasks(value, place);
      break;
    default:
      if (name === 'environment') checkEnvironment(value, place);
      readValue(value, place);
  }
}

function walkPlay(play: LocatedMap, place: WalkPlace): void {
  for (const entry of play.entries) {
    if (shortName(toName(entry.key.value)) === 'import_playbook' && entry.value.kind === 'scalar') {
      for (const path of findFiles([place.folder], toName(entry.value.value)))
        walkPlaybook(path, place);
    } else walkPlayEntry(entry, place);
  }
}

/** A playbook and everything that it names. */
export function walkPlaybook(path: string, { tools }: Pick<WalkPlace, 'tools'>): void {
  const folder = dirname(path);
  const place: WalkPlace = { tools, playbookFolder: folder, role: undefined, folder, isSure: true };
  once(`playbook ${path}`, place, () => {
    const content = readYaml(path, place);
    if (content?.kind !== 'list') return;
    for (const play of content.items) if (play.kind === 'map') walkPlay(play, place);
  });
}
