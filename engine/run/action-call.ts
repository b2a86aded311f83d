/** What actions of every kind share: one call, the hosts it concerns, and its parameters. */
import type { AnyControl, AnyModule } from '../modules/contract.ts';
import { toName, type Plain } from '../base/index.ts';
import { TaskFailure } from '../host/index.ts';
import type { Arguments } from '../schema/index.ts';
import type { Scope } from '../vars/index.ts';
import type { ArgsReader } from './args.ts';
import type { RunInput } from './contract.ts';
import type { KeywordReader } from './keyword-values.ts';
import type { Visit } from './visit-contract.ts';

/** One item of a task on one host, about to be done. */
export interface ActionCall {
  readonly visit: Visit;
  readonly scope: Scope;
  readonly input: RunInput;
  readonly keywords: KeywordReader;
  readonly readArgs: ArgsReader;
  /** Filled in by a module that was called: what it was given. */
  readonly called: { describe?: () => Plain };
}

/** The host an action is for: itself, or the one it is delegated to. */
export function delegateOf(visit: Visit, keywords: KeywordReader): string {
  const name = keywords.text('delegate_to');
  return name === undefined || name === '' ? visit.host : name;
}

/** The hosts whose variables an action sets. */
export function learnersOf(visit: Visit, keywords: KeywordReader): readonly string[] {
  const isDelegated = keywords.boolean('delegate_facts') === true;
  return isDelegated ? [delegateOf(visit, keywords)] : visit.sharers;
}

/**
 * Renders and checks the arguments, and hides the secret ones from every output.
 * @throws TaskFailure what is wrong with them
 */
export function readParams(
  def: AnyControl | AnyModule,
  call: ActionCall,
): { readonly params: unknown; readonly args: Arguments } {
  const { visit, scope, input } = call;
  const args = call.readArgs(visit.task, scope, def);
  const stray = args.get('_raw_params')?.value;
  if (stray !== undefined && def.params.properties['_raw_params'] === undefined) {
    throw new TaskFailure(`invalid or malformed argument: '${toName(stray)}'`);
  }
  hideSecrets(def, args, input);
  const { name, params: schema } = def;
  const params = input.params.read({ name, params: schema }, args, visit.task.action.span);
  return { params, args };
}

/** Registers the values of secret parameters before anything could print them. */
function hideSecrets(def: AnyControl | AnyModule, args: Arguments, input: RunInput): void {
  for (const [name, schema] of Object.entries(def.params.properties)) {
    if (schema['x-secret'] !== true) continue;
    for (const word of [name, ...(schema['x-aliases'] ?? [])]) {
      const value = args.get(word)?.value;
      if (typeof value === 'string') input.hide(value);
    }
  }
}

/** @throws TaskFailure when the task is to run in the background */
export function refuseAsync({ keywords }: ActionCall): void {
  if ((keywords.number('async') ?? 0) <= 0) return;
  throw new TaskFailure('async is not supported for this task.');
}
