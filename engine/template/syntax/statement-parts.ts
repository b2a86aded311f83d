/** What statements are made of: their ends and bodies, the names they set, signatures of macros. */
import type {
  ExpressionNode,
  NodeList,
  OutputNode,
  Signature,
  StatementNode,
  TargetNode,
} from 'nunjucks/src/nodes.js';
import type { Token } from 'nunjucks/src/parser.js';
import { nodes } from './nodes.ts';
import { ExpressionParser } from './parse-expression.ts';
import { TemplateSyntaxFailure } from './syntax-failure.ts';

/** True for a body of nothing but comments and white space. */
export function judgeRequired(body: NodeList): 'blank' | 'filled' | 'broken' {
  for (const child of body.children) {
    if (child.typename !== 'Output') return 'broken';
    const isBlank = child.children.every(
      (part) => part.typename === 'TemplateData' && !/\S/u.test(part.value),
    );
    if (!isBlank) return 'filled';
  }
  return 'blank';
}

/** Reads parts of statements; which statement they belong to is known by who extends it. */
export class StatementParts extends ExpressionParser {
  /** The statements around the place that is read, innermost last. */
  readonly openTags: string[] = [];
  /** What ends each of their bodies. */
  readonly wantedTags: (readonly string[])[] = [];
  /** How many `for` stand around; blocks and macros start anew. */
  loops = 0;
  readonly #blocks = new Set<string>();
  #twin: TemplateSyntaxFailure | undefined;

  /** Remembers a block by its name; a second one of a name is told when all has been read. */
  noteBlock(name: string, start: number, end: number): void {
    if (this.#blocks.has(name))
      this.#twin ??= new TemplateSyntaxFailure(`block '${name}' defined twice`, start, end);
    this.#blocks.add(name);
  }

  /** @throws TemplateSyntaxFailure for the first block whose name another has */
  refuseTwins(): void {
    if (this.#twin !== undefined) throw this.#twin;
  }

  /** Fails for a tag that is not known here, or for a template that ends too early. */
  failUnknownTag(name: string | undefined): never {
    const wanted = this.wantedTags.at(-1);
    const looking = wanted?.map((tag) => `'${tag}'`).join(' or ');
    const inner = this.openTags.at(-1);
    return this.fail(
      [
        name === undefined ? 'Unexpected end of template.' : `Encountered unknown tag '${name}'.`,
        looking !== undefined && `Jinja was looking for the following tags: ${looking}.`,
        inner !== undefined && `The innermost block that needs to be closed is '${inner}'.`,
      ]
        .filter((part) => part !== false)
        .join(' '),
    );
  }

  override parse(): NodeList {
    return new nodes.NodeList(0, 0, this.parseNodes());
  }

  /** Reads up to an end tag; data and print statements beside each other are one node. */
  override parseNodes(): StatementNode[] {
    const statements: StatementNode[] = [];
    let written: OutputNode['children'] | undefined;
    for (let token = this.nextToken(); token !== null; token = this.nextToken()) {
      if (token.type === 'block-start') {
        const statement = this.parseStatement();
        if (statement === null) break;
        statements.push(statement);
        written = undefined;
        continue;
      }
      if (written === undefined) {
        written = [];
        statements.push(new nodes.Output(token.lineno, token.colno, written));
      }
      written.push(this.#written(token));
    }
    return statements;
  }

  /** What one token of data says, or one print statement. */
  #written(token: Token): OutputNode['children'][number] {
    const { type, value, lineno, colno } = token;
    if (type === 'data') return new nodes.TemplateData(lineno, colno, value);
    const expression = this.parseTuple();
    this.take('variable-end', 'end of print statement');
    return expression;
  }

  /** Takes the end of a tag. */
  endTag(): void {
    this.take('block-end', 'end of statement block');
  }

  /** Reads up to one of the end tags and gives which one it was; its own end is not yet read. */
  readBody(...ends: readonly string[]): { readonly body: NodeList; readonly end: string } {
    this.skip('colon');
    this.endTag();
    this.wantedTags.push(ends);
    const body = this.parseUntilBlocks(...ends);
    const end = this.peekToken();
    if (end === null) this.failUnknownTag(undefined);
    this.wantedTags.pop();
    this.nextToken();
    return { body, end: end.value };
  }

  /** Reads up to the one tag that may end it, and past that. */
  readOnlyBody(end: string): NodeList {
    const { body } = this.readBody(end);
    this.endTag();
    return body;
  }

  /** What `{% if %}` and `{% for %}` take: a tuple without inline if. */
  plainTuple(): ExpressionNode {
    return this.parseTuple('operations');
  }

  /** Reads a name that is set; constants cannot be. */
  readName(): string {
    const token = this.take('symbol', 'name');
    if (['true', 'True', 'false', 'False', 'none', 'None'].includes(token.value)) {
      this.fail("can't assign to 'const'", token.lineno, token.colno);
    }
    return token.value;
  }

  /** Reads what a loop or `set` sets: a name, or several. */
  readTarget(): TargetNode {
    return this.toTarget(this.parseTuple('targets'));
  }

  /** Takes an expression as a target. @throws TemplateSyntaxFailure for what cannot be set */
  toTarget(node: ExpressionNode): TargetNode {
    if (node.typename === 'Symbol') return node;
    if (node.typename !== 'Group') {
      const kind = node.typename === 'Literal' ? 'const' : node.typename.toLowerCase();
      return this.fail(`can't assign to '${kind}'`, node.lineno, node.colno);
    }
    for (const child of node.children) this.toTarget(child);
    return node;
  }

  /** Reads `name.attribute`. */
  readNamespaceTarget(): TargetNode {
    const name = this.take('symbol', 'name');
    this.nextToken();
    const attribute = this.take('symbol', 'name');
    return new nodes.NamespaceTarget(name.lineno, attribute.colno, name.value, attribute.value);
  }

  /** Reads the parameters of a macro or a call block. */
  readSignature(): Signature {
    const names: string[] = [];
    const defaults: ExpressionNode[] = [];
    this.take('left-paren', '(');
    while (!this.isType('right-paren')) {
      if (names.length > 0) this.take('comma', ',');
      const token = this.peekToken();
      const name = this.readName();
      if (names.includes(name)) {
        this.refuse(`duplicate argument '${name}'`, token?.lineno ?? 0, token?.colno);
      }
      names.push(name);
      if (this.skipValue('operator', '=')) defaults.push(this.parseInlineIf());
      else if (defaults.length > 0) this.fail('non-default argument follows default argument');
    }
    this.take('right-paren', ')');
    return { names, defaults };
  }

  /** Does work where loops around do not count. */
  outsideLoops<T>(work: () => T): T {
    const loops = this.loops;
    this.loops = 0;
    const result = work();
    this.loops = loops;
    return result;
  }

  /** Reads `with context` or `without context`, if either stands here. */
  hasContext(byDefault: boolean): boolean {
    const isWith = this.isSymbol('with');
    if (!isWith && !this.isSymbol('without')) return byDefault;
    if (!this.isFollowedBy('symbol', 'context')) return byDefault;
    this.nextToken();
    this.nextToken();
    return isWith;
  }

  /** True before `with context` and `without context`. */
  isContextWord(): boolean {
    const isWord = this.isSymbol('with') || this.isSymbol('without');
    return isWord && this.isFollowedBy('symbol', 'context');
  }
}
