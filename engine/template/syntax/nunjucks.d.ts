/**
 * Types for the two files of nunjucks that this room uses: its recursive-descent Parser and its
 * node classes. In this room `lineno` and `colno` carry the start and the end offset of what was
 * read; lines and columns are computed only when a problem is drawn.
 */
declare module 'nunjucks/src/parser.js' {
  import type { ExpressionNode, NodeList, Root, StatementNode } from 'nunjucks/src/nodes.js';

  export interface Token {
    readonly type: string;
    readonly value: string;
    readonly lineno: number;
    readonly colno: number;
  }

  export interface TokenSource {
    nextToken(): Token | null;
  }

  export class Parser {
    constructor(tokens: TokenSource);
    readonly tokens: TokenSource;
    breakOnBlocks: readonly string[] | null;
    nextToken(): Token | null;
    peekToken(): Token | null;
    pushToken(token: Token | null): void;
    skip(type: string): boolean;
    skipValue(type: string, value: string): boolean;
    skipSymbol(value: string): boolean;
    fail(message: string, start?: number, end?: number): never;
    error(message: string, start?: number, end?: number): Error;
    parse(): NodeList;
    parseAsRoot(): Root;
    parseUntilBlocks(...names: readonly string[]): NodeList;
    parseStatement(): StatementNode | null;
    parseExpression(): ExpressionNode;
    parseOr(): ExpressionNode;
    parseNodes(): StatementNode[];
  }

  const api: { readonly Parser: typeof Parser };
  export default api;
}

declare module 'nunjucks/src/nodes.js' {
  /** What every node has: its kind, and the offsets where it starts and ends. */
  interface Base<Kind extends string> {
    readonly typename: Kind;
    readonly lineno: number;
    readonly colno: number;
  }
  type Maker<Made, Fields extends readonly unknown[]> = new (
    start: number,
    end: number,
    ...fields: Fields
  ) => Made;

  /** A constant: the value in Python's types, made by our own lexer. */
  export interface LiteralNode extends Base<'Literal'> {
    readonly value: unknown;
  }
  export interface SymbolNode extends Base<'Symbol'> {
    readonly value: string;
  }
  export interface ListNode<Kind extends string, Child> extends Base<Kind> {
    readonly children: Child[];
  }
  export interface UnaryNode extends Base<'Not' | 'Neg' | 'Pos'> {
    readonly target: ExpressionNode;
  }
  export interface BinaryNode extends Base<
    'Or' | 'And' | 'Add' | 'Sub' | 'Mul' | 'Div' | 'FloorDiv' | 'Mod' | 'Pow'
  > {
    readonly left: ExpressionNode;
    readonly right: ExpressionNode;
  }
  export interface CompareOperandNode extends Base<'CompareOperand'> {
    readonly expr: ExpressionNode;
    readonly type: string;
  }
  export interface CompareNode extends Base<'Compare'> {
    readonly expr: ExpressionNode;
    readonly ops: readonly CompareOperandNode[];
  }
  export interface PairNode extends Base<'Pair'> {
    readonly key: ExpressionNode;
    readonly value: ExpressionNode;
  }
  export interface InlineIfNode extends Base<'InlineIf'> {
    readonly cond: ExpressionNode;
    readonly body: ExpressionNode;
    readonly else_: ExpressionNode | null;
  }
  /** `target.name`; nunjucks has only LookupVal, for `target[val]`. */
  export interface AttributeNode extends Base<'Attribute'> {
    readonly target: ExpressionNode;
    readonly name: string;
  }
  export interface LookupValNode extends Base<'LookupVal'> {
    readonly target: ExpressionNode;
    readonly val: ExpressionNode | SliceNode;
  }
  /** Arguments of a call as they were written. */
  export interface CallArguments {
    readonly positional: readonly ExpressionNode[];
    readonly keywords: readonly (readonly [string, ExpressionNode])[];
    readonly spread: ExpressionNode | null;
    readonly spreadKeywords: ExpressionNode | null;
  }
  export interface FunCallNode extends Base<'FunCall'> {
    readonly name: ExpressionNode;
    readonly args: CallArguments;
  }
  /** `symbol` is null for the filter of a `filter` or `set` block: it receives the block's text. */
  export interface FilterNode extends Base<'Filter'> {
    readonly name: string;
    readonly args: CallArguments;
    readonly symbol: ExpressionNode | FilterNode | null;
  }
  export interface TestNode extends Base<'Test'> {
    readonly target: ExpressionNode;
    readonly name: string;
    readonly args: CallArguments;
  }
  export interface SliceNode extends Base<'Slice'> {
    readonly start: ExpressionNode | null;
    readonly stop: ExpressionNode | null;
    readonly step: ExpressionNode | null;
  }
  export type GroupNode = ListNode<'Group', ExpressionNode>;
  export type ArrayNode = ListNode<'Array', ExpressionNode>;
  export type ConcatNode = ListNode<'Concat', ExpressionNode>;
  export type DictNode = ListNode<'Dict', PairNode>;
  export type ExpressionNode =
    | LiteralNode
    | SymbolNode
    | UnaryNode
    | BinaryNode
    | CompareNode
    | InlineIfNode
    | LookupValNode
    | AttributeNode
    | FunCallNode
    | FilterNode
    | TestNode
    | GroupNode
    | ArrayNode
    | ConcatNode
    | DictNode;

