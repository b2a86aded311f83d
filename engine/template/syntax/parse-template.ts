/**
 * Statements as Jinja 3.1 reads them, and the way from text to a syntax tree. nunjucks gives the
 * search for end tags.
 */
import type {
  ExpressionNode,
  FilterNode,
  IfNode,
  NodeList,
  Root,
  StatementNode,
  TargetNode,
} from 'nunjucks/src/nodes.js';
import { lexTemplate } from './lexer.ts';
import type { Syntax } from './syntax-options.ts';
import { nodes } from './nodes.ts';
import { StatementParts, judgeRequired } from './statement-parts.ts';
import { TAGS, type Extensions } from './tags.ts';
import { BrokenParse, type TemplateSyntaxFailure } from './syntax-failure.ts';

class TemplateParser extends StatementParts {
  readonly #extensions: Extensions;

  constructor(source: ReturnType<typeof lexTemplate>, extensions: Extensions) {
    super(source);
    this.#extensions = extensions;
  }

  parseRoot(): Root {
    const root = this.parseAsRoot();
    if (this.peekToken() !== null) this.failUnexpected();
    return root;
  }

  override parseStatement(): StatementNode | null {
    const token = this.peekToken();
    if (token?.type !== 'symbol') return this.fail('tag name expected');
    if (this.breakOnBlocks?.includes(token.value) === true) return null;
    if (!TAGS.has(token.value)) return this.failUnknownTag(token.value);
    this.nextToken();
    this.openTags.push(token.value);
    const node = this.#known(token.value, token.lineno);
    this.openTags.pop();
    if (node !== undefined) return node;
    this.pushToken();
    return this.failUnknownTag(token.value);
  }

