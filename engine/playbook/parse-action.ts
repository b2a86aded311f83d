/** Reads which module a task names, and its arguments in every form Ansible takes them. */
import { findEntry, locateScalar, type Located, type LocatedMap } from '../base/index.ts';
import { asText, firstLine, textOf, type ParseContext } from './context.ts';
import { KEYWORDS } from './keywords.ts';
import { defaultedParams } from './module-defaults.ts';
import type { ActionRef, ArgsNode } from './nodes.ts';
import { foreignModule, noAction, twoActions, unknownModule, wrongShape } from './problems.ts';

export interface ParsedAction {
  readonly action: ActionRef;
  readonly args: ArgsNode;
  /** Keys that name a module and are no keywords. */
  readonly keys: ReadonlySet<string>;
  /** `local_action`: run on the controller. */
  readonly isLocal: boolean;
}

/** Commands whose text is kept whole, but for these keys. Source: Ansible 2.14, observed. */
const RAW_COMMANDS: ReadonlySet<string> = new Set([
  ...['command', 'shell', 'raw', 'script', 'win_command', 'win_shell'],
  ...['ansible.windows.win_command', 'ansible.windows.win_shell'],
]);
const RAW_KEYS = [
  'creates',
  'removes',
  'chdir',
  'executable',
  'warn',
  'stdin',
  'stdin_add_newline',
  'strip_empty_ends',
];
/** Actions for which a lone template is their text and not a mapping of all arguments. */
const FREE_TEXT: ReadonlySet<string> = new Set([
  ...RAW_COMMANDS,
  'meta',
  'include',
  'include_tasks',
  'import_tasks',
  'include_vars',
  'set_fact',
  'group_by',
]);

interface Candidate {
  readonly name: string;
  readonly value: Located;
  readonly span: Located['span'];
  readonly key: string;
  readonly isLocal: boolean;
}

/** Keywords of tasks name no module; those of plays do where a module has the name, as `user`. */
function mayNameModule(word: string, project: ParseContext['project']): boolean {
  const keyword = KEYWORDS.get(word);
  if (keyword === undefined) return !word.startsWith('with_');
  return !keyword.on.includes('task') && project.resolveAction(word) !== undefined;
}

function findCandidates(map: LocatedMap, project: ParseContext['project']): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const { key, value } of map.entries) {
    const word = textOf(key);
    if (word === 'action' || word === 'local_action') {
      found.push(readAction(word, value, key.span));
    } else if (mayNameModule(word, project)) {
      found.push({ name: word, value, span: key.span, key: word, isLocal: false });
    }
  }
  return found;
}

/** `action: copy src=a dest=b` and `action: {module: copy, src: a}`. */
function readAction(word: string, value: Located, span: Located['span']): Candidate {
  const common = { span, key: word, isLocal: word === 'local_action' };
  if (value.kind === 'map') {
    const rest = value.entries.filter((entry) => textOf(entry.key) !== 'module');
    const name = textOf(findEntry(value, 'module')?.value);
    return { ...common, name, value: { ...value, entries: rest } };
  }
  // A template stays one word, whatever blanks are in it.
  const [, name = '', rest = ''] =
    /^((?:\{\{.*?\}\}|\S)*)\s*(.*)$/s.exec(textOf(value).trim()) ?? [];
  return { ...common, name, value: locateScalar(rest.trim(), value.span) };
}

/** Joins `args:` below the module's own arguments, which win. */
function joinArgs(own: LocatedMap, more: Located | undefined): LocatedMap {
  if (more?.kind !== 'map') return own;
  const names = new Set(own.entries.map((entry) => textOf(entry.key)));
  const added = more.entries.filter((entry) => !names.has(textOf(entry.key)));
  return { ...own, entries: [...own.entries, ...added] };
}

function parseArgs(
  candidate: Candidate,
  more: Located | undefined,
  name: string,
  context: ParseContext,
): ArgsNode {
  const { value } = candidate;
  const empty: LocatedMap = { kind: 'map', entries: [], span: value.span };
  const template = more?.kind === 'scalar' ? asText(more) : undefined;
  if (value.kind === 'map') return { map: joinArgs(value, more), template };
  if (value.kind === 'list') {
    context.valueProblems.add(wrongShape(candidate.name, 'a mapping or text', value.span));
    return { map: joinArgs(empty, more), template };
  }
  if (value.value === null) return { map: joinArgs(empty, more), template };
  const text = textOf(value);
  if (!FREE_TEXT.has(name) && /^\{\{.*\}\}$/s.test(text.trim())) {
    return { map: joinArgs(empty, more), template: value };
  }
  const onlyKeys = RAW_COMMANDS.has(name) ? RAW_KEYS : undefined;
  const { files } = context.project;
  const parsed = context.valueProblems.collect(() => files.parseKeyValue(value, onlyKeys));
  const map = parsed ?? empty;
  const raw = findEntry(map, '_raw_params')?.value;
  const named = {
    ...map,
    entries: map.entries.filter((entry) => textOf(entry.key) !== '_raw_params'),
  };
  return { map: joinArgs(named, more), freeForm: asText(raw), template };
}

