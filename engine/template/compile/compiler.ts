/** What compiling one template knows: its file, what names it met, and how to say where. */
import type { SourceFile, Value } from '../../base/index.ts';
import { TemplateSyntaxFailure } from '../syntax/syntax-failure.ts';
import type { TemplatePlace } from '../values/special.ts';
import type { ExpressionNode, FilterNode, StatementNode } from 'nunjucks/src/nodes.js';
import type { Block, Evaluate, Execute, Library } from './program.ts';

/** Whether a statement stands at the top of the template, where names are exported. */
export type Level = 'top' | 'inner';

/** The two functions that compile everything else; handed in because they need each other. */
export interface Compilers {
  readonly expression: (node: ExpressionNode, compiler: Compiler) => Evaluate;
  readonly body: (nodes: readonly StatementNode[], compiler: Compiler, level: Level) => Execute;
}

/** Methods that change their object; a template that calls one works on copies of variables. */
const CHANGING = new Set([
  'append',
  'extend',
  'insert',
  'pop',
  'popitem',
  'remove',
  'reverse',
  'sort',
  'clear',
  'update',
  'setdefault',
  'add',
  'discard',
  '__setitem__',
]);

const none: readonly never[] = [];
const noBlocks: ReadonlyMap<string, Block> = new Map();

/** The names that a body reads, and those it has written before. */
interface Collector {
  readonly names: Set<string>;
  readonly written: Set<string>;
}

/** Ends compiling where Jinja would find something wrong after it has refused the template. */
export class RefusedCompile extends Error {
  readonly refusal: TemplateSyntaxFailure;

  constructor(refusal: TemplateSyntaxFailure) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

export class Compiler {
  readonly file: SourceFile;
  readonly library: Library;
  #blocks: Map<string, Block> | undefined;
  /** Every name the template reads, whether or not it sets it first. */
  readonly names: string[] = [];
  mutates = false;
  /** True while the body or target of a `for` is compiled: nobody may set `loop` there. */
  isInLoop = false;
  /** True while the body of a `block` is compiled: its constants are written as text at once. */
  isInBlock = false;
  #constants: Map<ExpressionNode, Value> | undefined;
  /** True inside an expression whose constants are known. */
  isFolded = false;
  #testsAsFilters: FilterNode[] | undefined;
  /** Why Jinja would refuse the template though its syntax is right. */
  refusal: TemplateSyntaxFailure | undefined;
  /** One per body being compiled that is asked what it reads, innermost last. */
  #collectors: Collector[] | undefined;
  #lastPlace: TemplatePlace | undefined;

  readonly #compilers: Compilers;

  constructor(file: SourceFile, library: Library, compilers: Compilers) {
    this.file = file;
    this.library = library;
    this.#compilers = compilers;
  }

  expression(node: ExpressionNode): Evaluate {
    return this.#compilers.expression(node, this);
  }

  /** Compiles statements that run one after the other. */
  body(nodes: readonly StatementNode[], level: Level): Execute {
    return this.#compilers.body(nodes, this, level);
  }

  /** Where a node stands; the same node's place twice in a row is made once. */
  place(node: { readonly lineno: number; readonly colno: number }): TemplatePlace {
    const last = this.#lastPlace;
    if (last?.start === node.lineno && last.end === node.colno) return last;
    const place = { start: node.lineno, end: node.colno, source: this.file };
    this.#lastPlace = place;
    return place;
  }

  /** Notes that a name is read. @returns the name as all templates share it */
  readName(given: string): string {
    const name = this.library.intern(given);
    if (!this.names.includes(name)) this.names.push(name);
    if (this.#collectors === undefined) return name;
    for (const { names, written } of this.#collectors) if (!written.has(name)) names.add(name);
    return name;
  }

  /** Notes that a name is written: what reads it later, anywhere, reads what was written. */
  writeName(name: string): void {
    for (const { written } of this.#collectors ?? []) written.add(name);
  }

  get blocks(): ReadonlyMap<string, Block> {
    return this.#blocks ?? noBlocks;
  }

  setBlock(block: Block): void {
    this.#blocks ??= new Map();
    this.#blocks.set(block.name, block);
  }

  /** The value that Jinja computes while it compiles, where the run would find another. */
  findConstant(node: ExpressionNode): Value | undefined {
    return this.#constants?.get(node);
  }

  keepConstant(node: ExpressionNode, value: Value): void {
    this.#constants ??= new Map();
    this.#constants.set(node, value);
  }

  /** Tests that are written as filters. */
  get testsAsFilters(): readonly FilterNode[] {
    return this.#testsAsFilters ?? none;
  }

  noteTestAsFilter(node: FilterNode): void {
    this.#testsAsFilters ??= [];
    this.#testsAsFilters.push(node);
  }

  useMethod(name: string): void {
    if (CHANGING.has(name)) this.mutates = true;
  }

  /** Compiles something and gives the names it reads as well. */
  collectNames<T>(work: () => T): { readonly result: T; readonly names: ReadonlySet<string> } {
    const names = new Set<string>();
    const collector: Collector = { names, written: new Set() };
    this.#collectors ??= [];
    this.#collectors.push(collector);
    const result = work();
    this.#collectors.pop();
    return { result, names };
  }

  /** Compiles what nobody around it asks for the names it reads. */
  apart<T>(work: () => T): T {
    const collectors = this.#collectors;
    this.#collectors = undefined;
    const result = work();
    this.#collectors = collectors;
    return result;
  }

  /** Notes the first reason to refuse the template; it is compiled all the same. */
  refuse(failure: TemplateSyntaxFailure): void {
    this.refusal ??= failure;
  }

  /** What was refused before is not looked into any further. */
  fail(message: string, node: { readonly lineno: number; readonly colno: number }): never {
    if (this.refusal !== undefined) throw new RefusedCompile(this.refusal);
    throw new TemplateSyntaxFailure(message, node.lineno, node.colno);
  }
}
