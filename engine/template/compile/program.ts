/** What compiling makes, and what it is made with: programs of closures, and the library they name. */
import type { SourceFile, Value } from '../../base/index.ts';
import type { FilterNode } from 'nunjucks/src/nodes.js';
import type { RenderContext } from '../contract.ts';
import type { TemplateSyntaxFailure } from '../syntax/syntax-failure.ts';
import type { Syntax } from '../syntax/syntax-options.ts';
import type { BudgetLimits } from '../values/budget.ts';
import type { FunctionDef, Signature } from '../values/signature.ts';
import type { Output } from './output.ts';
import type { Runtime, Scope } from './runtime.ts';

/** What a statement asks of the loop around it. */
export type Signal = 'next' | 'break' | 'continue';

export type Evaluate = (scope: Scope) => Value;
export type Execute = (scope: Scope, output: Output) => Signal;

/** A filter or a test: a function, or one that needs to know what is being rendered. */
export interface PluginDef {
  readonly name: string;
  readonly signature: Signature;
  readonly apply: FunctionDef['apply'] | undefined;
  readonly applyIn: ((runtime: Runtime) => FunctionDef['apply']) | undefined;
  /** What it does with markup; a plug-in that says nothing sees its text. */
  readonly markup?: 'kept' | 'seen';
  /** Answers for a bare variable by its name, for what only its source tells; else `apply` does. */
  readonly ofName?: (name: string, runtime: Runtime) => Value;
  /** Takes this for a bare variable instead of its value, for what only its source tells. */
  readonly inputOfName?: (name: string, runtime: Runtime) => Value | undefined;
}

/** A lookup: gives a list. `options` are its named arguments. */
export interface LookupDef {
  readonly name: string;
  run(
    terms: readonly Value[],
    options: ReadonlyMap<string, Value>,
    runtime: Runtime,
  ): readonly Value[];
}

/** Everything that templates can name, and the way to other templates. */
export interface Library {
  readonly limits: BudgetLimits;
  findFilter(name: string): PluginDef | undefined;
  /** True for a test that is found as a filter because it once could be written so. */
  isTestAsFilter(name: string): boolean;
  findTest(name: string): PluginDef | undefined;
  findLookup(name: string): LookupDef | undefined;
  findGlobal(name: string, runtime: Runtime): Value | undefined;
  filterNames(): Iterable<string>;
  testNames(): Iterable<string>;
  lookupNames(): Iterable<string>;
  /** The same text, as one string for all templates that hold it. */
  intern(text: string): string;
  /** @throws TemplateSyntaxFailure wrapped with its file */
  compileFile(file: SourceFile, syntax: Syntax): Program;
  /** Renders a template file's text. */
  renderNested(
    file: SourceFile,
    context: RenderContext,
    options: ReadonlyMap<string, Value>,
  ): Value;
}

export interface Block {
  readonly name: string;
  readonly execute: Execute;
  readonly isRequired: boolean;
}

/** A compiled template. */
export interface Program {
  readonly file: SourceFile;
  readonly execute: Execute;
  readonly blocks: ReadonlyMap<string, Block>;
  /** Variables it may read from outside. */
  readonly names: readonly string[];
  /** Whether `self` is among them. */
  readonly readsSelf: boolean;
  /** True when it may change lists or dicts in place, so that variables must be copied first. */
  readonly mutates: boolean;
  /**
   * Why Python would refuse what Jinja makes of it (a repeated keyword, `break` outside a loop).
   * Ansible 2.14 then gives the template's text back unchanged.
   */
  readonly refusal: TemplateSyntaxFailure | undefined;
  /** Old spellings to tell the user of: tests that are written as filters. */
  readonly testsAsFilters: readonly FilterNode[];
  /** What of its text comes back when it is refused. */
  readonly refusedText: string;
  /** How it is written; what it includes is written alike. */
  readonly syntax: Syntax;
  /** The variable of a text that is nothing but `{{ name }}`. */
  readonly bareName: string | undefined;
  /** How many newlines the text ends with. */
  readonly newlinesAtEnd: number;
}

/** How output becomes a value: as text, with Ansible's literal conversion, or `jinja2_native`. */
export type Mode = 'text' | 'convert' | 'native';
