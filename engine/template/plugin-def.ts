/** How filters and tests are declared: a name, a Python signature, and what they do. */
import type { Value } from '../base/index.ts';
import type { PluginDef } from './compile/program.ts';
import type { Runtime } from './compile/runtime.ts';
import { Budget } from './values/budget.ts';
import { parseSignature } from './values/signature.ts';

/**
 * Declares a filter or a test that depends on nothing but its arguments.
 * @param signature as Python writes it; the first parameter is what stands before the `|` or `is`
 */
export function plugin(
  name: string,
  signature: string,
  apply: (...args: Value[]) => Value,
): PluginDef {
  return { name, signature: parseSignature(signature), apply, applyIn: undefined };
}

/** Declares a filter of text that gives markup for markup. */
export function keepsMarkup(
  name: string,
  signature: string,
  apply: (...args: Value[]) => Value,
): PluginDef {
  return { ...plugin(name, signature, apply), markup: 'kept' };
}

/** Lets a plug-in see markup as it is; others see its text. */
export function seesMarkup(definition: PluginDef): PluginDef {
  return { ...definition, markup: 'seen' };
}

/** Declares one that calls other plug-ins, or asks the controller. */
export function pluginIn(
  name: string,
  signature: string,
  applyIn: (runtime: Runtime) => (...args: Value[]) => Value,
): PluginDef {
  return { name, signature: parseSignature(signature), apply: undefined, applyIn };
}

/** Declares one whose work is counted; of constants it is computed beforehand like any other. */
export function counted(
  name: string,
  signature: string,
  run: (budget: Budget, args: readonly Value[]) => Value,
): PluginDef {
  return {
    ...plugin(name, signature, (...args) => run(new Budget(), args)),
    applyIn:
      ({ budget }) =>
      (...args) =>
        run(budget, args),
  };
}

/** Gives a plug-in further names. */
export function alias(definition: PluginDef, ...names: readonly string[]): PluginDef[] {
  return [definition, ...names.map((name) => ({ ...definition, name }))];
}
