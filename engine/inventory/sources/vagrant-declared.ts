/**
 * Groups and variables that a Vagrantfile declares. Only Vagrant can read a Vagrantfile, so they
 * come from what its provisioners wrote when they ran last: kplay's own, else Ansible's.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { loadFile, parseYaml } from '../../source/index.ts';
import type { Machines } from '../../vagrant/index.ts';
import { InventoryDraft, toKeyName } from '../draft.ts';
import type { Inventory } from '../inventory.ts';
import { readIni } from './ini.ts';
import { setGroupVar, type SourceTarget } from './source.ts';
import { readYaml } from './yaml.ts';

/** How a machine is reached; that is asked of Vagrant anew. */
const IS_CONNECTION =
  /^(?:ansible_(?:ssh_)?(?:host|port|user|private_key_file|common_args)|ansible_host_key_checking)$/;

/**
 * Adds the declared groups with the machines that run, and the machines' variables.
 * @throws ProblemError when the file cannot be read
 */
export function addDeclared(target: SourceTarget, machines: Machines): void {
  const declared = readDeclared(target, join(machines.dataFolder, 'provisioners'));
  if (declared === undefined) return;
  const { draft } = target;
  const running = new Set(machines.running.map(({ name }) => name));
  for (const { name, hosts, children, vars } of declared.groups.values()) {
    draft.addGroup(name);
    for (const host of hosts) if (running.has(host)) draft.addHost(host, name);
    for (const child of children) draft.addChild(name, child);
    for (const entry of vars.entries) setGroupVar(target, name, entry);
  }
  for (const { name, vars } of declared.hosts.values()) {
    for (const entry of running.has(name) ? vars.entries : []) {
      if (!IS_CONNECTION.test(toKeyName(entry.key))) draft.setHostVars(name, [entry]);
    }
  }
}

function readDeclared(target: SourceTarget, folder: string): Inventory | undefined {
  const draft = new InventoryDraft();
  const scratch = { ...target, draft };
  const ours = join(folder, 'kplay', 'inventory.json');
  const ansibles = join(folder, 'ansible', 'inventory', 'vagrant_ansible_inventory');
  if (existsSync(ours)) {
    const root = parseYaml(loadFile(ours), target.deps);
    if (root.kind === 'map') readYaml(scratch, root);
  } else if (existsSync(ansibles)) readIni(scratch, loadFile(ansibles));
  else return undefined;
  return draft.snapshot();
}
