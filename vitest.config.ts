import { defineConfig } from 'vitest/config';

/** All suites of `npm test` are one queue for two workers: a machine with two cores is never half idle while the last file of one suite runs. */
const WORKERS = 2;
const base = { pool: 'forks' as const, environment: 'node', maxWorkers: WORKERS, env: { TZ: 'Europe/Berlin', NODE_NO_WARNINGS: '1' }, setupFiles: ['test/support/clean-env.ts'] };

export default defineConfig({
  test: {
    reporters: ['default'],
    projects: [
      // Pure code shares one load of its modules a worker: half of the suite's time was loading them for each file anew.
      { test: { ...base, name: 'unit', isolate: false, include: ['{src,web/src,bench,scripts}/**/*.test.{ts,tsx}'], testTimeout: 10_000 } },
      { test: { ...base, name: 'integration', include: ['test/integration/**/*.test.ts'], testTimeout: 60_000, hookTimeout: 90_000 } },
      { test: { ...base, name: 'browser', include: ['test/browser/**/*.test.ts'], testTimeout: 240_000, hookTimeout: 240_000 } },
      { test: { ...base, name: 'long', include: ['test/long/**/*.test.ts'], testTimeout: 900_000, hookTimeout: 120_000, maxWorkers: 1, sequence: { groupOrder: 1 } } },
    ],
  },
});
