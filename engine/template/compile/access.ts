/** Compiles what reaches into a value: attributes, items, slices, and calls of them. */
import { Bytes, Tuple, type Value } from '../../base/index.ts';
import type {
  AttributeNode,
  ExpressionNode,
  FunCallNode,
  LookupValNode,
  SliceNode,
} from 'nunjucks/src/nodes.js';
import { callMethod, callValue, getAttribute, getItem, hasMethod } from '../values/attributes.ts';
import { Undefined, type TemplatePlace } from '../values/special.ts';
import { slice } from '../values/subscript.ts';
import { compileArguments } from './call-arguments.ts';
import type { Compiler } from './compiler.ts';
import type { Evaluate } from './program.ts';

/** Compiles `value.name`. */
export function compileAttribute(node: AttributeNode, compiler: Compiler): Evaluate {
  const target = compiler.expression(node.target);
  const place = compiler.place(node);
  compiler.useMethod(node.name);
  return readAttribute(target, compiler.library.intern(node.name), place);
}

function readAttribute(target: Evaluate, name: string, place: TemplatePlace): Evaluate {
  return (scope) => getAttribute(target(scope), name, place);
}

function compileSlice(node: SliceNode, of: ExpressionNode, compiler: Compiler): Evaluate {
  const target = compiler.expression(of);
  const bound = (part: ExpressionNode | null): Evaluate =>
    part === null ? () => null : compiler.expression(part);
  const [start, stop, step] = [bound(node.start), bound(node.stop), bound(node.step)];
  const place = compiler.place(node);
  return (scope) => {
    const value = target(scope);
    const bounds = { start: start(scope), stop: stop(scope), step: step(scope) };
    scope.run.runtime.at = place;
    if (value instanceof Undefined) return value.answerWithSelf();
    const part = slice(value, bounds);
    scope.run.runtime.noteMade(part);
    return part;
  };
}

/** Compiles `value[key]` and `value[start:stop:step]`. */
export function compileLookup(node: LookupValNode, compiler: Compiler): Evaluate {
  if (node.val.typename === 'Slice') return compileSlice(node.val, node.target, compiler);
  const target = compiler.expression(node.target);
  const key = compiler.expression(node.val);
  const place = compiler.place(node);
  return readItem(target, key, place);
}

function readItem(target: Evaluate, key: Evaluate, place: TemplatePlace): Evaluate {
  return (scope) => {
    const value = target(scope);
    const at = key(scope);
    scope.run.runtime.at = place;
    return getItem(value, at, place);
  };
}

/** CPython hands on the very text where `format` finds no fields and `partition` nothing to cut. */
const MAY_HAND_ON = new Set(['format', 'partition', 'rpartition']);

/** Whether a method makes its text anew; it is plain then, also that of what is never converted. */
function makesText(value: Value, name: string, result: Value): boolean {
  if (value instanceof Bytes) return true;
  if (typeof value !== 'string') return false;
  if (!MAY_HAND_ON.has(name)) return true;
  // So it does with a lone field that has a format: the text is cut or filled only where it must be.
  if (/^\{\w*:[^{}]*\}$/u.test(value)) return false;
  return result !== value && !(result instanceof Tuple && result.items.includes(value));
}

/** Compiles `name(arguments)`; a call of a method goes to it without binding it first. */
export function compileCall(node: FunCallNode, compiler: Compiler): Evaluate {
  const args = compileArguments(node.args, compiler);
  const place = compiler.place(node);
  if (node.name.typename === 'Attribute') {
    const { name } = node.name;
    const namePlace = compiler.place(node.name);
    compiler.useMethod(name);
    const target = compiler.expression(node.name.target);
    return (scope) => {
      const value = target(scope);
      const { positional, keywords } = args(scope);
      scope.run.runtime.at = place;
      if (!hasMethod(value, name)) {
        return callValue(getAttribute(value, name, namePlace), positional, keywords);
      }
      const result = callMethod(value, name, positional, keywords);
      if (makesText(value, name, result)) scope.run.runtime.noteMade(result);
      return result;
    };
  }
  const target = compiler.expression(node.name);
  return (scope) => {
    const value = target(scope);
    const { positional, keywords } = args(scope);
    scope.run.runtime.at = place;
    return callValue(value, positional, keywords);
  };
}
