/** Machines of Vagrant as an inventory: `plugin: vagrant` and `-i vagrant`. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ProblemError, toRawValue } from '../../engine/base/index.ts';
import { loadInventory, resolvePattern, variableLayersOf } from '../../engine/inventory/index.ts';
import type { Inventory } from '../../engine/inventory/index.ts';

const samples = new URL('../vagrant/samples/', import.meta.url).pathname;
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kplay-inventory-'));
  mkdirSync(join(folder, '.vagrant/machines/master1/lxc'), { recursive: true });
  writeFileSync(join(folder, '.vagrant/machines/master1/lxc/id'), 'x');
  writeFileSync(join(folder, 'Vagrantfile'), '');
  mkdirSync(join(folder, 'inventory'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function load(source: string, sample = 'three-machines'): Promise<Inventory> {
  return loadInventory([source], {
    folder,
    onWarning: () => undefined,
    runCommand: () => {
      const stdout = readFileSync(join(samples, `${sample}.txt`), 'utf8');
      return Promise.resolve({ rc: 0, stdout, stderr: '' });
    },
  });
}

function varsOf(inventory: Inventory, host: string): Readonly<Record<string, unknown>> {
  const entries = variableLayersOf(inventory, host).flatMap(({ vars }) => vars.entries);
  return Object.fromEntries(entries.map(({ key, value }) => [key.raw, toRawValue(value)]));
}

test('groups come from name patterns, addresses from Vagrant', async () => {
  const file = join(folder, 'inventory/vagrant.yml');
  writeFileSync(
    file,
    'plugin: vagrant\n' +
      'groups:\n  masters: master*\n  workers: [worker1, "~worker2"]\n' +
      'children:\n  nodes: [masters, workers]\n',
  );
  mkdirSync(join(folder, 'inventory/group_vars'));
  writeFileSync(join(folder, 'inventory/group_vars/nodes.yml'), 'kubelet_version: v1.10.3\n');
  const inventory = await load(file);
  expect(resolvePattern(inventory, 'masters').hosts).toEqual(['master1']);
  expect(resolvePattern(inventory, 'nodes').hosts).toEqual(['master1', 'worker1', 'worker2']);
  expect(varsOf(inventory, 'worker2')).toEqual({
    ansible_host: '10.0.3.190',
    ansible_port: 22,
    ansible_user: 'vagrant',
    ansible_ssh_private_key_file: '/home/me/proj/.vagrant/machines/worker2/lxc/private_key',
    ansible_host_key_checking: false,
    ansible_ssh_common_args: '-o UserKnownHostsFile=/dev/null -o IdentitiesOnly=yes',
    kubelet_version: 'v1.10.3',
  });
});

test('`-i vagrant` needs no file', async () => {
  const inventory = await load('vagrant', 'virtualbox');
  expect(resolvePattern(inventory, 'all').hosts).toEqual(['default']);
  expect(varsOf(inventory, 'default')['ansible_ssh_common_args']).toBe(
    "-o 'UserKnownHostsFile=/dev/null /home/me/my hosts' " +
      '-o IdentityFile=C:/Users/me/.vagrant.d/insecure_private_keys/vagrant.key.rsa ' +
      "-o IdentitiesOnly=yes -o ForwardAgent=yes -o 'ProxyCommand=ssh -W %h:%p jump.example.org'",
  );
});

test('another plugin is refused by name', async () => {
  const file = join(folder, 'inventory/cloud.yml');
  writeFileSync(file, 'plugin: vagrnt\n');
  const error: unknown = await load(file).catch((reason: unknown) => reason);
  const problems = error instanceof ProblemError ? error.problems : [];
  expect(problems.map(({ code, hint }) => [code, hint])).toEqual([
    ['inventory-unknown-plugin', 'did you mean `vagrant`?'],
  ]);
});

test('an executable file without `#!` is text, as every file on a shared folder is', async () => {
  const file = join(folder, 'inventory/hosts');
  writeFileSync(file, '[web]\nweb1\n');
  chmodSync(file, 0o777);
  const inventory = await load(file);
  expect(resolvePattern(inventory, 'web').hosts).toEqual(['web1']);
});
