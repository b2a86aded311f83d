/** Compiles `==`, `<`, `in` and their like. */
import { Bug, type Value } from '../../base/index.ts';
import type { CompareNode } from 'nunjucks/src/nodes.js';
import { compare, isEqual } from '../values/compare.ts';
import { isContained } from '../values/iterate.ts';
import type { TemplatePlace } from '../values/special.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate } from './program.ts';

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
  const [only] = operands;
  return only === undefined || operands.length > 1
    ? compareAll(first, operands, place)
    : compareTwo(first, ...only, place);
}

function compareTwo(
  first: Evaluate,
  type: string,
  second: Evaluate,
  place: TemplatePlace,
): Evaluate {
  return (scope) => {
    const left = first(scope);
    const right = second(scope);
    scope.run.runtime.at = place;
    return holds(type, left, right);
  };
}

function compareAll(
  first: Evaluate,
  operands: readonly (readonly [type: string, operand: Evaluate])[],
  place: TemplatePlace,
): Evaluate {
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
