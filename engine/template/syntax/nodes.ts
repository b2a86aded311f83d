/**
 * The node classes of the syntax tree: nunjucks' own, those it lacks, made with its `extend`, and
 * plain ones for what is everywhere. Constructors take the start and end offset first.
 */
import nunjucksNodes from 'nunjucks/src/nodes.js';
import { plainNodes } from './plain-nodes.ts';
import type {
  BlockNode,
  CallArguments,
  CallBlockNode,
  ConcatNode,
  DoNode,
  ExpressionNode,
  FilterBlockNode,
  FilterNode,
  ForNode,
  FunCallNode,
  IncludeNode,
  JumpNode,
  NamespaceTargetNode,
  NodeList,
  ScopeNode,
  SetBlockNode,
  Signature,
  SliceNode,
  TargetNode,
  WithNode,
} from 'nunjucks/src/nodes.js';

const { extend } = { extend: nunjucksNodes.Node.extend.bind(nunjucksNodes.Node) };

type MaybeExpression = ExpressionNode | null;

export const nodes = {
  ...nunjucksNodes,
  ...plainNodes,
  Concat: extend<ConcatNode, [children: ExpressionNode[]]>('Concat', { fields: ['children'] }),
  Slice: extend<SliceNode, [start: MaybeExpression, stop: MaybeExpression, step: MaybeExpression]>(
    'Slice',
    { fields: ['start', 'stop', 'step'] },
  ),
  NamespaceTarget: extend<NamespaceTargetNode, [name: string, attribute: string]>(
    'NamespaceTarget',
    { fields: ['name', 'attribute'] },
  ),
  For: extend<
    ForNode,
    [
      arr: ExpressionNode,
      name: TargetNode,
      cond: MaybeExpression,
      recursive: boolean,
      body: NodeList,
      else_: NodeList | null,
    ]
  >('For', { fields: ['arr', 'name', 'cond', 'recursive', 'body', 'else_'] }),
  SetBlock: extend<SetBlockNode, [targets: TargetNode, filter: FilterNode | null, body: NodeList]>(
    'SetBlock',
    { fields: ['targets', 'filter', 'body'] },
  ),
  CallBlock: extend<CallBlockNode, [call: FunCallNode, args: Signature, body: NodeList]>(
    'CallBlock',
    { fields: ['call', 'args', 'body'] },
  ),
  FilterBlock: extend<FilterBlockNode, [filter: FilterNode, body: NodeList]>('FilterBlock', {
    fields: ['filter', 'body'],
  }),
  With: extend<
    WithNode,
    [targets: readonly TargetNode[], values: readonly ExpressionNode[], body: NodeList]
  >('With', { fields: ['targets', 'values', 'body'] }),
  Block: extend<BlockNode, [name: string, body: NodeList, scoped: boolean, required: boolean]>(
    'Block',
    { fields: ['name', 'body', 'scoped', 'required'] },
  ),
  Include: extend<
    IncludeNode,
    [template: ExpressionNode, ignoreMissing: boolean, withContext: boolean]
  >('Include', { fields: ['template', 'ignoreMissing', 'withContext'] }),
  Do: extend<DoNode, [expr: ExpressionNode]>('Do', { fields: ['expr'] }),
  Break: extend<JumpNode, []>('Break', { fields: [] }),
  Continue: extend<JumpNode, []>('Continue', { fields: [] }),
  Scope: extend<ScopeNode, [body: NodeList]>('Scope', { fields: ['body'] }),
};

export const noArguments: CallArguments = {
  positional: [],
  keywords: [],
  spread: null,
  spreadKeywords: null,
};
