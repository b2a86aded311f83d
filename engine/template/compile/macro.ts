/** `macro` and `call` blocks: functions written in the template. */
import { Dict, Tuple, type Value } from '../../base/index.ts';
import type { CallBlockNode, MacroNode, NodeList, Signature } from 'nunjucks/src/nodes.js';
import { callMethod, callValue, getAttribute, hasMethod } from '../values/attributes.ts';
import { fail } from '../values/failure.ts';
import { Callable, Undefined, type Keywords } from '../values/special.ts';
import { compileArguments } from './call-arguments.ts';
import type { Compiler, Level } from './compiler.ts';
import type { Evaluate, Execute } from './program.ts';
import { Scope } from './runtime.ts';
import { capture, exportName } from './target.ts';

interface MacroParts {
  readonly name: string;
  readonly names: readonly string[];
  readonly defaults: readonly Evaluate[];
  readonly body: Execute;
  /** Which of the special names the body reads. */
  readonly takes: ReadonlySet<string>;
}

function bindParameters(
  parts: MacroParts,
  scope: Scope,
  args: readonly Value[],
  keywords: Map<string, Value>,
): void {
  const firstDefault = parts.names.length - parts.defaults.length;
  for (const [index, name] of parts.names.entries()) {
    const given = index < args.length ? args[index] : keywords.get(name);
    if (index >= args.length) keywords.delete(name);
    const byDefault = given === undefined ? parts.defaults[index - firstDefault]?.(scope) : given;
    const hint = `parameter '${name}' was not provided`;
    const value = byDefault === undefined ? new Undefined({ name, hint }) : byDefault;
    scope.set(name, value);
  }
}

function bindSpecials(
  parts: MacroParts,
  scope: Scope,
  args: readonly Value[],
  keywords: Map<string, Value>,
): void {
  if (parts.takes.has('caller') && !parts.names.includes('caller')) {
    const caller = keywords.get('caller');
    keywords.delete('caller');
    scope.set('caller', caller ?? new Undefined({ name: 'caller', hint: 'No caller defined' }));
  }
  if (parts.takes.has('kwargs')) scope.set('kwargs', new Dict(keywords));
  else if (keywords.size > 0) {
    const [name] = keywords.keys();
    fail('TypeError', `macro '${parts.name}' takes no keyword argument '${name ?? ''}'`);
  }
  if (parts.takes.has('varargs')) scope.set('varargs', new Tuple(args.slice(parts.names.length)));
  else if (args.length > parts.names.length) {
    const count = String(parts.names.length);
    fail('TypeError', `macro '${parts.name}' takes not more than ${count} argument(s)`);
  }
}

function makeMacro(parts: MacroParts, outer: Scope): Callable {
  const { runtime } = outer.run;
  const invoke = (args: readonly Value[], given: Keywords): Value =>
    runtime.deeper(() => {
      runtime.step();
      const scope = new Scope(outer.run, outer);
      const keywords = new Map(given);
      bindParameters(parts, scope, args, keywords);
      bindSpecials(parts, scope, args, keywords);
      return capture(parts.body, scope, runtime);
    });
  const attributes = new Map<string, Value>([
    ['name', parts.name],
    ['arguments', new Tuple(parts.names)],
    ['catch_kwargs', parts.takes.has('kwargs')],
    ['catch_varargs', parts.takes.has('varargs')],
    ['caller', parts.takes.has('caller')],
  ]);
  return new Callable(parts.name, invoke, 'Macro', attributes);
}

function compileParts(
  node: { readonly body: NodeList; readonly args: Signature },
  name: string,
  compiler: Compiler,
): MacroParts {
  for (const argument of node.args.names) compiler.writeName(argument);
  const defaults = node.args.defaults.map((value) => compiler.expression(value));
  const { result: body, names } = compiler.collectNames(() =>
    compiler.body(node.body.children, 'inner'),
  );
  const takes = new Set(
    ['caller', 'kwargs', 'varargs'].filter(
      (special) => names.has(special) && !node.args.names.includes(special),
    ),
  );
  return { name, names: node.args.names, defaults, body, takes };
}

/** Compiles a `macro` block. */
export function compileMacro(node: MacroNode, compiler: Compiler, level: Level): Execute {
  const parts = compileParts(node, node.name, compiler);
  return (scope) => {
    scope.set(node.name, makeMacro(parts, scope));
    if (level === 'top') exportName(scope, node.name);
    return 'next';
  };
}

/** Compiles a `call` block: a call that gets the block's body as `caller`. */
export function compileCallBlock(node: CallBlockNode, compiler: Compiler): Execute {
  const parts = compileParts(node, 'caller', compiler);
  const args = compileArguments(node.call.args, compiler);
  const target = node.call.name;
  const place = compiler.place(node.call);
  const owner = target.typename === 'Attribute' ? compiler.expression(target.target) : undefined;
  const callee = compiler.expression(target);
  return (scope, output) => {
    const { positional, keywords } = args(scope);
    const withCaller = new Map([...keywords, ['caller', makeMacro(parts, scope)]]);
    scope.run.runtime.at = place;
    const call = (): Value => {
      if (owner === undefined || target.typename !== 'Attribute') {
        return callValue(callee(scope), positional, withCaller);
      }
      const value = owner(scope);
      return hasMethod(value, target.name)
        ? callMethod(value, target.name, positional, withCaller)
        : callValue(getAttribute(value, target.name), positional, withCaller);
    };
    output.write(output.finalize(call()));
    return 'next';
  };
}
