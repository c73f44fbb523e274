import { defineConfig } from 'vitest/config';
import PlainReporter from './support/plain-reporter.ts';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    exclude: ['test/px4/**', '**/node_modules/**'],
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
  },
});
