import { defineConfig } from 'vitest/config';
import type { ViteUserConfig } from 'vitest/config';
import { bundledTextForTests, markdownForTests } from './scripts/bundled-text.js';

const config: ViteUserConfig = defineConfig({
  plugins: [bundledTextForTests, markdownForTests],
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/rig/setup.ts'],
    pool: 'forks',
    isolate: false,
    maxWorkers: 2,
    // A busy machine may make a terminal or a process late once; what fails twice is broken.
    retry: process.env['CI'] === undefined ? 0 : 1,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default config;
