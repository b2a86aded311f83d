/** setup on the three shells: the facts that roles use are there, of Ansible's types and form. */
import { userInfo, hostname, totalmem } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import setup from '../../engine/modules/setup.ts';
import { Dict, type Plain } from '../../engine/base/index.ts';
import { toAnswer } from '../../engine/modules/_shared/facts/fact-family.ts';
import { python } from '../../engine/modules/_shared/facts/python.ts';
import { storageFamilies } from '../../engine/modules/_shared/facts/mounts.ts';
import { makeFolder, openTestSession, shells, type ShellKind } from '../host/shells.ts';
import { layOut, makeController, readParams, runModule } from './run-case.ts';

type Facts = Readonly<Record<string, Plain>>;

async function gather(shell: ShellKind, params: Facts = {}): Promise<Facts> {
  const session = openTestSession(shell);
  const ran = await runModule(
    setup,
    readParams(setup, params),
    session,
    makeController('/', false),
  );
  expect(ran.changed).toBe(false);
  return ran.returns['ansible_facts'] as Facts; // oxlint-disable-line typescript/consistent-type-assertions -- always an object
}

const text: unknown = expect.any(String);
const int: unknown = expect.any(Number);
const bool: unknown = expect.any(Boolean);
const list: unknown = expect.any(Array);
const dict: unknown = expect.any(Object);
const environment: unknown = expect.any(Dict);
const withLoopback: unknown = expect.arrayContaining(['lo']);
const bits: unknown = expect.stringMatching(/^(32|64)$/);
const instant: unknown = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);

test.each(shells)('gathers on $name', async (shell) => {
  const facts = await gather(shell);
  const isRoot = userInfo().uid === 0;
  expect(facts).toMatchObject({
    ansible_system: 'Linux',
    ansible_nodename: hostname(),
    ansible_hostname: hostname().split('.')[0],
    ansible_kernel: text,
    ansible_machine: text,
    ansible_architecture: text,
    ansible_userspace_bits: bits,
    ansible_os_family: text,
    ansible_distribution: text,
    ansible_distribution_version: text,
    ansible_distribution_major_version: text,
    ansible_distribution_release: text,
    ansible_pkg_mgr: text,
    ansible_service_mgr: text,
    ansible_user_uid: userInfo().uid,
    ansible_effective_user_id: userInfo().uid,
    ansible_memtotal_mb: Math.floor(totalmem() / 2 ** 20),
    ansible_swaptotal_mb: int,
    ansible_memory_mb: { real: { total: int, used: int, free: int }, swap: { total: int } },
    ansible_processor_vcpus: int,
    ansible_processor_nproc: int,
    ansible_uptime_seconds: int,
    ansible_interfaces: withLoopback,
    ansible_lo: { device: 'lo', active: true, type: 'loopback', mtu: int },
    ansible_date_time: {
      epoch: text,
      iso8601: instant,
      tz: text,
    },
    ansible_env: environment,
    ansible_fips: bool,
    ansible_is_chroot: bool,
    ansible_selinux: { status: text },
    ansible_dns: dict,
    ansible_mounts: list,
    ansible_virtualization_type: text,
  });
  const env = facts['ansible_env'];
  expect(env instanceof Dict && env.get('LANG')).toBe('C.UTF-8');
  expect(isRoot || facts['ansible_user_id'] !== 'root').toBe(true);
});

test('gathers only what is asked for', async () => {
  const [shell] = shells;
  const network = await gather(shell!, { gather_subset: ['!all', '!min', 'network'] });
  expect(Object.keys(network)).toContain('ansible_interfaces');
  // What the network needs is told with it.
  expect(Object.keys(network)).toContain('ansible_distribution');
  expect(Object.keys(network)).not.toContain('ansible_user_id');
  expect(network).toMatchObject({ gather_subset: ['!all', '!min', 'network'], module_setup: true });
  const minimal = await gather(shell!, { gather_subset: ['min'] });
  expect(Object.keys(minimal)).toContain('ansible_distribution');
  expect(Object.keys(minimal)).not.toContain('ansible_interfaces');
  const device = await gather(shell!, { gather_subset: ['!all', '!min', 'mounts'] });
  expect(Object.keys(device)).toContain('ansible_devices');
  // Refusals alone leave the small facts only, as in ansible-core 2.14.
  const refused = await gather(shell!, { gather_subset: ['!hardware'] });
  expect(Object.keys(refused)).not.toContain('ansible_interfaces');
  const filtered = await gather(shell!, { filter: ['ansible_*_mb'] });
  expect(Object.keys(filtered).every((name) => name.endsWith('_mb'))).toBe(true);
  await expect(gather(shell!, { gather_subset: ['kubelet'] })).rejects.toThrow(
    "Bad subset 'kubelet'",
  );
});

test.each([
  ['/usr/bin/python3\nPython 3.12.1', '3.12.1'],
  ['/usr/bin/python3\nSystem debian 12', '3.11.2'],
  ['/usr/bin/python3\nSystem plan 9', undefined],
  ['', undefined],
])('of %j the Python is %s', (said, version) => {
  const facts = python.parse(toAnswer(`\n@@kplay-facts python\n${said}\n`), {});
  expect(facts['python_version']).toBe(version);
  const [major] = version?.split('.').map(Number) ?? [];
  const described = { python: { executable: '/usr/bin/python3', version: { major } } };
  expect(facts).toMatchObject(version === undefined ? {} : described);
});

test('of several mounts on a path the last one counts, and a folder of a file system is bound', () => {
  const usage = '4096 4096 10 6 5 2';
  const printed = [
    '\n@@kplay-facts mounts',
    `/dev/a /one ext4 ro ${usage}`,
    `/dev/a /two\\040words ext4 rw ${usage}`,
    `/dev/b /one ext4 rw ${usage}`,
    '\n@@kplay-facts parts',
    '/one',
    '\n@@kplay-facts uuids',
    'some-uuid /dev/a',
  ];
  const [mounts] = storageFamilies;
  const facts = mounts!.parse(toAnswer(printed.join('\n')), {});
  expect(facts['mounts']).toMatchObject([
    { mount: '/one', device: '/dev/b', options: 'rw,bind', uuid: 'N/A', size_total: 40_960 },
    { mount: '/two words', device: '/dev/a', options: 'rw', uuid: 'some-uuid', inode_used: 3 },
  ]);
});

test('reads facts.d: JSON, INI and programs', async () => {
  const folder = makeFolder();
  layOut(folder, {
    'json.fact': { content: '{"version": "1.10.3"}' },
    'ini.fact': { content: '[General]\nRole = master\n' },
    'run.fact': { content: '#!/bin/sh\necho \'{"made": 1}\'\n', mode: '0755' },
    'bad.fact': { content: 'neither\n' },
  });
  const facts = await gather(shells[0]!, { gather_subset: ['!all', 'local'], fact_path: folder });
  expect(JSON.parse(JSON.stringify(facts['ansible_local'], toJson))).toEqual({
    json: { version: '1.10.3' },
    ini: { General: { role: 'master' } },
    run: { made: 1 },
    bad: `error loading facts as JSON or ini - please check content: ${join(folder, 'bad.fact')}`,
  });
});

function toJson(_key: string, value: unknown): unknown {
  return value instanceof Dict ? Object.fromEntries([...value]) : value;
}
