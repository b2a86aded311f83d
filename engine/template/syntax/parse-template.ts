/**
 * Statements as Jinja 3.1 reads them, and the way from text to a syntax tree. nunjucks gives the
 * loop over data, print statements and tags, and the search for end tags.
 */
import type {
  ExpressionNode,
  FilterNode,
  IfNode,
  NodeList,
  Root,
  Signature,
  StatementNode,
  TargetNode,
} from 'nunjucks/src/nodes.js';
import { lexTemplate, type Syntax } from './lexer.ts';
import { nodes } from './nodes.ts';
import { ExpressionParser } from './parse-expression.ts';
import type { TemplateSyntaxFailure } from './syntax-failure.ts';

/** Tags of Jinja's extensions that a user may switch on (ansible.cfg `jinja2_extensions`). */
export interface Extensions {
  readonly do: boolean;
  readonly loopControls: boolean;
}

class TemplateParser extends ExpressionParser {
  readonly #extensions: Extensions;
  readonly #open: string[] = [];
  readonly #wanted: (readonly string[])[] = [];
  #loops = 0;

  constructor(source: ReturnType<typeof lexTemplate>, extensions: Extensions) {
    super(source);
    this.#extensions = extensions;
  }

  parseRoot(): Root {
    const root = this.parseAsRoot();
    if (this.peekToken() !== null) this.failUnexpected();
    return root;
  }

  override advanceAfterVariableEnd(): void {
    // parseNodes read one expression; `{{ 1, 2 }}` is handled in parseStatementExpression.
    this.take('variable-end', 'end of print statement');
  }

  /** nunjucks calls it for `{{ … }}` and wherever a whole expression stands. */
  override parseExpression(): ExpressionNode {
    if (this.source.look(-1)?.type !== 'variable-start') return super.parseExpression();
    return this.parseTuple({ item: () => super.parseExpression() });
  }

  override parseStatement(): StatementNode | null {
    const token = this.peekToken();
    if (token?.type !== 'symbol') return this.fail('tag name expected');
    if (this.breakOnBlocks?.includes(token.value) === true) return null;
    const parse = this.#statements().get(token.value);
    if (parse === undefined) return this.#failUnknownTag(token.value);
    this.nextToken();
    this.#open.push(token.value);
    const node = parse(token.lineno);
    this.#open.pop();
    return node;
  }

  #parsers: ReadonlyMap<string, (start: number) => StatementNode> | undefined;

