/**
 * Every file of situations is recorded as it stands, has enough situations, and says nothing
 * differs that docs/differences.md does not tell users.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { findStale, listSituationFiles, readRecording, readSituations } from './situations.ts';

test.each(listSituationFiles())('%s is recorded (else: npm run record:modules)', (name) => {
  const file = readSituations(name);
  expect(Object.keys(findStale(file, readRecording(name)).situations)).toEqual([]);
  expect(Object.keys(file.situations).length).toBeGreaterThanOrEqual(8);
});

const page = readFileSync(join(import.meta.dirname, '../../../docs/differences.md'), 'utf8');

/** Messages differ by the rules that the page has for all modules. */
function findDifferences(name: string): readonly string[] {
  const file = readSituations(name);
  const all = [file.differs, ...Object.values(file.situations).map(({ differs }) => differs)];
  return all.flatMap((differs) => Object.keys(differs ?? {})).filter((key) => key !== 'msg');
}

test.each(listSituationFiles())('docs/differences.md tells what differs for %s', (name) => {
  if (findDifferences(name).length > 0) expect(page).toContain(`\`${name}\``);
});
