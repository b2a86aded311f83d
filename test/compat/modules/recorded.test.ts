/** Every file of situations is recorded as it stands, and has enough situations. */
import { expect, test } from 'vitest';
import { findStale, listSituationFiles, readRecording, readSituations } from './situations.ts';

test.each(listSituationFiles())('%s is recorded (else: npm run record:modules)', (name) => {
  const file = readSituations(name);
  expect(Object.keys(findStale(file, readRecording(name)).situations)).toEqual([]);
  expect(Object.keys(file.situations).length).toBeGreaterThanOrEqual(8);
});
