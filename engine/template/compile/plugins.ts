/** Compiles filters and tests, and calls them by name for `map`, `select` and their like. */
import { suggestName, type Value } from '../../base/index.ts';
import type { FilterNode, TestNode } from 'nunjucks/src/nodes.js';
import { fail } from '../values/failure.ts';
import { Markup, toMarkup, withoutMarkup } from '../values/markup.ts';
import { bindArguments } from '../values/signature.ts';
import { toItems } from '../values/iterate.ts';
import { DictView, Range, Walk, type Keywords } from '../values/special.ts';
import { compileArguments } from './call-arguments.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate, PluginDef, Runtime } from './runtime.ts';

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

function call(
  plugin: PluginDef,
  runtime: Runtime,
  args: readonly Value[],
  keywords: Keywords,
): Value {
  const bound = bindArguments(plugin.name, plugin.signature, args, keywords);
  const apply = plugin.apply ?? plugin.applyIn?.(runtime);
  if (apply === undefined) return null;
  runtime.step();
  runtime.charge(bound[0] ?? null);
  if (plugin.markup === 'seen' || !bound.some(isMarkup)) return apply(...bound);
  const result = apply(...bound.map(withoutMarkup));
  return plugin.markup === 'kept' && isMarkup(bound[0] ?? null) ? toMarkup(result) : result;
}

function runFilter(
  filter: PluginDef,
  runtime: Runtime,
  args: readonly Value[],
  keywords: Keywords,
): Value {
  const result = call(filter, runtime, args, keywords);
  if (typeof result === 'string') {
    if (TEXT_FILTERS.has(filter.name)) runtime.keepText(result);
    else if (!PASSING_FILTERS.has(filter.name)) runtime.noteMade(result);
  }
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
  return runFilter(filter, runtime, args, keywords);
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
  return call(test, runtime, args, keywords);
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
  const place = compiler.place(node);
  const target = compileFilterTarget(node, compiler, input);
  const args = compileArguments(node.args, compiler);
  return (scope) => {
    const value = target(scope);
    const { positional, keywords } = args(scope);
    const { runtime } = scope.run;
    runtime.at = place;
    const result = runFilter(filter, runtime, [value, ...positional], keywords);
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
  const place = compiler.place(node);
  const target = compiler.expression(node.target);
  const args = compileArguments(node.args, compiler);
  const name = node.target.typename === 'Symbol' ? node.target.value : undefined;
  return (scope) => {
    const value = target(scope);
    const { positional, keywords } = args(scope);
    const { runtime } = scope.run;
    runtime.at = place;
    const answer = call(test, runtime, [value, ...positional], keywords);
    if (test.ofName === undefined || name === undefined) return answer;
    return scope.findLocal(name) === undefined ? test.ofName(name, runtime) : answer;
  };
}
