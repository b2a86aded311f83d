/** Compiles statements to closures that write to an Output. Loops and macros have files of their own. */
import type {
  DoNode,
  IfNode,
  NodeList,
  OutputNode,
  SetBlockNode,
  SetNode,
  StatementNode,
  WithNode,
} from 'nunjucks/src/nodes.js';
import { isTrue } from '../values/truth.ts';
import type { Compiler, Level } from './compiler.ts';
import {
  compileBlock,
  compileExtends,
  compileFromImport,
  compileImport,
  compileInclude,
} from './inheritance.ts';
import { foldPrinted } from './fold-constants.ts';
import { compileFor } from './loop.ts';
import { compileCallBlock, compileMacro } from './macro.ts';
import { finalize } from './output.ts';
import { compileFilter } from './plugins.ts';
import { Scope, type Evaluate, type Execute, type Signal } from './runtime.ts';
import { capture, compileTarget } from './target.ts';

/** Compiles statements that run one after the other. */
export function compileBody(
  nodes: readonly StatementNode[],
  compiler: Compiler,
  level: Level,
): Execute {
  const statements = nodes.map((node) => compileStatement(node, compiler, level));
  const [first, second] = statements;
  if (first === undefined) return () => 'next';
  if (second === undefined) return first;
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
        output.write(output.finalize(filter(new Scope(scope.run, scope))));
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

/** After `extends`, what stands at the top of a child template is not written. */
function compileOutput(node: OutputNode, compiler: Compiler, level: Level): Execute {
  const parts = node.children.map((child): Evaluate => {
    if (child.typename === 'TemplateData') {
      const text = child.value;
      return () => text;
    }
    const constant = foldPrinted(child, compiler);
    if (constant !== undefined) {
      return (scope) => finalize(constant.value, scope.run.runtime.mode);
    }
    const evaluate = compiler.expression(child);
    const place = compiler.place(child);
    return (scope) => {
      const value = evaluate(scope);
      scope.run.runtime.at = place;
      return finalize(value, scope.run.runtime.mode);
    };
  });
  const write: Execute = (scope, output) => {
    for (const part of parts) output.write(part(scope));
    return 'next';
  };
  if (level === 'inner') return write;
  return (scope, output) => (scope.run.parent === undefined ? write(scope, output) : 'next');
}

function compileIf(node: IfNode, compiler: Compiler, level: Level): Execute {
  const condition = compiler.expression(node.cond);
  const then = compileBody(node.body.children, compiler, level);
  const otherwise = compileElse(node.else_, compiler, level);
  const place = compiler.place(node.cond);
  return (scope, output) => {
    const value = condition(scope);
    scope.run.runtime.at = place;
    return isTrue(value) ? then(scope, output) : otherwise(scope, output);
  };
}

function compileElse(node: NodeList | IfNode | null, compiler: Compiler, level: Level): Execute {
  if (node === null) return () => 'next';
  return node.typename === 'If'
    ? compileIf(node, compiler, level)
    : compileBody(node.children, compiler, level);
}

function compileSet(node: SetNode, compiler: Compiler, level: Level): Execute {
  const value = compiler.expression(node.value);
  const assign = compileTarget(node.targets, compiler, level);
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
