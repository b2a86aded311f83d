/**
 * The jobs by real Ansible on hosts with Python. `npm run test:beside` compares them with the
 * recordings, and has Ansible look at what kplay made; `npm run record:site` records them.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { installPackages } from '../../../engine/lab/index.ts';
import { runKplay } from '../../support/kplay.ts';
import { openLab, type OpenLab } from '../../support/lab-for-tests.ts';
import { parseRecap, run, runAnsible } from '../../support/lab-run.ts';
import { SERVER, serverWords, SITE, siteWords, type RecordedJob } from './jobs.ts';
import { hashJob, jobPlans, playJob, readJob, writeJob } from './recording.ts';

let folder = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'kplay-beside-'));
  await installPackages(['ansible-core', 'ansible', 'python3-cryptography'], () => undefined);
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

/** Plays a job with Ansible, and compares with the recording, which UPDATE=1 writes first. */
async function comparePlayed(
  job: RecordedJob,
  { lab }: OpenLab,
  words: readonly string[],
): Promise<void> {
  const inventories = job.inventories.flatMap((path) => ['-i', path]);
  const answer = await playJob(job, lab, (round) =>
    runAnsible(lab, job.playbook, [...inventories, ...words, ...round]),
  );
  if (process.env['UPDATE'] === '1') {
    const { stdout } = await run(['ansible', '--version']);
    writeJob(job, { ansible: stdout.split('\n')[0] ?? '', of: hashJob(job), ...answer });
  }
  const { of, recaps, hosts } = readJob(job)!;
  expect({ of: hashJob(job), ...answer }).toEqual({ of, recaps, hosts });
}

describe('real Ansible makes nodes and', () => {
  let theirs: OpenLab;

  beforeAll(async () => {
    theirs = await openLab('theirs', 'with-python', jobPlans);
  });

  afterAll(() => theirs.close());

  it('leaves the files, units and recaps that are recorded', async () => {
    await comparePlayed(SITE, theirs, siteWords(join(folder, 'ansible')));
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

describe('real Ansible sets up servers and', () => {
  let theirs: OpenLab;

  beforeAll(async () => {
    theirs = await openLab('theirs', 'with-python', jobPlans);
  });

  afterAll(() => theirs.close());

  it('leaves the files, units and recaps that are recorded', async () => {
    await comparePlayed(
      SERVER,
      theirs,
      serverWords(readFileSync(`${theirs.lab.keyFile}.pub`, 'utf8')),
    );
  });
});
