/**
 * Expressions as Jinja 3.1 reads them (jinja2/parser.py): slices, chained comparisons,
 * tests, calls with spread arguments. Names, constants and collections are read by PrimaryParser.
 */
import type {
  CallArguments,
  CompareOperandNode,
  ExpressionNode,
  FilterNode,
  SliceNode,
} from 'nunjucks/src/nodes.js';
import type { Token } from 'nunjucks/src/parser.js';
import { nodes, noArguments } from './nodes.ts';
import { PrimaryParser, readInteger } from './parse-primary.ts';

/** How tightly operators bind, loosest first; `not` stands alone before what it negates. */
const OR = 1;
const AND = 2;
const NOT = 3;
const COMPARISON = 4;
const SUM = 5;
const CONCAT = 6;
const PRODUCT = 7;
const POWER = 8;
/** Not an operator. */
const NONE = 0;

const LEVELS: ReadonlyMap<string, number> = new Map([
  ...['==', '!=', '<', '<=', '>', '>='].map((sign) => [sign, COMPARISON] as const),
  ...['+', '-'].map((sign) => [sign, SUM] as const),
  ...['*', '/', '//', '%'].map((sign) => [sign, PRODUCT] as const),
  ['**', POWER],
]);
const WORD_LEVELS: ReadonlyMap<string, number> = new Map([
  ['or', OR],
  ['and', AND],
  ['in', COMPARISON],
]);
const OPERATIONS = new Map([
  ['or', nodes.Or],
  ['and', nodes.And],
  ['+', nodes.Add],
  ['-', nodes.Sub],
  ['*', nodes.Mul],
  ['/', nodes.Div],
  ['//', nodes.FloorDiv],
  ['%', nodes.Mod],
  ['**', nodes.Pow],
]);

const TEST_ARGUMENT = new Set(['symbol', 'string', 'int', 'float', 'left-bracket', 'left-curly']);
/** nunjucks' Parser with Jinja's expressions. */
export class ExpressionParser extends PrimaryParser {
  override parseExpression(): ExpressionNode {
    return this.parseInlineIf();
  }

  parseInlineIf(): ExpressionNode {
    let node = this.parseOr();
    while (this.skipSymbol('if')) {
      const cond = this.parseOr();
      const otherwise = this.skipSymbol('else') ? this.parseInlineIf() : null;
      node = new nodes.InlineIf(node.lineno, (otherwise ?? cond).colno, cond, node, otherwise);
    }
    return node;
  }

  override parseOr(): ExpressionNode {
    return this.#operations(OR);
  }

