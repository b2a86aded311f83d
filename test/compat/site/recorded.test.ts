/** What Ansible makes of the jobs is recorded as the jobs stand. */
import { expect, test } from 'vitest';
import { SERVER, SITE } from './jobs.ts';
import { hashJob, readJob } from './recording.ts';

test.each([SITE, SERVER])('$name is recorded as it stands (else: npm run record:site)', (job) => {
  expect(readJob(job)?.of).toBe(hashJob(job));
});
