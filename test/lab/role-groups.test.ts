/**
 * Playbooks of the shape that Vagrantfiles for CoreOS have: plays on `hosts: role=master`, templates
 * that index groups by number, tests written as filters; on hosts without Python.
 */
import { expect, inject, test } from 'vitest';
import { runKplay } from '../support/kplay.ts';
import { askHost } from '../support/lab-run.ts';

const lab = inject('lab');
const folder = new URL('./role-groups/', import.meta.url).pathname;

function runSite() {
  return runKplay([`${folder}site.yml`, '-i', lab.inventory, '-i', `${folder}inventory.yml`]);
}

function addressOf(name: string): string {
  return lab.hosts.find((host) => host.name === name)?.address ?? '';
}

test('groups by number, variables of other hosts and tests as filters', async () => {
  const first = await runSite();
  expect(first.stdout).toContain('PLAY RECAP');
  expect(first.code).toBe(0);
  const [one, two] = [addressOf('master1'), addressOf('master2')];
  expect(await askHost(lab, 'master2', 'cat /etc/members /etc/members-changed')).toBe(
    `master1=https://${one}:2380,master2=https://${two}:2380\n` +
      'second: master2\netcd: True\nmaster\n',
  );
  expect(await askHost(lab, 'worker1', 'cat /etc/ask')).toBe(`${one} worker2\n`);
  expect(await askHost(lab, 'master1', 'ls /etc/never 2>&1 || true')).toContain('No such file');
  const second = await runSite();
  expect(second.stdout.match(/changed=0/g)).toHaveLength(4);
});

test('`kplay ssh` reaches what playbooks reach', async () => {
  const end = await runKplay(['ssh', 'master1', '-i', lab.inventory, '--', 'hostname; exit 3']);
  expect(end.stderr).toBe('');
  expect([end.stdout, end.code]).toEqual(['master1\n', 3]);
  const two = await runKplay(['ssh', 'masters', '-i', lab.inventory, 'true']);
  expect(two.stderr).toContain('is more than one host');
});