  /** Reads operators that bind at least as tightly as a level, and what stands between them. */
  #operations(loosest: number): ExpressionNode {
    let left = this.#operand(loosest);
    for (;;) {
      const level = this.#levelOf(this.source.look(0));
      if (level < loosest || level === NONE) return left;
      if (level === COMPARISON) left = this.#comparisons(left);
      else if (level === CONCAT) left = this.#concat(left);
      else left = this.#operation(left, level);
    }
  }

  #operand(loosest: number): ExpressionNode {
    const token = this.source.look(0);
    if (token === null || loosest > NOT || !this.skipSymbol('not')) return this.parseUnary();
    return new nodes.Not(token.lineno, token.colno, this.#operations(NOT));
  }

  #levelOf(token: Token | null): number {
    switch (token?.type) {
      case 'operator':
        return LEVELS.get(token.value) ?? NONE;
      case 'tilde':
        return CONCAT;
      case 'symbol':
        if (token.value !== 'not') return WORD_LEVELS.get(token.value) ?? NONE;
        return this.isFollowedBy('symbol', 'in') ? COMPARISON : NONE;
      default:
        return NONE;
    }
  }

  /** All operators group from the left; so does `a ** b ** c` in Jinja 3.1, unlike in Python. */
  #operation(left: ExpressionNode, level: number): ExpressionNode {
    const Made = OPERATIONS.get(this.nextToken()?.value ?? '') ?? this.failUnexpected();
    const right = level === POWER ? this.parseUnary() : this.#operations(level + 1);
    const end = level <= AND ? left.colno : right.colno;
    return new Made(left.lineno, end, left, right);
  }

  /** Comparisons chain: `1 < x < 3`. */
  #comparisons(first: ExpressionNode): ExpressionNode {
    const operands: CompareOperandNode[] = [];
    let end = first.colno;
    while (this.#levelOf(this.source.look(0)) === COMPARISON) {
      const sign = this.nextToken()?.value ?? '';
      if (sign === 'not') this.nextToken();
      const operand = this.#operations(SUM);
      const type = sign === 'not' ? 'not in' : sign;
      operands.push(new nodes.CompareOperand(operand.lineno, operand.colno, operand, type));
      end = operand.colno;
    }
    return new nodes.Compare(first.lineno, end, first, operands);
  }

  #concat(first: ExpressionNode): ExpressionNode {
    const parts = [first];
    while (this.skip('tilde')) parts.push(this.#operations(PRODUCT));
    return new nodes.Concat(first.lineno, parts.at(-1)?.colno ?? first.colno, parts);
  }

  parseUnary(filters: 'with-filters' | 'without-filters' = 'with-filters'): ExpressionNode {
    const token = this.peekToken();
    let node: ExpressionNode;
    if (token !== null && this.skipValue('operator', '-')) {
      const target = this.parseUnary('without-filters');
      node = new nodes.Neg(token.lineno, target.colno, target);
    } else if (token !== null && this.skipValue('operator', '+')) {
      const target = this.parseUnary('without-filters');
      node = new nodes.Pos(token.lineno, target.colno, target);
    } else node = this.parsePrimary();
    node = this.parsePostfix(node);
    return filters === 'with-filters' ? this.parseFilters(node) : node;
  }

  parsePostfix(start: ExpressionNode): ExpressionNode {
    let node = start;
    for (;;) {
      if (this.skipValue('operator', '.')) node = this.#attribute(node);
      else if (this.isType('left-bracket')) node = this.#subscript(node);
      else if (this.isType('left-paren')) node = this.#call(node);
      else return node;
    }
  }

  parseFilters(start: ExpressionNode): ExpressionNode {
    let node = start;
    for (;;) {
      if (this.isType('pipe')) node = this.parseFilterChain(node);
      else if (this.isSymbol('is')) node = this.#test(node);
      else if (this.isType('left-paren')) node = this.#call(node);
      else return node;
    }
  }

  #attribute(target: ExpressionNode): ExpressionNode {
    const token = this.nextToken();
    if (token?.type === 'symbol') {
      return new nodes.Attribute(token.lineno, token.colno, target, token.value);
    }
    if (token?.type !== 'int') return this.fail('expected name or number', token?.lineno);
    const index = new nodes.Literal(token.lineno, token.colno, readInteger(token.value));
    return new nodes.LookupVal(token.lineno, token.colno, target, index);
  }

  #subscript(target: ExpressionNode): ExpressionNode {
    const open = this.take('left-bracket', '[');
    const keys: (ExpressionNode | SliceNode)[] = [];
    while (!this.isType('right-bracket')) {
      if (keys.length > 0) this.take('comma', ',');
      keys.push(this.#subscribed());
    }
    const end = this.take('right-bracket', ']').colno;
    const [only] = keys;
    if (keys.length === 1 && only !== undefined) {
      return new nodes.LookupVal(open.lineno, end, target, only);
    }
    const items = keys.filter((key) => key.typename !== 'Slice');
    if (items.length < keys.length) this.refuse('a slice beside other keys', open.lineno, end);
    const key = new nodes.Group(open.lineno, end, items);
    return new nodes.LookupVal(open.lineno, end, target, key);
  }

  #subscribed(): ExpressionNode | SliceNode {
    const start = this.peekToken()?.lineno ?? 0;
    const first = this.isType('colon') ? null : this.parseExpression();
    if (!this.skip('colon') && first !== null) return first;
    const isEnd = (): boolean => this.isType('right-bracket') || this.isType('comma');
    const stop = this.isType('colon') || isEnd() ? null : this.parseExpression();
    const step = this.skip('colon') && !isEnd() ? this.parseExpression() : null;
    return new nodes.Slice(start, this.peekToken()?.lineno ?? start, first, stop, step);
  }

  #call(target: ExpressionNode): ExpressionNode {
    const args = this.parseCallArguments();
    return new nodes.FunCall(target.lineno, this.source.look(-1)?.colno ?? 0, target, args);
  }

  parseCallArguments(): CallArguments {
    const open = this.take('left-paren', '(');
    const positional: ExpressionNode[] = [];
    const keywords: (readonly [string, ExpressionNode])[] = [];
    let spread: ExpressionNode | null = null;
    let spreadKeywords: ExpressionNode | null = null;
    const ensure = (isAllowed: boolean): void => {
      if (isAllowed) return;
      this.fail('invalid syntax for function call expression', open.lineno, open.colno);
    };
    for (let isFirst = true; !this.isType('right-paren'); isFirst = false) {
      if (!isFirst) this.take('comma', ',');
      if (!isFirst && this.isType('right-paren')) break;
      if (this.skipValue('operator', '*')) {
        ensure(spread === null && spreadKeywords === null);
        spread = this.parseExpression();
      } else if (this.skipValue('operator', '**')) {
        ensure(spreadKeywords === null);
        spreadKeywords = this.parseExpression();
      } else if (this.isType('symbol') && this.isFollowedBy('operator', '=')) {
        ensure(spreadKeywords === null);
        const name = this.take('symbol', 'name');
        this.nextToken();
        this.#refuseRepeated(name, keywords);
        keywords.push([name.value, this.parseExpression()]);
      } else {
        ensure(spread === null && spreadKeywords === null && keywords.length === 0);
        positional.push(this.parseExpression());
      }
    }
    this.take('right-paren', ')');
    return { positional, keywords, spread, spreadKeywords };
  }

  #refuseRepeated(name: Token, known: readonly (readonly [string, unknown])[]): void {
    if (!known.some(([other]) => other === name.value)) return;
    this.refuse(`keyword argument repeated: ${name.value}`, name.lineno, name.colno);
  }

  #dottedName(): Token {
    const first = this.take('symbol', 'name');
    let { value, colno } = first;
    while (this.skipValue('operator', '.')) {
      const part = this.take('symbol', 'name');
      value += `.${part.value}`;
      ({ colno } = part);
    }
    return { ...first, value, colno };
  }

  parseFilterChain(target: ExpressionNode): ExpressionNode {
    let node = target;
    while (this.skip('pipe')) node = this.parseFilterCall(node);
    return node;
  }

  /** Reads `name(arguments)` after a pipe or at the start of a filter block. */
  parseFilterCall(target: FilterNode['symbol']): FilterNode {
    const name = this.#dottedName();
    const args = this.isType('left-paren') ? this.parseCallArguments() : noArguments;
    return new nodes.Filter(name.lineno, name.colno, { name: name.value, args, symbol: target });
  }

  #test(target: ExpressionNode): ExpressionNode {
    this.nextToken();
    const isNegated = this.skipSymbol('not');
    const name = this.#dottedName();
    const args = this.#testArguments();
    const test = new nodes.Test(name.lineno, name.colno, { target, name: name.value, args });
    return isNegated ? new nodes.Not(target.lineno, name.colno, test) : test;
  }

  #testArguments(): CallArguments {
    const token = this.peekToken();
    if (token?.type === 'left-paren') return this.parseCallArguments();
    if (token === null || !TEST_ARGUMENT.has(token.type)) return noArguments;
    if (['else', 'or', 'and'].some((word) => this.isSymbol(word))) return noArguments;
    if (this.isSymbol('is')) this.fail('You cannot chain multiple tests with is');
    const argument = this.parsePostfix(this.parsePrimary());
    return { ...noArguments, positional: [argument] };
  }
}
