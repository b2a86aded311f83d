/** `kplay test` of each sample role, on a host of its own: twice, the second time unchanged, and verified. */
import { expect, it } from 'vitest';
import { runKplay } from '../support/kplay.ts';

// Two at once: as many as a small machine has cores.
it.each([
  ['locale', 'users'],
  ['cron', 'webserver'],
  ['firewall', 'hardening'],
])('the roles %s and %s pass their own tests', async (...roles) => {
  await Promise.all(
    roles.map(async (role) => {
      const { code, stdout, stderr } = await runKplay(['test', role]);
      expect(code, stdout + stderr).toBe(0);
      expect(stderr).toContain(
        `test: ${role} runs, changes nothing when it runs again, and is verified\n`,
      );
    }),
  );
});
