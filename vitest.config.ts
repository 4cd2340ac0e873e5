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
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});

export default config;
