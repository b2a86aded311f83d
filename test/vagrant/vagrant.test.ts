/** Machines out of what Vagrant prints and leaves on disk; `vagrant` itself is a function here. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ProblemError } from '../../engine/base/index.ts';
import { listMachines, loadMachines, parseSshConfig } from '../../engine/vagrant/index.ts';
import type { CommandReply } from '../../engine/vagrant/index.ts';

const here = new URL('.', import.meta.url).pathname;

function sample(name: string): string {
  return readFileSync(`${here}samples/${name}.txt`, 'utf8');
}

describe('parseSshConfig', () => {
  test('reads machines in the order printed', () => {
    const machines = parseSshConfig(sample('three-machines'));
    expect(machines.map(({ name, hostName }) => [name, hostName])).toEqual([
      ['master1', '10.0.3.254'],
      ['worker1', '10.0.3.152'],
      ['worker2', '10.0.3.190'],
    ]);
    expect(machines[0]).toEqual({
      name: 'master1',
      hostName: '10.0.3.254',
      port: 22,
      user: 'vagrant',
      identityFiles: ['/home/me/proj/.vagrant/machines/master1/lxc/private_key'],
      identitiesOnly: true,
      strictHostKeyChecking: 'no',
      knownHostsFiles: ['/dev/null'],
      forwardAgent: false,
      proxyCommand: undefined,
    });
  });

  test('reads quoted paths, several keys, forwarding and a proxy; skips notices', () => {
    expect(parseSshConfig(sample('virtualbox'))).toEqual([
      {
        name: 'default',
        hostName: '127.0.0.1',
        port: 2222,
        user: 'core',
        identityFiles: [
          'C:/Users/John Doe/.vagrant.d/insecure_private_keys/vagrant.key.ed25519',
          'C:/Users/me/.vagrant.d/insecure_private_keys/vagrant.key.rsa',
        ],
        identitiesOnly: true,
        strictHostKeyChecking: 'no',
        knownHostsFiles: ['/dev/null', '/home/me/my hosts'],
        forwardAgent: true,
        proxyCommand: 'ssh -W %h:%p jump.example.org',
      },
    ]);
  });
});

describe('loadMachines', () => {
  let folder = '';
  let asked = 0;
  let isWsl = false;
  let missing: ReadonlySet<string> = new Set();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'kplay-vagrant-'));
    asked = 0;
    isWsl = false;
    missing = new Set();
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function makeMachine(name: string): string {
    const path = join(folder, '.vagrant/machines', name, 'lxc');
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'id'), `proj_${name}`);
    writeFileSync(join(path, 'synced_folders'), '{}');
    return path;
  }

  function load(reply: Partial<CommandReply> = {}, cache: 'use' | 'refresh' = 'use') {
    const runCommand = ([program = '']: readonly string[]): Promise<CommandReply> => {
      asked += 1;
      if (missing.has(program)) return Promise.resolve({ rc: 127, stdout: '', stderr: '' });
      return Promise.resolve({ rc: 0, stdout: sample('three-machines'), stderr: '', ...reply });
    };
    return loadMachines({
      folder: join(folder, 'inventory'),
      home: join(folder, 'home'),
      ...{ runCommand, cache, isWsl },
    });
  }

  async function codesOf(loading: Promise<unknown>): Promise<readonly string[]> {
    const error: unknown = await loading.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    return error instanceof ProblemError ? error.problems.map(({ code }) => code) : [];
  }

  test('asks once, and again only after Vagrant has touched a machine', async () => {
    writeFileSync(join(folder, 'Vagrantfile'), '');
    const path = makeMachine('master1');
    expect((await load()).running).toHaveLength(3);
    expect((await load()).running).toHaveLength(3);
    expect(asked).toBe(1);
    utimesSync(join(path, 'synced_folders'), 1, 1);
    await load();
    expect(asked).toBe(2);
    makeMachine('worker1');
    await load();
    expect(asked).toBe(3);
    await load({}, 'refresh');
    expect(asked).toBe(4);
  });

  test('uses what Vagrant prints although another machine is halted, and does not keep it', async () => {
    writeFileSync(join(folder, 'Vagrantfile'), '');
    makeMachine('master1');
    const machines = await load({ rc: 1, stderr: 'worker1 is not running' });
    expect(machines.running).toHaveLength(3);
    await load();
    expect(asked).toBe(2);
  });

  function writeIndex(states: Readonly<Record<string, string>>): void {
    const machines = Object.fromEntries(
      Object.entries(states).map(([uuid, state]) => [uuid, { state }]),
    );
    mkdirSync(join(folder, 'home/data/machine-index'), { recursive: true });
    const index = join(folder, 'home/data/machine-index/index');
    writeFileSync(index, JSON.stringify({ version: 1, machines }));
  }

  test('names the machines that are down, and asks again when one is halted or started', async () => {
    writeFileSync(join(folder, 'Vagrantfile'), '');
    for (const name of ['master1', 'worker1', 'worker2', 'worker3']) {
      writeFileSync(join(makeMachine(name), 'index_uuid'), `uuid-${name}\n`);
    }
    const up = { 'uuid-master1': 'running', 'uuid-worker1': 'running', 'uuid-worker2': 'running' };
    writeIndex({ ...up, 'uuid-worker3': 'poweroff' });
    const halted = { rc: 1, stderr: 'worker3 is not running' };
    expect((await load(halted)).down).toEqual(['worker3']);
    expect((await load(halted)).down).toEqual(['worker3']);
    expect(asked).toBe(1);
    writeIndex({ ...up, 'uuid-worker3': 'running' });
    await load();
    expect(asked).toBe(2);
  });

  test('asks again when the Vagrantfile was written', async () => {
    writeFileSync(join(folder, 'Vagrantfile'), '');
    makeMachine('master1');
    await load();
    utimesSync(join(folder, 'Vagrantfile'), 1, 1);
    await load();
    expect(asked).toBe(2);
  });

  test('inside WSL, Vagrant may be that of Windows, with its paths', async () => {
    isWsl = true;
    writeFileSync(join(folder, 'Vagrantfile'), '');
    makeMachine('default');
    missing = new Set(['vagrant']);
    const { running } = await load({ stdout: sample('virtualbox') });
    const printed = parseSshConfig(sample('virtualbox'))[0]?.identityFiles ?? [];
    expect(printed.every((path) => path.startsWith('C:/'))).toBe(true);
    const expected = printed.map((path) => path.replace(/^C:/, '/mnt/c'));
    expect(running[0]?.identityFiles).toEqual(expected);
    missing = new Set(['vagrant', 'vagrant.exe']);
    expect(await codesOf(load({}, 'refresh'))).toEqual(['vagrant-missing']);
  });

  test('says what is missing', async () => {
    expect(await codesOf(load())).toEqual(['vagrantfile-missing']);
    writeFileSync(join(folder, 'Vagrantfile'), '');
    expect(await codesOf(load())).toEqual(['vagrant-no-machines']);
    makeMachine('master1');
    expect(await codesOf(load({ rc: 1, stdout: '', stderr: 'boom' }))).toEqual(['vagrant-failed']);
  });

  test('lists machines that are made and those that are not', () => {
    makeMachine('worker1');
    mkdirSync(join(folder, '.vagrant/machines/master1/virtualbox'), { recursive: true });
    const listed = listMachines(join(folder, '.vagrant'));
    expect(listed.map(({ name, provider, isCreated }) => [name, provider, isCreated])).toEqual([
      ['master1', 'virtualbox', false],
      ['worker1', 'lxc', true],
    ]);
  });
});
