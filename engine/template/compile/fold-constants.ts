/**
 * Jinja computes constants while it compiles, by rules that differ from those at run time: a slice
 * of what has no items is undefined there (`5[1:] is string` is false, `{{ 5[1:] }}` an error), and
 * an undefined value that is used refuses the whole template (`1[9] or 2`), whose text Ansible 2.14
 * then gives back. Where neither can happen, nothing is computed here. Source: Jinja2 3.1, its optimizer
 * and `visit_Output` of its code generator.
 */
import type { Value } from '../../base/index.ts';
import type { ExpressionNode } from 'nunjucks/src/nodes.js';
import { TemplateSyntaxFailure } from '../syntax/syntax-failure.ts';
import { TemplateFailure, UndefinedFailure } from '../values/failure.ts';
import type { Compiler } from './compiler.ts';
import { mayDiffer } from './constant-candidates.ts';
import { Folder, attempt, handsOnText, type Constant } from './constant-folder.ts';
import { finalize } from './output.ts';

/**
 * Computes what Jinja computes of an expression, where that can make a difference: the values are
 * put into the compiler's constants; when Jinja would refuse the template, so does the compiler.
 */
export function foldConstants(node: ExpressionNode, compiler: Compiler): void {
  if (!mayDiffer(node)) return;
  try {
    new Folder(compiler).visit(node);
  } catch (error) {
    if (!(error instanceof TemplateFailure || error instanceof UndefinedFailure)) throw error;
    compiler.refuse(new TemplateSyntaxFailure(error.message, node.lineno, node.colno));
  }
}

function isWithoutText(value: Value): boolean {
  return value === null || typeof value === 'number' || typeof value === 'boolean';
}

/** What Jinja finds where it computes the whole of a printed expression at once. */
interface Printed {
  /** The value; undefined when it can only be known at run time, or may be text that stays text. */
  readonly constant: Constant;
  /** True when Jinja has the value, and looks no further into the expression. */
  readonly isKnown: boolean;
}

/**
 * The value of an expression that is printed, when it is a constant. What fails here is left to
 * the run.
 */
export function foldPrinted(node: ExpressionNode, compiler: Compiler): Printed {
  const constant = mayDiffer(node) ? computeConstant(node, compiler) : undefined;
  if (constant === undefined || !handsOnText(node)) {
    return { constant, isKnown: constant !== undefined };
  }
  // Text that stays text is of a class that Jinja cannot write down.
  return { constant: undefined, isKnown: isWithoutText(constant.value) };
}

/** The value of an expression that Jinja computes while it compiles, as far as we can. */
export function foldConstant(node: ExpressionNode, compiler: Compiler): Constant {
  return !compiler.isInBlock && handsOnText(node) ? undefined : computeConstant(node, compiler);
}

function computeConstant(node: ExpressionNode, compiler: Compiler): Constant {
  let constant: Constant;
  const checked = attempt(() => {
    constant = new Folder(compiler).compute(node);
    return finalize(constant?.value ?? null);
  });
  return checked && constant;
}
