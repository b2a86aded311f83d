/**
 * Reads Vagrant's index of all machines of a user: it is rewritten whenever one is booted or
 * halted, so it tells without Vagrant that something has changed.
 */
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Vagrant's own folder. Source: developer.hashicorp.com/vagrant, «VAGRANT_HOME». */
export function vagrantHome(setting: string | undefined): string {
  return setting ?? join(homedir(), '.vagrant.d');
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/**
 * Reads the last known state (`running`, `poweroff`, …) of every machine, by its `index_uuid`.
 * An index that is missing or damaged knows none.
 */
export function readMachineStates(home: string): ReadonlyMap<string, string> {
  try {
    const text = readFileSync(join(home, 'data', 'machine-index', 'index'), 'utf8');
    const index: unknown = JSON.parse(text);
    const machines = isRecord(index) ? index['machines'] : undefined;
    const entries = isRecord(machines) ? Object.entries(machines) : [];
    return new Map(entries.map(([uuid, one]) => [uuid, isRecord(one) ? String(one['state']) : '']));
  } catch {
    return new Map();
  }
}
