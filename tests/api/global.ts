// Before all files: the contract in one piece, the route table, PostgreSQL. After all: was everything reached?
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { Contract } from './contract'
import { database, keepProgram, onPostgres, program, run, startPostgres, testPg, top } from './server'
import { unreachable } from './unreachable'

// scripts/test lends its own: AMENDS_TEST_PG says that there is one
const ownCluster = onPostgres && process.env['AMENDS_TEST_PG'] === undefined

export default function setup(): () => void {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'amends-api-'))
  process.env['AMENDS_RUN_DIR'] = dir
  process.env['AMENDS_CONTRACT'] = path.join(dir, 'contract.json')
  const redocly = path.join(top, 'node_modules/@redocly/cli/bin/cli.js')
  execFileSync(process.execPath, [redocly, 'bundle', 'api/openapi.yaml', '--output', process.env['AMENDS_CONTRACT']], {
    cwd: top,
    stdio: 'pipe',
    env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' },
  })
  keepProgram(dir)
  const routes = run(['routes', '--json'])
  if (routes.code !== 0) throw new Error(`${program} routes --json failed: ${routes.err}`)
  writeFileSync(path.join(dir, 'routes.json'), routes.out)
  if (ownCluster) startPostgres('-c fsync=off')
  return () => {
    try {
      finish(dir)
    } catch (e) {
      process.exitCode = 1 // vitest prints what a teardown throws, and forgets it
      throw e
    } finally {
      if (ownCluster) testPg('stop')
      rmSync(dir, { recursive: true, force: true })
    }
  }
}

/** Fails the run when an operation or one of its documented statuses was reached by no test. */
function finish(dir: string): void {
  const files = readdirSync(import.meta.dirname).filter((f) => f.endsWith('.test.ts'))
  const ran = readdirSync(dir).filter((f) => f.startsWith('file-')).length
  const reached = new Map<string, number>()
  let exchanges = 0
  for (const f of readdirSync(dir).filter((n) => n.startsWith('reached-')))
    for (const line of readFileSync(path.join(dir, f), 'utf8').split('\n').filter(Boolean)) {
      reached.set(line, (reached.get(line) ?? 0) + 1)
      exchanges++
    }
  const contract = new Contract(path.join(dir, 'contract.json'))
  const routes = JSON.parse(readFileSync(path.join(dir, 'routes.json'), 'utf8')) as { op: string }[]
  const served = contract.operations.filter((o) => routes.some((r) => r.op === o.id))
  const documented = served.flatMap((o) => o.statuses.map((s) => `${o.id} ${s}`))
  const missing = documented.filter((d) => !reached.has(d) && !(d in unreachable))
  const stale = Object.keys(unreachable).filter((u) => reached.has(u) || !documented.includes(u))
  const count = documented.filter((d) => reached.has(d)).length
  console.log(
    `\ncontract (${database}): ${exchanges} exchanges valid; ${served.length} operations, ` +
      `${count} of ${documented.length} documented statuses reached, ${Object.keys(unreachable).length} declared unreachable`,
  )
  // the contract is written first; that it has its route in the end is check-contract's business
  const ahead = contract.operations.length - served.length
  if (ahead > 0) console.log(`contract: ${ahead} operations have no route in this program and were not judged`)
  if (ran < files.length) {
    console.log(`contract: coverage not judged, ${ran} of ${files.length} files ran to their end`)
    return
  }
  if (missing.length > 0) throw new Error(`no test reached:\n  ${missing.join('\n  ')}`)
  if (stale.length > 0) throw new Error(`tests/api/unreachable.ts names what is reached or not documented: ${stale.join(', ')}`)
}
