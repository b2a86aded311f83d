/**
 * What can be said of a task's parameters before anything is rendered and any host is asked: names
 * that the module does not have, and required ones that are nowhere.
 */
import type { Problem, Span } from '../base/index.ts';
import { missingParameter, unknownParameter } from './problems.ts';
import type { ParamSchema, ParamsSchema } from './param-schema.ts';

/** Ansible's own note from one action to another, which some playbooks name; without effect. */
export const DIFF_HINT = '_diff_peek';

/** A module or control as far as its parameters go. */
export interface ParamsOwner {
  readonly name: string;
  readonly params: ParamsSchema;
}

/** Every name a parameter answers to, pointing at its proper one. */
export function findParamNames(
  properties: Readonly<Record<string, ParamSchema>>,
): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  for (const [name, schema] of Object.entries(properties)) {
    names.set(name, name);
    for (const alias of schema['x-aliases'] ?? []) names.set(alias, name);
  }
  return names;
}

/** What actions say that Ansible's controller checks itself (observed with 2.14). */
const OWN_WORDS: Readonly<Record<string, string>> = {
  assemble: 'src and dest are required',
  copy: 'dest is required',
  fetch: 'src and dest are required',
  group_by: "the 'key' param is required when using group_by",
  template: 'src and dest are required',
  unarchive: 'src (or content) and dest are required',
};

/** The sentence of Ansible for required parameters that are missing. */
export function describeMissing(names: readonly string[], module: string): string {
  const own = Object.hasOwn(OWN_WORDS, module) ? OWN_WORDS[module] : undefined;
  if (own !== undefined) return own;
  return `missing required arguments: ${[...names].sort().join(', ')}`;
}

/** Those that Ansible's controller checks itself say it in their own words (observed with 2.14). */
const OWN_ACTIONS: ReadonlySet<string> = new Set([
  ...['assert', 'debug', 'fail', 'group_by', 'reboot', 'set_stats', 'wait_for_connection'],
]);

/** The sentence of Ansible for names that a module does not have. */
export function describeUnsupported(names: readonly string[], owner: ParamsOwner): string {
  const wrong = [...names].sort();
  if (OWN_ACTIONS.has(owner.name)) return `Invalid options for ${owner.name}: ${wrong.join(',')}`;
  const supported = Object.keys(owner.params.properties).sort();
  const aliases = Object.values(owner.params.properties).flatMap((schema) => [
    ...(schema['x-aliases'] ?? []),
  ]);
  const tail = aliases.length === 0 ? '' : ` (${aliases.sort().join(', ')})`;
  return (
    `Unsupported parameters for (${owner.name}) module: ${wrong.join(', ')}. ` +
    `Supported parameters include: ${supported.join(', ')}${tail}.`
  );
}

/**
 * Checks the names of a task's arguments against a module's declaration, values unseen.
 * @param given each argument's name with the place of its key
 * @param whole place to show for a missing parameter: the task's module key
 * @returns every problem: codes `unknown-parameter`, `missing-parameter`
 */
export function checkParamNames(
  owner: ParamsOwner,
  given: Iterable<readonly [name: string, span: Span | undefined]>,
  whole: Span | undefined,
): readonly Problem[] {
  const names = findParamNames(owner.params.properties);
  const problems: Problem[] = [];
  const present = new Set<string>();
  for (const [name, span] of given) {
    const proper = names.get(name);
    if (proper !== undefined) present.add(proper);
    else if (owner.params.openEnded !== true && name !== DIFF_HINT) {
      problems.push(unknownParameter(name, owner.name, names.keys(), span));
    }
  }
  const missing = (owner.params.required ?? []).filter((name) => !present.has(name));
  if (missing.length > 0) {
    problems.push(missingParameter(describeMissing(missing, owner.name), owner.name, whole));
  }
  return problems;
}
