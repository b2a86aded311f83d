/**
 * Every module in every recorded situation, on a host without Python: kplay gives what real Ansible
 * gave. See README.md. Two files share the modules, so that two hosts are busy beside each other.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { forCompare, onlyKeysOf } from './playbook.ts';
import {
  listSituationFiles,
  readRecording,
  readSituations,
  withoutIdleRuns,
} from './situations.ts';
import { openStage, type Answers, type Stage } from './stage.ts';

function compareModule(name: string, getStage: () => Stage): void {
  const recording = readRecording(name);
  const file = withoutIdleRuns(readSituations(name), recording!);
  let answers: Answers = {};

  beforeAll(async () => {
    answers = await getStage().play(file);
  });

  test.each(Object.entries(file.situations))('%s', (key, situation) => {
    const { runs, state } = recording!.answers[key]!;
    const recorded = { runs: runs.slice(0, situation.runs), state };
    const wanted = forCompare(file, situation, recorded);
    const found = forCompare(file, situation, answers[key]!);
    expect(situation.check === true ? onlyKeysOf(found, wanted) : found).toEqual(wanted);
  });
}

/** Modules that take long, in seconds of a loaded machine; any other takes about `OTHERS`. */
const SECONDS: ReadonlyMap<string, number> = new Map([
  ...([
    ['pip', 100],
    ['apt', 70],
    ['git', 55],
    ['systemd', 45],
    ['copy', 40],
  ] as const),
  ...([
    ['openssh_keypair', 35],
    ['user', 25],
    ['service_facts', 25],
    ['unarchive', 25],
  ] as const),
  ...([
    ['locale_gen', 20],
    ['file', 20],
    ['debconf', 15],
    ['rpm_key', 15],
    ['ufw', 15],
    ['dnf', 15],
    ['yum', 10],
    ['reboot', 10],
    ['sysvinit', 10],
    ['lineinfile', 15],
  ] as const),
]);
const OTHERS = 6;

function secondsOf(name: string): number {
  return SECONDS.get(name) ?? OTHERS;
}

/** Divides the modules so that both halves take about as long: each goes where less is yet. */
function divide(names: readonly string[]): readonly [readonly string[], readonly string[]] {
  const [one, other]: [string[], string[]] = [[], []];
  let ahead = 0;
  for (const name of names.toSorted((a, b) => secondsOf(b) - secondsOf(a))) {
    (ahead <= 0 ? one : other).push(name);
    ahead += ahead <= 0 ? secondsOf(name) : -secondsOf(name);
  }
  return [one, other];
}

/**
 * Defines the tests of half of the modules.
 * @param half which half; each has a lab of its own
 */
export function compareHalf(half: 0 | 1): void {
  const names = divide(listSituationFiles())[half];
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
