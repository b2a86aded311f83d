/**
 * The node classes of the syntax tree: nunjucks' own, and those it lacks, made with its `extend`.
 * Constructors take the start and end offset first.
 */
import nunjucksNodes from 'nunjucks/src/nodes.js';
import type {
  AttributeNode,
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
  TemplateDataNode,
  TestNode,
  WithNode,
} from 'nunjucks/src/nodes.js';

const { extend } = { extend: nunjucksNodes.Node.extend.bind(nunjucksNodes.Node) };

type MaybeExpression = ExpressionNode | null;

export const nodes = {
  ...nunjucksNodes,
  Concat: extend<ConcatNode, [children: ExpressionNode[]]>('Concat', { fields: ['children'] }),
  Filter: extend<FilterNode, [name: string, args: CallArguments, symbol: FilterNode['symbol']]>(
    'Filter',
    { fields: ['name', 'args', 'symbol'] },
  ),
  Test: extend<TestNode, [target: ExpressionNode, name: string, args: CallArguments]>('Test', {
    fields: ['target', 'name', 'args'],
  }),
  Attribute: extend<AttributeNode, [target: ExpressionNode, name: string]>('Attribute', {
    fields: ['target', 'name'],
  }),
  Slice: extend<SliceNode, [start: MaybeExpression, stop: MaybeExpression, step: MaybeExpression]>(
    'Slice',
    { fields: ['start', 'stop', 'step'] },
  ),
  TemplateData: extend<TemplateDataNode, [value: string]>('TemplateData', { fields: ['value'] }),
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
