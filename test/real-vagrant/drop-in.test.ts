/** kplay as the `playbook_command` of Vagrant's own `ansible` provisioner, in both its dialects. */
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { Project, recapOf, type Ended } from './project.ts';

const vagrant = inject('vagrant');
const project = new Project(vagrant, 'drop-in');

const fixtures = new URL('./drop-in/', import.meta.url).pathname;

function seen(host: string): unknown {
  return JSON.parse(readFileSync(`${project.folder}/out-${host}`, 'utf8'));
}

/** Runs Vagrant; the fixture's Vagrantfile reads its box from the environment. */
function run(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ended> {
  return project.run('vagrant', words, { BOX: vagrant.box, DIALECT: '2.0', ...env });
}

function provision(env: Readonly<Record<string, string>>): Promise<Ended> {
  return run(['provision'], env);
}

beforeAll(async () => {
  project.write('Vagrantfile', readFileSync(`${fixtures}Vagrantfile`, 'utf8'));
  project.write('playbooks/show.yml', readFileSync(`${fixtures}show.yml`, 'utf8'));
  project.write('vault.txt', 'secret\n');
  project.write('ansible.cfg', '[defaults]\ngathering = explicit\n');
  const up = await run(['up', '--no-provision']);
  expect(up.code).toBe(0);
});
afterAll(async () => {
  await run(['destroy', '-f']);
});

describe.each(['1.8', '2.0'])('dialect %s', (dialect) => {
  test('passes every option and every type', async () => {
    const ended = await provision({ DIALECT: dialect });
    expect(ended.output).toContain('PLAY RECAP');
    expect(ended.code).toBe(0);
    expect(recapOf(ended.output)).toMatchObject({
      master1: { ok: 2, failed: 0, unreachable: 0 },
      worker1: { ok: 2, failed: 0, unreachable: 0 },
    });
    const common = {
      ...{ me: 'root', words: 'two words', deep: { a: [1] } },
      ...{ list_of: [1, 'two words'], quote: "it's" },
    };
    expect(seen('master1')).toEqual({
      ...common,
      ...{ note: 'has space', labels: { a: 1 }, list: [1, '2'], rack: '' },
      groups: ['cluster', 'role=master'],
    });
    expect(seen('worker1')).toEqual({
      ...common,
      ...{ note: '', labels: {}, list: [], rack: 'r 1' },
      groups: ['cluster', 'numbered', 'role=worker'],
    });
  });
});

test('an inventory of your own: user and key come by other ways', async () => {
  const config = await run(['ssh-config']);
  const [master = '', worker = ''] = [...config.output.matchAll(/HostName (\S+)/g)].map(
    ([, address]) => address,
  );
  project.write('own/hosts', `master1 ansible_host=${master}\nworker1 ansible_host=${worker}\n`);
  const ended = await provision({ DIALECT: '2.0', OWN_INVENTORY: 'own/hosts' });
  // Both stand in the command that Vagrant prints, and nowhere in the inventory.
  expect(ended.output).toContain('--extra-vars=ansible_user');
  expect(ended.output).toContain('-o IdentityFile=');
  expect(ended.code).toBe(0);
  expect(seen('worker1')).toMatchObject({ me: 'root', groups: ['ungrouped'] });
});

test('a failing task makes Vagrant fail', async () => {
  project.write(
    'playbooks/show.yml',
    '- hosts: all\n  tasks: [{fail: {msg: no}, tags: one, name: Say who I am}]\n',
  );
  expect((await provision({ DIALECT: '2.0' })).code).not.toBe(0);
});
