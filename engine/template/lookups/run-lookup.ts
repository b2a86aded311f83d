/** Runs a lookup as `lookup()` and `query()` do: options, joining, what to do with errors. */
import { suggestName, type Value } from '../../base/index.ts';
import type { LookupDef } from '../compile/program.ts';
import type { Runtime } from '../compile/runtime.ts';
import { requireDefinedDeep } from '../compile/output.ts';
import { TemplateFailure, fail } from '../values/failure.ts';
import type { Keywords } from '../values/special.ts';
import { toText } from '../values/text.ts';
import { isTrue } from '../values/truth.ts';

function requireLookup(name: string, runtime: Runtime): LookupDef {
  const found = runtime.library.findLookup(name);
  if (found !== undefined) return found;
  const hint = suggestName(name, runtime.library.lookupNames());
  const tail = hint === undefined ? '' : `, ${hint}`;
  return fail('FilterError', `lookup plugin (${name}) not found${tail}`);
}

/** Runs a lookup and gives its list. @throws TemplateFailure */
export function listLookup(
  name: string,
  terms: readonly Value[],
  options: Keywords,
  runtime: Runtime,
): readonly Value[] {
  const definition = requireLookup(name, runtime);
  runtime.context.names.noteUnsafe?.();
  // Ansible renders the terms, all that is in them.
  for (const term of terms) requireDefinedDeep(term);
  try {
    return definition.run(terms, options, runtime);
  } catch (error) {
    if (error instanceof TemplateFailure || !(error instanceof Error)) throw error;
    if (error.name !== 'Error') throw error;
    return fail('LookupError', `The lookup \`${name}\` failed: ${error.message}`);
  }
}

/** Runs a lookup; undefined when it failed and errors are to be ignored. */
function tryLookup(
  name: string,
  terms: readonly Value[],
  given: Keywords,
  runtime: Runtime,
): readonly Value[] | undefined {
  const options = new Map(given);
  const errors = toText(options.get('errors') ?? 'strict');
  for (const own of ['wantlist', 'errors', 'allow_unsafe']) options.delete(own);
  try {
    return listLookup(name, terms, options, runtime);
  } catch (error) {
    const isLookups = error instanceof TemplateFailure && error.kind !== 'FilterError';
    if (!isLookups || !['warn', 'ignore'].includes(errors)) throw error;
    return undefined;
  }
}

/** Runs a lookup as the function `lookup()`: texts are joined with commas, one thing stands alone. */
export function runLookup(
  name: string,
  terms: readonly Value[],
  keywords: Keywords,
  runtime: Runtime,
): Value {
  const wantsList = isTrue(keywords.get('wantlist') ?? false);
  const result = tryLookup(name, terms, keywords, runtime);
  if (result === undefined) return wantsList ? [] : null;
  if (wantsList || result.length === 0) return result;
  if (result.every((item) => typeof item === 'string')) return result.join(',');
  const [only] = result;
  return result.length === 1 && only !== undefined ? only : result;
}
