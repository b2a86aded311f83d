/**
 * The nodes that nearly every template has, as classes of their own: nunjucks' constructor copies
 * fields by name, which is most of what parsing a small template costs. They stay nodes of
 * nunjucks: its prototypes are behind them.
 */
import nunjucksNodes from 'nunjucks/src/nodes.js';
import type {
  CallArguments,
  CompareOperandNode,
  ExpressionNode,
  FilterNode,
  IfNode,
  LookupValNode,
  NodeList as NodeListNode,
  OutputNode,
  StatementNode,
  TestNode,
} from 'nunjucks/src/nodes.js';

/** The fields of a node that has many. */
type FieldsOf<Node> = Omit<Node, 'typename' | 'lineno' | 'colno'>;

/** What every node has: where it starts and ends. */
class Placed {
  readonly lineno: number;
  readonly colno: number;

  constructor(start: number, end: number) {
    this.lineno = start;
    this.colno = end;
  }
}

Object.setPrototypeOf(Placed.prototype, nunjucksNodes.Node.prototype);

class Literal extends Placed {
  readonly typename = 'Literal';
  readonly value: unknown;

  constructor(start: number, end: number, value: unknown) {
    super(start, end);
    this.value = value;
  }
}

class Symbol extends Placed {
  readonly typename = 'Symbol';
  readonly value: string;

  constructor(start: number, end: number, value: string) {
    super(start, end);
    this.value = value;
  }
}

class Output extends Placed {
  readonly typename = 'Output';
  readonly children: OutputNode['children'];

  constructor(start: number, end: number, children: OutputNode['children']) {
    super(start, end);
    this.children = children;
  }
}

class NodeList extends Placed {
  readonly typename = 'NodeList';
  readonly children: StatementNode[];

  constructor(start: number, end: number, children: StatementNode[]) {
    super(start, end);
    this.children = children;
  }
}

class TemplateData extends Placed {
  readonly typename = 'TemplateData';
  readonly value: string;

  constructor(start: number, end: number, value: string) {
    super(start, end);
    this.value = value;
  }
}

class Attribute extends Placed {
  readonly typename = 'Attribute';
  readonly target: ExpressionNode;
  readonly name: string;

  constructor(start: number, end: number, target: ExpressionNode, name: string) {
    super(start, end);
    this.target = target;
    this.name = name;
  }
}

class LookupVal extends Placed {
  readonly typename = 'LookupVal';
  readonly target: ExpressionNode;
  readonly val: LookupValNode['val'];

  constructor(start: number, end: number, target: ExpressionNode, val: LookupValNode['val']) {
    super(start, end);
    this.target = target;
    this.val = val;
  }
}

class FunCall extends Placed {
  readonly typename = 'FunCall';
  readonly name: ExpressionNode;
  readonly args: CallArguments;

  constructor(start: number, end: number, name: ExpressionNode, args: CallArguments) {
    super(start, end);
    this.name = name;
    this.args = args;
  }
}

class Filter extends Placed {
  readonly typename = 'Filter';
  readonly name: string;
  readonly args: CallArguments;
  readonly symbol: FilterNode['symbol'];

  constructor(start: number, end: number, fields: FieldsOf<FilterNode>) {
    super(start, end);
    this.name = fields.name;
    this.args = fields.args;
    this.symbol = fields.symbol;
  }
}

class Test extends Placed {
  readonly typename = 'Test';
  readonly target: ExpressionNode;
  readonly name: string;
  readonly args: CallArguments;

  constructor(start: number, end: number, fields: FieldsOf<TestNode>) {
    super(start, end);
    this.target = fields.target;
    this.name = fields.name;
    this.args = fields.args;
  }
}

class Compare extends Placed {
  readonly typename = 'Compare';
  readonly expr: ExpressionNode;
  readonly ops: readonly CompareOperandNode[];

  constructor(
    start: number,
    end: number,
    expr: ExpressionNode,
    ops: readonly CompareOperandNode[],
  ) {
    super(start, end);
    this.expr = expr;
    this.ops = ops;
  }
}

class CompareOperand extends Placed {
  readonly typename = 'CompareOperand';
  readonly expr: ExpressionNode;
  readonly type: string;

  constructor(start: number, end: number, expr: ExpressionNode, type: string) {
    super(start, end);
    this.expr = expr;
    this.type = type;
  }
}

class Add extends Placed {
  readonly typename = 'Add';
  readonly left: ExpressionNode;
  readonly right: ExpressionNode;

  constructor(start: number, end: number, left: ExpressionNode, right: ExpressionNode) {
    super(start, end);
    this.left = left;
    this.right = right;
  }
}

class If extends Placed {
  readonly typename = 'If';
  readonly cond: ExpressionNode;
  readonly body: NodeListNode;
  readonly else_: IfNode['else_'];

  constructor(start: number, end: number, fields: FieldsOf<IfNode>) {
    super(start, end);
    this.cond = fields.cond;
    this.body = fields.body;
    this.else_ = fields.else_;
  }
}

export const plainNodes = {
  Literal,
  Symbol,
  Output,
  NodeList,
  TemplateData,
  Attribute,
  LookupVal,
  FunCall,
  Filter,
  Test,
  Compare,
  CompareOperand,
  Add,
  If,
};
