import { defineConfig } from 'vitest/config';
import PlainReporter from './support/plain-reporter.ts';

const SIMULATION = 'test/sim/simulate.test.ts';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', new PlainReporter()],
    // With --coverage: the guard is small enough to be tested whole.
    coverage: {
      provider: 'v8',
      include: ['server/guard/*.ts'],
      thresholds: { branches: 100, functions: 100, lines: 100, statements: 100 },
    },
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Two cores: tests that start processes share them.
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: {
          name: 'each',
          include: ['test/**/*.test.ts'],
          exclude: [SIMULATION, 'test/px4/**', '**/node_modules/**'],
        },
      },
      // After all others: it takes every core for minutes, and they wait for real sockets and browsers.
      { extends: true, test: { name: 'simulation', include: [SIMULATION], sequence: { groupOrder: 1 } } },
    ],
  },
});
