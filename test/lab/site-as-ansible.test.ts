/**
 * The main job on hosts without Python leaves the same files, the same units and the same recaps as
 * real Ansible's, which are recorded: see test/compat/site/README.md.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { playSite, readSite, sitePlans, siteWords } from '../compat/site/recording.ts';
import { runKplay } from '../support/kplay.ts';
import { openLab, type OpenLab } from '../support/lab-for-tests.ts';

describe('the main job as Ansible does it', () => {
  let folder = '';
  let ours: OpenLab;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kplay-site-'));
    ours = await openLab('ours', 'no-python', sitePlans);
  });

  afterAll(async () => {
    await ours.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('leaves the same files, units and recaps, the first and the second time', async () => {
    const words = ['playbooks/site.yml', '-i', ours.lab.inventory, ...siteWords(folder)];
    const answer = await playSite(ours.lab, (limit) => runKplay([...words, ...limit]));
    const { recaps, hosts } = readSite()!;
    expect(answer).toEqual({ recaps, hosts });
  });
});
