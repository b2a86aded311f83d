/**
 * Every module in every recorded situation, on a host without Python: kplay gives what real Ansible
 * gave. See README.md.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forCompare, onlyKeysOf } from './playbook.ts';
import { listSituationFiles, readRecording, readSituations } from './situations.ts';
import { openStage, type Answers, type Stage } from './stage.ts';

let stage: Stage;

beforeAll(async () => {
  stage = await openStage('kplay');
});

afterAll(async () => {
  await stage.close();
});

describe.each(listSituationFiles())('%s', (name) => {
  const file = readSituations(name);
  const recording = readRecording(name);
  let answers: Answers = {};

  beforeAll(async () => {
    answers = await stage.play(file);
  });

  test.each(Object.entries(file.situations))('%s', (key, situation) => {
    const wanted = forCompare(file, situation, recording!.answers[key]!);
    const found = forCompare(file, situation, answers[key]!);
    expect(situation.check === true ? onlyKeysOf(found, wanted) : found).toEqual(wanted);
  });
});
