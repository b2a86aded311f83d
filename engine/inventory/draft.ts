/**
 * An inventory while it is being put together. Sources add to it in their order; `freeze` applies
 * the rules that hold for every inventory (everything is below `all`, lonely hosts are
 * `ungrouped`) and gives the frozen one.
 */
import { ProblemError } from '../base/index.ts';
import type { LocatedEntry, LocatedMap, LocatedScalar, Span } from '../base/index.ts';
import type { GroupNode, HostNode, Inventory, VarsFolder } from './inventory.ts';
import { inventoryGroupLoop } from './problems.ts';

interface HostDraft {
  readonly name: string;
  readonly vars: Map<string, LocatedEntry>;
  readonly sourceFile: string | undefined;
}

interface GroupDraft {
  readonly name: string;
  readonly vars: Map<string, LocatedEntry>;
  readonly hosts: Set<string>;
  readonly children: Set<string>;
  priority: number;
}

const NOWHERE: Span = { file: { path: '<inventory>', text: '' }, start: 0, end: 0 };

function toMap(vars: ReadonlyMap<string, LocatedEntry>): LocatedMap {
  const entries = [...vars.values()];
  return { kind: 'map', entries, span: entries[0]?.key.span ?? NOWHERE };
}

/** The name of a variable, host or group as text, whatever YAML made of it. */
export function toKeyName(key: LocatedScalar): string {
  return typeof key.value === 'string' ? key.value : key.raw;
}

function toVars(map: LocatedMap): Map<string, LocatedEntry> {
  return new Map(map.entries.map((entry) => [toKeyName(entry.key), entry]));
}

/** Sets an entry as `hash_behaviour = merge` does: a mapping joins the one that was there. */
function mergeEntry(vars: Map<string, LocatedEntry>, { key, value }: LocatedEntry): void {
  const name = toKeyName(key);
  const known = vars.get(name)?.value;
  const isBoth = known?.kind === 'map' && value.kind === 'map';
  vars.set(name, { key, value: isBoth ? mergeMaps(known, value) : value });
}

function mergeMaps(lower: LocatedMap, higher: LocatedMap): LocatedMap {
  const merged = toVars(lower);
  for (const entry of higher.entries) mergeEntry(merged, entry);
  return { ...higher, entries: [...merged.values()] };
}

/** The list that says the same, if one was met before. */
function shareList(
  known: Map<string, readonly string[]>,
  list: readonly string[],
): readonly string[] {
  const key = list.join('\0');
  const before = known.get(key);
  if (before === undefined) known.set(key, list);
  return before ?? list;
}

/** Collects what sources say; lives while an inventory is read or changed. */
export class InventoryDraft {
  readonly #hosts = new Map<string, HostDraft>();
  readonly #groups = new Map<string, GroupDraft>();
  readonly #isMerging: boolean;

  /**
   * @param from an inventory to go on from; nothing of it is changed
   * @param isMerging a mapping joins the one of the same name that another source gave
   */
  constructor(from?: Inventory, isMerging = false) {
    this.#isMerging = isMerging;
    for (const host of from?.hosts.values() ?? []) {
      this.#hosts.set(host.name, { ...host, vars: toVars(host.vars) });
    }
    for (const group of from?.groups.values() ?? []) {
      const hosts = new Set(group.hosts);
      const children = new Set(group.children);
      this.#groups.set(group.name, { ...group, vars: toVars(group.vars), hosts, children });
    }
    this.addGroup('all');
    this.addGroup('ungrouped');
    this.#group('all').children.add('ungrouped');
  }

