/**
 * The forms of `kplay inventory`: as an inventory script prints it, as a YAML inventory, as a tree.
 * Pure; the layouts are those of ansible-inventory 2.14 (observed).
 */
import { Dict, type Value } from '../../base/index.ts';
import type { GroupNode } from '../../inventory/index.ts';
import type { InventoryView } from './view.ts';

export function groupOf(view: InventoryView, name: string): GroupNode | undefined {
  return view.inventory.groups.get(name);
}

/** Hosts of `all` are shown where else they are: in `ungrouped` at least. */
export function hostsOf(group: GroupNode): readonly string[] {
  return group.name === 'all' ? [] : group.hosts;
}

/** The group and everything below it, each once, parents first. */
function listGroups(view: InventoryView): readonly GroupNode[] {
  const found = new Map<string, GroupNode>();
  const visit = (name: string): void => {
    const group = groupOf(view, name);
    if (group === undefined || found.has(name)) return;
    found.set(name, group);
    for (const child of group.children) visit(child);
  };
  visit('all');
  return [...found.values()];
}

/** What an inventory script prints for `--list`. @param isExport variables stay with their groups */
export function toScriptForm(view: InventoryView, isExport: boolean): Value {
  const result = new Dict();
  for (const group of listGroups(view)) {
    const vars = isExport ? view.groupVars(group.name) : new Dict();
    const hosts = hostsOf(group);
    const body = new Dict();
    if (hosts.length > 0) body.set('hosts', hosts);
    if (group.children.length > 0) body.set('children', group.children);
    if (vars.size > 0) body.set('vars', vars);
    if (body.size > 0) result.set(group.name, body);
  }
  const hostvars = new Dict();
  for (const host of view.inventory.hosts.keys()) {
    const vars = view.hostVars(host);
    if (vars.size > 0) hostvars.set(host, vars);
  }
  result.set('_meta', Dict.of({ hostvars }));
  return result;
}

function sorted(names: readonly string[]): readonly string[] {
  return [...names].sort();
}

/** What a YAML inventory would say: the variables of a host stand where it is named first. */
export function toYamlForm(view: InventoryView, isExport: boolean): Value {
  const shown = new Set<string>();
  const format = (name: string): Dict => {
    const group = groupOf(view, name);
    const body = new Dict();
    if (group === undefined) return body;
    if (group.children.length > 0) {
      const children = sorted(group.children).map((child) => [child, format(child)] as const);
      body.set('children', new Dict(children));
    }
    const hosts = sorted(hostsOf(group)).map((host) => {
      const isFirst = !shown.has(host);
      shown.add(host);
      return [host, isFirst ? view.hostVars(host) : new Dict()] as const;
    });
    if (hosts.length > 0) body.set('hosts', new Dict(hosts));
    const vars = isExport ? view.groupVars(name) : new Dict();
    if (vars.size > 0) body.set('vars', vars);
    return body;
  };
  return Dict.of({ all: format('all') });
}
