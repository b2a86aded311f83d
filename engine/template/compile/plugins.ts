/** Compiles filters and tests, and calls them by name for `map`, `select` and their like. */
import { suggestName, type Value } from '../../base/index.ts';
import type { FilterNode, TestNode } from 'nunjucks/src/nodes.js';
import { fail } from '../values/failure.ts';
import { Markup, toMarkup, withoutMarkup } from '../values/markup.ts';
import { bindArguments, type FunctionDef } from '../values/signature.ts';
import { toText } from '../values/text.ts';
import { isRolled, toItems } from '../values/iterate.ts';
import type { Keywords, TemplatePlace } from '../values/special.ts';
import { compileBinding, type Bind } from './bind-call.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate, PluginDef } from './program.ts';
import type { Runtime } from './runtime.ts';

/** Filters whose text Ansible never converts (STRING_TYPE_FILTERS of its settings). */
const TEXT_FILTERS = new Set([
  'string',
  'to_json',
  'to_nice_json',
  'to_yaml',
  'to_nice_yaml',
  'ppretty',
  'json',
]);

/** True for a filter whose text is never converted. */
export function isTextFilter(name: string): boolean {
  return TEXT_FILTERS.has(name);
}

/** Filters that hand on a value as it is, so that text which is never converted stays so. */
const PASSING_FILTERS = new Set([
  'default',
  'd',
  'mandatory',
  'ternary',
  'first',
  'last',
  'min',
  'max',
  'random',
  'combine',
  'expanduser',
  'expandvars',
  'quote',
  'truncate',
  'path_join',
]);

function isMarkup(value: Value): boolean {
  return typeof value === 'object' && value instanceof Markup;
}

/** Calls with few arguments or many; few is what nearly all have, and spreading costs. */
function applyTo(apply: FunctionDef['apply'], bound: readonly Value[]): Value {
  const [first, second] = bound;
  if (first === undefined || bound.length > 2) return apply(...bound);
  return second === undefined ? apply(first) : apply(first, second);
}

/** Calls a plug-in with arguments in the order of its signature. */
function call(plugin: PluginDef, runtime: Runtime, bound: readonly Value[]): Value {
  const apply = plugin.applyIn?.(runtime) ?? plugin.apply;
  if (apply === undefined) return null;
  runtime.step();
  runtime.budget.charge(bound[0] ?? null);
  if (plugin.markup === 'seen' || !bound.some(isMarkup)) return applyTo(apply, bound);
  const result = apply(...bound.map(withoutMarkup));
  return plugin.markup === 'kept' && isMarkup(bound[0] ?? null) ? toMarkup(result) : result;
}

/** Whether a filter gives one of the values it was given. `format` does so where nothing is put in. */
function handsOn(name: string, result: Value, [input]: readonly Value[]): boolean {
  return PASSING_FILTERS.has(name) || (name === 'format' && result === input);
}

function runFilter(filter: PluginDef, runtime: Runtime, bound: readonly Value[]): Value {
  const result = call(filter, runtime, bound);
  if (typeof result === 'string') {
    if (TEXT_FILTERS.has(filter.name)) runtime.keepText(result);
    else if (!handsOn(filter.name, result, bound)) runtime.noteMade(result);
  } else if (isMarkup(result)) runtime.noteMade(toText(result));
  return result;
}

/** Calls a filter by name. @throws TemplateFailure when there is none */
export function callFilter(
  name: string,
  runtime: Runtime,
  args: readonly Value[],
  keywords: Keywords,
): Value {
  const filter = runtime.library.findFilter(name);
  if (filter === undefined) return fail('FilterError', `No filter named '${name}' found.`);
  return runFilter(filter, runtime, bindArguments(name, filter.signature, args, keywords));
}

/** Calls a test by name. @throws TemplateFailure when there is none */
export function callTest(
  name: string,
  runtime: Runtime,
  args: readonly Value[],
  keywords: Keywords,
): Value {
  const test = runtime.library.findTest(name);
  if (test === undefined) {
    if (/^[\w.]+$/.test(name)) return fail('FilterError', `No test named '${name}' found.`);
    const reason = `'invalid plugin name: ansible.builtin.${name}'`;
    return fail('FilterError', `TemplateSyntaxError: Could not load "${name}": ${reason}`);
  }
  return call(test, runtime, bindArguments(name, test.signature, args, keywords));
}

