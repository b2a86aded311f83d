/** The nodes of operators and of collections, and the signs that operators are written with. */
import type { Value } from '../../base/index.ts';
import type { ExpressionNode } from 'nunjucks/src/nodes.js';

/** The sign of each arithmetic node. */
export const SIGNS = {
  Add: '+',
  Sub: '-',
  Mul: '*',
  Div: '/',
  FloorDiv: '//',
  Mod: '%',
  Pow: '**',
} as const;

/** A constant of the syntax tree; only our lexer makes them, so they are Values. */
export function isLiteralValue(value: unknown): value is Value {
  return value !== undefined;
}

/** Expressions that combine others. */
export type OperationNode = Exclude<
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
