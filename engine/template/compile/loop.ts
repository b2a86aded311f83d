/** `for` with everything Jinja gives it: filters, else, recursion, and the `loop` object. */
import { Tuple, type Value } from '../../base/index.ts';
import type { ForNode } from 'nunjucks/src/nodes.js';
import { isEqual } from '../values/compare.ts';
import { fail } from '../values/failure.ts';
import { toItems } from '../values/iterate.ts';
import { Callable, Holder, Undefined } from '../values/special.ts';
import { isTrue } from '../values/truth.ts';
import type { Compiler } from './compiler.ts';
import { Output } from './output.ts';
import type { Execute, Signal } from './program.ts';
import { Scope } from './runtime.ts';
import { compileTarget, type Assign } from './target.ts';

interface Loop {
  readonly items: readonly Value[];
  readonly depth: number;
  index: number;
  changed: Value | undefined;
  readonly recurse: ((items: Value) => Value) | undefined;
}

function around(loop: Loop, offset: -1 | 1): Value {
  const item = loop.items[loop.index + offset];
  const word = offset < 0 ? 'previous' : 'next';
  return item ?? (item === null ? null : new Undefined({ hint: `there is no ${word} item` }));
}

function cycle(loop: Loop, values: readonly Value[]): Value {
  if (values.length === 0) fail('TypeError', 'no items for cycling given');
  return values[loop.index % values.length] ?? null;
}

function isChanged(loop: Loop, values: readonly Value[]): boolean {
  const now = new Tuple(values);
  const isSame = loop.changed !== undefined && isEqual(loop.changed, now);
  loop.changed = now;
  return !isSame;
}

/** Makes the `loop` of a template; it reads the loop's state when asked. */
function makeLoop(loop: Loop): Holder {
  const size = loop.items.length;
  const holder = new Holder({
    kind: 'LoopContext',
    describe: () => `<LoopContext ${String(loop.index + 1)}/${String(size)}>`,
    attributes: new Map<string, Value | (() => Value)>([
      ['index', () => loop.index + 1],
      ['index0', () => loop.index],
      ['revindex', () => size - loop.index],
      ['revindex0', () => size - loop.index - 1],
      ['first', () => loop.index === 0],
      ['last', () => loop.index === size - 1],
      ['length', size],
      ['depth', loop.depth + 1],
      ['depth0', loop.depth],
      ['previtem', () => around(loop, -1)],
      ['nextitem', () => around(loop, 1)],
      ['cycle', new Callable('cycle', (values) => cycle(loop, values))],
      ['changed', new Callable('changed', (values) => isChanged(loop, values))],
    ]),
    invoke: (args) => {
      if (loop.recurse === undefined) {
        return fail(
          'TypeError',
          "The loop must have the 'recursive' marker to be called recursively.",
        );
      }
      return loop.recurse(args[0] ?? null);
    },
    drain: () => {
      const rest = loop.items.slice(loop.index + 1);
      if (rest.length > 0) loop.index = size - 1;
      return rest.map((item) => new Tuple([item, holder]));
    },
  });
  return holder;
}

interface Parts {
  readonly assign: Assign;
  readonly condition: ((scope: Scope) => Value) | undefined;
  readonly body: Execute;
  readonly otherwise: Execute;
  readonly isRecursive: boolean;
  readonly usesLoop: boolean;
}

/** Items for which the loop's `if` holds; it sees the loop's names but not `loop`. */
function select(items: readonly Value[], scope: Scope, parts: Parts): readonly Value[] {
  const { condition } = parts;
  if (condition === undefined) return items;
  return items.filter((item) => {
    const inner = new Scope(scope.run, scope);
    parts.assign(inner, item);
    return isTrue(condition(inner));
  });
}

function runLoop(
  value: Value,
  depth: number,
  parts: Parts,
  frame: { readonly scope: Scope; readonly output: Output },
): Signal {
  const { scope, output } = frame;
  const { run } = scope;
  const items = select(toItems(value), scope, parts);
  const loop: Loop = {
    items,
    depth,
    index: 0,
    changed: undefined,
    recurse: parts.isRecursive ? (inner) => recurse(inner, depth + 1, parts, scope) : undefined,
  };
  const holder = parts.usesLoop ? makeLoop(loop) : undefined;
  // Whoever prints `loop` itself takes all its items: it is the iterator that the loop walks.
  const begun = items.length;
  for (let isOver = items.length === 0; !isOver;) {
    const item = items[loop.index] ?? null;
    // A list that grows while it is walked may never end, and each turn of it costs more than the last.
    run.runtime.step(items.length > begun ? items.length - begun : 1);
    const inner = new Scope(run, scope);
    if (holder !== undefined) inner.set('loop', holder);
    parts.assign(inner, item);
    isOver = parts.body(inner, output) === 'break' || loop.index >= items.length - 1;
    if (!isOver) loop.index += 1;
  }
  if (items.length === 0) parts.otherwise(new Scope(run, scope), output);
  return 'next';
}

function recurse(value: Value, depth: number, parts: Parts, scope: Scope): Value {
  const { runtime } = scope.run;
  return runtime.deeper(() => {
    const output = new Output(scope.captureMode, runtime.budget);
    if (scope.run.program.mutates) output.hold();
    runLoop(value, depth, parts, { scope, output });
    return output.finish(runtime);
  });
}

/** Compiles a `for` block. */
export function compileFor(node: ForNode, compiler: Compiler): Execute {
  const list = compiler.expression(node.arr);
  const place = compiler.place(node.arr);
  const wasInLoop = compiler.isInLoop;
  compiler.isInLoop = true;
  const assign = compileTarget(node.name, compiler, 'inner');
  const { result: body, names } = compiler.collectNames(() =>
    compiler.body(node.body.children, 'inner'),
  );
  compiler.isInLoop = wasInLoop;
  const parts: Parts = {
    assign,
    condition: node.cond === null ? undefined : compiler.expression(node.cond),
    body,
    otherwise: node.else_ === null ? () => 'next' : compiler.body(node.else_.children, 'inner'),
    isRecursive: node.recursive,
    usesLoop: node.recursive || names.has('loop') || compiler.blocks.size > 0,
  };
  return (scope, output) => {
    const value = list(scope);
    scope.run.runtime.at = place;
    if (!parts.isRecursive) return runLoop(value, 0, parts, { scope, output });
    output.write(output.finalize(recurse(value, 0, parts, scope)));
    return 'next';
  };
}
