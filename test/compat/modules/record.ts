/**
 * Records what real Ansible does in every situation: `npm run record:modules [-- -t user]`.
 * Situations that are as they were recorded are left alone, unless RECORD_ALL=1.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { afterAll, beforeAll, test } from 'vitest';
import { run } from '../../support/lab-run.ts';
import {
  findStale,
  hashSituation,
  listSituationFiles,
  readRecording,
  readSituations,
  recordingPath,
} from './situations.ts';
import { openStage, type Stage } from './stage.ts';

let stage: Stage;
let version = '';

beforeAll(async () => {
  const { stdout } = await run(['ansible', '--version']);
  version = stdout.split('\n')[0] ?? '';
  stage = await openStage('ansible');
});

afterAll(async () => {
  await stage.close();
});

test.each(listSituationFiles())('%s', async (name) => {
  const file = readSituations(name);
  const known = process.env['RECORD_ALL'] === '1' ? undefined : readRecording(name);
  const stale = findStale(file, known);
  const isFresh = Object.keys(stale.situations).length === 0;
  const played = isFresh ? {} : await stage.play(stale);
  const entries = Object.entries(file.situations).map(([key, situation]) => {
    const of = hashSituation(file, situation);
    return [key, { of, ...(played[key] ?? known?.answers[key]) }] as const;
  });
  const recording = { ansible: version, answers: Object.fromEntries(entries) };
  const path = recordingPath(name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, `${JSON.stringify(recording, null, 1)}\n`);
});
