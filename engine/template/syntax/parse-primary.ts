/** What expressions are made of: names, constants, tuples, lists and dicts, as Jinja 3.1 reads them. */
import type { ExpressionNode, PairNode } from 'nunjucks/src/nodes.js';
import { Float } from '../../base/index.ts';
import { nodes } from './nodes.ts';
import { TokenParser, describeToken } from './token-parser.ts';

const CONSTANTS = new Map<string, boolean | null>([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/**
 * What a tuple is made of: expressions, in parentheses or not; what `if` and `for` take, which has no
 * inline `if`; names that are set.
 */
type TupleKind = 'expressions' | 'parenthesized' | 'operations' | 'targets';

/** Python 3.11 reads no more digits of a number than that. */
const MAX_DIGITS = 4300;

/** The int of a literal's text: a bigint where a number would not hold it. */
export function readInteger(text: string): number | bigint {
  const big = BigInt(text.replaceAll('_', ''));
  const small = Number(big);
  return Number.isSafeInteger(small) ? small : big;
}

/** Reads what stands between operators; whole expressions inside are read by who extends it. */
export class PrimaryParser extends TokenParser {
  parsePrimary(): ExpressionNode {
    const token = this.peekToken();
    if (token === null) return this.failUnexpected();
    const { lineno, colno } = token;
    switch (token.type) {
      case 'symbol': {
        this.nextToken();
        const constant = CONSTANTS.get(token.value);
        return constant === undefined
          ? new nodes.Symbol(lineno, colno, token.value)
          : new nodes.Literal(lineno, colno, constant);
      }
      case 'string':
        return this.#strings();
      case 'int':
        this.nextToken();
        if (token.value.length > MAX_DIGITS) {
          this.refuse('an integer with too many digits', lineno, colno);
        }
        return new nodes.Literal(lineno, colno, readInteger(token.value));
      case 'float':
        this.nextToken();
        return new nodes.Literal(lineno, colno, new Float(Number(token.value.replaceAll('_', ''))));
      case 'left-paren':
        return this.#parenthesized();
      case 'left-bracket':
        return this.#list();
      case 'left-curly':
        return this.#dict();
      default:
        return this.failUnexpected();
    }
  }

  failUnexpected(): never {
    return this.fail(`unexpected '${describeToken(this.peekToken())}'`);
  }

  #strings(): ExpressionNode {
    const first = this.take('string', 'string');
    let [value, end] = [first.value, first.colno];
    while (this.isType('string')) {
      const next = this.take('string', 'string');
      value += next.value;
      end = next.colno;
    }
    return new nodes.Literal(first.lineno, end, value);
  }

  #parenthesized(): ExpressionNode {
    const open = this.take('left-paren', '(');
    const inside = this.parseTuple('parenthesized');
    const close = this.take('right-paren', ')');
    if (inside.typename !== 'Group' || inside.lineno < open.lineno) return inside;
    return new nodes.Group(open.lineno, close.colno, inside.children);
  }

  /** Reads one expression, or several with commas as a tuple. */
  parseTuple(kind: TupleKind = 'expressions'): ExpressionNode {
    const start = this.peekToken()?.lineno ?? 0;
    if (this.#isTupleEnd()) {
      if (kind === 'parenthesized') return new nodes.Group(start, start, []);
      this.fail(`Expected an expression, got '${describeToken(this.peekToken())}'`);
    }
    const first = this.#tupleItem(kind);
    if (!this.isType('comma')) return first;
    const items = [first];
    while (this.skip('comma') && !this.#isTupleEnd()) items.push(this.#tupleItem(kind));
    return new nodes.Group(start, items.at(-1)?.colno ?? start, items);
  }

  #tupleItem(kind: TupleKind): ExpressionNode {
    if (kind === 'targets') return this.parsePrimary();
    return kind === 'operations' ? this.parseOr() : this.parseExpression();
  }

  #isTupleEnd(): boolean {
    const type = this.peekToken()?.type;
    return type === 'variable-end' || type === 'block-end' || type === 'right-paren';
  }

  #list(): ExpressionNode {
    const open = this.take('left-bracket', '[');
    const items: ExpressionNode[] = [];
    while (!this.isType('right-bracket')) {
      if (items.length > 0) this.take('comma', ',');
      if (this.isType('right-bracket')) break;
      items.push(this.parseExpression());
    }
    return new nodes.Array(open.lineno, this.take('right-bracket', ']').colno, items);
  }

  #dict(): ExpressionNode {
    const open = this.take('left-curly', '{');
    const pairs: PairNode[] = [];
    while (!this.isType('right-curly')) {
      if (pairs.length > 0) this.take('comma', ',');
      if (this.isType('right-curly')) break;
      const key = this.parseExpression();
      this.take('colon', ':');
      const value = this.parseExpression();
      pairs.push(new nodes.Pair(key.lineno, value.colno, key, value));
    }
    return new nodes.Dict(open.lineno, this.take('right-curly', '}').colno, pairs);
  }
}
