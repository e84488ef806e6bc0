// Health, the contract itself, the test clock, the command line, start and stop.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { endWorld, makeWorld, useWorld } from './harness'
import { dropHome, environment, loadDemo, newHome, optionsOf, program, run, Server, sleep, StartFailed, verify, type Outcome } from './server'
import { ask } from './wire'

const world = useWorld(['--test-clock'])
const plain = (method: string, to: string, headers: Record<string, string> = {}): ReturnType<typeof ask> =>
  ask(world().server.port, { method, path: to, headers })

describe('what machines ask', () => {
  test('alive, ready, figures', async () => {
    expect(await plain('GET', '/healthz')).toMatchObject({ status: 200, text: 'ok' })
    expect(await plain('GET', '/readyz')).toMatchObject({ status: 200, text: 'ready' })
    await (await world().as('agent')).get('/tags')
    const m = await plain('GET', '/metrics')
    expect(m.status).toBe(200)
    expect(Number(/op="tag_list",status="200"} (\d+)/.exec(m.text)?.[1])).toBeGreaterThan(0)
    for (const line of m.text.split('\n').filter((l) => l !== '' && !l.startsWith('#')))
      expect(line).toMatch(/^amends_[a-z_]+(\{[^}]*\})? [0-9.e+-]+$/)
  })

  test('the contract is the one in api/', async () => {
    const r = await world().nobody.get('/openapi.json')
    expect(r.status).toBe(200)
    expect(r.json()).toEqual(JSON.parse(readFileSync(process.env['AMENDS_CONTRACT'] ?? '', 'utf8')))
  })
})

describe('what is not there', () => {
  test.each(['/api/v1/nothing', '/api/v1/tags/1/nothing', '/api/v2/tags', '/api/v1/tags/', '/api/v1//tags'])(
    '%s',
    async (to) => {
      const r = await (await world().as('admin')).send('GET', to, { outside: true })
      expect(r.status).toBe(404)
      expect(r.headers['content-type']).toBe('application/problem+json')
    },
  )

  test('another method: 405 says which are', async () => {
    const r = await (await world().as('admin')).send('PUT', '/api/v1/tags', { outside: true, body: {} })
    expect([r.status, r.headers.allow]).toEqual([405, 'GET, HEAD, POST, OPTIONS'])
  })

  test('HEAD is GET without its body', async () => {
    const c = await world().as('admin')
    const [head, get] = [await c.send('HEAD', '/api/v1/tags', { outside: true }), await c.get('/tags')]
    expect([head.status, head.text, head.headers['content-length']]).toEqual([200, '', get.headers['content-length']])
  })
})

describe('the test clock', () => {
  test('stands where it was set, goes forward only, and dates what is written', async () => {
    const w = await makeWorld(['--test-clock'])
    const c = await w.as('agent')
    const at = new Date(Date.now() + 24 * 3600_000).toISOString()
    expect((await w.nobody.post('/test/clock', { now: at })).json()).toEqual({ now: at })
    await sleep(20)
    expect((await c.post('/tags', { name: 'dated' })).json()).toMatchObject({ created_at: at })
    const back = await w.nobody.post('/test/clock', { now: new Date(Date.parse(at) - 1).toISOString() })
    expect([back.status, back.problem.code]).toEqual([409, 'clock.backwards'])
    expect((await c.post('/tags', { name: 'dated again' })).json()).toMatchObject({ created_at: at })
    expect((await w.nobody.post('/test/clock', { now: at })).status).toBe(200)
    expect((await c.get('/session')).status).toBe(200)
    await endWorld(w)
  })

  test('keeps live sessions over a long step', async () => {
    const w = await makeWorld(['--test-clock'])
    const c = await w.as('agent')
    const step = await w.nobody.post('/test/clock', { now: new Date(Date.now() + 400 * 86400_000).toISOString() })
    expect(step.ms, 'what recurs runs once, so a step of any length is done in no time').toBeLessThan(15_000)
    expect((await c.get('/session')).status).toBe(200)
    await endWorld(w)
  })

  test('is not there unless asked for', async () => {
    const w = await makeWorld()
    const r = await w.nobody.post('/test/clock', { now: new Date().toISOString() })
    expect(r.status).toBe(404)
    expect(
      Math.abs(
        Date.parse(
          (await (await w.as('agent')).post('/tags', { name: 'now' })).json<{ created_at: string }>().created_at,
        ) - Date.now(),
      ),
    ).toBeLessThan(60_000)
    await endWorld(w)
  })

  test.each(['0.0.0.0:0', ':0', '[::]:0', '192.0.2.1:0'])('is refused with the public address %s', async (listen) => {
    const home = newHome()
    const s = Server.launch(home, ['--listen', listen, '--test-clock'])
    const timer = setTimeout(() => void s.kill(), 5000)
    const o = await s.end()
    clearTimeout(timer)
    expect([o.code, o.signal]).toEqual([2, null])
    expect(o.err).toContain('--test-clock is refused')
    dropHome(home)
  })
})

