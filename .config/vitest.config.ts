import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const root = join(import.meta.dirname, '..');

/**
 * Projects of one runner: `unit` needs nothing but Node; `lab`, `vagrant`, `modules` and `record`
 * need root and boot hosts; `record` needs Ansible.
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
          exclude: ['test/lab/**', 'test/real-vagrant/**', 'node_modules/**'],
          globalSetup: ['test/support/unit-setup.ts'],
          // A loaded machine may be many times slower; no test waits for a clock.
          testTimeout: 60_000,
        },
      },
      {
        root,
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts'],
          globalSetup: ['test/support/lab-setup.ts'],
          fileParallelism: false,
          testTimeout: 300_000,
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
          name: 'modules',
          include: ['test/compat/modules/compare.ts'],
          testTimeout: 300_000,
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
