import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = join(import.meta.dirname, '..');

/**
 * Projects of one runner: `unit` needs nothing but Node; the others need root and boot hosts. The
 * files of `lab` share one lab and take turns; `modules` has a lab of its own and runs next to it.
 * `beside` and `record` need Ansible, and `browser` needs Debian's chromium, 350 MB: these are not
 * part of `npm test`.
 */
export default defineConfig({
  root,
  test: {
    projects: [
      {
        root,
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/lab/**', 'test/real-vagrant/**', 'test/browser/**', 'node_modules/**'],
          globalSetup: ['test/support/unit-setup.ts'],
          maxWorkers: '100%',
          // The engine keeps no state in modules, so files may share what they import.
          isolate: false,
          // A loaded machine may be many times slower; no test waits for a clock.
          testTimeout: 60_000,
          hookTimeout: 60_000,
          expect: { poll: { timeout: 30_000 } },
        },
      },
      {
        root,
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          globalSetup: ['test/support/lab-setup.ts'],
          fileParallelism: false,
          isolate: false,
          testTimeout: 600_000,
          hookTimeout: 600_000,
          expect: { poll: { timeout: 60_000 } },
        },
      },
      {
        root,
        test: {
          name: 'beside',
          include: ['test/compat/site/beside.ts'],
          // Two runs of Ansible, which take minutes on a machine that does other things too.
          testTimeout: 1_200_000,
          hookTimeout: 600_000,
        },
      },
      {
        root,
        test: {
          name: 'vagrant',
          include: ['test/real-vagrant/**/*.test.ts'],
          globalSetup: ['test/real-vagrant/setup.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
          hookTimeout: 600_000,
        },
      },
      {
        root,
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          testTimeout: 120_000,
          // The browser is installed where it is missing.
          hookTimeout: 600_000,
        },
      },
      {
        root,
        test: {
          name: 'modules',
          include: ['test/compat/modules/compare-[01].ts'],
          maxWorkers: 2,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
      {
        root,
        test: {
          name: 'record',
          include: ['test/compat/modules/record.ts'],
          fileParallelism: false,
          testTimeout: 1_200_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