  /** Reads a statement after its name; undefined for a tag that is not known. */
  #known(name: string, start: number): StatementNode | undefined {
    switch (name) {
      case 'for':
        return this.#for(start);
      case 'if':
        return this.#if(start);
      case 'set':
        return this.#set(start);
      case 'block':
        return this.#block(start);
      case 'extends':
        return this.#extends(start);
      case 'macro':
        return this.#macro(start);
      case 'include':
        return this.#include(start);
      case 'from':
        return this.#from(start);
      case 'import':
        return this.#import(start);
      case 'call':
        return this.#callBlock(start);
      case 'filter':
        return this.#filterBlock(start);
      default:
        return this.#knownSmall(name, start);
    }
  }

  #knownSmall(name: string, start: number): StatementNode | undefined {
    const { do: hasDo, loopControls } = this.#extensions;
    switch (name) {
      case 'print':
        return this.#print(start);
      case 'with':
        return this.#with(start);
      case 'autoescape':
        return this.#autoescape(start);
      case 'do':
        return hasDo ? this.#do(start) : undefined;
      case 'break':
      case 'continue':
        if (!loopControls) return undefined;
        return this.#jump(start, name === 'break' ? 'Break' : 'Continue');
      default:
        return undefined;
    }
  }

  #if(start: number): IfNode {
    const cond = this.plainTuple();
    const { body, end } = this.readBody('elif', 'else', 'endif');
    const rest =
      end === 'elif'
        ? this.#if(this.source.look(-1)?.lineno ?? start)
        : end === 'else'
          ? this.readOnlyBody('endif')
          : null;
    if (end === 'endif') this.endTag();
    return new nodes.If(start, cond.colno, { cond, body, else_: rest });
  }

  #for(start: number): StatementNode {
    const target = this.readTarget();
    if (!this.skipSymbol('in')) this.failExpected('in');
    const list = this.plainTuple();
    const cond = this.skipSymbol('if') ? this.parseExpression() : null;
    const isRecursive = this.skipSymbol('recursive');
    this.loops += 1;
    const { body, end } = this.readBody('endfor', 'else');
    this.loops -= 1;
    const rest = end === 'else' ? this.readOnlyBody('endfor') : null;
    if (end === 'endfor') this.endTag();
    return new nodes.For(start, list.colno, list, target, cond, isRecursive, body, rest);
  }

  #set(start: number): StatementNode {
    const target = this.isFollowedBy('operator', '.')
      ? this.readNamespaceTarget()
      : this.readTarget();
    if (this.skipValue('operator', '=')) {
      const value = this.parseTuple();
      this.endTag();
      return new nodes.Set(start, value.colno, target, value);
    }
    let filter: FilterNode | null = null;
    while (this.skip('pipe')) filter = this.parseFilterCall(filter);
    const body = this.readOnlyBody('endset');
    return new nodes.SetBlock(start, target.colno, target, filter, body);
  }

  #block(start: number): StatementNode {
    const { value: name, colno } = this.take('symbol', 'name');
    const isScoped = this.skipSymbol('scoped');
    const isRequired = this.skipSymbol('required');
    if (this.isOperator('-')) this.fail('Block names in Jinja may not contain hyphens');
    this.noteBlock(name, start, colno);
    const { body } = this.outsideLoops(() => this.readBody('endblock'));
    // Before the tag is read to its end: where this breaks off, nothing behind it matters.
    if (isRequired) this.#checkRequired(body, start, colno);
    this.skipSymbol(name);
    this.endTag();
    return new nodes.Block(start, colno, name, body, isScoped, isRequired);
  }

  /** Jinja breaks off with an error of its own where a statement stands in a required block. */
  #checkRequired(body: NodeList, start: number, end: number): void {
    const judgment = judgeRequired(body);
    const message = 'Required blocks can only contain comments or whitespace';
    if (judgment === 'filled') this.fail(message, start, end);
    if (judgment === 'broken') throw new BrokenParse(message, start, end);
  }

  #extends(start: number): StatementNode {
    const template = this.parseExpression();
    this.endTag();
    return new nodes.Extends(start, template.colno, template);
  }

  #print(start: number): StatementNode {
    const parts: ExpressionNode[] = [];
    while (!this.isType('block-end')) {
      if (parts.length > 0) this.take('comma', ',');
      parts.push(this.parseExpression());
    }
    this.endTag();
    return new nodes.Output(start, start, parts);
  }

  #macro(start: number): StatementNode {
    const name = this.readName();
    const signature = this.readSignature();
    const body = this.outsideLoops(() => this.readOnlyBody('endmacro'));
    return new nodes.Macro(start, start, name, signature, body);
  }

  #callBlock(start: number): StatementNode {
    const signature = this.isType('left-paren')
      ? this.readSignature()
      : { names: [], defaults: [] };
    const call = this.parseExpression();
    if (call.typename !== 'FunCall') return this.fail('expected call', call.lineno, call.colno);
    const body = this.outsideLoops(() => this.readOnlyBody('endcall'));
    return new nodes.CallBlock(start, call.colno, call, signature, body);
  }

  #filterBlock(start: number): StatementNode {
    let filter = this.parseFilterCall(null);
    while (this.skip('pipe')) filter = this.parseFilterCall(filter);
    const body = this.readOnlyBody('endfilter');
    return new nodes.FilterBlock(start, filter.colno, filter, body);
  }

  #include(start: number): StatementNode {
    const template = this.parseExpression();
    const isIgnored = this.isSymbol('ignore') && this.isFollowedBy('symbol', 'missing');
    if (isIgnored) {
      this.nextToken();
      this.nextToken();
    }
    const hasContext = this.hasContext(true);
    this.endTag();
    return new nodes.Include(start, template.colno, template, isIgnored, hasContext);
  }

  #import(start: number): StatementNode {
    const template = this.parseExpression();
    if (!this.skipSymbol('as')) this.failExpected('as');
    const target = this.readName();
    const hasContext = this.hasContext(false);
    this.endTag();
    return new nodes.Import(start, template.colno, template, target, hasContext);
  }

  #from(start: number): StatementNode {
    const template = this.parseExpression();
    if (!this.skipSymbol('import')) this.failExpected('import');
    const names: (readonly [string, string])[] = [];
    do {
      if (names.length > 0) this.take('comma', ',');
      if (this.isContextWord()) break;
      names.push(this.#importedName());
    } while (!this.isContextWord() && this.isType('comma'));
    const hasContext = this.hasContext(false);
    this.endTag();
    return new nodes.FromImport(start, template.colno, template, names, hasContext);
  }

  #importedName(): readonly [name: string, alias: string] {
    const name = this.readName();
    if (name.startsWith('_')) this.fail('names starting with an underline can not be imported');
    return [name, this.skipSymbol('as') ? this.readName() : name];
  }

  #with(start: number): StatementNode {
    const targets: TargetNode[] = [];
    const values: ExpressionNode[] = [];
    while (!this.isType('block-end')) {
      if (targets.length > 0) this.take('comma', ',');
      targets.push(this.readTarget());
      if (!this.skipValue('operator', '=')) this.failExpected('=');
      values.push(this.parseExpression());
    }
    return new nodes.With(start, start, targets, values, this.readOnlyBody('endwith'));
  }

  #autoescape(start: number): StatementNode {
    this.parseExpression();
    return new nodes.Scope(start, start, this.readOnlyBody('endautoescape'));
  }

  #do(start: number): StatementNode {
    const expression = this.parseTuple();
    this.endTag();
    return new nodes.Do(start, expression.colno, expression);
  }

  #jump(start: number, kind: 'Break' | 'Continue'): StatementNode {
    if (this.loops === 0) this.refuse(`'${kind.toLowerCase()}' outside loop`, start);
    this.endTag();
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
  try {
    const root = parser.parseRoot();
    parser.refuseTwins();
    return { root, refusal: parser.refusal };
  } catch (error) {
    if (!(error instanceof BrokenParse)) throw error;
    return { root: new nodes.Root(0, 0, []), refusal: error };
  }
}
