/**
 * Every module in every recorded situation, on a host without Python: kplay gives what real Ansible
 * gave. See README.md. Two files share the modules, so that two hosts are busy beside each other.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forCompare, onlyKeysOf } from './playbook.ts';
import { listSituationFiles, readRecording, readSituations } from './situations.ts';
import { openStage, type Answers, type Stage } from './stage.ts';

function compareModule(name: string, getStage: () => Stage): void {
  const file = readSituations(name);
  const recording = readRecording(name);
  let answers: Answers = {};

  beforeAll(async () => {
    answers = await getStage().play(file);
  });

  test.each(Object.entries(file.situations))('%s', (key, situation) => {
    const wanted = forCompare(file, situation, recording!.answers[key]!);
    const found = forCompare(file, situation, answers[key]!);
    expect(situation.check === true ? onlyKeysOf(found, wanted) : found).toEqual(wanted);
  });
}

/**
 * Defines the tests of every second module.
 * @param half 0 or 1: which of them; each half has a lab of its own
 */
export function compareHalf(half: 0 | 1): void {
  const names = listSituationFiles().filter((_, index) => index % 2 === half);
  let stage: Stage;

  beforeAll(async ({}, { tasks }) => {
    stage = await openStage('kplay', `-${half}`);
    const isPlayed = new Set(tasks.filter(({ mode }) => mode === 'run').map(({ name }) => name));
    await stage.prepare(names.filter((name) => isPlayed.has(name)).map(readSituations));
  });

  afterAll(async () => {
    await stage.close();
  });

  describe.each(names)('%s', (name) => {
    compareModule(name, () => stage);
  });
}
