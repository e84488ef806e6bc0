// Mail out and mail in against real servers (scripts/test-mail), one file after the other: AMENDS_TEST_DB=sqlite|postgres, AMENDS_BIN.
import { defineConfig } from 'vitest/config'

export default defineConfig({
  root: import.meta.dirname,
  cacheDir: '../../node_modules/.vite/mail',
  test: {
    // on PostgreSQL a node that was killed keeps its job for the five minutes of its lease: kill.test.ts would wait for that
    include: process.env['AMENDS_TEST_DB'] === 'postgres' ? ['send.test.ts', 'receive.test.ts'] : ['*.test.ts'],
    globalSetup: ['global.ts'],
    pool: 'forks',
    maxWorkers: 1,
    fileParallelism: false,
    testTimeout: 240_000,
    hookTimeout: 120_000,
  },
})
