/**
 * The main job by kplay, and by real Ansible on hosts with Python: both must leave the same files,
 * the same units and the same recap.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPackages, planHosts, siteFolderVariables } from '../../engine/lab/index.ts';
import { runKplay } from '../support/kplay.ts';
import { openLab, type LabForTests, type OpenLab } from '../support/lab-for-tests.ts';
import { listTree, listUnits, parseRecap, runAnsible, type FileState } from '../support/lab-run.ts';

let folder = '';

/** An address for units and certificates, since the two labs have different ones. */
const ADDRESS = ['-e', 'private_ipv4=10.77.250.1'];

/** Keys, certificates and downloads of one engine, kept apart from the other's. */
function variables(name: string): readonly string[] {
  return siteFolderVariables.flatMap((variable) => [
    '-e',
    `${variable}=${join(folder, name, variable)}`,
  ]);
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

describe('kplay beside real Ansible', () => {
  // One master and one worker each: every task and both groups, in half of Ansible's time.
  const plans = planHosts(1, 1);
  const units = ['kubelet.service', 'ssh.service'];
  let ours: OpenLab;
  let theirs: OpenLab;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kplay-beside-'));
    await installPackages(['ansible-core', 'ansible', 'python3-cryptography'], () => undefined);
    ours = await openLab('ours', 'no-python', plans);
    theirs = await openLab('theirs', 'with-python', plans);
  });

  afterAll(async () => {
    await ours.close();
    await theirs.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function stateOf(of: LabForTests, host: string): Promise<readonly FileState[]> {
    return comparable(await listTree(of, host, PATHS));
  }

  it('leaves the same files, units and recaps, the first and the second time', async () => {
    // The second time one host shows what both would.
    const limits = { first: [], second: ['--limit', 'localhost,worker1'] };
    for (const [round, limit] of Object.entries(limits)) {
      const words = [...ADDRESS, ...limit];
      const place = ['playbooks/site.yml', '-i', ours.lab.inventory];
      const own = await runKplay([...place, ...words, ...variables('beside')]);
      const real = await runAnsible(theirs.lab, 'playbooks/site.yml', [
        ...words,
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
