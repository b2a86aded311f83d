/**
 * The main job on hosts without Python: it leaves the same files, the same units and the same recaps
 * as real Ansible's, which are recorded (see test/compat/site/README.md), and goes on from there.
 * What it meets on stranger hosts, and what takes it away again, is in roles.test.ts.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SITE, siteWords } from '../compat/site/jobs.ts';
import { jobPlans, playJob, readJob } from '../compat/site/recording.ts';
import { runKplay } from '../support/kplay.ts';
import { openLab, type LabForTests, type OpenLab } from '../support/lab-for-tests.ts';
import { askHost, parseRecap, readMirrorLog, type CommandEnd } from '../support/lab-run.ts';

let folder = '';
let open: OpenLab;
let lab: LabForTests;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kplay-site-'));
  open = await openLab('site', 'no-python', jobPlans);
  ({ lab } = open);
});

afterAll(async () => {
  await open.close();
  await rm(folder, { recursive: true, force: true });
});

/** Plays the main job, with keys, certificates and downloads in folders of this test's own. */
function play(words: readonly string[] = []): Promise<CommandEnd> {
  return runKplay(['playbooks/site.yml', '-i', lab.inventory, ...siteWords(folder), ...words]);
}

function changedCounts(end: CommandEnd): ReadonlyMap<string, number | undefined> {
  return new Map([...parseRecap(end.stdout)].map(([host, counts]) => [host, counts['changed']]));
}

describe('playbooks/site.yml', () => {
  it('leaves what Ansible leaves, the first and the second time, and downloads once', async () => {
    const answer = await playJob(SITE, lab, play);
    const { recaps, hosts } = readJob(SITE)!;
    expect(answer).toEqual({ recaps, hosts });
    const downloads = (await readMirrorLog(lab)).filter((line) => /\.tgz$|\/kubelet$/.test(line));
    expect(downloads.length).toBeGreaterThan(0);
    expect(new Set(downloads).size).toBe(downloads.length);
  });

  it('says in a check that nothing would change', async () => {
    const checked = await play(['--check', '--diff']);
    expect(checked.code, checked.stdout + checked.stderr).toBe(0);
    expect([...changedCounts(checked)]).toEqual([
      ['localhost', 0],
      ['master1', 0],
      ['worker1', 0],
    ]);
  });

  it('puts right what somebody changed, and only that', async () => {
    await askHost(lab, 'worker1', 'chmod 666 /etc/systemd/system/kubelet.service\n');
    const run = await play();
    expect(run.code, run.stdout + run.stderr).toBe(0);
    expect(changedCounts(run).get('master1')).toBe(0);
    expect(changedCounts(run).get('worker1')).toBeGreaterThan(0);
    const mode = await askHost(lab, 'worker1', 'stat -c %a /etc/systemd/system/kubelet.service\n');
    expect(mode.trim()).toBe('644');
  });
});
