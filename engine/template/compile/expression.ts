/** Compiles expressions to closures with Python's meaning. */
import { Dict, Float, Tuple, type Value } from '../../base/index.ts';
import type { BinaryNode, ExpressionNode, InlineIfNode } from 'nunjucks/src/nodes.js';
import { fail } from '../values/failure.ts';
import { setEntry } from '../values/collection-methods.ts';
import { isNumeric } from '../values/kinds.ts';
import { copyDeep, operate, signed } from '../values/operators.ts';
import { Undefined, type TemplatePlace } from '../values/special.ts';
import { toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';
import { compileAttribute, compileCall, compileLookup } from './access.ts';
import { compileCompare } from './comparison.ts';
import type { Compiler } from './compiler.ts';
import { foldConstant, foldConstants } from './fold-constants.ts';
import { SIGNS, isLiteralValue, type OperationNode } from './operation-kinds.ts';
import { compileFilter, compileTest } from './plugins.ts';
import type { Evaluate } from './program.ts';

function all(nodes: readonly ExpressionNode[], compiler: Compiler): readonly Evaluate[] {
  return nodes.map((node) => compileExpression(node, compiler));
}

// Each closure is made by a function of its own: what it keeps alive are that function's arguments,
// not the compiler and the syntax tree.

function always(value: Value): Evaluate {
  return () => value;
}

function copyOf(value: Value): Evaluate {
  return () => copyDeep(value);
}

function failInfinite(): never {
  return fail('ValueError', "name 'inf' is not defined");
}

function readVariable(name: string, place: TemplatePlace): Evaluate {
  return (scope) => scope.get(name, place);
}

function makeTuple(items: readonly Evaluate[]): Evaluate {
  return (scope) => new Tuple(items.map((evaluate) => evaluate(scope)));
}

function makeList(items: readonly Evaluate[]): Evaluate {
  return (scope) => items.map((evaluate) => evaluate(scope));
}

function joinTexts(parts: readonly Evaluate[]): Evaluate {
  return (scope) => {
    const text = parts.map((evaluate) => toText(evaluate(scope))).join('');
    scope.run.runtime.noteMade(text);
    return text;
  };
}

function negate(target: Evaluate): Evaluate {
  return (scope) => !isTrue(target(scope));
}

/** `and` and `or`: the left value when its truth settles the matter, else the right one. */
function chooseBy(left: Evaluate, right: Evaluate, stopsAt: boolean): Evaluate {
  return (scope) => {
    const value = left(scope);
    return isTrue(value) === stopsAt ? value : right(scope);
  };
}

function sign(target: Evaluate, by: '-' | '+'): Evaluate {
  return (scope) => signed(by, target(scope));
}

function calculate(
  left: Evaluate,
  right: Evaluate,
  by: Parameters<typeof operate>[0],
  place: TemplatePlace,
): Evaluate {
  return (scope) => {
    const a = left(scope);
    const b = right(scope);
    const { runtime } = scope.run;
    runtime.at = place;
    const result = operate(by, a, b);
    runtime.budget.charge(result);
    runtime.noteMade(result);
    return result;
  };
}

/**
 * A power that is no constant. Jinja writes a negative constant into its Python code as it is, where `**` binds more tightly:
 * `-2 ** x` is `-(2 ** x)`.
 */
function raise(
  node: BinaryNode,
  { left, right }: { readonly left: Evaluate; readonly right: Evaluate },
  compiler: Compiler,
): Evaluate {
  const place = compiler.place(node);
  const isWhole = foldConstant(node.right, compiler) !== undefined;
  const constant = isWhole ? undefined : foldConstant(node.left, compiler)?.value;
  if (constant === undefined || !isNegative(constant)) return calculate(left, right, '**', place);
  return sign(calculate(always(signed('-', constant)), right, '**', place), '-');
}

function isNegative(value: Value): boolean {
  return isNumeric(value) && Number(value instanceof Float ? value.value : value) < 0;
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
  const constant = compiler.findConstant(node);
  if (constant !== undefined) return copyOf(constant);
  switch (node.typename) {
    case 'Literal': {
      const { value } = node;
      if (!isLiteralValue(value)) return always(null);
      // Jinja writes constants into Python code, where an infinite float becomes the name `inf`.
      const isInfinite = value instanceof Float && !Number.isFinite(value.value);
      return isInfinite ? failInfinite : always(value);
    }
    case 'Symbol':
      return readVariable(compiler.readName(node.value), compiler.place(node));
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
    case 'Group':
      return makeTuple(all(node.children, compiler));
    case 'Array':
      return makeList(all(node.children, compiler));
    case 'Concat':
      return joinTexts(all(node.children, compiler));
    case 'Dict':
      return compileDict(node.children, compiler, compiler.place(node));
    case 'Not':
      return negate(compileExpression(node.target, compiler));
    case 'Neg':
    case 'Pos':
      return sign(compileExpression(node.target, compiler), node.typename === 'Neg' ? '-' : '+');
    default: {
      const left = compileExpression(node.left, compiler);
      const right = compileExpression(node.right, compiler);
      if (node.typename === 'And' || node.typename === 'Or') {
        return chooseBy(left, right, node.typename === 'Or');
      }
      if (node.typename === 'Pow') return raise(node, { left, right }, compiler);
      return calculate(left, right, SIGNS[node.typename], compiler.place(node));
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
  return makeDict(entries, place);
}

function makeDict(
  entries: readonly (readonly [key: Evaluate, value: Evaluate])[],
  place: TemplatePlace,
): Evaluate {
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