  export interface TemplateDataNode extends Base<'TemplateData'> {
    readonly value: string;
  }
  export type OutputNode = ListNode<'Output', ExpressionNode | TemplateDataNode>;
  export type NodeList = ListNode<'NodeList', StatementNode>;
  export type Root = ListNode<'Root', StatementNode>;
  export interface NamespaceTargetNode extends Base<'NamespaceTarget'> {
    readonly name: string;
    readonly attribute: string;
  }
  export type TargetNode = SymbolNode | GroupNode | NamespaceTargetNode;
  export interface IfNode extends Base<'If'> {
    readonly cond: ExpressionNode;
    readonly body: NodeList;
    readonly else_: NodeList | IfNode | null;
  }
  export interface ForNode extends Base<'For'> {
    readonly arr: ExpressionNode;
    readonly name: TargetNode;
    readonly body: NodeList;
    readonly else_: NodeList | null;
    readonly cond: ExpressionNode | null;
    readonly recursive: boolean;
  }
  export interface SetNode extends Base<'Set'> {
    readonly targets: TargetNode;
    readonly value: ExpressionNode;
  }
  export interface SetBlockNode extends Base<'SetBlock'> {
    readonly targets: TargetNode;
    readonly filter: FilterNode | null;
    readonly body: NodeList;
  }
  export interface Signature {
    readonly names: readonly string[];
    readonly defaults: readonly ExpressionNode[];
  }
  export interface MacroNode extends Base<'Macro'> {
    readonly name: string;
    readonly args: Signature;
    readonly body: NodeList;
  }
  export interface CallBlockNode extends Base<'CallBlock'> {
    readonly call: FunCallNode;
    readonly args: Signature;
    readonly body: NodeList;
  }
  export interface FilterBlockNode extends Base<'FilterBlock'> {
    readonly filter: FilterNode;
    readonly body: NodeList;
  }
  export interface WithNode extends Base<'With'> {
    readonly targets: readonly TargetNode[];
    readonly values: readonly ExpressionNode[];
    readonly body: NodeList;
  }
  export interface BlockNode extends Base<'Block'> {
    readonly name: string;
    readonly body: NodeList;
    readonly scoped: boolean;
    readonly required: boolean;
  }
  export interface ExtendsNode extends Base<'Extends'> {
    readonly template: ExpressionNode;
  }
  export interface IncludeNode extends Base<'Include'> {
    readonly template: ExpressionNode;
    readonly ignoreMissing: boolean;
    readonly withContext: boolean;
  }
  export interface ImportNode extends Base<'Import'> {
    readonly template: ExpressionNode;
    readonly target: string;
    readonly withContext: boolean;
  }
  export interface FromImportNode extends Base<'FromImport'> {
    readonly template: ExpressionNode;
    readonly names: readonly (readonly [name: string, alias: string])[];
    readonly withContext: boolean;
  }
  /** `do`, `break` and `continue`; autoescape is only a scope here. */
  export interface DoNode extends Base<'Do'> {
    readonly expr: ExpressionNode;
  }
  export type JumpNode = Base<'Break' | 'Continue'>;
  export interface ScopeNode extends Base<'Scope'> {
    readonly body: NodeList;
  }
  export type StatementNode =
    | OutputNode
    | NodeList
    | IfNode
    | ForNode
    | SetNode
    | SetBlockNode
    | MacroNode
    | CallBlockNode
    | FilterBlockNode
    | WithNode
    | BlockNode
    | ExtendsNode
    | IncludeNode
    | ImportNode
    | FromImportNode
    | DoNode
    | JumpNode
    | ScopeNode;

