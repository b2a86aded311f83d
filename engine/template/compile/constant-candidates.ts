/**
 * Which expressions Jinja computes while it compiles, and where that could make a difference: the
 * children of nodes, and the few shapes whose constants may be undefined or refused.
 */
import { Float } from '../../base/index.ts';
import type { CallArguments, ExpressionNode, SliceNode } from 'nunjucks/src/nodes.js';

/** Filters that may give an undefined value though none went in. */
const MAY_MISS = new Set(['first', 'last', 'min', 'max', 'attr', 'extract']);

/** A child of a node that need not be there. */
export type Part = ExpressionNode | null;

function partsOf(args: CallArguments): readonly Part[] {
  const named = args.keywords.map(([, node]) => node);
  return [...args.positional, ...named, args.spread, args.spreadKeywords];
}

/** The expressions inside an expression, in the order they are written. */
export function childrenOf(node: ExpressionNode): readonly Part[] {
  switch (node.typename) {
    case 'Literal':
    case 'Symbol':
      return [];
    case 'Attribute':
    case 'Not':
    case 'Neg':
    case 'Pos':
      return [node.target];
    case 'LookupVal':
      return [node.target, ...(node.val.typename === 'Slice' ? boundsOf(node.val) : [node.val])];
    case 'FunCall':
      return [node.name, ...partsOf(node.args)];
    case 'Filter':
      return [node.symbol, ...partsOf(node.args)];
    case 'Test':
      return [node.target, ...partsOf(node.args)];
    case 'Compare':
      return [node.expr, ...node.ops.map(({ expr }) => expr)];
    case 'InlineIf':
      return [node.cond, node.body, node.else_];
    case 'Dict':
      return node.children.flatMap(({ key, value }) => [key, value]);
    case 'Group':
    case 'Array':
    case 'Concat':
      return node.children;
    default:
      return [node.left, node.right];
  }
}

/** The three bounds of a slice. */
export function boundsOf({ start, stop, step }: SliceNode): readonly Part[] {
  return [start, stop, step];
}

/** Says whether a node's value could be known beforehand, judged by its outermost parts only. */
function looksConstant(node: Part): boolean {
  if (node === null) return false;
  switch (node.typename) {
    case 'Symbol':
    case 'FunCall':
      return false;
    case 'Filter':
      return looksConstant(node.symbol);
    case 'Attribute':
    case 'LookupVal':
      return looksConstant(node.target);
    default:
      return true;
  }
}

/** Filters that see the template's variables: never computed beforehand. */
export const NEVER_FOLDED = new Set(['map', 'select', 'reject', 'selectattr', 'rejectattr']);

/** Says whether Jinja computes an expression while it compiles: nothing in it is a name or a call. */
export function isConstant(node: Part): boolean {
  if (node === null) return true;
  if (node.typename === 'Symbol' || node.typename === 'FunCall') return false;
  if (node.typename === 'Filter' && NEVER_FOLDED.has(node.name)) return false;
  // Without `else` its value may be missing, which Jinja leaves to the run.
  if (node.typename === 'InlineIf' && node.else_ === null) return false;
  return childrenOf(node).every(isConstant);
}

function anyMayDiffer(nodes: readonly Part[]): boolean {
  return nodes.some((node) => node !== null && mayDiffer(node));
}

function argumentsMayDiffer(args: CallArguments): boolean {
  if (args.positional.length > 0 && anyMayDiffer(args.positional)) return true;
  if (args.keywords.length > 0 && args.keywords.some(([, node]) => mayDiffer(node))) return true;
  if (args.spread === null && args.spreadKeywords === null) return false;
  return anyMayDiffer([args.spread, args.spreadKeywords]);
}

/** Says whether computing beforehand could make a difference anywhere in a node. */
export function mayDiffer(node: ExpressionNode): boolean {
  switch (node.typename) {
    case 'Symbol':
      return false;
    case 'Literal':
      return node.value instanceof Float && !Number.isFinite(node.value.value);
    case 'Attribute':
      return looksConstant(node.target) || mayDiffer(node.target);
    case 'LookupVal':
      return looksConstant(node.target) || anyMayDiffer(childrenOf(node));
    case 'Filter':
      if (MAY_MISS.has(node.name) && looksConstant(node.symbol)) return true;
      return (node.symbol !== null && mayDiffer(node.symbol)) || argumentsMayDiffer(node.args);
    case 'Test':
      return mayDiffer(node.target) || argumentsMayDiffer(node.args);
    case 'Dict':
      if (node.children.some(({ key }) => key.typename !== 'Literal')) return true;
      break;
    default:
  }
  return anyMayDiffer(childrenOf(node));
}
