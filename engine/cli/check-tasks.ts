/**
 * What can be said of the arguments of tasks before the run: names and conditions always; values
 * that are written out where somebody asks for it, since a task that is skipped may hold what only
 * another Ansible understands.
 */
import { toName, toRawValue, type Located, type Problem } from '../base/index.ts';
import type { AnyControl, AnyModule } from '../modules/index.ts';
import { KEYWORDS, type ActionRef, type ArgsNode } from '../playbook/index.ts';
import type { ActionSource } from '../run/index.ts';
import {
  checkParamNames,
  checkParamValues,
  findParamNames,
  type Argument,
} from '../schema/index.ts';
import type { Templates } from '../template/index.ts';

/** A task's action and what it is given. */
export interface Call {
  readonly action: ActionRef;
  readonly args: ArgsNode;
  /** Parameters that `module_defaults` gives; undefined when only the run can tell. */
  readonly defaulted: readonly string[] | undefined;
}

export interface CheckTools {
  readonly actions: Pick<ActionSource, 'load'>;
  readonly templates: Templates;
  /** `--syntax-check`: values are checked, too. */
  readonly hasValues: boolean;
}

/** Checks tasks, loading the modules they need. */
export async function checkTasks(
  calls: readonly Call[],
  tools: CheckTools,
): Promise<readonly Problem[]> {
  const problems: Problem[] = [];
  for (const call of calls) {
    const { action, args } = call;
    if (action.kind !== 'module' && action.kind !== 'control') continue;
    if (args.template !== undefined) continue;
    const { def } = await tools.actions.load(action.name);
    problems.push(...checkNames(def, call), ...checkConditions(def, args, tools));
    if (tools.hasValues) problems.push(...checkValues(def, call, tools));
  }
  return problems;
}

type Def = AnyModule | AnyControl;

function checkNames(def: Def, { action, args, defaulted }: Call): readonly Problem[] {
  const given = args.map.entries.map(({ key }) => [toName(key.value), key.span] as const);
  const free = def.freeForm ?? '_raw_params';
  const text = args.freeForm === undefined ? [] : [[free, args.freeForm.span] as const];
  const known = findParamNames(def.params.properties);
  const others = (defaulted ?? def.params.required ?? [])
    .filter((name) => known.has(name))
    .map((name) => [name, undefined] as const);
  return checkParamNames(def, [...given, ...text, ...others], action.span).map((problem) =>
    withHelp(problem, def, args),
  );
}

/** Two mistakes that look like a wrong parameter: a keyword indented too far, and words without `=`. */
function withHelp(problem: Problem, def: Def, { freeForm }: ArgsNode): Problem {
  if (problem.code !== 'unknown-parameter' || problem.span === undefined) return problem;
  if (freeForm !== undefined && problem.span === freeForm.span) {
    const message = `${def.name} takes no words without a name`;
    return { ...problem, message, hint: undefined, help: 'write `name: value` below the module' };
  }
  const { file, start, end } = problem.span;
  const word = file.text.slice(start, end);
  if (KEYWORDS.get(word)?.on.includes('task') !== true) return problem;
  const help = `\`${word}\` is a keyword of tasks: indent it like the module's name`;
  return { ...problem, hint: undefined, help };
}

/** The conditions of `assert`. */
function checkConditions(
  def: Def,
  { map }: ArgsNode,
  { templates }: CheckTools,
): readonly Problem[] {
  const name = 'conditions' in def ? def.conditions : undefined;
  const entry = map.entries.find(({ key }) => name !== undefined && toName(key.value) === name);
  return entry === undefined ? [] : templates.checkConditions(entry.value);
}

function checkValues(def: Def, call: Call, { templates }: CheckTools): readonly Problem[] {
  const { args, action, defaulted } = call;
  const written = new Map<string, Argument>();
  const proper = findParamNames(def.params.properties);
  const free = args.freeForm === undefined ? [] : [def.freeForm ?? '_raw_params'];
  const open = new Set([...free, ...(defaulted ?? [])]);
  for (const { key, value } of args.map.entries) {
    const name = toName(key.value);
    if (hasTemplate(value, templates)) open.add(proper.get(name) ?? name);
    else written.set(name, { value: toRawValue(value), span: value.span, keySpan: key.span });
  }
  const isOpen = (name: string): boolean => defaulted === undefined || open.has(name);
  const whole = action.span;
  return checkParamValues(def, { written, isOpen, whole }, (value) => templates.toText(value));
}

function hasTemplate(located: Located, templates: Templates): boolean {
  switch (located.kind) {
    case 'scalar':
      return typeof located.value === 'string' && templates.isTemplate(located.value);
    case 'list':
      return located.items.some((item) => hasTemplate(item, templates));
    case 'map':
      return located.entries.some(({ value }) => hasTemplate(value, templates));
  }
}
