/** How lookups are declared, and how they read their options. */
import { constants } from 'node:os';
import type { Value } from '../../base/index.ts';
import type { LookupDef } from '../compile/program.ts';
import type { Runtime } from '../compile/runtime.ts';
import { asText } from '../values/arguments.ts';
import { fail } from '../values/failure.ts';
import { isTrue } from '../values/truth.ts';
import { toText } from '../values/text.ts';

type Options = ReadonlyMap<string, Value>;

/** Declares a lookup. */
export function lookup(
  name: string,
  run: (terms: readonly Value[], options: Options, runtime: Runtime) => readonly Value[],
): LookupDef {
  return { name, run };
}

/** An option as text. */
export function textOption(options: Options, name: string, otherwise: string): string {
  const value = options.get(name);
  return value === undefined || value === null ? otherwise : toText(value);
}

/** An option as a flag. */
export function flagOption(options: Options, name: string, otherwise: boolean): boolean {
  const value = options.get(name);
  if (value === undefined) return otherwise;
  if (typeof value === 'string') return ['yes', 'on', '1', 'true'].includes(value.toLowerCase());
  return isTrue(value);
}

/** Finds a file of the controller. @throws TemplateFailure when there is none */
export function findFile(
  runtime: Runtime,
  folder: 'files' | 'templates' | 'vars',
  term: Value,
): string {
  const name = asText(term, 'file name');
  const { reader } = runtime.context;
  return (
    reader.find(folder, name) ?? fail('LookupError', `could not locate file in lookup: ${name}`)
  );
}

/** How a command has ended that failed: its exit code, or the signal's number below zero. */
function codeOf(error: unknown): number | undefined {
  if (typeof error !== 'object' || error === null) return undefined;
  if ('status' in error && typeof error.status === 'number') return error.status;
  if (!('signal' in error) || typeof error.signal !== 'string') return undefined;
  const found = Object.entries(constants.signals).find(([name]) => name === error.signal);
  return found && -found[1];
}

/** Runs a command of the controller; who fails is told as Ansible's lookups tell it. */
export function runCommand(lookupName: string, command: string, { context }: Runtime): string {
  try {
    return context.reader.pipe(command);
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined) throw error;
    return fail('LookupError', `lookup_plugin.${lookupName}(${command}) returned ${String(code)}`);
  }
}
