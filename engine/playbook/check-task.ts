/**
 * Finds, before anything runs, what a task says that no host can make right: options of
 * `loop_control` that are none, loops over what is no list, words of `meta`, names of facts.
 */
import { suggestName, type Located, type LocatedMap } from '../base/index.ts';
import { VARIABLE_NAME, textOf, type ParseContext } from './context.ts';
import { KEYWORDS } from './keywords.ts';
import type { ParsedAction } from './parse-action.ts';
import {
  invalidVariableName,
  keywordOfInclude,
  loopNotAList,
  twoLoops,
  unknownKeyword,
  unknownLoop,
  unknownMeta,
} from './problems.ts';

/** The options of `loop_control`. Source: Ansible 2.14, `LoopControl`. */
const LOOP_OPTIONS = ['loop_var', 'index_var', 'label', 'pause', 'extended', 'extended_allitems'];

/** What `meta` can be told. Source: Ansible 2.14, «meta». */
export const META_WORDS = [
  'clear_facts',
  'clear_host_errors',
  'end_batch',
  'end_host',
  'end_play',
  'flush_handlers',
  'noop',
  'refresh_inventory',
  'reset_connection',
  'role_complete',
] as const;

function isTemplate(text: string): boolean {
  return text.includes('{{') || text.includes('{%');
}

function checkLoopControl(value: Located, { problems }: ParseContext): void {
  if (value.kind !== 'map') return;
  for (const { key } of value.entries) {
    const word = textOf(key);
    if (LOOP_OPTIONS.includes(word)) continue;
    problems.add(unknownKeyword(word, 'LoopControl', key.span, LOOP_OPTIONS));
  }
}

/** A `loop` that is written out must be a list. */
function checkLoop(value: Located, { valueProblems }: ParseContext): void {
  if (value.kind === 'list' || (value.kind === 'scalar' && value.value === null)) return;
  if (value.kind === 'scalar' && isTemplate(textOf(value))) return;
  const { file, start, end } = value.span;
  valueProblems.add(loopNotAList(file.text.slice(start, end).trim(), value.span));
}

/** Every word of a loop; that there is one too many is told by `checkTask`. */
export function loopKeys(map: LocatedMap): readonly string[] {
  return map.entries
    .map(({ key }) => textOf(key))
    .filter((word) => word === 'loop' || word.startsWith('with_'));
}

function checkLoops(map: LocatedMap, { problems }: ParseContext): void {
  const [first, second] = loopKeys(map);
  if (first === undefined || second === undefined) return;
  const { span } = map.entries.find(({ key }) => textOf(key) === second)?.key ?? map;
  problems.add(twoLoops(first, second, span));
}

function checkKeys(map: LocatedMap, context: ParseContext): void {
  for (const { key, value } of map.entries) {
    const word = textOf(key);
    if (word === 'loop_control') checkLoopControl(value, context);
    else if (word === 'loop') checkLoop(value, context);
    else if (word.startsWith('with_')) {
      const found = context.project.checkTemplates(value);
      for (const problem of found) context.valueProblems.add(problem);
      const lookup = word.slice('with_'.length).split('.').at(-1) ?? '';
      const names = context.project.lookupNames;
      if (names.includes(lookup)) continue;
      const known = names.map((name) => `with_${name}`);
      context.problems.add(unknownLoop(word, key.span, known));
    }
  }
}

function checkMeta({ args }: ParsedAction, { problems }: ParseContext): void {
  const word = textOf(args.freeForm).trim();
  const words: readonly string[] = META_WORDS;
  if (args.freeForm === undefined || isTemplate(word) || words.includes(word)) return;
  problems.add(unknownMeta(word, args.freeForm.span, suggestName(word, words)));
}

function checkFactNames({ args }: ParsedAction, { valueProblems }: ParseContext): void {
  for (const { key } of args.map.entries) {
    const name = textOf(key);
    if (isTemplate(name) || VARIABLE_NAME.test(name)) continue;
    valueProblems.add(invalidVariableName(name, 'set_fact', key.span));
  }
}

/** What may stand on an include. Source: Ansible 2.14, `TaskInclude.VALID_INCLUDE_KEYWORDS`. */
const INCLUDE_WORDS: ReadonlySet<string> = new Set([
  ...['action', 'args', 'collections', 'debugger', 'ignore_errors', 'local_action', 'loop'],
  ...['loop_control', 'name', 'no_log', 'register', 'run_once', 'tags', 'timeout', 'vars', 'when'],
]);

/** Other keywords of an include would be for the tasks in the file: that is what `apply` is for. */
function checkInclude(
  map: LocatedMap,
  parsed: ParsedAction,
  { problems, isHandler }: ParseContext,
): void {
  const { kind, written } = parsed.action;
  const short = written.split('.').at(-1) ?? written;
  if (!['include_tasks', 'include_role'].includes(short) || !short.startsWith(kind)) return;
  const tasks = isHandler ? 'HandlerTaskInclude' : 'TaskInclude';
  const place = kind === 'include_role' ? 'IncludeRole' : tasks;
  for (const { key } of map.entries) {
    const word = textOf(key);
    if (INCLUDE_WORDS.has(word) || (isHandler && word === 'listen')) continue;
    if (parsed.keys.has(word) || !KEYWORDS.has(word)) continue;
    problems.add(keywordOfInclude(word, place, key.span));
  }
}

/** Checks one task as it is written. */
export function checkTask(map: LocatedMap, parsed: ParsedAction, context: ParseContext): void {
  checkKeys(map, context);
  checkLoops(map, context);
  checkInclude(map, parsed, context);
  if (parsed.action.kind === 'meta') checkMeta(parsed, context);
  if (parsed.action.name === 'set_fact') checkFactNames(parsed, context);
}