  #group(name: string): GroupDraft {
    const known = this.#groups.get(name);
    if (known !== undefined) return known;
    const vars = new Map<string, LocatedEntry>();
    const made = { name, vars, hosts: new Set<string>(), children: new Set<string>(), priority: 1 };
    this.#groups.set(name, made);
    return made;
  }

  hasGroup(name: string): boolean {
    return this.#groups.has(name);
  }

  hasHost(name: string): boolean {
    return this.#hosts.has(name);
  }

  hostNames(): readonly string[] {
    return [...this.#hosts.keys()];
  }

  /** Adds a group unless it is there. */
  addGroup(name: string): void {
    this.#group(name);
  }

  /** Adds a host to a group; both are made if need be. True when it was not in the group. */
  addHost(name: string, group: string, sourceFile?: string): boolean {
    if (!this.#hosts.has(name)) this.#hosts.set(name, { name, vars: new Map(), sourceFile });
    const { hosts } = this.#group(group);
    const before = hosts.size;
    hosts.add(name);
    return hosts.size > before;
  }

  setHostVars(host: string, entries: readonly LocatedEntry[]): void {
    const vars = this.#hosts.get(host)?.vars;
    if (vars === undefined) return;
    for (const entry of entries) this.#set(vars, entry);
  }

  setGroupVar(group: string, entry: LocatedEntry): void {
    this.#set(this.#group(group).vars, entry);
  }

  #set(vars: Map<string, LocatedEntry>, entry: LocatedEntry): void {
    if (this.#isMerging) mergeEntry(vars, entry);
    else vars.set(toKeyName(entry.key), entry);
  }

  setPriority(group: string, priority: number): void {
    this.#group(group).priority = priority;
  }

  /**
   * Puts a group below another. True when it was not there.
   * @throws ProblemError `inventory-group-loop`
   */
  addChild(parent: string, child: string, span?: Span): boolean {
    const { children } = this.#group(parent);
    this.addGroup(child);
    if (children.has(child)) return false;
    if (parent === child || this.#below(child).has(parent)) {
      throw new ProblemError(inventoryGroupLoop(child, parent, span));
    }
    children.add(child);
    return true;
  }

  /** Names of all groups below one. */
  #below(name: string): ReadonlySet<string> {
    const found = new Set<string>();
    const open = [name];
    for (let next = open.pop(); next !== undefined; next = open.pop()) {
      for (const child of this.#groups.get(next)?.children ?? []) {
        if (!found.has(child)) open.push(child);
        found.add(child);
      }
    }
    return found;
  }

  /** Applies the standing rules. Source: InventoryData.reconcile_inventory of Ansible 2.14. */
  #reconcile(): void {
    const withParent = new Set([...this.#groups.values()].flatMap(({ children }) => [...children]));
    const all = this.#group('all');
    for (const name of this.#groups.keys()) {
      if (name !== 'all' && !withParent.has(name)) all.children.add(name);
    }
    const grouped = new Set<string>();
    for (const { name, hosts } of this.#groups.values()) {
      if (name === 'all' || name === 'ungrouped') continue;
      for (const host of hosts) grouped.add(host);
    }
    const { hosts: ungrouped } = this.#group('ungrouped');
    for (const host of this.#hosts.keys()) {
      if (grouped.has(host)) ungrouped.delete(host);
      else ungrouped.add(host);
    }
  }

  #parents(): ReadonlyMap<string, readonly string[]> {
    const parents = new Map<string, string[]>();
    for (const { name, children } of this.#groups.values()) {
      for (const child of children) parents.set(child, [...(parents.get(child) ?? []), name]);
    }
    return parents;
  }

  /** Gives the inventory as it is now, with every standing rule applied. */
  freeze(varsFolders: readonly VarsFolder[]): Inventory {
    this.#reconcile();
    return this.#build(varsFolders);
  }

  /** Gives the inventory as it is now, while sources still add to it. */
  snapshot(): Inventory {
    return this.#build([]);
  }

  #build(varsFolders: readonly VarsFolder[]): Inventory {
    const parents = this.#parents();
    const depths = new Map<string, number>();
    const depthOf = (name: string): number => {
      const known = depths.get(name);
      if (known !== undefined) return known;
      const above = parents.get(name) ?? [];
      const depth = above.length === 0 ? 0 : Math.max(...above.map(depthOf)) + 1;
      depths.set(name, depth);
      return depth;
    };
    const groupsOf = new Map<string, string[]>();
    const groups = new Map<string, GroupNode>();
    for (const [name, { vars, hosts, children, priority }] of this.#groups) {
      for (const host of hosts) {
        const known = groupsOf.get(host);
        if (known === undefined) groupsOf.set(host, [name]);
        else known.push(name);
      }
      groups.set(name, {
        name,
        vars: toMap(vars),
        hosts: [...hosts],
        children: [...children],
        parents: parents.get(name) ?? [],
        depth: depthOf(name),
        priority,
      });
    }
    const hosts = new Map<string, HostNode>();
    const lists = new Map<string, readonly string[]>();
    for (const { name, vars, sourceFile } of this.#hosts.values()) {
      const own = shareList(lists, groupsOf.get(name) ?? []);
      hosts.set(name, { name, vars: toMap(vars), groups: own, sourceFile, isImplicit: false });
    }
    return { hosts, groups, varsFolders };
  }
}