/** Picks the candidate that is a known module; raises what is wrong with the choice. */
function chooseModule(
  candidates: readonly Candidate[],
  map: LocatedMap,
  context: ParseContext,
): ActionRefOf | undefined {
  const { project, problems } = context;
  const [first] = candidates;
  if (first === undefined) {
    problems.add(noAction(firstLine(map.span)));
    return undefined;
  }
  if (first.key.endsWith('action') && first.name.includes('{{')) {
    const action: ActionRef = {
      ...{ written: first.name, name: first.name },
      ...{ kind: 'templated', span: first.span },
    };
    return { candidate: first, action };
  }
  const known = candidates.filter((one) => project.resolveAction(one.name) !== undefined);
  const [chosen, second] = known;
  const resolved = chosen && project.resolveAction(chosen.name);
  if (chosen === undefined || resolved === undefined) {
    const foreign = findForeign(candidates, map, context);
    if (foreign !== undefined) return foreign;
    const names = [...project.actionNames, ...KEYWORDS.keys()];
    problems.add(unknownModule(first.name, first.span, names));
    return undefined;
  }
  if (second !== undefined) problems.add(twoActions(chosen.name, second.name, second.span));
  const action: ActionRef = { written: chosen.name, ...resolved, span: chosen.span };
  return { candidate: chosen, action };
}

/** A module that others have may be named where it may be skipped; a run that needs it is refused. */
function findForeign(
  candidates: readonly Candidate[],
  map: LocatedMap,
  { project, problems, valueProblems }: ParseContext,
): ActionRefOf | undefined {
  const isForgiven = valueProblems !== problems || mayLoopOverNothing(map);
  // Ansible looks for what `action` names when it gets there (observed with 2.14).
  const isLate = ({ key }: Candidate): boolean => isForgiven && key.endsWith('action');
  const candidate = candidates.find(
    (one) => project.isForeign(one.name, isForgiven) || isLate(one),
  );
  if (candidate === undefined) return undefined;
  const { name, span } = candidate;
  if (project.isForgiving && !project.isListing && !isForgiven) {
    problems.add(foreignModule(name, span, false));
  }
  return { candidate, action: { written: name, name, kind: 'foreign', span } };
}

/** True for a loop whose items only the run knows: over an empty list the task is skipped. */
function mayLoopOverNothing(map: LocatedMap): boolean {
  return map.entries.some(
    ({ key, value }) =>
      /^(?:loop$|with_)/.test(textOf(key)) &&
      value.kind === 'scalar' &&
      textOf(value).includes('{{'),
  );
}

/** Every key that could name the task's module; a second one is reported once, not as a keyword. */
function keysOf(
  candidates: readonly Candidate[],
  chosen: Candidate,
  project: ParseContext['project'],
): ReadonlySet<string> {
  const known = candidates.filter((one) => project.resolveAction(one.name) !== undefined);
  const isAction = (one: Candidate): boolean => one === chosen || one.key.endsWith('action');
  return new Set([...known, ...candidates.filter(isAction)].map((one) => one.key));
}

interface ActionRefOf {
  readonly candidate: Candidate;
  readonly action: ActionRef;
}

/**
 * Finds the one module of a task.
 * @returns undefined after raising `no-action`, `two-actions` or `unknown-module`
 */
export function parseAction(map: LocatedMap, context: ParseContext): ParsedAction | undefined {
  const candidates = findCandidates(map, context.project);
  const chosen = chooseModule(candidates, map, context);
  if (chosen === undefined) return undefined;
  const { candidate, action } = chosen;
  const { project, valueProblems } = context;
  const args = parseArgs(candidate, findEntry(map, 'args')?.value, action.name, context);
  const found = [
    ...project.checkTemplates(args.map),
    ...(args.freeForm === undefined ? [] : project.checkTemplates(args.freeForm)),
    ...(valueProblems === context.problems
      ? project.checkArgs(action, args, defaultedParams(action.name, map, context))
      : []),
  ];
  for (const problem of found) valueProblems.add(problem);
  return { action, args, keys: keysOf(candidates, candidate, project), isLocal: candidate.isLocal };
}
