// Signing in, being somebody, signing out: AS-7 as far as it exists, and the row "Sessions" of reliability.
import { readFileSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { Client, cookieOf, demoRoles, makeWorld, endWorld, password, useWorld, type Reply } from './harness'
import { onPostgres } from './server'

const world = useWorld()

const signIn = (email: string, pass = password, headers: Record<string, string> = {}): Promise<Reply> =>
  world().nobody.post('/session', { email, password: pass }, headers)

const withCookie = (cookie: string): Client => new Client(() => world().server.port, cookie)

describe('signing in', () => {
  test.each(demoRoles)('%s gets in, and is told who they are', async (who) => {
    const r = await signIn(`${who}@demo.test`)
    expect(r.status).toBe(201)
    const mine = r.json<{ person: { email: string; name: string }; roles: string[]; permissions: string[]; staff: boolean }>()
    expect(mine.person.email).toBe(`${who}@demo.test`)
    expect(mine.roles).toEqual([who.replace(/\d$/, '')])
    expect(mine.permissions).toContain('self')
    expect(mine.staff).toBe(/^(admin|supervisor|agent|dispatcher|engineer)/.test(who))
    expect((await withCookie(cookieOf(r)).get('/session')).json()).toEqual(r.json())
  })

  test('the address is folded: case and blanks around it do not count', async () => {
    expect((await signIn('  AGENT@Demo.TEST ')).status).toBe(201)
  })

  test('a wrong password and an unknown address get the same answer', async () => {
    const [a, b] = [await signIn('shop@demo.test', 'wrong-password'), await signIn('nobody@demo.test', 'wrong-password')]
    expect([a.status, b.status]).toEqual([401, 401])
    const plain = (r: Reply): unknown => ({ ...r.problem, request_id: '' })
    expect(plain(a)).toEqual(plain(b))
    expect(a.problem.code).toBe('session.wrong')
    expect(a.headers['set-cookie']).toBeUndefined()
  })

  test('an unknown address takes as long as a wrong password', async () => {
    const times = { known: [] as number[], unknown: [] as number[] }
    for (let i = 0; i < 4; i++)
      for (const who of ['carrier', 'courier2', 'engineer']) {
        times.known.push((await signIn(`${who}@demo.test`, 'wrong-password')).ms)
        times.unknown.push((await signIn(`no-${who}-${i}@demo.test`, 'wrong-password')).ms)
      }
    // the machine is shared: the quickest of twelve is what the work itself takes
    const ratio = Math.min(...times.unknown) / Math.min(...times.known)
    expect(ratio).toBeGreaterThan(0.33)
    expect(ratio).toBeLessThan(3)
    expect(Math.min(...times.unknown)).toBeGreaterThan(3) // argon2 did run
  })

  test.each(['consultant@demo.test', 'not-there@demo.test'])(
    '%s is locked after too many wrong passwords, for the right one too',
    async (email) => {
      const seen: number[] = []
      for (let i = 0; i < 8; i++) seen.push((await signIn(email, `wrong-${i}`)).status)
      expect(seen.slice(0, 5)).toEqual([401, 401, 401, 401, 401])
      expect(seen.at(-1)).toBe(429)
      const r = await signIn(email)
      expect(r.status).toBe(429)
      expect(r.problem.code).toBe('session.locked')
      const wait = Number(r.headers['retry-after'])
      expect(wait).toBeGreaterThan(20)
      expect(wait).toBeLessThanOrEqual(900)
      expect((await signIn('consultant2@demo.test')).status).toBe(201)
    },
  )

  test('a lock survives a restart', async () => {
    for (let i = 0; i < 7; i++) await signIn('customer@demo.test', `wrong-${i}`)
    expect((await signIn('customer@demo.test')).status).toBe(429)
    await world().restart()
    expect((await signIn('customer@demo.test')).status).toBe(429)
  })

  test('an old cookie keeps nobody from signing in, and a chosen one is not taken over', async () => {
    const chosen = 'A'.repeat(43)
    const r = await signIn('agent@demo.test', password, { Cookie: `amends_session=${chosen}` })
    expect(r.status).toBe(201)
    expect(cookieOf(r)).not.toBe(chosen)
    expect((await withCookie(chosen).get('/session')).status).toBe(401)
  })

  test('a repeated sign-in under one Idempotency-Key opens another session', async () => {
    const key = { 'Idempotency-Key': 'twice' }
    const [a, b] = [await signIn('agent@demo.test', password, key), await signIn('agent@demo.test', password, key)]
    expect([a.status, b.status]).toEqual([201, 201])
    expect(cookieOf(a)).not.toBe(cookieOf(b))
    for (const r of [a, b]) expect((await withCookie(cookieOf(r)).get('/session')).status).toBe(200)
  })
})

describe('the cookie', () => {
  const flags = (r: Reply): string[] => (r.headers['set-cookie']?.[0] ?? '').split('; ').slice(1).sort()

  test('is HttpOnly, Lax and for the whole site; Secure only on TLS', async () => {
    const r = await signIn('agent@demo.test')
    expect(r.headers['set-cookie']).toHaveLength(1)
    expect(flags(r)).toEqual(['HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Lax'])
    expect(cookieOf(r)).toMatch(/^[A-Za-z0-9_-]{43}$/)
  })

  test('X-Forwarded-Proto counts only from the trusted proxy', async () => {
    const tls = { 'X-Forwarded-Proto': 'https' }
    expect(flags(await signIn('agent@demo.test', password, tls))).not.toContain('Secure')
    const w = await makeWorld(['--trusted-proxy', '127.0.0.1'])
    const body = { email: 'agent@demo.test', password }
    expect(flags(await w.nobody.post('/session', body, tls))).toContain('Secure')
    expect(flags(await w.nobody.post('/session', body))).not.toContain('Secure')
    await endWorld(w)
  })

  test('a session cookie among others is found; a name that only ends alike is not it', async () => {
    const c = await world().login('agent')
    const ask = (cookie: string): Promise<Reply> => world().nobody.get('/session', {}, { Cookie: cookie })
    expect((await ask(`a=1; amends_session=${c.cookie}; b="2"`)).status).toBe(200)
    expect((await ask(`x_amends_session=${c.cookie}`)).status).toBe(401)
    expect((await ask('amends_session=')).status).toBe(401)
  })
})

describe('staying and leaving', () => {
  test('a session survives a stop, and a kill', async () => {
    const c = await world().login('agent')
    await world().restart()
    expect((await c.get('/session')).status).toBe(200)
    await world().restart([], 'kill')
    expect((await c.get('/session')).status).toBe(200)
  })

  test('signing out revokes at once, this session only, and clears the cookie', async () => {
    const [mine, other] = [await world().login('agent'), await world().login('agent')]
    const r = await mine.delete('/session')
    expect(r.status).toBe(204)
    expect(r.headers['set-cookie']?.[0]).toMatch(/^amends_session=; .*Max-Age=0/)
    expect((await mine.get('/session')).status).toBe(401)
    expect((await mine.get('/tags')).status).toBe(401)
    expect((await other.get('/session')).status).toBe(200)
  })

  test('a change without X-Amends-CSRF: 1 is refused, whatever else it says', async () => {
    const c = await world().login('agent')
    for (const headers of [{}, { 'X-Amends-CSRF': '0' }, { 'X-Amends-CSRF': '' }, { Origin: 'http://127.0.0.1' }]) {
      const r = await c.send('DELETE', '/session', { csrf: false, headers: { ...headers } })
      expect([r.status, r.problem.code]).toEqual([403, 'csrf.missing'])
    }
    expect((await c.get('/session')).status).toBe(200)
  })
})

test('neither the log nor the data folder holds a password or a session token', async () => {
  const c = await world().login('agent')
  await signIn('agent2@demo.test', 'a-wrong-secret-9431')
  const secrets = [c.cookie ?? '', password, 'a-wrong-secret-9431', 'agent2@demo.test']
  for (const s of secrets) expect(world().server.log).not.toContain(s)
  if (onPostgres) return
  for (const f of readdirSync(world().home.data).filter((n) => n.startsWith('amends.db'))) {
    const bytes = readFileSync(path.join(world().home.data, f))
    for (const s of secrets.slice(0, 3)) expect(bytes.includes(s), `${f} holds ${s}`).toBe(false)
  }
})
