/** Compiles `==`, `<`, `in` and their like. */
import { Bug, type Value } from '../../base/index.ts';
import type { CompareNode } from 'nunjucks/src/nodes.js';
import { compare, isEqual } from '../values/compare.ts';
import { isContained } from '../values/iterate.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate } from './runtime.ts';

/**
 * One comparison by its sign.
 * @throws TemplateFailure TypeError; UndefinedFailure
 */
export function holds(type: string, left: Value, right: Value): boolean {
  switch (type) {
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    case '<':
      return compare(left, right, type) < 0;
    case '<=':
      return compare(left, right, type) <= 0;
    case '>':
      return compare(left, right, type) > 0;
    case '>=':
      return compare(left, right, type) >= 0;
    case 'in':
      return isContained(left, right);
    case 'not in':
      return !isContained(left, right);
    default:
      throw new Bug(`unknown comparison ${type}`);
  }
}

/** Compiles comparisons, chained as Python's: `1 < n < 10`. */
export function compileCompare(node: CompareNode, compiler: Compiler): Evaluate {
  const first = compiler.expression(node.expr);
  const operands = node.ops.map(({ expr, type }) => [type, compiler.expression(expr)] as const);
  const place = compiler.place(node);
  return (scope) => {
    let left = first(scope);
    for (const [type, evaluate] of operands) {
      const right = evaluate(scope);
      scope.run.runtime.at = place;
      if (!holds(type, left, right)) return false;
      left = right;
    }
    return true;
  };
}
