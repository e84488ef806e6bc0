// "Backup is a habit": taken while everybody writes, it holds what was acknowledged before it began; a damaged one
// is refused before anything is touched.
import { execFile, execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dropHome, environment, loadDemo, newHome, onPostgres, optionsOf, program, reap, run, Server, verify, type Home, type Outcome } from '../api/server'
import { multipart, png } from '../api/upload'
import { Caller, chance } from './kit'
import { TagWriter } from './writers'

let home: Home
let server: Server
let caller: Caller
let dir: string
let serial = 0

beforeAll(async () => {
  home = newHome()
  dir = mkdtempSync(path.join(process.env['AMENDS_RUN_DIR'] ?? '/tmp', 'backup-'))
  loadDemo(home)
  server = await Server.start(home)
  caller = new Caller(server)
  await caller.signIn()
})

afterAll(() => {
  reap()
  dropHome(home)
  rmSync(dir, { recursive: true, force: true })
})

const fresh = (what: string): string => path.join(dir, `${what}-${++serial}`)

/** Beside whoever writes. */
function backup(file: string, ...options: string[]): Promise<Outcome> {
  return new Promise((resolve) =>
    execFile(program, ['backup', file, ...optionsOf(home), ...options], { env: environment() }, (e, out, err) =>
      resolve({ code: e === null ? 0 : Number(e.code), signal: null, out, err }),
    ),
  )
}

const restore = (file: string, data: string, ...options: string[]): Outcome => run(['restore', file, '--data', data, ...options])

if (onPostgres)
  test('with PostgreSQL it says what does it', async () => {
    const o = await backup(fresh('pg'))
    expect(o).toMatchObject({ code: 1, out: '' })
    expect(o.err).toContain('pg_dump')
    const r = run(['restore', fresh('none'), ...optionsOf({ ...home, data: fresh('data') })])
    expect(r.err).toContain('pg_restore')
  })
