/** Our provisioner under real Vagrant: one master and two workers from `up` to `destroy`. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { Project, recapOf, type Ended } from './project.ts';

const project = new Project(inject('vagrant'), 'provisioner');
const inventory = join(project.folder, '.vagrant/provisioners/kplay/inventory.json');

/** How often kplay ran: each run has one recap. */
function runsOf({ output }: Ended): number {
  return output.split('PLAY RECAP').length - 1;
}

function hostsOf({ output }: Ended): readonly string[] {
  return Object.keys(recapOf(output)).sort();
}

function countsOf(ended: Ended, name: string): readonly (number | undefined)[] {
  return Object.values(recapOf(ended.output)).map((counts) => counts[name]);
}

function zeros(ended: Ended): readonly number[] {
  return Object.keys(recapOf(ended.output)).map(() => 0);
}

let first: Ended;

beforeAll(async () => {
  project.writeSettings();
  first = await project.vagrant('up', '--provision');
});
afterAll(async () => {
  await project.vagrant('destroy', '-f');
});

describe('vagrant up --provision', () => {
  test('makes all machines nodes in one run, after the last has booted', () => {
    expect(first.output).toContain('PLAY RECAP');
    expect(first.code).toBe(0);
    expect(runsOf(first)).toBe(1);
    expect(hostsOf(first)).toEqual(['localhost', 'master1', 'worker1', 'worker2']);
    expect(countsOf(first, 'failed')).toEqual(zeros(first));
    const lastBoot = first.output.lastIndexOf('Machine booted and ready');
    expect(first.output.indexOf('PLAY [')).toBeGreaterThan(lastBoot);
  });

  test('leaves what playbooks/verify.yml asks for', async () => {
    const verify = ['playbooks/verify.yml', '-i', 'inventory/vagrant.yml'];
    const ended = await project.run('kplay', verify);
    expect(ended.output).toContain('PLAY RECAP');
    expect(ended.code).toBe(0);
    expect(hostsOf(ended)).toEqual(['master1', 'worker1', 'worker2']);
  });

  test('writes an inventory that only its owner can read, with true types', () => {
    expect(statSync(inventory).mode & 0o777).toBe(0o600);
    const text = readFileSync(inventory, 'utf8');
    expect(JSON.parse(text)).toMatchObject({
      all: {
        hosts: { worker2: { ansible_port: 22, ansible_user: 'vagrant', vagrant_provider: 'lxc' } },
        children: {
          masters: { hosts: { master1: {} } },
          workers: { hosts: { worker1: {}, worker2: {} } },
          nodes: { children: { masters: {}, workers: {} } },
        },
      },
    });
    expect(text).not.toContain('cni_base_url');
  });
});

describe('vagrant provision', () => {
  test('changes nothing the second time', async () => {
    const ended = await project.vagrant('provision');
    expect(ended.code).toBe(0);
    expect(hostsOf(ended)).toEqual(['localhost', 'master1', 'worker1', 'worker2']);
    expect(countsOf(ended, 'changed')).toEqual(zeros(ended));
  });

  test('NAME touches only that machine', async () => {
    const ended = await project.vagrant('provision', 'worker2');
    expect(ended.code).toBe(0);
    expect(hostsOf(ended)).toEqual(['localhost', 'worker2']);
  });

  test("ends with kplay's exit code when a task fails", async () => {
    project.write(
      'playbooks/failing.yml',
      '- hosts: workers\n  gather_facts: false\n  tasks:\n    - fail: {msg: not today}\n',
    );
    project.writeSettings({ playbook: 'playbooks/failing.yml' });
    const ended = await project.vagrant('provision');
    project.writeSettings();
    expect(ended.output).toContain('not today');
    expect(ended.code).toBe(2);
  });

  test('says in the words of Vagrant what is wrong with the options', async () => {
    project.writeSettings({ playbook: 'playbooks/nowhere.yml', extra_vars: ['a'] });
    const types = await project.vagrant('validate');
    project.writeSettings({ playbook: 'playbooks/nowhere.yml' });
    const values = await project.vagrant('validate');
    project.writeSettings();
    expect(types.code).toBe(1);
    expect(types.output).toContain('`extra_vars` must be Hash or String, not Array (["a"])');
    expect(values.output).toContain('`playbook`: there is no file');
  });
});

describe('machines that come and go', () => {
  test('vagrant reload --provision', async () => {
    const ended = await project.vagrant('reload', 'worker1', '--provision');
    expect(ended.code).toBe(0);
    expect(hostsOf(ended)).toEqual(['localhost', 'worker1']);
    expect(countsOf(ended, 'failed')).toEqual([0, 0]);
  });

  test('a halted machine is said to be down, with the command that starts it', async () => {
    await project.vagrant('halt', 'worker2');
    const list = ['-i', 'inventory/vagrant.yml', '--list-hosts'];
    const ended = await project.run('kplay', list);
    expect(ended.output).toContain('`worker2` of the Vagrantfile is not running');
    expect(ended.output).toContain('vagrant up worker2');
    expect(ended.output).toContain('hosts (2):\n    master1\n    worker1\n');
    expect((await project.vagrant('up', 'worker2')).code).toBe(0);
    const again = await project.run('kplay', list);
    expect(again.output).toBe('  hosts (3):\n    master1\n    worker1\n    worker2\n');
  });

  test('a machine that was destroyed and made again has a new key and a new address', async () => {
    await project.vagrant('destroy', '-f', 'worker1');
    const made = await project.vagrant('up', 'worker1', '--provision');
    expect(made.code).toBe(0);
    expect(hostsOf(made)).toEqual(['localhost', 'worker1']);
    const ping = ['adhoc', 'workers', '-i', 'inventory/vagrant.yml', '-m', 'ping'];
    const ended = await project.run('kplay', ping);
    expect(ended.code).toBe(0);
    expect(ended.output.match(/SUCCESS/g)).toHaveLength(2);
  });
});

test('an option that does not exist is refused by name', async () => {
  const before = readFileSync(join(project.folder, 'Vagrantfile'), 'utf8');
  project.write('Vagrantfile', before.replace('kplay.playbook =', 'kplay.playbok ='));
  const ended = await project.vagrant('validate');
  project.write('Vagrantfile', before);
  expect(ended.code).toBe(1);
  expect(ended.output).toContain('playbok');
});
