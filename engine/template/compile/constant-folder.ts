/**
 * The value of an expression as Jinja computes it while it compiles: `Expr.as_const` of its nodes.
 * Source: Jinja2 3.1, nodes.py. When this is asked, and what becomes of it: fold-constants.ts.
 */
import { Dict, Float, PySet, Tuple, isList, type Value } from '../../base/index.ts';
import type {
  CompareNode,
  ExpressionNode,
  FilterNode,
  LookupValNode,
  PairNode,
  TestNode,
} from 'nunjucks/src/nodes.js';
import { getAttribute, getItem, missingFrom } from '../values/attributes.ts';
import { setEntry } from '../values/collection-methods.ts';
import { TemplateFailure, UndefinedFailure } from '../values/failure.ts';
import { Markup, toMarkup, withoutMarkup } from '../values/markup.ts';
import { operate, signed } from '../values/operators.ts';
import { bindArguments } from '../values/signature.ts';
import { Holder, Range, Undefined, type TemplatePlace } from '../values/special.ts';
import { slice, type SliceBounds } from '../values/subscript.ts';
import { repr, toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';
import type { Arguments } from './call-arguments.ts';
import { holds } from './comparison.ts';
import type { Compiler } from './compiler.ts';
import { NEVER_FOLDED, boundsOf, childrenOf, type Part } from './constant-candidates.ts';
import { isTextFilter } from './plugins.ts';
import type { PluginDef } from './program.ts';
import { SIGNS, isLiteralValue, type OperationNode } from './operation-kinds.ts';

/** A constant's value; undefined when it can only be known at run time. */
export type Constant = { readonly value: Value } | undefined;

/** Nodes whose value may be that of a node inside of them. */
const HANDING_ON = new Set([
  'Filter',
  'LookupVal',
  'And',
  'Or',
  'InlineIf',
  'Array',
  'Group',
  'Dict',
  'Attribute',
  'Pair',
]);

/** Jinja's rule for what it can write into Python code. */
function isPlain(value: Value): boolean {
  if (isList(value)) return value.every(isPlain);
  if (value instanceof Tuple) return value.items.every(isPlain);
  if (value instanceof PySet) return [...value].every(isPlain);
  if (value instanceof Dict) return [...value].flat().every(isPlain);
  // An infinite float becomes the name `inf`, which fails at run time as the constant itself does.
  if (value instanceof Float) return Number.isFinite(value.value);
  if (value === null || value instanceof Markup || value instanceof Range) return true;
  return ['boolean', 'number', 'bigint', 'string'].includes(typeof value);
}

/** Computes; what fails is left to the run. */
export function attempt(compute: () => Value): Constant {
  try {
    return { value: compute() };
  } catch (error) {
    if (error instanceof TemplateFailure || error instanceof UndefinedFailure) return undefined;
    throw error;
  }
}

/** A constant that cannot be sliced is undefined, where a value that cannot is an error. */
function sliceConstant(value: Value, bounds: SliceBounds, place: TemplatePlace): Value {
  if (value instanceof Undefined) return value.answerWithSelf();
  try {
    return slice(value, bounds);
  } catch (error) {
    if (!(error instanceof TemplateFailure) || error.kind !== 'TypeError') throw error;
    const parts = [bounds.start, bounds.stop, bounds.step].map((bound) => repr(bound)).join(', ');
    const describe = (): string => `slice(${parts})`;
    return missingFrom(
      value,
      new Holder({ kind: 'slice', attributes: new Map(), describe }),
      place,
    );
  }
}

/** Whether a value may be text that is never converted, which a constant cannot tell. */
export function handsOnText(node: Part): boolean {
  if (node === null) return false;
  if (node.typename === 'Filter' && isTextFilter(node.name)) return true;
  return HANDING_ON.has(node.typename) && childrenOf(node).some(handsOnText);
}

/** What a filter gives that makes markup of markup. */
function keepMarkup(kind: PluginDef['markup'], input: Value, result: Value): Value {
  return kind === 'kept' && input instanceof Markup ? toMarkup(result) : result;
}

/** Computes constants for one compiler. */
export class Folder {
  readonly #known = new Map<ExpressionNode, Constant>();
  readonly #compiler: Compiler;

  constructor(compiler: Compiler) {
    this.#compiler = compiler;
  }

  /** Children first, as Jinja's optimizer goes. @throws TemplateFailure, UndefinedFailure */
  visit(node: ExpressionNode): void {
    for (const child of childrenOf(node)) if (child !== null) this.visit(child);
    const constant = this.compute(node);
    this.#known.set(node, constant);
    const isNew = node.typename !== 'Literal' && !handsOnText(node);
    const isKept = constant !== undefined && isNew && isPlain(constant.value);
    if (isKept) this.#compiler.keepConstant(node, constant.value);
  }

  /** The value of a node, computed when it was not visited. */
  #of(node: Part): Constant {
    if (node === null) return undefined;
    return this.#known.has(node) ? this.#known.get(node) : this.compute(node);
  }

  /** The values of all the nodes. */
  #all(nodes: readonly ExpressionNode[]): readonly Value[] | undefined {
    const values: Value[] = [];
    for (const node of nodes) {
      const constant = this.#of(node);
      if (constant === undefined) return undefined;
      values.push(constant.value);
    }
    return values;
  }

  /** A node's value as Jinja's `as_const` gives it. @throws TemplateFailure, UndefinedFailure */
  compute(node: ExpressionNode): Constant {
    switch (node.typename) {
      case 'Literal':
        return isLiteralValue(node.value) ? { value: node.value } : undefined;
      case 'Symbol':
      case 'FunCall':
        return undefined;
      case 'Attribute': {
        const target = this.#of(node.target);
        const place = this.#compiler.place(node);
        return target && attempt(() => getAttribute(target.value, node.name, place));
      }
      case 'LookupVal':
        return this.#computeItem(node);
      case 'Filter':
      case 'Test':
        return this.#computePlugin(node);
      case 'Compare':
        return this.#computeComparison(node);
      case 'InlineIf': {
        const condition = this.#of(node.cond);
        return condition && this.#of(isTrue(condition.value) ? node.body : node.else_);
      }
      default:
        return this.#computeOperation(node);
    }
  }

  #computeOperation(node: OperationNode): Constant {
    switch (node.typename) {
      case 'Array':
      case 'Group': {
        const items = this.#all(node.children);
        return items && { value: node.typename === 'Array' ? items : new Tuple(items) };
      }
      case 'Dict':
        return this.#computeDict(node.children);
      case 'Concat':
        return this.#computeText(node.children);
      case 'And':
      case 'Or': {
        const left = this.#of(node.left);
        if (left === undefined) return undefined;
        return isTrue(left.value) === (node.typename === 'Or') ? left : this.#of(node.right);
      }
      case 'Not': {
        const target = this.#of(node.target);
        return target && attempt(() => !isTrue(target.value));
      }
      case 'Neg':
      case 'Pos': {
        const target = this.#of(node.target);
        return target && attempt(() => signed(node.typename === 'Neg' ? '-' : '+', target.value));
      }
      default: {
        const [left, right] = [this.#of(node.left), this.#of(node.right)];
        if (left === undefined || right === undefined) return undefined;
        const sign = SIGNS[node.typename];
        return attempt(() => operate(sign, left.value, right.value));
      }
    }
  }

  #computeText(children: readonly ExpressionNode[]): Constant {
    const parts: string[] = [];
    for (const child of children) {
      const constant = this.#of(child);
      if (constant === undefined) return undefined;
      parts.push(toText(constant.value));
    }
    return { value: parts.join('') };
  }

  #computeDict(pairs: readonly PairNode[]): Constant {
    const values = this.#all(pairs.flatMap(({ key, value }) => [key, value]));
    if (values === undefined) return undefined;
    const dict = new Dict();
    for (const [index, key] of values.entries()) {
      if (index % 2 === 1) continue;
      setEntry(dict, key, values[index + 1] ?? null);
    }
    return { value: dict };
  }

  #computeComparison(node: CompareNode): Constant {
    const first = this.#of(node.expr);
    if (first === undefined) return undefined;
    let left = first.value;
    for (const { expr, type } of node.ops) {
      const right = this.#of(expr);
      if (right === undefined) return undefined;
      const [a, b] = [left, right.value];
      const answer = attempt(() => holds(type, a, b));
      if (answer?.value !== true) return answer;
      left = b;
    }
    return { value: true };
  }

  #computeItem(node: LookupValNode): Constant {
    const target = this.#of(node.target);
    if (target === undefined) return undefined;
    const place = this.#compiler.place(node);
    if (node.val.typename !== 'Slice') {
      const key = this.#of(node.val);
      return key && attempt(() => getItem(target.value, key.value, place));
    }
    const bounds: Value[] = [];
    for (const bound of boundsOf(node.val)) {
      const constant = bound === null ? { value: null } : this.#of(bound);
      if (constant === undefined) return undefined;
      bounds.push(constant.value);
    }
    const [start = null, stop = null, step = null] = bounds;
    return attempt(() => sliceConstant(target.value, { start, stop, step }, place));
  }

  #computePlugin(node: FilterNode | TestNode): Constant {
    const isFilter = node.typename === 'Filter';
    const { library } = this.#compiler;
    const plugin = isFilter ? library.findFilter(node.name) : library.findTest(node.name);
    const target = this.#of(isFilter ? node.symbol : node.target);
    const { apply, signature, markup } = plugin ?? {};
    if (target === undefined || apply === undefined || signature === undefined) return undefined;
    if (isFilter && NEVER_FOLDED.has(node.name)) return undefined;
    const given = this.#argumentsOf(node);
    if (given === undefined) return undefined;
    const args = [target.value, ...given.positional];
    const seen = markup === 'seen' ? args : args.map(withoutMarkup);
    return attempt(() => {
      const result = apply(...bindArguments(node.name, signature, seen, given.keywords));
      return keepMarkup(markup, target.value, result);
    });
  }

  /** The arguments of a filter or test, when all of them are constants. */
  #argumentsOf({ args }: FilterNode | TestNode): Arguments | undefined {
    const { positional, keywords, spread, spreadKeywords } = args;
    const values = this.#all([...positional, ...keywords.map(([, value]) => value)]);
    if (values === undefined || spread !== null || spreadKeywords !== null) return undefined;
    const named = keywords.map(
      ([name], index) => [name, values[positional.length + index] ?? null] as const,
    );
    return { positional: values.slice(0, positional.length), keywords: new Map(named) };
  }
}
