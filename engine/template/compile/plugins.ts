/** Compiles filters and tests, and calls them by name for `map`, `select` and their like. */
import { suggestName, type Value } from '../../base/index.ts';
import type { FilterNode, TestNode } from 'nunjucks/src/nodes.js';
import { fail } from '../values/failure.ts';
import { Markup, toMarkup, withoutMarkup } from '../values/markup.ts';
import { bindArguments } from '../values/signature.ts';
import { toItems } from '../values/iterate.ts';
import { DictView, Range, Walk, type Keywords, type TemplatePlace } from '../values/special.ts';
import { compileArguments } from './call-arguments.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate, PluginDef, Runtime, Scope } from './runtime.ts';

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
]);

/** What Ansible makes a list of when a filter gives it. */
function isRolled(value: Value): boolean {
  return value instanceof Range || value instanceof DictView || value instanceof Walk;
}

function isMarkup(value: Value): boolean {
  return value instanceof Markup;
}

/** Calls a plug-in with arguments in the order of its signature. */
function call(plugin: PluginDef, runtime: Runtime, bound: readonly Value[]): Value {
  const apply = plugin.apply ?? plugin.applyIn?.(runtime);
  if (apply === undefined) return null;
  runtime.step();
  runtime.charge(bound[0] ?? null);
  if (plugin.markup === 'seen' || !bound.some(isMarkup)) return apply(...bound);
  const result = apply(...bound.map(withoutMarkup));
  return plugin.markup === 'kept' && isMarkup(bound[0] ?? null) ? toMarkup(result) : result;
}

function runFilter(filter: PluginDef, runtime: Runtime, bound: readonly Value[]): Value {
  const result = call(filter, runtime, bound);
  if (typeof result === 'string') {
    if (TEXT_FILTERS.has(filter.name)) runtime.keepText(result);
    else if (!PASSING_FILTERS.has(filter.name)) runtime.noteMade(result);
  }
  return result;
}

/** Evaluates the arguments that follow a value, and puts all in the order of a signature. */
type Bind = (value: Value, scope: Scope) => readonly Value[];

function bindLate(
  { name, signature }: PluginDef,
  toArguments: ReturnType<typeof compileArguments>,
  place: TemplatePlace,
): Bind {
  return (value, scope) => {
    const { positional, keywords } = toArguments(scope);
    scope.run.runtime.at = place;
    return bindArguments(name, signature, [value, ...positional], keywords);
  };
}

/** For arguments without names: nothing is left to find out when the template runs. */
function bindInOrder(
  positional: readonly Evaluate[],
  defaults: readonly Value[],
  place: TemplatePlace,
): Bind {
  return (value, scope) => {
    const bound = [value];
    for (const evaluate of positional) bound.push(evaluate(scope));
    for (const byDefault of defaults) bound.push(byDefault);
    scope.run.runtime.at = place;
    return bound;
  };
}

function bindAlone(defaults: readonly Value[], place: TemplatePlace): Bind {
  if (defaults.length > 0) return bindInOrder([], defaults, place);
  return (value, scope) => {
    scope.run.runtime.at = place;
    return [value];
  };
}

function compileBinding(plugin: PluginDef, node: FilterNode | TestNode, compiler: Compiler): Bind {
  const { args } = node;
  const place = compiler.place(node);
  const { parameters, takesRest, takesKeywords } = plugin.signature;
  const isInOrder =
    !takesRest &&
    !takesKeywords &&
    args.keywords.length === 0 &&
    args.spread === null &&
    args.spreadKeywords === null &&
    args.positional.length < parameters.length;
  if (!isInOrder) return bindLate(plugin, compileArguments(args, compiler), place);
  const rest = parameters.slice(1 + args.positional.length).map(({ byDefault }) => byDefault);
  const defaults = rest.filter((byDefault) => byDefault !== undefined);
  if (defaults.length < rest.length) {
    return bindLate(plugin, compileArguments(args, compiler), place);
  }
  if (args.positional.length === 0) return bindAlone(defaults, place);
  const positional = args.positional.map((argument) => compiler.expression(argument));
  return bindInOrder(positional, defaults, place);
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
  const target = compileFilterTarget(node, compiler, input);
  return applyFilter(filter, target, compileBinding(filter, node, compiler));
}

function applyFilter(filter: PluginDef, target: Evaluate, bind: Bind): Evaluate {
  return (scope) => {
    const bound = bind(target(scope), scope);
    const result = runFilter(filter, scope.run.runtime, bound);
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
  if (symbol.typename === 'Filter') return compileFilter(symbol, compiler, input);
  return compiler.expression(symbol);
}

/** Compiles `value is test`. */
export function compileTest(node: TestNode, compiler: Compiler): Evaluate {
  const test =
    compiler.library.findTest(node.name) ??
    compiler.fail(failUnknown('test', node.name, compiler.library.testNames()), node);
  const target = compiler.expression(node.target);
  const bind = compileBinding(test, node, compiler);
  const name = node.target.typename === 'Symbol' ? node.target.value : undefined;
  return test.ofName === undefined || name === undefined
    ? applyTest(test, target, bind)
    : applyTestOfName(test, name, applyTest(test, target, bind));
}

function applyTest(test: PluginDef, target: Evaluate, bind: Bind): Evaluate {
  return (scope) => {
    const bound = bind(target(scope), scope);
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
