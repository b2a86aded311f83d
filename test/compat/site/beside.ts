/**
 * The main job by real Ansible on hosts with Python. `npm run test:beside` compares it with the
 * recording, and has Ansible look at what kplay made; `npm run record:site` records it.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPackages } from '../../../engine/lab/index.ts';
import { runKplay } from '../../support/kplay.ts';
import { openLab, type OpenLab } from '../../support/lab-for-tests.ts';
import { parseRecap, run, runAnsible } from '../../support/lab-run.ts';
import { hashSite, playSite, readSite, sitePlans, siteWords, writeSite } from './recording.ts';

describe('real Ansible', () => {
  let folder = '';
  let theirs: OpenLab;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'kplay-beside-'));
    await installPackages(['ansible-core', 'ansible', 'python3-cryptography'], () => undefined);
    theirs = await openLab('theirs', 'with-python', sitePlans);
  });

  afterAll(async () => {
    await theirs.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('leaves the files, units and recaps that are recorded', async () => {
    const words = siteWords(join(folder, 'ansible'));
    const answer = await playSite(theirs.lab, (limit) =>
      runAnsible(theirs.lab, 'playbooks/site.yml', [...words, ...limit]),
    );
    if (process.env['UPDATE'] === '1') {
      const { stdout } = await run(['ansible', '--version']);
      writeSite({ ansible: stdout.split('\n')[0] ?? '', of: hashSite(), ...answer });
    }
    const { of, recaps, hosts } = readSite()!;
    expect({ of: hashSite(), ...answer }).toEqual({ of, recaps, hosts });
  });

  it('finds nothing wrong with keys and certificates that kplay made', async () => {
    const playbook = join(folder, 'pki.yml');
    await writeFile(playbook, '- hosts: localhost\n  gather_facts: false\n  roles: [pki]\n');
    const words = ['-i', theirs.lab.inventory, ...siteWords(join(folder, 'kplay'))];
    const own = await runKplay([playbook, ...words], { env: { ANSIBLE_ROLES_PATH: 'roles' } });
    expect(own.code, own.stdout + own.stderr).toBe(0);
    const real = await runAnsible(theirs.lab, playbook, words);
    expect(real.code, real.stdout + real.stderr).toBe(0);
    expect(parseRecap(real.stdout).get('localhost')).toMatchObject({ changed: 0, failed: 0 });
  });
});
