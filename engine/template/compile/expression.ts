/** Compiles expressions to closures with Python's meaning. */
import { Bug, Dict, Float, Tuple, type Value } from '../../base/index.ts';
import type {
  AttributeNode,
  CompareNode,
  ExpressionNode,
  FunCallNode,
  InlineIfNode,
  LookupValNode,
  SliceNode,
} from 'nunjucks/src/nodes.js';
import { callMethod, callValue, getAttribute, getItem, hasMethod } from '../values/attributes.ts';
import { compare, isEqual } from '../values/compare.ts';
import { TemplateFailure, fail } from '../values/failure.ts';
import { isContained } from '../values/iterate.ts';
import { withoutMarkup } from '../values/markup.ts';
import { operate, signed } from '../values/operators.ts';
import { Undefined, type TemplatePlace } from '../values/special.ts';
import { slice, type SliceBounds } from '../values/subscript.ts';
import { toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';
import { compileArguments } from './call-arguments.ts';
import type { Compiler } from './compiler.ts';
import { compileFilter, compileTest } from './plugins.ts';
import type { Evaluate } from './runtime.ts';

const SIGNS = {
  Add: '+',
  Sub: '-',
  Mul: '*',
  Div: '/',
  FloorDiv: '//',
  Mod: '%',
  Pow: '**',
} as const;

/** A constant of the syntax tree; only our lexer makes them, so they are Values. */
function isValue(value: unknown): value is Value {
  return value !== undefined;
}

function all(nodes: readonly ExpressionNode[], compiler: Compiler): readonly Evaluate[] {
  return nodes.map((node) => compileExpression(node, compiler));
}

/** Compiles an expression; its names are noted in the compiler. */
export function compileExpression(node: ExpressionNode, compiler: Compiler): Evaluate {
  switch (node.typename) {
    case 'Literal': {
      const { value } = node;
      if (!isValue(value)) return () => null;
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

type OperationNode = Exclude<
  ExpressionNode,
  {
    readonly typename:
      | 'Literal'
      | 'Symbol'
      | 'Attribute'
      | 'LookupVal'
      | 'FunCall'
      | 'Filter'
      | 'Test'
      | 'Compare'
      | 'InlineIf';
  }
>;

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
      return (scope) => parts.map((evaluate) => toText(evaluate(scope))).join('');
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
      if (key instanceof Undefined) key.fail();
      scope.run.runtime.at = place;
      setEntry(dict, withoutMarkup(key), value);
    }
    return dict;
  };
}

function setEntry(dict: Dict, key: Value, value: Value): void {
  try {
    dict.set(key, value);
  } catch (error) {
    if (error instanceof TypeError) fail('TypeError', error.message);
    throw error;
  }
}

function compileAttribute(node: AttributeNode, compiler: Compiler): Evaluate {
  const target = compileExpression(node.target, compiler);
  const place = compiler.place(node);
  const { name } = node;
  compiler.useMethod(name);
  return (scope) => getAttribute(target(scope), name, place);
}

/** What Jinja computes while it compiles, as far as slices meet it. */
function isConstant(node: ExpressionNode): boolean {
  if (node.typename === 'Literal') return true;
  const isList = node.typename === 'Array' || node.typename === 'Group';
  return isList && node.children.every(isConstant);
}

/** A constant that cannot be sliced is undefined, where a value that cannot is an error. */
function sliceConstant(value: Value, bounds: SliceBounds, place: TemplatePlace): Value {
  try {
    return slice(value, bounds);
  } catch (error) {
    if (!(error instanceof TemplateFailure) || error.kind !== 'TypeError') throw error;
    return new Undefined({ hint: error.message, place });
  }
}

function compileSlice(node: SliceNode, of: ExpressionNode, compiler: Compiler): Evaluate {
  const target = compileExpression(of, compiler);
  const bound = (part: ExpressionNode | null): Evaluate =>
    part === null ? () => null : compileExpression(part, compiler);
  const [start, stop, step] = [bound(node.start), bound(node.stop), bound(node.step)];
  const place = compiler.place(node);
  const isConstantSlice =
    isConstant(of) &&
    [node.start, node.stop, node.step].every((part) => part === null || isConstant(part));
  return (scope) => {
    const value = target(scope);
    const bounds = { start: start(scope), stop: stop(scope), step: step(scope) };
    scope.run.runtime.at = place;
    if (value instanceof Undefined) return value.answerWithSelf();
    return isConstantSlice ? sliceConstant(value, bounds, place) : slice(value, bounds);
  };
}

function compileLookup(node: LookupValNode, compiler: Compiler): Evaluate {
  if (node.val.typename === 'Slice') return compileSlice(node.val, node.target, compiler);
  const target = compileExpression(node.target, compiler);
  const key = compileExpression(node.val, compiler);
  const place = compiler.place(node);
  return (scope) => {
    const [value, at] = [target(scope), key(scope)];
    scope.run.runtime.at = place;
    return getItem(value, at, place);
  };
}

function compileCall(node: FunCallNode, compiler: Compiler): Evaluate {
  const args = compileArguments(node.args, compiler);
  const place = compiler.place(node);
  if (node.name.typename === 'Attribute') {
    const { name } = node.name;
    const namePlace = compiler.place(node.name);
    compiler.useMethod(name);
    const target = compileExpression(node.name.target, compiler);
    return (scope) => {
      const value = target(scope);
      const { positional, keywords } = args(scope);
      scope.run.runtime.at = place;
      if (!hasMethod(value, name)) {
        return callValue(getAttribute(value, name, namePlace), positional, keywords);
      }
      const result = callMethod(value, name, positional, keywords);
      // A method makes plain text, also of text that is never converted.
      const { runtime } = scope.run;
      if (result === runtime.nativeText) runtime.nativeText = undefined;
      return result;
    };
  }
  const target = compileExpression(node.name, compiler);
  return (scope) => {
    const value = target(scope);
    const { positional, keywords } = args(scope);
    scope.run.runtime.at = place;
    return callValue(value, positional, keywords);
  };
}

function holds(type: string, left: Value, right: Value): boolean {
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

function compileCompare(node: CompareNode, compiler: Compiler): Evaluate {
  const first = compileExpression(node.expr, compiler);
  const operands = node.ops.map(
    ({ expr, type }) => [type, compileExpression(expr, compiler)] as const,
  );
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
