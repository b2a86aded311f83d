/**
 * Puts the arguments of a filter or test in the order of its signature: while compiling where that
 * can be known then, else when the template runs.
 */
import { Float, type Value } from '../../base/index.ts';
import type { CallArguments, ExpressionNode, FilterNode, TestNode } from 'nunjucks/src/nodes.js';
import { bindArguments } from '../values/signature.ts';
import type { TemplatePlace } from '../values/special.ts';
import { compileArguments } from './call-arguments.ts';
import type { Compiler } from './compiler.ts';
import { isLiteralValue } from './operation-kinds.ts';
import type { Evaluate, PluginDef } from './program.ts';
import type { Scope } from './runtime.ts';

/** Evaluates the arguments that follow a value, and puts all in order; `place` is for errors. */
export type Bind = (value: Value, scope: Scope, place: TemplatePlace) => readonly Value[];

const none: readonly Value[] = [];

function bindLate(
  { name, signature }: PluginDef,
  toArguments: ReturnType<typeof compileArguments>,
): Bind {
  return (value, scope, place) => {
    const { positional, keywords } = toArguments(scope);
    scope.run.runtime.at = place;
    return bindArguments(name, signature, [value, ...positional], keywords);
  };
}

function bindInOrder(positional: readonly Evaluate[], defaults: readonly Value[]): Bind {
  return (value, scope, place) => {
    const bound = [value];
    for (const evaluate of positional) bound.push(evaluate(scope));
    for (const byDefault of defaults) bound.push(byDefault);
    scope.run.runtime.at = place;
    return bound;
  };
}

/** The defaults of the parameters that are not given; undefined when the order is not so plain. */
function findDefaults(plugin: PluginDef, args: CallArguments): readonly Value[] | undefined {
  const { parameters, takesRest, takesKeywords, zipped = parameters.length } = plugin.signature;
  const given = 1 + args.positional.length;
  if (takesRest || takesKeywords || args.keywords.length > 0 || given > zipped) return undefined;
  if (args.spread !== null || args.spreadKeywords !== null) return undefined;
  if (given === parameters.length) return none;
  const defaults: Value[] = [];
  for (const { byDefault } of parameters.slice(given)) {
    if (byDefault === undefined) return undefined;
    defaults.push(byDefault);
  }
  return defaults;
}

/** What a constant says; undefined for all that is evaluated. */
function valueOf(node: ExpressionNode): Value | undefined {
  if (node.typename !== 'Literal' || !isLiteralValue(node.value)) return undefined;
  // An infinite one fails where it is evaluated.
  return node.value instanceof Float ? undefined : node.value;
}

/**
 * Compiles the arguments of a filter or test.
 * @returns the arguments after the value itself when all of them are constants
 */
export function compileBinding(
  plugin: PluginDef,
  { args }: FilterNode | TestNode,
  compiler: Compiler,
): Bind | readonly Value[] {
  const defaults = findDefaults(plugin, args);
  if (defaults === undefined) return bindLate(plugin, compileArguments(args, compiler));
  if (args.positional.length === 0) return defaults;
  const constants = args.positional.map(valueOf).filter((value) => value !== undefined);
  if (constants.length === args.positional.length) return [...constants, ...defaults];
  const positional = args.positional.map((argument) => compiler.expression(argument));
  return bindInOrder(positional, defaults);
}