  #statements(): ReadonlyMap<string, (start: number) => StatementNode> {
    this.#parsers ??= new Map<string, (start: number) => StatementNode>([
      ['for', (start) => this.#for(start)],
      ['if', (start) => this.#if(start)],
      ['block', (start) => this.#block(start)],
      ['extends', (start) => this.#extends(start)],
      ['print', (start) => this.#print(start)],
      ['macro', (start) => this.#macro(start)],
      ['include', (start) => this.#include(start)],
      ['from', (start) => this.#from(start)],
      ['import', (start) => this.#import(start)],
      ['set', (start) => this.#set(start)],
      ['with', (start) => this.#with(start)],
      ['autoescape', (start) => this.#autoescape(start)],
      ['call', (start) => this.#callBlock(start)],
      ['filter', (start) => this.#filterBlock(start)],
      ...(this.#extensions.do ? [['do', (start: number) => this.#do(start)] as const] : []),
      ...(this.#extensions.loopControls
        ? ([
            ['break', (start: number) => this.#jump(start, 'Break')],
            ['continue', (start: number) => this.#jump(start, 'Continue')],
          ] as const)
        : []),
    ]);
    return this.#parsers;
  }

  #failUnknownTag(name: string | undefined): never {
    const wanted = this.#wanted.at(-1);
    const looking = wanted?.map((tag) => `'${tag}'`).join(' or ');
    const inner = this.#open.at(-1);
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

  #endTag(): void {
    this.take('block-end', 'end of statement block');
  }

  /** Reads up to one of the end tags and gives which one it was; its own end is not yet read. */
  #body(...ends: readonly string[]): { readonly body: NodeList; readonly end: string } {
    this.skip('colon');
    this.#endTag();
    this.#wanted.push(ends);
    const body = this.parseUntilBlocks(...ends);
    const end = this.peekToken();
    if (end === null) this.#failUnknownTag(undefined);
    this.#wanted.pop();
    this.nextToken();
    return { body, end: end.value };
  }

  #onlyBody(end: string): NodeList {
    const { body } = this.#body(end);
    this.#endTag();
    return body;
  }

  /** What `{% if %}` and `{% for %}` take: a tuple without inline if. */
  #plainTuple(): ExpressionNode {
    return this.parseTuple({ item: () => this.parseOr() });
  }

  #if(start: number): IfNode {
    const cond = this.#plainTuple();
    const { body, end } = this.#body('elif', 'else', 'endif');
    const rest =
      end === 'elif'
        ? this.#if(this.source.look(-1)?.lineno ?? start)
        : end === 'else'
          ? this.#onlyBody('endif')
          : null;
    if (end === 'endif') this.#endTag();
    return new nodes.If(start, cond.colno, cond, body, rest);
  }

  #for(start: number): StatementNode {
    const target = this.#target();
    if (!this.skipSymbol('in')) this.failExpected('in');
    const list = this.#plainTuple();
    const cond = this.skipSymbol('if') ? super.parseExpression() : null;
    const isRecursive = this.skipSymbol('recursive');
    this.#loops += 1;
    const { body, end } = this.#body('endfor', 'else');
    this.#loops -= 1;
    const rest = end === 'else' ? this.#onlyBody('endfor') : null;
    if (end === 'endfor') this.#endTag();
    return new nodes.For(start, list.colno, list, target, cond, isRecursive, body, rest);
  }

  #name(): string {
    const token = this.take('symbol', 'name');
    if (['true', 'True', 'false', 'False', 'none', 'None'].includes(token.value)) {
      this.fail("can't assign to 'const'", token.lineno, token.colno);
    }
    return token.value;
  }

  #target(): TargetNode {
    return this.#toTarget(this.parseTuple({ item: () => this.parsePrimary() }));
  }

  #toTarget(node: ExpressionNode): TargetNode {
    if (node.typename === 'Symbol') return node;
    if (node.typename !== 'Group') {
      const kind = node.typename === 'Literal' ? 'const' : node.typename.toLowerCase();
      return this.fail(`can't assign to '${kind}'`, node.lineno, node.colno);
    }
    for (const child of node.children) this.#toTarget(child);
    return node;
  }

  #set(start: number): StatementNode {
    const target = this.isFollowedBy('operator', '.') ? this.#namespaceTarget() : this.#target();
    if (this.skipValue('operator', '=')) {
      const value = this.parseTuple();
      this.#endTag();
      return new nodes.Set(start, value.colno, target, value);
    }
    let filter: FilterNode | null = null;
    while (this.skip('pipe')) filter = this.parseFilterCall(filter);
    const body = this.#onlyBody('endset');
    return new nodes.SetBlock(start, target.colno, target, filter, body);
  }

  #namespaceTarget(): TargetNode {
    const name = this.take('symbol', 'name');
    this.nextToken();
    const attribute = this.take('symbol', 'name');
    return new nodes.NamespaceTarget(name.lineno, attribute.colno, name.value, attribute.value);
  }

  #block(start: number): StatementNode {
    const { value: name, colno } = this.take('symbol', 'name');
    const isScoped = this.skipSymbol('scoped');
    const isRequired = this.skipSymbol('required');
    if (this.isOperator('-')) this.fail('Block names in Jinja may not contain hyphens');
    const { body } = this.#outsideLoops(() => this.#body('endblock'));
    this.skipSymbol(name);
    this.#endTag();
    const isBlank = body.children.every(
      (child) =>
        child.typename === 'Output' &&
        child.children.every((part) => part.typename === 'TemplateData' && !/\S/u.test(part.value)),
    );
    if (isRequired && !isBlank) {
      this.fail('Required blocks can only contain comments or whitespace', start, colno);
    }
    return new nodes.Block(start, colno, name, body, isScoped, isRequired);
  }

  #extends(start: number): StatementNode {
    const template = super.parseExpression();
    this.#endTag();
    return new nodes.Extends(start, template.colno, template);
  }

  #print(start: number): StatementNode {
    const parts: ExpressionNode[] = [];
    while (!this.isType('block-end')) {
      if (parts.length > 0) this.take('comma', ',');
      parts.push(super.parseExpression());
    }
    this.#endTag();
    return new nodes.Output(start, start, parts);
  }

