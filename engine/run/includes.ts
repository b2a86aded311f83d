/** Loads what a group of hosts asked to include, once for all hosts that asked for the same. */
import { Dict, ProblemError, locateFinal, locateScalar, type LocatedMap } from '../base/index.ts';
import {
  isTagged,
  loadIncludedRole,
  loadIncludedTasks,
  tagsOf,
  type ItemNode,
  type TaskNode,
} from '../playbook/index.ts';
import type { IncludedProgram } from './cursor.ts';
import type { Scope } from '../vars/index.ts';
import type { RunInput } from './contract.ts';
import type { PlayState } from './play-state.ts';
import { compileItems } from './program.ts';
import type { Include } from './visit-contract.ts';

interface Wanted {
  readonly include: Include;
  readonly hosts: string[];
}

interface LoadTools {
  readonly task: TaskNode;
  readonly state: PlayState;
  readonly input: RunInput;
}

/** What one host goes through next, or why it cannot. */
export type HostIncludes =
  | { readonly programs: readonly IncludedProgram[] }
  | { readonly errors: readonly ProblemError[] };

function toLocals({ locals }: Include, { span }: TaskNode): LocatedMap | undefined {
  if (locals.size === 0) return undefined;
  const entries = [...locals].map(([name, { value, isUnsafe }]) => ({
    key: locateScalar(name, span),
    value: locateFinal(value, span, isUnsafe !== true),
  }));
  return { kind: 'map', entries, span };
}

function keyOf(include: Include, input: RunInput): string {
  const values = [...include.locals].map(([name, { value }]) => [name, value] as const);
  const locals = input.store.templates.toText(new Dict(values));
  const what = include.kind === 'tasks' ? include.file : JSON.stringify(include.role);
  return JSON.stringify([include.kind, what, locals]);
}

/** Leaves out what the tags do not ask for. @param scopeOf for tags that are templates */
export function filterItems(
  items: readonly ItemNode[],
  scopeOf: (task: TaskNode) => Scope,
  input: RunInput,
): readonly ItemNode[] {
  return items.flatMap((item): readonly ItemNode[] => {
    if (item.kind === 'task') {
      const tags = tagsOf(item, (located) => scopeOf(item).render(located));
      return isTagged(tags, input.settings.tags) ? [item] : [];
    }
    const part = (list: readonly ItemNode[]): readonly ItemNode[] =>
      filterItems(list, scopeOf, input);
    const block = {
      ...item,
      tasks: part(item.tasks),
      rescue: part(item.rescue),
      always: part(item.always),
    };
    return block.tasks.length + block.always.length === 0 ? [] : [block];
  });
}

function load(
  { include, hosts }: Wanted,
  ordinal: number,
  { task, state, input }: LoadTools,
): readonly ItemNode[] | undefined {
  const locals = toLocals(include, task);
  const site = { task, play: state.play, locals, ordinal };
  const loaded =
    include.kind === 'tasks'
      ? loadIncludedTasks(include.file, site, input.project)
      : loadIncludedRole(include.role, site, input.project);
  for (const role of loaded.roles) state.addRole(role);
  // An empty file is passed over in silence, and not counted. Observed with Ansible 2.14.
  if (include.kind === 'tasks' && loaded.items.length === 0) return undefined;
  const isRole = include.kind === 'role';
  const path = isRole ? loaded.path : input.project.files.toAbsolute(loaded.path);
  input.emit({ type: 'included', path, isRole, hosts, itemLabel: include.label });
  const [first = 'localhost'] = hosts;
  return filterItems(loaded.items, (one) => state.scopeFor(first, one), input);
}

/**
 * Gives each host the programs it asked for.
 * @param asked includes per host, in the order of the loop
 */
export function resolveIncludes(
  asked: ReadonlyMap<string, readonly Include[]>,
  task: TaskNode,
  state: PlayState,
  input: RunInput,
): ReadonlyMap<string, HostIncludes> {
  const wanted = new Map<string, Wanted>();
  for (const [host, includes] of asked) {
    for (const include of includes) {
      const key = keyOf(include, input);
      const known = wanted.get(key);
      if (known === undefined) wanted.set(key, { include, hosts: [host] });
      else known.hosts.push(host);
    }
  }
  const results = new Map<string, HostIncludes>(
    [...asked.keys()].map((host) => [host, { programs: [] }]),
  );
  let ordinal = 0;
  for (const one of wanted.values()) {
    ordinal += 1;
    const outcome = loadOne(one, ordinal, { task, state, input });
    for (const host of one.hosts) results.set(host, join(results.get(host), outcome));
  }
  return results;
}

/** Problems of the hosts that include: what is not there, or what their variables make of it. */
const OF_HOST: ReadonlySet<string> = new Set([
  ...['missing-import', 'unknown-role', 'outside-role', 'file-not-found', 'file-unreadable'],
  ...['undefined-variable', 'template-failed', 'import-loop'],
]);

/** What is written wrongly ends the run, as a mistake in the playbook itself would have. */
function isOfHost({ problems }: ProblemError): boolean {
  return problems.every(({ code }) => OF_HOST.has(code));
}

function loadOne(wanted: Wanted, ordinal: number, tools: LoadTools): HostIncludes {
  try {
    const items = load(wanted, ordinal, tools);
    if (items === undefined) return { programs: [] };
    return { programs: [{ program: compileItems(items), ordinal }] };
  } catch (error) {
    if (error instanceof ProblemError && isOfHost(error)) return { errors: [error] };
    throw error;
  }
}

function join(known: HostIncludes | undefined, next: HostIncludes): HostIncludes {
  if (known === undefined) return next;
  if ('programs' in known && 'programs' in next) {
    return { programs: [...known.programs, ...next.programs] };
  }
  return { errors: [known, next].flatMap((one) => ('errors' in one ? one.errors : [])) };
}
