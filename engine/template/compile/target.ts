/** The left side of `set`, `for` and `with`, and running a block for what it writes. */
import type { TargetNode } from 'nunjucks/src/nodes.js';
import type { Value } from '../../base/index.ts';
import { unpack } from '../values/attributes.ts';
import { fail } from '../values/failure.ts';
import { Holder, Undefined } from '../values/special.ts';
import type { Compiler, Level } from './compiler.ts';
import { Output } from './output.ts';
import type { Execute } from './program.ts';
import type { Runtime, Scope } from './runtime.ts';

/** Runs a body in a scope and gives what it wrote as a value. */
export function capture(body: Execute, scope: Scope, runtime: Runtime): Value {
  const output = new Output(scope.captureMode, runtime.budget);
  if (scope.run.program.mutates) output.hold();
  body(scope, output);
  return output.finish(runtime);
}

/** Sets names from a value. */
export type Assign = (scope: Scope, value: Value) => void;

/** Compiles the left side of `set`, `for` and `with`. */
export function compileTarget(node: TargetNode, compiler: Compiler, level: Level): Assign {
  switch (node.typename) {
    case 'Symbol': {
      const name = node.value;
      if (name === 'loop' && compiler.isInLoop) {
        compiler.fail("Can't assign to special loop variable in for-loop target", node);
      }
      compiler.writeName(name);
      return (scope, value) => {
        scope.set(name, value);
        if (level === 'top') exportName(scope, name);
      };
    }
    case 'NamespaceTarget': {
      const place = compiler.place(node);
      compiler.readName(node.name);
      return (scope, value) => {
        const holder = scope.get(node.name, place);
        if (holder instanceof Undefined) holder.fail();
        if (!(holder instanceof Holder) || holder.kind !== 'Namespace') {
          return fail('TypeError', 'cannot assign attribute on non-namespace object');
        }
        holder.attributes.set(node.attribute, value);
      };
    }
    case 'Group': {
      const targets = node.children.map((child) =>
        child.typename === 'Symbol' || child.typename === 'Group'
          ? compileTarget(child, compiler, level)
          : compiler.fail('only names can be assigned to', child),
      );
      return (scope, value) => {
        const items = unpack(value, targets.length);
        for (const [index, assign] of targets.entries()) assign(scope, items[index] ?? null);
      };
    }
  }
}

/** Notes a name that templates importing this one can see. */
export function exportName(scope: Scope, name: string): void {
  if (!name.startsWith('_')) scope.run.exported.add(name);
}
