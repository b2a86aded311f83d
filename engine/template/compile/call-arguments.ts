/** Compiles the arguments of calls, filters and tests. */
import { Dict, type Value } from '../../base/index.ts';
import type { CallArguments } from 'nunjucks/src/nodes.js';
import { fail } from '../values/failure.ts';
import { toItems } from '../values/iterate.ts';
import { kindOf } from '../values/kinds.ts';
import { Undefined, noKeywords, type Keywords } from '../values/special.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate } from './program.ts';
import type { Scope } from './runtime.ts';

/** The arguments of one call, evaluated. */
export interface Arguments {
  readonly positional: readonly Value[];
  readonly keywords: Keywords;
}

const none: Arguments = { positional: [], keywords: noKeywords };

function readKeywords(value: Value): readonly (readonly [string, Value])[] {
  if (value instanceof Undefined) value.fail();
  if (!(value instanceof Dict)) {
    return fail('TypeError', `argument after ** must be a mapping, not ${kindOf(value)}`);
  }
  return Array.from(value, ([key, entry]) =>
    typeof key === 'string'
      ? ([key, entry] as const)
      : fail('TypeError', 'keywords must be strings'),
  );
}

type ToArguments = (scope: Scope) => Arguments;

const toNone: ToArguments = () => none;

/** Makes a function that evaluates the arguments in a scope. */
export function compileArguments(args: CallArguments, compiler: Compiler): ToArguments {
  const positional = args.positional.map((node) => compiler.expression(node));
  if (args.keywords.length === 0 && args.spread === null && args.spreadKeywords === null) {
    return takePositional(positional);
  }
  const spread = args.spread === null ? undefined : compiler.expression(args.spread);
  const keywords = args.keywords.map(([name, node]) => [name, compiler.expression(node)] as const);
  const spreadKeywords =
    args.spreadKeywords === null ? undefined : compiler.expression(args.spreadKeywords);
  return takeAll({ positional, spread, keywords, spreadKeywords });
}

interface Parts {
  readonly positional: readonly Evaluate[];
  readonly spread: Evaluate | undefined;
  readonly keywords: readonly (readonly [string, Evaluate])[];
  readonly spreadKeywords: Evaluate | undefined;
}

function takeAll({ positional, spread, keywords, spreadKeywords }: Parts): ToArguments {
  return (scope) => ({
    positional: [
      ...positional.map((evaluate) => evaluate(scope)),
      ...(spread === undefined ? [] : toItems(spread(scope))),
    ],
    keywords: joinKeywords(
      keywords.map(([name, evaluate]) => [name, evaluate(scope)] as const),
      spreadKeywords === undefined ? [] : readKeywords(spreadKeywords(scope)),
    ),
  });
}

function joinKeywords(
  named: readonly (readonly [string, Value])[],
  spread: readonly (readonly [string, Value])[],
): Keywords {
  const all = new Map(named);
  for (const [name, value] of spread) {
    if (all.has(name)) fail('TypeError', `got multiple values for keyword argument '${name}'`);
    all.set(name, value);
  }
  return all;
}

function takePositional(positional: readonly Evaluate[]): ToArguments {
  const [first] = positional;
  if (first === undefined) return toNone;
  return positional.length === 1 ? takeOne(first) : takeEach(positional);
}

function takeOne(evaluate: Evaluate): ToArguments {
  return (scope) => ({ positional: [evaluate(scope)], keywords: noKeywords });
}

function takeEach(positional: readonly Evaluate[]): ToArguments {
  return (scope) => ({
    positional: positional.map((evaluate) => evaluate(scope)),
    keywords: noKeywords,
  });
}
