import { defineConfig } from 'vitest/config';

/** Real flights, each with a PX4 of its own: one at a time, because two of them would slow each other's clock down. */
export default defineConfig({
  test: {
    root: new URL('..', import.meta.url).pathname,
    include: ['test/px4/*.test.ts'],
    globalSetup: ['test/support/global-setup.ts'],
    hookTimeout: 60_000,
    maxWorkers: 1,
    fileParallelism: false,
    // Says each test by name, and of the skipped ones why.
    reporters: ['verbose'],
  },
});