  #signature(): Signature {
    const names: string[] = [];
    const defaults: ExpressionNode[] = [];
    this.take('left-paren', '(');
    while (!this.isType('right-paren')) {
      if (names.length > 0) this.take('comma', ',');
      const token = this.peekToken();
      const name = this.#name();
      if (names.includes(name)) {
        this.refuse(`duplicate argument '${name}'`, token?.lineno ?? 0, token?.colno);
      }
      names.push(name);
      if (this.skipValue('operator', '=')) defaults.push(super.parseExpression());
      else if (defaults.length > 0) this.fail('non-default argument follows default argument');
    }
    this.take('right-paren', ')');
    return { names, defaults };
  }

  #macro(start: number): StatementNode {
    const name = this.#name();
    const signature = this.#signature();
    const body = this.#outsideLoops(() => this.#onlyBody('endmacro'));
    return new nodes.Macro(start, start, name, signature, body);
  }

  #outsideLoops<T>(work: () => T): T {
    const loops = this.#loops;
    this.#loops = 0;
    const result = work();
    this.#loops = loops;
    return result;
  }

  #callBlock(start: number): StatementNode {
    const signature = this.isType('left-paren') ? this.#signature() : { names: [], defaults: [] };
    const call = super.parseExpression();
    if (call.typename !== 'FunCall') return this.fail('expected call', call.lineno, call.colno);
    const body = this.#outsideLoops(() => this.#onlyBody('endcall'));
    return new nodes.CallBlock(start, call.colno, call, signature, body);
  }

  #filterBlock(start: number): StatementNode {
    let filter = this.parseFilterCall(null);
    while (this.skip('pipe')) filter = this.parseFilterCall(filter);
    const body = this.#onlyBody('endfilter');
    return new nodes.FilterBlock(start, filter.colno, filter, body);
  }

  #hasContext(byDefault: boolean): boolean {
    const isWith = this.isSymbol('with');
    if (!isWith && !this.isSymbol('without')) return byDefault;
    if (!this.isFollowedBy('symbol', 'context')) return byDefault;
    this.nextToken();
    this.nextToken();
    return isWith;
  }

  #include(start: number): StatementNode {
    const template = super.parseExpression();
    const isIgnored = this.isSymbol('ignore') && this.isFollowedBy('symbol', 'missing');
    if (isIgnored) {
      this.nextToken();
      this.nextToken();
    }
    const hasContext = this.#hasContext(true);
    this.#endTag();
    return new nodes.Include(start, template.colno, template, isIgnored, hasContext);
  }

  #import(start: number): StatementNode {
    const template = super.parseExpression();
    if (!this.skipSymbol('as')) this.failExpected('as');
    const target = this.#name();
    const hasContext = this.#hasContext(false);
    this.#endTag();
    return new nodes.Import(start, template.colno, template, target, hasContext);
  }

  #from(start: number): StatementNode {
    const template = super.parseExpression();
    if (!this.skipSymbol('import')) this.failExpected('import');
    const names: (readonly [string, string])[] = [];
    do {
      if (names.length > 0) this.take('comma', ',');
      if (this.#isContextWord()) break;
      names.push(this.#importedName());
    } while (!this.#isContextWord() && this.isType('comma'));
    const hasContext = this.#hasContext(false);
    this.#endTag();
    return new nodes.FromImport(start, template.colno, template, names, hasContext);
  }

  #importedName(): readonly [name: string, alias: string] {
    const name = this.#name();
    if (name.startsWith('_')) this.fail('names starting with an underline can not be imported');
    return [name, this.skipSymbol('as') ? this.#name() : name];
  }

  #isContextWord(): boolean {
    const isWord = this.isSymbol('with') || this.isSymbol('without');
    return isWord && this.isFollowedBy('symbol', 'context');
  }

  #with(start: number): StatementNode {
    const targets: TargetNode[] = [];
    const values: ExpressionNode[] = [];
    while (!this.isType('block-end')) {
      if (targets.length > 0) this.take('comma', ',');
      targets.push(this.#target());
      if (!this.skipValue('operator', '=')) this.failExpected('=');
      values.push(super.parseExpression());
    }
    return new nodes.With(start, start, targets, values, this.#onlyBody('endwith'));
  }

  #autoescape(start: number): StatementNode {
    super.parseExpression();
    return new nodes.Scope(start, start, this.#onlyBody('endautoescape'));
  }

  #do(start: number): StatementNode {
    const expression = this.parseTuple();
    this.#endTag();
    return new nodes.Do(start, expression.colno, expression);
  }

  #jump(start: number, kind: 'Break' | 'Continue'): StatementNode {
    if (this.#loops === 0) this.refuse(`'${kind.toLowerCase()}' outside loop`, start);
    this.#endTag();
    return new nodes[kind](start, start);
  }
}

/** A syntax tree, and why Python would refuse what Jinja makes of it. */
export interface ParsedTemplate {
  readonly root: Root;
  readonly refusal: TemplateSyntaxFailure | undefined;
}

/**
 * Parses a template.
 * @param text newlines already `\n`
 * @param from where the template starts in `text`
 * @throws TemplateSyntaxFailure with offsets into `text`
 */
export function parseTemplate(
  text: string,
  from: number,
  syntax: Syntax,
  extensions: Extensions,
): ParsedTemplate {
  const parser = new TemplateParser(lexTemplate(text, from, syntax), extensions);
  return { root: parser.parseRoot(), refusal: parser.refusal };
}
