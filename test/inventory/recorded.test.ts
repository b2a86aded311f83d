/** Loads the fixtures and compares with what Ansible made of them (see record.py). */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Dict, Float, ProblemError, PySet, Tuple, isList } from '../../engine/base/index.ts';
import { toRawValue, type Value } from '../../engine/base/index.ts';
import {
  groupsOf,
  loadInventory,
  loadLimit,
  loadVarsFolder,
  resolvePattern,
  variableLayersOf,
  type HostMatch,
  type Inventory,
  type InventoryDeps,
} from '../../engine/inventory/index.ts';

interface Matched {
  readonly hosts?: readonly string[];
  readonly warnings?: readonly string[];
  readonly error?: string;
}
interface Recorded {
  readonly hosts: readonly string[];
  readonly groups: Readonly<Record<string, unknown>>;
  readonly vars: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly groupsOf: Readonly<Record<string, readonly string[]>>;
  readonly patterns: Readonly<Record<string, Matched>>;
  readonly limited: readonly (readonly [string, string, Matched])[];
}
interface Case {
  readonly sources: readonly string[];
  readonly playbook?: string;
}

const here = new URL('.', import.meta.url).pathname;

function isRecording(value: unknown): value is Readonly<Record<string, Recorded>> {
  return typeof value === 'object' && value !== null && 'by' in value;
}

function isCase(value: unknown): value is Case {
  return typeof value === 'object' && value !== null && 'sources' in value;
}

function readRecording(): readonly (readonly [string, Recorded])[] {
  const recording: unknown = JSON.parse(readFileSync(`${here}recorded.json`, 'utf8'));
  if (!isRecording(recording)) throw new TypeError('not a recording');
  return Object.entries(recording).filter(([name]) => name !== 'by');
}

function readCase(folder: string): Case {
  const found: unknown = JSON.parse(readFileSync(join(folder, 'case.json'), 'utf8'));
  if (!isCase(found)) throw new TypeError('not a case');
  return found;
}

const deps: InventoryDeps = {
  folder: here,
  onWarning: () => undefined,
  runCommand: ([program = '', ...args], cwd) => {
    const { status, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8' });
    return Promise.resolve({ rc: status ?? -1, stdout, stderr });
  },
};

function load(folder: string): Promise<Inventory> {
  const { sources } = readCase(folder);
  const paths = sources.map((source) => (source.includes(',') ? source : join(folder, source)));
  return loadInventory(paths, deps);
}

/** Python's repr, for the few shapes that the recording has. */
function describeFloat(value: number): string {
  return Number.isInteger(value) ? `${String(value)}.0` : String(value);
}

function encode(value: Value): unknown {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'bigint') return { int: String(value) };
  if (value instanceof Float) return { float: describeFloat(value.value) };
  if (value instanceof Tuple) return { tuple: value.items.map(encode) };
  if (value instanceof PySet) return { set: [...value].map(encode) };
  if (value instanceof Dict) return { dict: [...value].map((pair) => pair.map(encode)) };
  if (isList(value)) return value.map(encode);
  throw new TypeError('a value that inventories do not have');
}

function describeVars(inventory: Inventory, host: string, folder: string): unknown {
  const { playbook } = readCase(folder);
  const beside = playbook === undefined ? [] : [loadVarsFolder(join(folder, playbook))];
  const vars: Record<string, unknown> = {};
  for (const layer of variableLayersOf(inventory, host, beside)) {
    for (const { key, value } of layer.vars.entries) vars[key.raw] = encode(toRawValue(value));
  }
  return vars;
}

function describeGroups(inventory: Inventory): unknown {
  return Object.fromEntries(
    [...inventory.groups.values()].map(({ name, hosts, children, depth, priority }) => [
      name,
      { hosts, children, depth, priority },
    ]),
  );
}

function tryMatch(work: () => HostMatch): Matched {
  try {
    const { hosts, warnings } = work();
    return { hosts, warnings: [...warnings].sort() };
  } catch (error) {
    if (error instanceof ProblemError) return { error: 'AnsibleError' };
    throw error;
  }
}

describe.each(readRecording())('%s', (name, recorded) => {
  const folder = join(here, 'fixtures', name);

  test('hosts and groups are those of Ansible, in its order', async () => {
    const inventory = await load(folder);
    expect([...inventory.hosts.keys()]).toEqual(recorded.hosts);
    expect(describeGroups(inventory)).toEqual(recorded.groups);
    expect([...inventory.groups.keys()]).toEqual(Object.keys(recorded.groups));
  });

  test('every host has the groups and variables that Ansible gives it', async () => {
    const inventory = await load(folder);
    const hosts = [...inventory.hosts.keys()];
    const groups = hosts.map((host) => [host, groupsOf(inventory, host)] as const);
    expect(Object.fromEntries(groups)).toEqual(recorded.groupsOf);
    const vars = hosts.map((host) => [host, describeVars(inventory, host, folder)] as const);
    expect(Object.fromEntries(vars)).toEqual(recorded.vars);
  });

  test('patterns match what they match in Ansible', async () => {
    const inventory = await load(folder);
    const matched = Object.keys(recorded.patterns).map((pattern) => [
      pattern,
      tryMatch(() => resolvePattern(inventory, pattern)),
    ]);
    expect(Object.fromEntries(matched)).toEqual(recorded.patterns);
    for (const [pattern, limit, expected] of recorded.limited) {
      const match = tryMatch(() => resolvePattern(inventory, pattern, loadLimit(limit)));
      expect([pattern, limit, match]).toEqual([pattern, limit, expected]);
    }
  });
});