describe('the command line', () => {
  test.each([
    [['serve', '--nonsense']],
    [['nonsense']],
    [[]],
    [['serve', '--workers', '0']],
    [['serve', '--workers', 'x']],
    [['serve', 'extra']],
    [['version', '--x']],
  ])('%j fails with a word', (args) => {
    const r = run(args, { AMENDS_DATA: '/nonexistent/amends' })
    expect(r.code).toBe(2)
    expect(r.err.length).toBeGreaterThan(20)
  })

  test('--help names every option and its variable', () => {
    const r = run(['--help'])
    expect(r.code).toBe(0)
    for (const o of ['listen', 'data', 'db', 'test-clock', 'workers']) {
      expect(r.out).toContain(`--${o}`)
      expect(r.out).toContain(`AMENDS_${o.toUpperCase().replaceAll('-', '_')}`)
    }
    for (const command of ['serve', 'user', 'token', 'backup', 'verify'])
      expect(run([command, '--help'], { AMENDS_DATA: '/nonexistent/amends' })).toEqual(r)
    expect(run(['version']).out).toMatch(/^amends \d+\.\d+\.\d+/)
  })

  test('loading the demo company twice changes nothing', () => {
    const home = newHome()
    loadDemo(home)
    const before = verify(home).out
    loadDemo(home)
    expect(verify(home).out).toBe(before)
    expect(before).toContain('verify: ok')
    dropHome(home)
  })

  test('user add makes an account that can sign in', async () => {
    const r = run(
      ['user', 'add', 'new.person@demo.test', 'New Person', 'agent', ...optionsOf(world().home)],
      {},
      'amends-demo\n',
    )
    expect(r.code, r.err).toBe(0)
    expect((await (await world().login('new.person@demo.test')).get('/session')).json()).toMatchObject({
      roles: ['agent'],
    })
  })
})

test('verify passes nothing that is not there', () => {
  const home = { ...newHome(), url: null } // with SQLite a wrong folder, with PostgreSQL a forgotten --db
  for (const left of [null, '']) {
    if (left !== null) writeFileSync(path.join(home.data, 'amends.db'), left)
    const v = verify(home)
    expect([v.code, v.out]).toEqual([1, ''])
    expect(v.err).toContain('there is no database of this program')
  }
  const empty = newHome()
  expect(verify(empty)).toMatchObject({ code: 1, out: '' })
  for (const h of [home, empty]) dropHome(h)
})

test.each(['migrate', 'verify', 'backup'])('%s: a --db that is no URL is not taken for the name of a new file', (command) => {
  const home = newHome()
  const named = path.join(home.data, 'amends_prod')
  const r = run([command, ...(command === 'backup' ? [`${named}.tar`] : []), '--data', home.data, '--db', named])
  expect([r.code, r.err]).toEqual([1, expect.stringContaining('--db is postgresql://')])
  expect(existsSync(named)).toBe(false)
  dropHome(home)
})