function failUnknown(kind: string, name: string, known: Iterable<string>): string {
  const hint = suggestName(name, known);
  return `\`${name}\` is not a ${kind}${hint === undefined ? '' : `, ${hint}`}`;
}

/** Compiles `value | filter`; `input` is the text of a block when the node has no value. */
export function compileFilter(node: FilterNode, compiler: Compiler, input?: Evaluate): Evaluate {
  const filter =
    compiler.library.findFilter(node.name) ??
    compiler.fail(failUnknown('filter', node.name, compiler.library.filterNames()), node);
  if (compiler.library.isTestAsFilter(node.name)) compiler.noteTestAsFilter(node);
  const target = takeInputOfName(filter, node, compileFilterTarget(node, compiler, input));
  const place = compiler.place(node);
  const binding = compileBinding(filter, node, compiler);
  return typeof binding === 'function'
    ? applyFilter(filter, target, binding, place)
    : applyFixedFilter(filter, target, binding, place);
}

function applyFilter(
  filter: PluginDef,
  target: Evaluate,
  bind: Bind,
  place: TemplatePlace,
): Evaluate {
  return (scope) => {
    const bound = bind(target(scope), scope, place);
    const result = runFilter(filter, scope.run.runtime, bound);
    return isRolled(result) ? toItems(result) : result;
  };
}

/** A filter whose arguments are known beforehand, as most are. */
function applyFixedFilter(
  filter: PluginDef,
  target: Evaluate,
  fixed: readonly Value[],
  place: TemplatePlace,
): Evaluate {
  return (scope) => {
    const bound = [target(scope)];
    for (const argument of fixed) bound.push(argument);
    const { runtime } = scope.run;
    runtime.at = place;
    const result = runFilter(filter, runtime, bound);
    return isRolled(result) ? toItems(result) : result;
  };
}

function compileFilterTarget(
  node: FilterNode,
  compiler: Compiler,
  input: Evaluate | undefined,
): Evaluate {
  const { symbol } = node;
  if (symbol === null) return input ?? compiler.fail('a filter needs a value', node);
  // The text of a block goes into the first filter of all.
  const isOfBlock = input !== undefined && symbol.typename === 'Filter';
  return isOfBlock ? compileFilter(symbol, compiler, input) : compiler.expression(symbol);
}

/** For a filter that asks for more of a variable than its value: not of the template's own names. */
function takeInputOfName(filter: PluginDef, node: FilterNode, otherwise: Evaluate): Evaluate {
  const name = node.symbol?.typename === 'Symbol' ? node.symbol.value : undefined;
  const { inputOfName } = filter;
  if (inputOfName === undefined || name === undefined) return otherwise;
  return (scope) => {
    const isVariable = scope.findLocal(name) === undefined;
    const own = isVariable ? inputOfName(name, scope.run.runtime) : undefined;
    return own === undefined ? otherwise(scope) : own;
  };
}

/** Compiles `value is test`. */
export function compileTest(node: TestNode, compiler: Compiler): Evaluate {
  const test =
    compiler.library.findTest(node.name) ??
    compiler.fail(failUnknown('test', node.name, compiler.library.testNames()), node);
  const target = compiler.expression(node.target);
  const place = compiler.place(node);
  const binding = compileBinding(test, node, compiler);
  const evaluate =
    typeof binding === 'function'
      ? applyTest(test, target, binding, place)
      : applyFixedTest(test, target, binding, place);
  const name = node.target.typename === 'Symbol' ? node.target.value : undefined;
  return test.ofName === undefined || name === undefined
    ? evaluate
    : applyTestOfName(test, name, evaluate);
}

function applyTest(test: PluginDef, target: Evaluate, bind: Bind, place: TemplatePlace): Evaluate {
  return (scope) => call(test, scope.run.runtime, bind(target(scope), scope, place));
}

function applyFixedTest(
  test: PluginDef,
  target: Evaluate,
  fixed: readonly Value[],
  place: TemplatePlace,
): Evaluate {
  return (scope) => {
    const bound = [target(scope)];
    for (const argument of fixed) bound.push(argument);
    scope.run.runtime.at = place;
    return call(test, scope.run.runtime, bound);
  };
}

/** For what only a variable's source tells: not of names that the template has set itself. */
function applyTestOfName(test: PluginDef, name: string, otherwise: Evaluate): Evaluate {
  return (scope) => {
    const answer = otherwise(scope);
    if (scope.findLocal(name) !== undefined) return answer;
    return test.ofName?.(name, scope.run.runtime) ?? answer;
  };
}
