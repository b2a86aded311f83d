/** What add_host and group_by do to an inventory, and what they must leave alone. */
import { describe, expect, test } from 'vitest';
import { ProblemError, toRawValue } from '../../engine/base/index.ts';
import {
  addHost,
  addToGroup,
  findHost,
  groupMembers,
  groupNamesOf,
  groupsOf,
  loadInventory,
  resolvePattern,
  variableLayersOf,
  type Inventory,
} from '../../engine/inventory/index.ts';

const deps = {
  folder: '.',
  onWarning: () => undefined,
  runCommand: () => Promise.reject(new Error('no program is run here')),
};
const text = '- add_host:';
const span = { file: { path: 'site.yml', text }, start: 0, end: text.length };

function load(): Promise<Inventory> {
  return loadInventory([new URL('fixtures/ini-tree/hosts.ini', import.meta.url).pathname], deps);
}

function varOf(inventory: Inventory, host: string, name: string): unknown {
  const entries = variableLayersOf(inventory, host).flatMap(({ vars }) => vars.entries);
  const entry = entries.filter(({ key }) => key.value === name).at(-1);
  return entry === undefined ? undefined : toRawValue(entry.value);
}

describe('addHost', () => {
  test('adds a host, its groups and variables; the given inventory stays as it was', async () => {
    const before = await load();
    const host = { name: 'berlin', groups: ['europe', 'new'], vars: { level: 'task' }, span };
    const { inventory, isChanged } = addHost(before, host);
    expect(isChanged).toBe(true);
    expect(groupsOf(inventory, 'berlin')).toEqual(['all', 'new', 'world', 'europe']);
    expect(varOf(inventory, 'berlin', 'level')).toBe('task');
    expect(varOf(inventory, 'berlin', 'color')).toBe('w');
    expect(resolvePattern(inventory, 'new').hosts).toEqual(['berlin']);
    expect(before.hosts.has('berlin')).toBe(false);
    expect(before.groups.has('new')).toBe(false);
  });

  test('a host without groups is ungrouped', async () => {
    const { inventory } = addHost(await load(), { name: 'rome', groups: [], vars: {}, span });
    expect(groupNamesOf(inventory, 'rome')).toEqual(['ungrouped']);
  });

  test('a known host with nothing new changes nothing', async () => {
    const before = await load();
    const known = { name: 'lyon', groups: ['france'], vars: { color: 'host' }, span };
    expect(addHost(before, known)).toEqual({ inventory: before, isChanged: false });
    const other = addHost(before, { ...known, vars: { color: 'other' } });
    expect(other.isChanged).toBe(true);
    expect(varOf(other.inventory, 'lyon', 'color')).toBe('other');
  });

  test('a lonely host leaves `ungrouped` once it has a group', async () => {
    const before = await load();
    expect(groupNamesOf(before, 'oslo')).toEqual(['ungrouped']);
    const { inventory } = addHost(before, { name: 'oslo', groups: ['aaa'], vars: {}, span });
    expect(groupNamesOf(inventory, 'oslo')).toEqual(['aaa']);
  });
});

describe('addToGroup', () => {
  test('makes the group and its parents; a second time changes nothing', async () => {
    const first = addToGroup(await load(), 'tokyo', 'os_debian', ['os']);
    expect(first.isChanged).toBe(true);
    expect(groupMembers(first.inventory).get('os')).toEqual(['tokyo']);
    expect(groupsOf(first.inventory, 'tokyo')).toContain('os');
    const second = addToGroup(first.inventory, 'tokyo', 'os_debian', ['os']);
    expect(second).toEqual({ inventory: first.inventory, isChanged: false });
  });

  test('refuses to make a group its own ancestor', async () => {
    const before = await load();
    expect(() => addToGroup(before, 'tokyo', 'world', ['france'])).toThrow(ProblemError);
  });
});

describe('localhost', () => {
  test('is always found, by ssh only when the inventory names it', async () => {
    const inventory = await load();
    expect(findHost(inventory, 'localhost')?.isImplicit).toBe(true);
    expect(varOf(inventory, 'localhost', 'ansible_connection')).toBe('local');
    expect(resolvePattern(inventory, 'all').hosts).not.toContain('localhost');
    const { inventory: named } = addHost(inventory, {
      ...{ name: 'localhost', groups: [], vars: {}, span },
    });
    expect(findHost(named, 'localhost')?.isImplicit).toBe(false);
    expect(findHost(named, '127.0.0.1')?.name).toBe('localhost');
    expect(varOf(named, 'localhost', 'ansible_connection')).toBeUndefined();
  });

  test('an inventory of no sources matches nobody but localhost', async () => {
    const empty = await loadInventory([], deps);
    expect(resolvePattern(empty, 'all').hosts).toEqual([]);
    expect(resolvePattern(empty, 'localhost').hosts).toEqual(['localhost']);
  });
});
