/** What a lab is on paper: hosts, addresses, subnets, its inventory and its state file. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { planHosts, standardPlaces, type Lab } from '../../engine/lab/index.ts';
import { parseHierarchies } from '../../engine/lab/cgroup.ts';
import { toHostFiles } from '../../engine/lab/host-files.ts';
import { toNspawnArguments } from '../../engine/lab/host.ts';
import { renderInventory } from '../../engine/lab/inventory-text.ts';
import { renderKnownHosts } from '../../engine/lab/keys.ts';
import { chooseSubnet, toHost } from '../../engine/lab/plan.ts';
import { checkLabName, parseLab } from '../../engine/lab/state.ts';

function makeLab(name: string, subnet: number): Lab {
  const hosts = planHosts(2, 2).map((plan) => toHost(plan, subnet, 'ssh-ed25519 AAAA'));
  return { name, subnet, hosts, layers: ['/base'], withPython: false };
}

const lab = makeLab('lab', 0);

describe('planning hosts', () => {
  it('puts masters at .11 and workers at .21', () => {
    expect(lab.hosts.map((host) => `${host.name} ${host.group} ${host.address}`)).toEqual([
      'master1 masters 10.77.0.11',
      'master2 masters 10.77.0.12',
      'worker1 workers 10.77.0.21',
      'worker2 workers 10.77.0.22',
    ]);
  });

  it('keeps link names within what the kernel takes, in every subnet', () => {
    const host = toHost({ name: 'worker9', group: 'workers', number: 254 }, 99, '');
    expect(host.link).toBe('vb-kplay-99-254');
    expect(host.link.length).toBeLessThanOrEqual(15);
  });

  it.each([
    [{ name: 'Master 1', group: 'masters', number: 11 }, 'cannot name a host'],
    [{ name: 'master1', group: 'masters', number: 1 }, '2 to 254'],
    [{ name: 'master1', group: 'masters', number: 255 }, '2 to 254'],
  ])('refuses %j', (plan, message) => {
    expect(() => toHost(plan, 0, '')).toThrow(message);
  });

  it('gives the standard lab subnet 0 and every other the first free one', () => {
    expect(chooseSubnet(true, [0, 1])).toBe(0);
    expect(chooseSubnet(false, [])).toBe(1);
    expect(chooseSubnet(false, [0, 1, 3])).toBe(2);
  });

  it.each(['../etc', 'Upper', '', '-x', 'a'.repeat(32)])('refuses %j as a lab name', (name) => {
    expect(() => {
      checkLabName(name);
    }).toThrow('cannot name a lab');
  });
});

describe('the inventory', () => {
  it('is committed as inventory/lab.yml for the standard lab', () => {
    const committed = readFileSync(new URL('../../inventory/lab.yml', import.meta.url), 'utf8');
    // For editors; the relative path only holds there.
    const schema = '# yaml-language-server: $schema=../docs/schema/inventory.schema.json\n';
    expect(schema + renderInventory(standardPlaces, lab)).toBe(committed);
  });
});

describe('known_hosts', () => {
  it('has a line per host of every lab', () => {
    const text = renderKnownHosts([lab, makeLab('test', 1)]);
    expect(text.split('\n')).toHaveLength(9);
    expect(text).toContain('10.77.1.22 ssh-ed25519 AAAA\n');
  });
});

describe('the state file', () => {
  it('is read as it was written', () => {
    const running: Lab = { ...lab, mirrorPid: 4711 };
    expect(parseLab(JSON.stringify(running))).toEqual(running);
  });

  it.each(['', '{', '[]', '{"name":"lab"}', '{"name":"lab","subnet":0,"hosts":[1]}'])(
    'refuses %j',
    (text) => {
      expect(() => parseLab(text)).toThrow(/state/);
    },
  );
});

describe('a host of the lab', () => {
  const [host] = lab.hosts;

  it('has its own name in /etc/hosts, else sudo waits for a name server', () => {
    const files = toHostFiles({
      host: host!,
      subnet: 0,
      allHosts: lab.hosts,
      authorizedKey: 'ssh-ed25519 BBBB',
      hostPrivateKey: 'PRIVATE',
      machineId: '0'.repeat(32),
    });
    const file = (path: string) => files.find((each) => each.path === path);
    expect(file('/etc/hosts')?.text).toContain('10.77.0.11 master1\n');
    expect(file('/etc/ssh/ssh_host_ed25519_key')?.mode).toBe(0o600);
    expect(file('/home/vagrant/.ssh/authorized_keys')?.owner).toBe(1000);
    expect(file('/etc/apt/sources.list')?.text).toBe(
      'deb [trusted=yes] http://10.77.0.1:8077/apt ./\n',
    );
  });

  it('stays in its own groups only where no systemd hands out scopes', () => {
    const own = toNspawnArguments(lab, host!, '/root-of-host', 'own-groups');
    const scoped = toNspawnArguments(lab, host!, '/root-of-host', 'systemd-scope');
    expect(own).toContain('--keep-unit');
    expect(scoped).not.toContain('--keep-unit');
    expect(scoped).toContain('--network-bridge=kplay-br0');
  });
});

describe('parseHierarchies', () => {
  it('finds v1 and unified hierarchies and nothing else', () => {
    const mounts = [
      'tmpfs /sys/fs/cgroup tmpfs rw 0 0',
      'cgroup /sys/fs/cgroup/cpuset cgroup rw,cpuset 0 0',
      'cgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0',
      '',
    ].join('\n');
    expect(parseHierarchies(mounts)).toEqual(['/sys/fs/cgroup/cpuset', '/sys/fs/cgroup/unified']);
  });
});
