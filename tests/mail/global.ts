// Before the mail suites: a folder, the mail servers, PostgreSQL.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { keepProgram, onPostgres, startPostgres, testPg, top } from '../api/server'

export default function setup(): () => void {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'amends-mail-'))
  const ownCluster = onPostgres && process.env['AMENDS_TEST_PG'] === undefined
  process.env['AMENDS_RUN_DIR'] = dir
  process.env['AMENDS_TEST_MAIL_DIR'] = path.join(os.tmpdir(), `amends-mail-servers-${process.pid}`)
  keepProgram(dir)
  const servers = (verb: string): string => execFileSync(path.join(top, 'scripts/test-mail'), [verb], { encoding: 'utf8', timeout: 60_000 })
  for (const line of servers('start').trim().split('\n')) {
    const [name = '', ...value] = line.split('=')
    process.env[name] = value.join('=')
  }
  if (ownCluster) startPostgres('-c fsync=off')
  return () => {
    servers('stop')
    if (ownCluster) testPg('stop')
    rmSync(dir, { recursive: true, force: true })
  }
}
