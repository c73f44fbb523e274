import { defineConfig } from 'vitest/config';
import PlainReporter from './support/plain-reporter.ts';

export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/**/*.test.ts'],
    exclude: ['test/px4/**', '**/node_modules/**'],
    globalSetup: ['test/support/global-setup.ts'],
    reporters: ['default', new PlainReporter()],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    // Two cores: tests that start processes share them.
    maxWorkers: 2,
  },
});