  const api: {
    readonly Node: {
      readonly prototype: object;
      /** Makes a node class; `fields` names the constructor's arguments after the two offsets. */
      extend<Made, Args extends readonly unknown[]>(
        name: string,
        properties: { readonly fields: readonly string[] },
      ): Maker<Made, Args>;
    };
    readonly NodeList: Maker<NodeList, [children: StatementNode[]]>;
    readonly Root: Maker<Root, [children: StatementNode[]]>;
    readonly Literal: Maker<LiteralNode, [value: unknown]>;
    readonly Symbol: Maker<SymbolNode, [value: string]>;
    readonly Group: Maker<GroupNode, [children: ExpressionNode[]]>;
    readonly Array: Maker<ArrayNode, [children: ExpressionNode[]]>;
    readonly Dict: Maker<DictNode, [children: PairNode[]]>;
    readonly Pair: Maker<PairNode, [key: ExpressionNode, value: ExpressionNode]>;
    readonly LookupVal: Maker<LookupValNode, [target: ExpressionNode, val: LookupValNode['val']]>;
    readonly If: Maker<
      IfNode,
      [cond: ExpressionNode, body: NodeList, else_: NodeList | IfNode | null]
    >;
    readonly InlineIf: Maker<
      InlineIfNode,
      [cond: ExpressionNode, body: ExpressionNode, else_: ExpressionNode | null]
    >;
    readonly FunCall: Maker<FunCallNode, [name: ExpressionNode, args: CallArguments]>;
    readonly Macro: Maker<MacroNode, [name: string, args: Signature, body: NodeList]>;
    readonly Import: Maker<
      ImportNode,
      [template: ExpressionNode, target: string, withContext: boolean]
    >;
    readonly FromImport: Maker<
      FromImportNode,
      [template: ExpressionNode, names: FromImportNode['names'], withContext: boolean]
    >;
    readonly Extends: Maker<ExtendsNode, [template: ExpressionNode]>;
    readonly Set: Maker<SetNode, [targets: TargetNode, value: ExpressionNode]>;
    readonly Output: Maker<OutputNode, [children: OutputNode['children']]>;
    readonly Not: Maker<UnaryNode, [target: ExpressionNode]>;
    readonly Neg: Maker<UnaryNode, [target: ExpressionNode]>;
    readonly Pos: Maker<UnaryNode, [target: ExpressionNode]>;
    readonly Or: Maker<BinaryNode, [left: ExpressionNode, right: ExpressionNode]>;
    readonly And: Maker<BinaryNode, [left: ExpressionNode, right: ExpressionNode]>;
    readonly Add: Maker<BinaryNode, [left: ExpressionNode, right: ExpressionNode]>;
    readonly Sub: Maker<BinaryNode, [left: ExpressionNode, right: ExpressionNode]>;
    readonly Mul: Maker<BinaryNode, [left: ExpressionNode, right: ExpressionNode]>;
    readonly Div: Maker<BinaryNode, [left: ExpressionNode, right: ExpressionNode]>;
    readonly FloorDiv: Maker<BinaryNode, [left: ExpressionNode, right: ExpressionNode]>;
    readonly Mod: Maker<BinaryNode, [left: ExpressionNode, right: ExpressionNode]>;
    readonly Pow: Maker<BinaryNode, [left: ExpressionNode, right: ExpressionNode]>;
    readonly Compare: Maker<
      CompareNode,
      [expr: ExpressionNode, ops: readonly CompareOperandNode[]]
    >;
    readonly CompareOperand: Maker<CompareOperandNode, [expr: ExpressionNode, type: string]>;
  };
  export default api;
}
