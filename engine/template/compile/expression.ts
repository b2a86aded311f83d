/** Compiles expressions to closures with Python's meaning. */
import { Dict, Float, Tuple } from '../../base/index.ts';
import type { ExpressionNode, InlineIfNode } from 'nunjucks/src/nodes.js';
import { fail } from '../values/failure.ts';
import { setEntry } from '../values/collection-methods.ts';
import { copyDeep, operate, signed } from '../values/operators.ts';
import { Undefined, type TemplatePlace } from '../values/special.ts';
import { toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';
import { compileAttribute, compileCall, compileLookup } from './access.ts';
import { compileCompare } from './comparison.ts';
import type { Compiler } from './compiler.ts';
import { foldConstants } from './fold-constants.ts';
import { SIGNS, isLiteralValue, type OperationNode } from './operation-kinds.ts';
import { compileFilter, compileTest } from './plugins.ts';
import type { Evaluate } from './runtime.ts';

function all(nodes: readonly ExpressionNode[], compiler: Compiler): readonly Evaluate[] {
  return nodes.map((node) => compileExpression(node, compiler));
}

/** What Jinja computes beforehand only as a part of something else. */
const NOT_FOLDED_ALONE = new Set(['Literal', 'Symbol', 'Array', 'Group', 'Dict']);

/** Compiles an expression; its names are noted in the compiler. */
export function compileExpression(node: ExpressionNode, compiler: Compiler): Evaluate {
  if (compiler.isFolded || NOT_FOLDED_ALONE.has(node.typename)) return compileNode(node, compiler);
  foldConstants(node, compiler);
  compiler.isFolded = true;
  try {
    return compileNode(node, compiler);
  } finally {
    compiler.isFolded = false;
  }
}

function compileNode(node: ExpressionNode, compiler: Compiler): Evaluate {
  const constant = compiler.constants.get(node);
  if (constant !== undefined) return () => copyDeep(constant);
  switch (node.typename) {
    case 'Literal': {
      const { value } = node;
      if (!isLiteralValue(value)) return () => null;
      // Jinja writes constants into Python code, where an infinite float becomes the name `inf`.
      const isInfinite = value instanceof Float && !Number.isFinite(value.value);
      return isInfinite ? () => fail('ValueError', "name 'inf' is not defined") : () => value;
    }
    case 'Symbol': {
      const name = node.value;
      const place = compiler.place(node);
      compiler.readName(name);
      return (scope) => scope.get(name, place);
    }
    case 'Attribute':
      return compileAttribute(node, compiler);
    case 'LookupVal':
      return compileLookup(node, compiler);
    case 'FunCall':
      return compileCall(node, compiler);
    case 'Filter':
      return compileFilter(node, compiler);
    case 'Test':
      return compileTest(node, compiler);
    case 'Compare':
      return compileCompare(node, compiler);
    case 'InlineIf':
      return compileInlineIf(node, compiler);
    default:
      return compileOperation(node, compiler);
  }
}

function compileOperation(node: OperationNode, compiler: Compiler): Evaluate {
  switch (node.typename) {
    case 'Group': {
      const items = all(node.children, compiler);
      return (scope) => new Tuple(items.map((evaluate) => evaluate(scope)));
    }
    case 'Array': {
      const items = all(node.children, compiler);
      return (scope) => items.map((evaluate) => evaluate(scope));
    }
    case 'Concat': {
      const parts = all(node.children, compiler);
      return (scope) => {
        const text = parts.map((evaluate) => toText(evaluate(scope))).join('');
        scope.run.runtime.noteMade(text);
        return text;
      };
    }
    case 'Dict':
      return compileDict(node.children, compiler, compiler.place(node));
    case 'Not': {
      const target = compileExpression(node.target, compiler);
      return (scope) => !isTrue(target(scope));
    }
    case 'And':
    case 'Or': {
      const [left, right] = [
        compileExpression(node.left, compiler),
        compileExpression(node.right, compiler),
      ];
      const stopsAt = node.typename === 'Or';
      return (scope) => {
        const value = left(scope);
        return isTrue(value) === stopsAt ? value : right(scope);
      };
    }
    case 'Neg':
    case 'Pos': {
      const target = compileExpression(node.target, compiler);
      const sign = node.typename === 'Neg' ? '-' : '+';
      return (scope) => signed(sign, target(scope));
    }
    default: {
      const [left, right] = [
        compileExpression(node.left, compiler),
        compileExpression(node.right, compiler),
      ];
      const sign = SIGNS[node.typename];
      const place = compiler.place(node);
      return (scope) => {
        const [a, b] = [left(scope), right(scope)];
        scope.run.runtime.at = place;
        const result = operate(sign, a, b);
        scope.run.runtime.charge(result);
        scope.run.runtime.noteMade(result);
        return result;
      };
    }
  }
}

function compileDict(
  pairs: readonly { readonly key: ExpressionNode; readonly value: ExpressionNode }[],
  compiler: Compiler,
  place: TemplatePlace,
): Evaluate {
  const entries = pairs.map(
    ({ key, value }) =>
      [compileExpression(key, compiler), compileExpression(value, compiler)] as const,
  );
  return (scope) => {
    const dict = new Dict();
    for (const [toKey, toValue] of entries) {
      const [key, value] = [toKey(scope), toValue(scope)];
      scope.run.runtime.at = place;
      setEntry(dict, key, value);
    }
    return dict;
  };
}

function compileInlineIf(node: InlineIfNode, compiler: Compiler): Evaluate {
  const condition = compileExpression(node.cond, compiler);
  const then = compileExpression(node.body, compiler);
  const otherwise = node.else_ === null ? undefined : compileExpression(node.else_, compiler);
  const place = compiler.place(node);
  return (scope) => {
    if (isTrue(condition(scope))) return then(scope);
    if (otherwise !== undefined) return otherwise(scope);
    return new Undefined({
      hint: 'the inline if-expression evaluated to false and no else section was defined.',
      place,
      isLenient: true,
    });
  };
}
