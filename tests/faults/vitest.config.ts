// The fault suites, one after the other: AMENDS_TEST_DB=sqlite|postgres, AMENDS_BIN.
// AMENDS_KILL_ROUNDS: how often kill.test.ts kills (5; a campaign: 200 on SQLite, 50 on PostgreSQL).
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: import.meta.dirname,
  cacheDir: '../../node_modules/.vite/faults',
  test: {
    include: ['*.test.ts'],
    globalSetup: ['global.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 0,
    hookTimeout: 60_000,
  },
})
