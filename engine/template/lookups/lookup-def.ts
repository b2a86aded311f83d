/** How lookups are declared, and how they read their options. */
import type { Value } from '../../base/index.ts';
import type { LookupDef, Runtime } from '../compile/runtime.ts';
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
