/** What Ansible makes of the main job is recorded as the job stands. */
import { expect, test } from 'vitest';
import { hashSite, readSite } from './recording.ts';

test('the main job is recorded as it stands (else: npm run record:site)', () => {
  expect(readSite()?.of).toBe(hashSite());
});