test.each([
  ['a % in the password', 'amends:ho%ney@127.0.0.1:1/amends'],
  ['an @ in it', 'amends:ho@honey@127.0.0.1:1/amends'],
  ['a / in it', 'amends:ho/honey@127.0.0.1:1/amends'],
  ['a ? in it', 'amends:ho?honey@127.0.0.1:1/amends'],
])('a --db with %s is refused, and not repeated in the log', (_, rest) => {
  const home = newHome()
  const r = run(['migrate', '--data', home.data, '--db', `postgresql://${rest}`])
  expect([r.code, r.out]).toEqual([1, ''])
  expect(r.err).toContain('event=db.open')
  expect(r.err).not.toMatch(/ho%|ney|"ho"/)
  dropHome(home)
})

test('an amends.conf that cannot be read is not taken for one that is not there', () => {
  const home = newHome()
  const file = path.join(home.data, 'amends.conf')
  const says = (): unknown => {
    const r = run(['migrate', ...optionsOf(home)])
    rmSync(file, { recursive: true })
    return [r.code, r.err]
  }
  mkdirSync(file) // for root there is no file without permission
  expect(says()).toEqual([2, expect.stringContaining('amends.conf: Is a directory')])
  symlinkSync('amends.conf', file)
  expect(says()).toEqual([2, expect.stringContaining('amends.conf: Too many levels')])
  writeFileSync(file, 'smtp-password honey\n')
  expect(says()).toEqual([2, `amends: ${file} line 1: there is no option "smtp-password"\n`])
  dropHome(home)
})

describe('the demo company', () => {
  test('sells in each state that there is a way into, and its books follow', async () => {
    const staff = await world().as('supervisor')
    const sales = (await staff.get('/orders', { kind: 'sale', limit: 200 })).json<{ items: { status: string; total: number; person_id: number }[] }>().items
    expect([...new Set(sales.map((o) => o.status))].sort()).toEqual(['backorder', 'cancelled', 'delivered', 'draft', 'exchange', 'placed', 'released', 'shipped'])
    const balance = async (who: 'customer' | 'consultant' | 'consultant2', unit: string): Promise<number | undefined> => {
      const c = await world().as(who)
      const { id } = (await c.get('/session')).json<{ person: { id: number } }>().person
      const moves = (await c.get(`/people/${id}/ledger`, { unit, limit: 200 })).json<{ items: { amount: number; balance: number }[] }>().items
      expect(moves[0]?.balance).toBe(moves.reduce((n, m) => n + m.amount, 0))
      return moves[0]?.balance
    }
    const want = { customer: [-7830, 51], consultant: [-6375, 60], consultant2: [1580, 60] } as const
    for (const who of ['customer', 'consultant', 'consultant2'] as const) expect([who, await balance(who, 'money'), await balance(who, 'points')]).toEqual([who, ...want[who]])
  })

  test('has two shops, and neither sees the other', async () => {
    for (const [email, store] of [['shop@demo.test', 'Fleurs du Canal'], ['shop2@demo.test', 'Le Bon Bouillon']] as const) {
      const c = await world().login(email)
      const stores = (await c.get('/stores')).json<{ items: { id: number; name: string }[] }>().items
      expect(stores.map((s) => s.name)).toEqual([store])
      const orders = (await c.get('/orders', { limit: 200 })).json<{ items: { store_id: number }[] }>().items
      expect([email, orders.length > 0, orders.every((o) => o.store_id === stores[0]?.id)]).toEqual([email, true, true])
    }
  })
})

describe('words of the command line', () => {
  test('a role or permission that is not there is answered with those that are', () => {
    const home = optionsOf(world().home)
    const user = run(['user', 'add', 'nobody@demo.test', 'Nobody', 'agnet', ...home], {}, 'amends-demo\n')
    expect([user.code, user.err]).toEqual([1, expect.stringMatching(/There is no role agnet; there are: .*\badmin, .*\bagent\b.*\bcustomer\b/)])
    const token = run(['token', 'create', 'admin@demo.test', 'Mine', 'ticket.al', ...home])
    expect([token.code, token.err]).toEqual([1, expect.stringMatching(/There is no permission ticket\.al; yours are: .*\bticket\.all, .*\btask\.act\b/)])
  })
})

