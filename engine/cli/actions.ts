/** Modules and controls by every name they answer to, loaded when a playbook names them. */
import { Bug } from '../base/index.ts';
import {
  builtinControls,
  builtinModules,
  type AnyControl,
  type AnyModule,
  type LazyPart,
} from '../modules/index.ts';
import type { ActionRef } from '../playbook/index.ts';
import type { ActionSource } from '../run/index.ts';
import type { UserModule } from '../plugins/index.ts';

/** Statements of the language that look like modules. */
const STATEMENTS: ReadonlyMap<string, ActionRef['kind']> = new Map([
  ['meta', 'meta'],
  ['include', 'include_tasks'],
  ['include_tasks', 'include_tasks'],
  ['import_tasks', 'include_tasks'],
  ['include_role', 'include_role'],
  ['import_role', 'include_role'],
  ['include_vars', 'include_vars'],
  ['async_status', 'async_status'],
]);

const COLLECTIONS = ['ansible.builtin', 'ansible.legacy'];

type Entry =
  | { readonly kind: 'module'; readonly part: LazyPart<AnyModule> }
  | { readonly kind: 'control'; readonly part: LazyPart<AnyControl> };

/** What the composition root knows of actions. */
export interface Actions extends ActionSource {
  resolve(name: string): Pick<ActionRef, 'name' | 'kind'> | undefined;
  readonly names: readonly string[];
}

function tableOf(own: readonly UserModule[]): ReadonlyMap<string, Entry> {
  const table = new Map<string, Entry>();
  const add = (entry: Entry): void => {
    const { part } = entry;
    for (const name of [part.name, ...part.aliases]) {
      table.set(name, entry);
      table.set(`${part.collection}.${name}`, entry);
      // Names of before the collections lead there, also in full: `ansible.builtin.locale_gen`.
      for (const collection of COLLECTIONS) table.set(`${collection}.${name}`, entry);
    }
  };
  for (const part of builtinModules) add({ kind: 'module', part });
  for (const part of builtinControls) add({ kind: 'control', part });
  // A user's own module stands before ours of the same name, as `library/` does in Ansible.
  for (const module of own) {
    const { name } = module;
    const load = async (): Promise<{ default: AnyModule }> => ({ default: await module.load() });
    table.set(name, { kind: 'module', part: { name, collection: '', aliases: [], load } });
  }
  return table;
}

function resolveStatement(name: string): Pick<ActionRef, 'name' | 'kind'> | undefined {
  const prefix = COLLECTIONS.find((collection) => name.startsWith(`${collection}.`));
  const short = prefix === undefined ? name : name.slice(prefix.length + 1);
  const kind = STATEMENTS.get(short);
  return kind === undefined ? undefined : { name: short, kind };
}

/** Makes the table of the built-in actions and a user's own modules. */
export function makeActions(own: readonly UserModule[] = []): Actions {
  const table = tableOf(own);
  const byShortName = new Map([...table.values()].map((entry) => [entry.part.name, entry]));
  const load: ActionSource['load'] = async (name) => {
    const entry = byShortName.get(name);
    if (entry === undefined) throw new Bug(`no action ${name}`);
    return entry.kind === 'module'
      ? { kind: 'module', def: (await entry.part.load()).default }
      : { kind: 'control', def: (await entry.part.load()).default };
  };
  return {
    load,
    names: [...byShortName.keys(), ...STATEMENTS.keys()],
    resolve(name) {
      const entry = table.get(name);
      if (entry !== undefined) return { name: entry.part.name, kind: entry.kind };
      return resolveStatement(name);
    },
  };
}
