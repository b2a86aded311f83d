/** Compiles statements to closures that write to an Output. Loops and macros have files of their own. */
import type {
  DoNode,
  ExpressionNode,
  IfNode,
  NodeList,
  OutputNode,
  SetBlockNode,
  SetNode,
  StatementNode,
  WithNode,
} from 'nunjucks/src/nodes.js';
import type { TemplatePlace } from '../values/special.ts';
import { toAnsibleText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';
import type { Compiler, Level } from './compiler.ts';
import {
  compileBlock,
  compileExtends,
  compileFromImport,
  compileImport,
  compileInclude,
} from './inheritance.ts';
import { isConstant } from './constant-candidates.ts';
import { foldConstant, foldPrinted } from './fold-constants.ts';
import { compileFor } from './loop.ts';
import { compileCallBlock, compileMacro } from './macro.ts';
import { finalize, type Output } from './output.ts';
import { compileFilter } from './plugins.ts';
import type { Evaluate, Execute, Signal } from './program.ts';
import { Scope } from './runtime.ts';
import { capture, compileTarget } from './target.ts';

/** Compiles statements that run one after the other. */
export function compileBody(
  nodes: readonly StatementNode[],
  compiler: Compiler,
  level: Level,
): Execute {
  const [only] = nodes;
  if (only === undefined) return goOn;
  if (nodes.length === 1) return compileStatement(only, compiler, level);
  return runAll(nodes.map((node) => compileStatement(node, compiler, level)));
}

const goOn: Execute = () => 'next';

function runAll(statements: readonly Execute[]): Execute {
  return (scope, output) => {
    for (const execute of statements) {
      const signal = execute(scope, output);
      if (signal !== 'next') return signal;
    }
    return 'next';
  };
}

function compileStatement(node: StatementNode, compiler: Compiler, level: Level): Execute {
  switch (node.typename) {
    case 'Output':
      return compileOutput(node, compiler, level);
    case 'NodeList':
      return compileBody(node.children, compiler, level);
    case 'If':
      return compileIf(node, compiler, level);
    case 'For':
      return compileFor(node, compiler);
    case 'Set':
      return compileSet(node, compiler, level);
    case 'SetBlock':
      return compileSetBlock(node, compiler, level);
    case 'Macro':
      return compileMacro(node, compiler, level);
    case 'CallBlock':
      return compileCallBlock(node, compiler);
    case 'Block':
      return compileBlock(node, compiler);
    case 'Extends':
      return compileExtends(node, compiler);
    case 'Include':
      return compileInclude(node, compiler);
    case 'Import':
      return compileImport(node, compiler, level);
    case 'FromImport':
      return compileFromImport(node, compiler, level);
    default:
      return compileSmall(node, compiler);
  }
}

type SmallNode = Extract<
  StatementNode,
  { readonly typename: 'FilterBlock' | 'With' | 'Scope' | 'Do' | 'Break' | 'Continue' }
>;

function compileSmall(node: SmallNode, compiler: Compiler): Execute {
  switch (node.typename) {
    case 'FilterBlock': {
      const body = compileBody(node.body.children, compiler, 'inner');
      const filter = compileFilter(node.filter, compiler, (scope) =>
        capture(body, scope, scope.run.runtime),
      );
      return (scope, output) => {
        const value = filter(new Scope(scope.run, scope));
        const isNone = value === null && scope.run.runtime.mode !== 'native';
        // Jinja writes what the filter gives without Ansible's rule that None is nothing.
        output.write(isNone ? 'None' : output.finalize(value));
        return 'next';
      };
    }
    case 'With':
      return compileWith(node, compiler);
    case 'Scope': {
      const body = compileBody(node.body.children, compiler, 'inner');
      return (scope, output) => body(new Scope(scope.run, scope), output);
    }
    case 'Do':
      return compileDo(node, compiler);
    default: {
      const signal: Signal = node.typename === 'Break' ? 'break' : 'continue';
      return () => signal;
    }
  }
}

function compileDo(node: DoNode, compiler: Compiler): Execute {
  const evaluate = compiler.expression(node.expr);
  return (scope) => {
    evaluate(scope);
    return 'next';
  };
}

/** A value that is printed and where it stands; a constant has no place of its own. */
interface Printed {
  readonly evaluate: Evaluate;
  readonly place: TemplatePlace | undefined;
}

/** What Jinja computes beforehand is text already; that can be told where blocks are joined. */
function compileInBlock(child: ExpressionNode, compiler: Compiler): string | Printed {
  const constant = foldConstant(child, compiler);
  if (constant !== undefined) return toAnsibleText(finalize(constant.value));
  const evaluate = compiler.expression(child);
  if (!isConstant(child)) return { evaluate, place: compiler.place(child) };
  const toPrinted: Evaluate = (scope) => toAnsibleText(finalize(evaluate(scope)));
  return { evaluate: toPrinted, place: undefined };
}

function compilePart(child: OutputNode['children'][number], compiler: Compiler): string | Printed {
  if (child.typename === 'TemplateData') return child.value;
  const { constant, isKnown } = foldPrinted(child, compiler);
  if (compiler.isInBlock) return compileInBlock(child, compiler);
  if (constant !== undefined) return { evaluate: () => constant.value, place: undefined };
  const { refusal } = compiler;
  const evaluate = compiler.expression(child);
  // What Jinja has computed as a whole is not looked into: nothing in it refuses the template.
  if (isKnown) compiler.refusal = refusal;
  return { evaluate, place: compiler.place(child) };
}

function compileOutput(node: OutputNode, compiler: Compiler, level: Level): Execute {
  const parts: (string | Printed)[] = [];
  for (const child of node.children) {
    const part = compilePart(child, compiler);
    const last = parts.at(-1);
    // Texts beside each other come from raw blocks and around comments.
    if (typeof part === 'string' && typeof last === 'string') parts.splice(-1, 1, last + part);
    else parts.push(part);
  }
  const values = parts.filter((part) => typeof part !== 'string');
  const [only] = values;
  if (only === undefined || values.length > 1) return writeParts(parts.slice(), level);
  const at = parts.indexOf(only);
  return writeAround(textOf(parts[at - 1]), only, textOf(parts[at + 1]), level);
}

function textOf(part: string | Printed | undefined): string {
  return typeof part === 'string' ? part : '';
}

function writePrinted(
  evaluate: Evaluate,
  place: TemplatePlace | undefined,
  scope: Scope,
  output: Output,
): void {
  const value = evaluate(scope);
  const { runtime } = scope.run;
  if (place !== undefined) runtime.at = place;
  output.write(finalize(value, runtime.mode));
}

/** After `extends`, what stands at the top of a child template is not written. */
function isHidden(level: Level, scope: Scope): boolean {
  return level === 'top' && scope.run.parent !== undefined;
}

/** One value with text around it, which most outputs are. */
function writeAround(
  before: string,
  { evaluate, place }: Printed,
  after: string,
  level: Level,
): Execute {
  return (scope, output) => {
    if (isHidden(level, scope)) return 'next';
    if (before !== '') output.write(before);
    writePrinted(evaluate, place, scope, output);
    if (after !== '') output.write(after);
    return 'next';
  };
}

function writeParts(parts: readonly (string | Printed)[], level: Level): Execute {
  return (scope, output) => {
    if (isHidden(level, scope)) return 'next';
    for (const part of parts) {
      if (typeof part === 'string') output.write(part);
      else writePrinted(part.evaluate, part.place, scope, output);
    }
    return 'next';
  };
}

function compileIf(node: IfNode, compiler: Compiler, level: Level): Execute {
  const condition = compiler.expression(node.cond);
  const place = compiler.place(node.cond);
  const then = compileBody(node.body.children, compiler, level);
  return choose(condition, place, then, compileElse(node.else_, compiler, level));
}

function choose(
  condition: Evaluate,
  place: TemplatePlace,
  then: Execute,
  otherwise: Execute,
): Execute {
  return (scope, output) => {
    const value = condition(scope);
    scope.run.runtime.at = place;
    return isTrue(value) ? then(scope, output) : otherwise(scope, output);
  };
}

function compileElse(node: NodeList | IfNode | null, compiler: Compiler, level: Level): Execute {
  if (node === null) return goOn;
  return node.typename === 'If'
    ? compileIf(node, compiler, level)
    : compileBody(node.children, compiler, level);
}

function compileSet(node: SetNode, compiler: Compiler, level: Level): Execute {
  const assign = compileTarget(node.targets, compiler, level);
  const value = compiler.expression(node.value);
  const place = compiler.place(node);
  return (scope) => {
    const result = value(scope);
    scope.run.runtime.at = place;
    assign(scope, result);
    return 'next';
  };
}

function compileSetBlock(node: SetBlockNode, compiler: Compiler, level: Level): Execute {
  const body = compileBody(node.body.children, compiler, 'inner');
  const text: Evaluate = (scope) => capture(body, new Scope(scope.run, scope), scope.run.runtime);
  const value = node.filter === null ? text : compileFilter(node.filter, compiler, text);
  const assign = compileTarget(node.targets, compiler, level);
  return (scope) => {
    assign(scope, value(scope));
    return 'next';
  };
}

function compileWith(node: WithNode, compiler: Compiler): Execute {
  const values = node.values.map((value) => compiler.expression(value));
  const assigns = node.targets.map((target) => compileTarget(target, compiler, 'inner'));
  const body = compileBody(node.body.children, compiler, 'inner');
  return (scope, output) => {
    const inner = new Scope(scope.run, scope);
    const results = values.map((value) => value(scope));
    for (const [index, assign] of assigns.entries()) assign(inner, results[index] ?? null);
    return body(inner, output);
  };
}
