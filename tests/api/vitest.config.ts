// The black-box suite. AMENDS_TEST_DB=sqlite|postgres, AMENDS_BIN=the program (default build/amends).
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: import.meta.dirname,
  cacheDir: '../../node_modules/.vite/api',
  test: {
    include: ['*.test.ts'],
    globalSetup: ['global.ts'],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
