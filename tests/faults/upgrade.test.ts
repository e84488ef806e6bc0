// A database of an earlier version, as tests/upgrade keeps it, is brought up to date by this program and holds; one of a
// later version is refused. A release adds its dump there (both databases, the secret they belong to).
import { execFileSync } from 'node:child_process'
import { copyFileSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { gunzipSync } from 'node:zlib'
import { afterAll, describe, expect, test } from 'vitest'
import { database, dropHome, loadDemo, newHome, onPostgres, optionsOf, reap, run, Server, StartFailed, top, verify, type Home } from '../api/server'
import { Caller } from './kit'

const folder = path.join(top, 'tests/upgrade')
const ending = `.${database}.sql.gz`
const versions = readdirSync(folder).filter((f) => f.endsWith(ending)).map((f) => f.slice(0, -ending.length))

afterAll(reap)

function sql(home: Home, text: string): void {
  if (onPostgres) execFileSync('psql', ['-X', '-q', '-v', 'ON_ERROR_STOP=1', '-d', home.url ?? ''], { input: text, stdio: ['pipe', 'ignore', 'inherit'] })
  else execFileSync('sqlite3', ['-batch', '-bail', path.join(home.data, 'amends.db')], { input: text, stdio: ['pipe', 'ignore', 'inherit'] })
}

test('there is an earlier version to try', () => {
  expect(versions.length).toBeGreaterThan(0)
})

describe.each(versions)('from %s', (version) => {
  test('to this one: nothing is lost, all verifies, and it goes on', async () => {
    const home = newHome()
    copyFileSync(path.join(folder, 'secret'), path.join(home.data, 'secret'))
    sql(home, gunzipSync(readFileSync(path.join(folder, `${version}${ending}`))).toString('utf8'))
    expect(run(['migrate', ...optionsOf(home)]).code).toBe(0)
    const v = verify(home)
    expect(v.code, v.out + v.err).toBe(0)
    const s = await Server.start(home)
    const c = new Caller(s)
    await c.signIn()
    expect((await c.all('/tags')).length).toBeGreaterThan(3)
    expect((await c.all('/tickets')).length).toBeGreaterThan(10)
    expect((await c.call('POST', '/tickets', { subject: 'After the upgrade', body: 'It goes on.' })).status).toBe(201)
    expect((await s.stop()).code).toBe(0)
    expect(verify(home).out).toContain('verify: ok')
    dropHome(home)
  })
})

test('a later version: refused by name, and left as it is', async () => {
  const home = newHome()
  loadDemo(home)
  sql(home, "INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES (9999, '9999_later', 'x', 0);")
  const failed = await Server.start(home).then(() => null, (e: unknown) => e)
  expect(failed).toBeInstanceOf(StartFailed)
  expect((failed as StartFailed).outcome).toMatchObject({ code: 1, signal: null })
  expect((failed as StartFailed).message).toContain('migrate.newer')
  for (const command of ['migrate', 'verify', 'demo']) {
    const o = run([command, ...optionsOf(home)])
    expect([command, o.code]).toEqual([command, 1])
    expect(o.err).toContain('9999_later')
  }
  sql(home, 'DELETE FROM schema_migration WHERE number = 9999;')
  expect(verify(home).out).toContain('verify: ok')
  dropHome(home)
})
