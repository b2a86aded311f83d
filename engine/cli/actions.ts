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

type Table = ReadonlyMap<string, Entry>;

/** By short name and alias. */
function tableOfOurs(): Table {
  const table = new Map<string, Entry>();
  const add = (entry: Entry): void => {
    table.set(entry.part.name, entry);
    for (const alias of entry.part.aliases) table.set(alias, entry);
  };
  for (const part of builtinModules) add({ kind: 'module', part });
  for (const part of builtinControls) add({ kind: 'control', part });
  return table;
}

function tableOfUsers(own: readonly UserModule[]): Table {
  return new Map(
    own.map((module) => {
      const { name } = module;
      const load = async (): Promise<{ default: AnyModule }> => ({ default: await module.load() });
      return [name, { kind: 'module', part: { name, collection: '', aliases: [], load } }];
    }),
  );
}

/**
 * Names of before the collections lead to where their modules went, also in full:
 * `ansible.builtin.locale_gen`.
 */
function findInFull(name: string, ours: Table): Entry | undefined {
  const dot = name.lastIndexOf('.');
  const collection = name.slice(0, Math.max(dot, 0));
  const entry = dot === -1 ? undefined : ours.get(name.slice(dot + 1));
  const isThere = entry?.part.collection === collection || COLLECTIONS.includes(collection);
  return isThere ? entry : undefined;
}

function resolveStatement(name: string): Pick<ActionRef, 'name' | 'kind'> | undefined {
  const prefix = COLLECTIONS.find((collection) => name.startsWith(`${collection}.`));
  const short = prefix === undefined ? name : name.slice(prefix.length + 1);
  const kind = STATEMENTS.get(short);
  return kind === undefined ? undefined : { name: short, kind };
}

/** Makes the table of the built-in actions and a user's own modules. */
export function makeActions(own: readonly UserModule[] = []): Actions {
  const ours = tableOfOurs();
  // A user's own module stands before ours of the same name, as `library/` does in Ansible.
  const users = tableOfUsers(own);
  const byShortName = new Map(
    [...ours.values(), ...users.values()].map((entry) => [entry.part.name, entry]),
  );
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
      const entry = users.get(name) ?? ours.get(name) ?? findInFull(name, ours);
      if (entry !== undefined) return { name: entry.part.name, kind: entry.kind };
      return resolveStatement(name);
    },
  };
}
