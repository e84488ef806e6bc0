// Before the fault suites: a folder, the LD_PRELOAD shims, PostgreSQL.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { keepProgram, onPostgres, startPostgres, testPg, top } from '../api/server'

export default function setup(): () => void {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'amends-faults-'))
  const ownCluster = onPostgres && process.env['AMENDS_TEST_PG'] === undefined
  process.env['AMENDS_RUN_DIR'] = dir
  keepProgram(dir)
  for (const [name, source] of [['vfs', 'tests/faults/vfs.c'], ['slowsync', 'bench/slowsync.c']] as const) {
    const library = path.join(dir, `${name}.so`)
    execFileSync(process.env['CC'] ?? 'cc', ['-shared', '-fPIC', '-O2', '-Wall', '-Wextra', '-o', library, path.join(top, source)], {
      stdio: 'inherit',
    })
    process.env[`AMENDS_SHIM_${name.toUpperCase()}`] = library
  }
  if (ownCluster) startPostgres('-c fsync=on')
  return () => {
    if (ownCluster) testPg('stop')
    rmSync(dir, { recursive: true, force: true })
  }
}
