/** The main job on real hosts: site-as-ansible.test.ts compares it with Ansible's. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { siteFolderVariables } from '../../engine/lab/index.ts';
import { runKplay } from '../support/kplay.ts';
import {
  askHost,
  listTree,
  parseRecap,
  readMirrorLog,
  type CommandEnd,
} from '../support/lab-run.ts';

const lab = inject('lab');
let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kplay-site-'));
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Keys, certificates and downloads in folders of this test's own. */
function variables(): readonly string[] {
  return siteFolderVariables.flatMap((variable) => ['-e', `${variable}=${join(folder, variable)}`]);
}

function play(playbook: string): Promise<CommandEnd> {
  return runKplay([`playbooks/${playbook}`, '-i', lab.inventory, ...variables()]);
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
      ...variables(),
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