describe('what the command line is given goes into the database only where the API would take it', () => {
  test.each([
    ['two lines', 'two@demo.test\nlines', 'Two', 'control_character|email: '],
    ['a name of 500 letters', 'long.name@demo.test', 'x'.repeat(500), 'name: '],
    ['a name of nothing', 'no.name@demo.test', ' ', 'name: '],
  ])('%s', (_, email, name, says) => {
    const r = run(['user', 'add', email, name, 'agent', ...optionsOf(world().home)], {}, 'amends-demo\n')
    expect([r.code, r.out, r.err]).toEqual([1, '', expect.stringMatching(says)])
  })

  test('bytes that are no text', () => {
    const sh = (words: string): Outcome => {
      const r = spawnSync('sh', ['-c', `printf 'amends-demo\\n' | "$0" ${words} "$@"`, program, ...optionsOf(world().home)], { encoding: 'utf8', env: environment() })
      return { code: r.status, signal: r.signal, out: r.stdout, err: r.stderr }
    }
    for (const words of ['user add bytes@demo.test "$(printf \'N\\377\')" agent', 'token create admin@demo.test "$(printf \'N\\377\')" ticket.all']) {
      const r = sh(words)
      expect([r.code, r.out, r.err]).toEqual([1, '', expect.stringContaining('not in UTF-8')])
    }
  })

  test('a password longer than any that can be signed in with', () => {
    for (const n of [201, 300]) {
      const r = run(['user', 'add', `long${n}@demo.test`, 'Long', 'agent', ...optionsOf(world().home)], {}, `${'p'.repeat(n)}\n`)
      expect([r.code, r.out, r.err]).toEqual([1, '', expect.stringContaining('password: At most 200')])
    }
  })

  test('a token without a name', () => {
    const r = run(['token', 'create', 'admin@demo.test', '', 'ticket.all', ...optionsOf(world().home)])
    expect([r.code, r.out, r.err]).toEqual([1, '', expect.stringContaining('name: ')])
  })
})

describe('start and stop', () => {
  test('with another secret it does not start', async () => {
    const home = newHome()
    loadDemo(home)
    writeFileSync(path.join(home.data, 'secret'), Buffer.alloc(32, 7))
    const failed = await Server.start(home).catch((e: unknown) => e)
    expect(failed).toBeInstanceOf(StartFailed)
    expect((failed as StartFailed).outcome).toMatchObject({ code: 1, signal: null })
    expect((failed as StartFailed).message).toContain('secret.other')
    dropHome(home)
  })

  test.each(['1', '2'])('a port that another server has is not shared with it (%s I/O threads)', async (threads) => {
    const home = newHome()
    const [first, args] = [await Server.start(home, ['--io-threads', threads]), ['--io-threads', threads]]
    const other = newHome()
    const failed: unknown = await Server.start(other, [...args, '--listen', `127.0.0.1:${first.port}`]).then(
      (s) => s.stop(),
      (e: unknown) => e,
    )
    expect(failed).toBeInstanceOf(StartFailed)
    expect((failed as StartFailed).message).toContain('Address already in use')
    expect((await ask(first.port, { method: 'GET', path: '/healthz', headers: {} })).status).toBe(200)
    await first.stop()
    for (const h of [home, other]) dropHome(h)
  })

  test('what was accepted is answered before it stops', async () => {
    const w = await makeWorld()
    const c = await w.as('agent')
    const all = Array.from({ length: 30 }, (_, i) =>
      c.post('/tags', { name: `stop ${i}` }).then(
        (r) => r.status,
        () => 0,
      ),
    )
    await Promise.any(all)
    const stopped = w.server.stop()
    const statuses = await Promise.all(all)
    expect((await stopped).code).toBe(0)
    w.server = await Server.start(w.home)
    const kept = (await (await w.login('agent')).get('/tags', { q: 'stop', limit: 200 })).json<{ items: unknown[] }>()
      .items.length
    expect(kept).toBeGreaterThanOrEqual(statuses.filter((s) => s === 201).length)
    expect(statuses.filter((s) => s === 201).length).toBeGreaterThan(0)
    await endWorld(w)
  })

  test('the program under test is named', () => {
    expect(program).toMatch(/amends/)
  })
})
