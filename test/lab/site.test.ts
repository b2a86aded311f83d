/**
 * The main job on real hosts, and the same job by real Ansible on hosts with Python: both must
 * leave the same files, the same units and the same recap.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { installPackages, planHosts, siteFolderVariables } from '../../engine/lab/index.ts';
import { runKplay } from '../support/kplay.ts';
import { openLab, type LabForTests, type OpenLab } from '../support/lab-for-tests.ts';
import {
  askHost,
  listTree,
  listUnits,
  parseRecap,
  readMirrorLog,
  runAnsible,
  type CommandEnd,
  type FileState,
} from '../support/lab-run.ts';

const lab = inject('lab');
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kplay-site-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** An address for units and certificates, since the two labs have different ones. */
const ADDRESS = ['-e', 'private_ipv4=10.77.250.1'];

/** Keys, certificates and downloads of one engine, kept apart from the other's. */
function variables(name: string): readonly string[] {
  return siteFolderVariables.flatMap((variable) => [
    '-e',
    `${variable}=${join(folder, name, variable)}`,
  ]);
}

function play(playbook: string): Promise<CommandEnd> {
  return runKplay([`playbooks/${playbook}`, '-i', lab.inventory, ...variables('kplay')]);
}

/** Everything that the roles may touch. */
const PATHS = [
  '/etc/kubernetes',
  '/etc/cni',
  '/opt/cni',
  '/var/lib/kubelet',
  '/var/lib/kubernetes',
  '/usr/local/bin',
  '/etc/systemd/system',
  '/etc/fstab',
];

/** Made anew by each engine: only their existence, mode and owner can be equal. */
const GENERATED = /\.(pem|crt|key)$|kubeconfig/;

function comparable(states: readonly FileState[]): readonly FileState[] {
  return states.map((state) => (GENERATED.test(state.path) ? { ...state, sha256: '' } : state));
}

function changedCounts(end: CommandEnd): readonly (readonly [string, number | undefined])[] {
  return [...parseRecap(end.stdout)].map(([host, counts]) => [host, counts['changed']] as const);
}

describe('playbooks/site.yml', () => {
  it('makes nodes, changes nothing the second time, and passes its verification', async () => {
    const first = await play('site.yml');
    expect(first.code, first.stdout + first.stderr).toBe(0);
    const asked = (await readMirrorLog(lab)).length;

    const second = await play('site.yml');
    expect(second.code, second.stdout + second.stderr).toBe(0);
    const hosts = ['localhost', 'master1', 'master2', 'worker1', 'worker2'];
    expect(changedCounts(second)).toEqual(hosts.map((host) => [host, 0]));
    const later = (await readMirrorLog(lab)).slice(asked);
    expect(later.filter((line) => /\.tgz$|\/kubelet$/.test(line))).toEqual([]);

    const verified = await play('verify.yml');
    expect(verified.code, verified.stdout + verified.stderr).toBe(0);
  });

  it('says in a check that nothing would change', async () => {
    const checked = await runKplay([
      'playbooks/site.yml',
      ...['-i', lab.inventory, '--check', '--diff'],
      ...variables('kplay'),
    ]);
    expect(checked.code, checked.stdout + checked.stderr).toBe(0);
    expect(changedCounts(checked).every(([, count]) => count === 0)).toBe(true);
  });

  it('puts right what somebody changed, and only that', async () => {
    await askHost(lab, 'worker1', 'chmod 666 /etc/systemd/system/kubelet.service\n');
    const run = await play('site.yml');
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(new Map(changedCounts(run)).get('worker2')).toBe(0);
    expect(new Map(changedCounts(run)).get('worker1')).toBeGreaterThan(0);
    const mode = await askHost(lab, 'worker1', 'stat -c %a /etc/systemd/system/kubelet.service\n');
    expect(mode.trim()).toBe('644');
  });
});

describe('kplay beside real Ansible', () => {
  // One master and one worker each: every task and both groups, in half of Ansible's time.
  const plans = planHosts(1, 1);
  const units = ['kubelet.service', 'ssh.service'];
  let ours: OpenLab;
  let theirs: OpenLab;

  beforeAll(async () => {
    await installPackages(['ansible-core', 'ansible', 'python3-cryptography'], () => undefined);
    ours = await openLab('ours', 'no-python', plans);
    theirs = await openLab('theirs', 'with-python', plans);
  });

  afterAll(async () => {
    await ours.close();
    await theirs.close();
  });

  async function stateOf(of: LabForTests, host: string): Promise<readonly FileState[]> {
    return comparable(await listTree(of, host, PATHS));
  }

  it('leaves the same files, units and recaps, the first and the second time', async () => {
    for (const round of ['first', 'second']) {
      const site = [
        'playbooks/site.yml',
        '-i',
        ours.lab.inventory,
        ...ADDRESS,
        ...variables('beside'),
      ];
      const own = await runKplay(site);
      const real = await runAnsible(theirs.lab, 'playbooks/site.yml', [
        ...ADDRESS,
        ...variables('ansible'),
      ]);
      expect(own.code, own.stdout + own.stderr).toBe(0);
      expect(real.code, real.stdout + real.stderr).toBe(0);
      expect(parseRecap(own.stdout), round).toEqual(parseRecap(real.stdout));
    }
    for (const host of ['master1', 'worker1']) {
      expect(await stateOf(ours.lab, host), host).toEqual(await stateOf(theirs.lab, host));
      expect(await listUnits(ours.lab, host, units)).toEqual(
        await listUnits(theirs.lab, host, units),
      );
    }
  });

  it('made keys and certificates that Ansible finds nothing wrong with', async () => {
    const playbook = join(folder, 'pki.yml');
    await writeFile(playbook, '- hosts: localhost\n  gather_facts: false\n  roles: [pki]\n');
    const run = await runAnsible(theirs.lab, playbook, [...ADDRESS, ...variables('beside')]);
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(parseRecap(run.stdout).get('localhost')).toMatchObject({ changed: 0, failed: 0 });
  });
});

describe('playbooks/reset.yml', () => {
  it('takes everything away and has nothing to do the second time', async () => {
    const first = await play('reset.yml');
    expect(first.code, first.stdout + first.stderr).toBe(0);
    const left = await listTree(lab, 'worker1', [
      '/etc/kubernetes',
      '/opt/cni',
      '/var/lib/kubelet',
      '/usr/local/bin/kubelet',
      '/etc/systemd/system/kubelet.service',
    ]);
    expect(left).toEqual([]);
    const second = await play('reset.yml');
    expect(
      changedCounts(second).every(([, count]) => count === 0),
      second.stdout,
    ).toBe(true);
  });
});