else
  describe('a backup', () => {
    test('taken under load holds every write acknowledged before it began, and the attachments', async () => {
      const photo = png(40, 30)
      const form = multipart([{ field: 'file', name: 'photo.png', bytes: photo }])
      const kept = await caller.upload('/attachments', form)
      expect(kept.status, kept.text).toBe(201)
      const id = (JSON.parse(kept.text) as { id: number }).id
      const bytes = (await caller.call('GET', `/attachments/${id}`)).bytes

      let over = false
      const acknowledged: string[] = []
      const load = Array.from({ length: 8 }, (_, i) => new TagWriter(`load ${i}`, chance(i + 1)))
      const all = Promise.all(
        load.map(async (w) => {
          while (!over) await w.act(caller)
        }),
      )
      const name = async (n: number): Promise<void> => {
        const r = await caller.call('POST', '/tags', { name: `before ${n}` })
        expect(r.status).toBe(201)
        acknowledged.push(`before ${n}`)
      }
      const files: { file: string; before: string[] }[] = []
      for (let round = 0; round < 5; round++) {
        for (let i = 0; i < 20; i++) await name(round * 20 + i)
        const file = fresh('online.tar')
        const before = [...acknowledged]
        const o = await backup(file, '--with-secret')
        expect(o.code, o.err).toBe(0)
        files.push({ file, before })
      }
      over = true
      await all

      for (const { file, before } of files) {
        const data = fresh('restored')
        const o = restore(file, data)
        expect(o.code, o.out + o.err).toBe(0)
        expect(o.out).toContain('verify: ok')
        const s = await Server.start({ data, url: null })
        const there = new Caller(s)
        await there.signIn()
        const names = new Set((await there.all<{ name: string }>('/tags?q=before')).map((t) => t.name))
        expect(before.filter((n) => !names.has(n))).toEqual([])
        expect((await there.call('GET', `/attachments/${id}`)).bytes).toEqual(bytes)
        expect((await there.call('POST', '/tags', { name: 'and it goes on' })).status).toBe(201)
        expect((await s.stop()).code).toBe(0)
        expect(verify({ data, url: null }).out).toContain('verify: ok')
      }
      console.log(`backup: ${files.length} taken while 8 wrote; ${acknowledged.length} writes acknowledged before them all restored`)
    })

    test('leaves nothing beside it, never overwrites one, and is for its owner only', async () => {
      const file = fresh('alone.tar')
      expect((await backup(file)).code).toBe(0)
      expect(readdirSync(dir).filter((n) => n.includes('.part'))).toEqual([])
      expect(execFileSync('stat', ['-c', '%a', file], { encoding: 'utf8' }).trim()).toBe('600')
      expect(execFileSync('tar', ['tf', file], { encoding: 'utf8' })).toMatch(/^amends\.db\n(files\/[0-9a-f]{2}\/[0-9a-f]{62}\n)+MANIFEST\n$/)
      const before = readFileSync(file)
      expect((await backup(file)).err).toContain('backup.exists')
      expect(readFileSync(file).equals(before)).toBe(true)
      expect((await backup(path.join(dir, 'no', 'such', 'folder.tar'))).err).toContain('Cannot make')
    })

    test('one byte changed, wherever, cut off or too long: refused, nothing touched', async () => {
      const file = fresh('whole.tar')
      expect((await backup(file, '--with-secret')).code).toBe(0)
      const whole = readFileSync(file)
      const random = chance(7)
      // every kind of place: heads, padding, ends, and anywhere
      const places = [0, 99, 100, 124, 135, 136, 148, 155, 156, 257, 345, 511, 512, whole.length - 1, whole.length - 1024, whole.length - 1025]
      const headAt = whole.lastIndexOf('MANIFEST')
      places.push(headAt, headAt + 124, headAt + 512, headAt + 530, headAt + 700)
      for (let i = 0; i < 30; i++) places.push(Math.floor(random() * whole.length))
      const bad = fresh('bad.tar')
      const data = fresh('untouched')
      const refuse = (bytes: Buffer, what: string): void => {
        writeFileSync(bad, bytes)
        const o = restore(bad, data)
        expect(o.code, `${what}: ${o.out}`).toBe(1)
        expect(o.err, what).toContain('backup.damaged')
        expect(existsSync(data), what).toBe(false)
      }
      for (const at of places) {
        const b = Buffer.from(whole)
        b[at] = (b[at] ?? 0) ^ (1 << Math.floor(random() * 8))
        refuse(b, `byte ${at}`)
      }
      for (const n of [0, 1, 511, 512, 5000, headAt, whole.length - 1, whole.length - 512]) refuse(whole.subarray(0, n), `cut to ${n}`)
      refuse(Buffer.concat([whole, Buffer.from('x')]), 'one byte more')
      refuse(Buffer.concat([whole.subarray(0, whole.length - 1024), whole]), 'twice')
      expect(restore(file, data).code).toBe(0)
    })

    test('names that lead elsewhere are refused', () => {
      const file = fresh('evil.tar')
      const inside = fresh('inside')
      mkdirSync(inside)
      writeFileSync(path.join(inside, 'amends.db'), 'x')
      execFileSync('tar', ['cf', file, '-C', inside, '--transform', 's|^|../|', 'amends.db', '-P'])
      expect(restore(file, fresh('data')).err).toContain('backup.damaged')
    })

    test('only into an empty folder, only with the right secret', async () => {
      const file = fresh('no_secret.tar')
      expect((await backup(file)).code).toBe(0)
      const data = fresh('data')
      expect(restore(file, data).err).toContain('backup.no_secret')
      expect(existsSync(data)).toBe(false)
      mkdirSync(data)
      writeFileSync(path.join(data, 'secret'), Buffer.alloc(32, 7))
      expect(restore(file, data).err).toContain('secret.other')
      expect(readdirSync(data)).toEqual(['secret'])
      copyFileSync(path.join(home.data, 'secret'), path.join(data, 'secret'))
      expect(restore(file, data).out).toContain('verify: ok')
      expect(restore(file, data).err).toContain('backup.not_empty')
      const other = fresh('data')
      expect(restore(file, other, '--secret-file', path.join(home.data, 'secret')).out).toContain('verify: ok')
      expect(existsSync(path.join(other, 'secret'))).toBe(false)
    })

    test('broken off halfway: the folder is not taken for that of a new instance', () => {
      const data = fresh('half')
      mkdirSync(data)
      writeFileSync(path.join(data, 'amends.db.part'), 'half of it')
      for (const command of ['migrate', 'serve', 'demo']) {
        const o = run([command, '--data', data])
        expect([command, o.code, o.err]).toEqual([command, 1, expect.stringContaining('broken off')])
      }
      expect(readdirSync(data)).toEqual(['amends.db.part'])
    })

    test('of a newer schema: refused by this program, before anything is touched', async () => {
      const newer = newHome()
      loadDemo(newer)
      execFileSync('sqlite3', [path.join(newer.data, 'amends.db'), "INSERT INTO schema_migration VALUES (9999, '9999_later', 'x', 0)"])
      const file = fresh('newer.tar')
      const o = run(['backup', file, ...optionsOf(newer), '--with-secret'])
      expect(o.code, o.err).toBe(0)
      const data = fresh('data')
      expect(restore(file, data).err).toContain('backup.newer')
      expect(existsSync(data)).toBe(false)
      dropHome(newer)
    })
  })
