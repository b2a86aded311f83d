/**
 * What a module was given, as the items of a loop remember it: `results[0].invocation.module_args`.
 * Outside of loops Ansible takes it away before it registers a result (observed with 2.14).
 */
import type { Plain } from '../base/index.ts';
import type { AnyModule } from '../modules/contract.ts';
import { findParamNames, type Arguments } from '../schema/index.ts';

/** Modules that Ansible does on the controller: nothing is called with arguments there. */
const CALL_NOTHING: ReadonlySet<string> = new Set([
  'fetch',
  'raw',
  'reboot',
  'script',
  'wait_for_connection',
]);

/** Modules of which `name` is another name for what Ansible calls `package`. */
const INSTALLERS: ReadonlySet<string> = new Set(['apt', 'package']);

/** What stands for a secret. Source: Ansible's `remove_values`. */
const HIDDEN = 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER';

/** Commands are words of no parameter. */
const COMMANDS: ReadonlyMap<string, boolean> = new Map([
  ['command', false],
  ['shell', true],
]);

type Told = Readonly<Record<string, Plain>>;

/**
 * Tells parameters under each name that was used and under the proper one, with defaults, and none
 * where there is no default.
 * @param args as the task gives them
 * @param params as they were read; undefined when something is wrong with them
 */
export function describeInvocation(def: AnyModule, args: Arguments, params: Told = {}): Plain {
  if (CALL_NOTHING.has(def.name)) return undefined;
  const told: Record<string, Plain> = tellGiven(def, args, params);
  for (const [name, schema] of Object.entries(def.params.properties)) {
    told[name] ??= params[name] ?? schema.default ?? null;
  }
  return { module_args: { ...told, ...tellCommand(def.name, told) } };
}

function tellGiven(def: AnyModule, args: Arguments, params: Told): Record<string, Plain> {
  const { properties } = def.params;
  const proper = findParamNames(properties);
  const told: Record<string, Plain> = {};
  for (const [name, { value }] of args) {
    const known = proper.get(name) ?? name;
    const isSecret = properties[known]?.['x-secret'] === true;
    const read = isSecret ? HIDDEN : (params[known] ?? value);
    // Under another name it stays as it was given; to Ansible's apt `name` is one.
    const isOther = name !== known || (name === 'name' && INSTALLERS.has(def.name));
    told[name] = isOther && !isSecret ? value : read;
    told[known] ??= read;
  }
  return told;
}

function tellCommand(name: string, told: Told): Told {
  const isShell = COMMANDS.get(name);
  if (isShell === undefined) return {};
  return { _raw_params: told['cmd'] ?? null, _uses_shell: isShell, cmd: undefined };
}
