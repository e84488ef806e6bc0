// The event stream: live, resumable, and only what one may see.
import { afterEach, describe, expect, test } from 'vitest'
import { useWorld, type Client, type Login } from './harness'
import { sleep } from './server'
import type { Stream, StreamEvent } from './wire'

const world = useWorld()
const open: Stream[] = []
let n = 0

async function listen(who: Login | Client, from?: string): Promise<Stream> {
  const c = typeof who === 'string' ? await world().as(who) : who
  const s = await c.stream(from === undefined ? {} : { 'Last-Event-ID': from })
  open.push(s)
  return s
}

afterEach(() => {
  for (const s of open.splice(0)) s.close()
})

async function makeTag(): Promise<number> {
  const r = await (await world().as('agent')).post('/tags', { name: `event ${++n}` })
  return r.json<{ id: number }>().id
}

const about =
  (id: number) =>
  (e: StreamEvent): boolean => {
    const said = JSON.parse(e.data) as { topic?: string; id?: number }
    return said.topic === 'tag' && said.id === id
  }
const ofTag = (s: Stream, id: number): Promise<StreamEvent> => s.until((all) => all.find(about(id)))

describe('live', () => {
  test('a change arrives within two seconds, as topic, id and version only', async () => {
    const s = await listen('agent2')
    expect(s.headers['content-type']).toBe('text/event-stream')
    expect(s.headers['cache-control']).toBe('no-store')
    for (let round = 0; round < 5; round++) {
      const id = await makeTag()
      const done = Date.now()
      const e = await ofTag(s, id)
      expect(e.at - done).toBeLessThan(2000)
      expect(JSON.parse(e.data)).toEqual({ topic: 'tag', id, version: 1 })
      expect(e.id).toMatch(/^\d+$/)
    }
  })

  test('a call that is due is told to those who make it', async () => {
    const [caller, customer] = [await listen('agent2'), await listen('customer')]
    const of = (e: StreamEvent): boolean => (JSON.parse(e.data) as { topic?: string }).topic === 'callback'
    const name = `Called ${String(Date.now())}`
    const form = { name, phone: '+33 6 99 00 77 01', subject: name, body: 'Call me.' }
    expect((await world().nobody.post('/public/tickets', form)).status).toBe(201)
    await caller.until((all) => all.find(of))
    await ofTag(caller, await makeTag())
    expect(customer.events.some(of)).toBe(false)
  })

  test('changing and removing are told too, in order', async () => {
    const s = await listen('agent2')
    const id = await makeTag()
    const c = await world().as('agent')
    await c.patch(`/tags/${id}`, 1, { colour: 'red' })
    await c.delete(`/tags/${id}`)
    const seen = await s.until((all) => {
      const mine = all.filter(about(id))
      return mine.length >= 3 && mine
    })
    expect(seen.map((e) => (JSON.parse(e.data) as { version: number }).version)).toEqual([1, 2, 2])
  })

  test('what is refused is not told', async () => {
    const s = await listen('agent2')
    const id = await makeTag()
    const c = await world().as('agent')
    await c.patch(`/tags/${id}`, 7, { colour: 'red' })
    await c.post('/tags', { name: `event ${n}` })
    await ofTag(s, await makeTag())
    expect(s.events.filter(about(id))).toHaveLength(1)
  })

  test('a hundred at once arrive once each, ids rising', async () => {
    const s = await listen('agent2')
    const made = await Promise.all(Array.from({ length: 100 }, () => makeTag()))
    await s.until((all) => made.every((id) => all.some(about(id))), 10_000)
    for (const id of made) expect(s.events.filter(about(id))).toHaveLength(1)
    const ids = s.events.map((e) => Number(e.id))
    expect(ids).toEqual([...ids].sort((a, b) => a - b))
    expect(new Set(ids).size).toBe(ids.length)
  })
})

describe('resuming', () => {
  test('after Last-Event-ID comes exactly what was missed', async () => {
    const s = await listen('agent2')
    const before = await makeTag()
    const last = await ofTag(s, before)
    s.close()
    const missed = [await makeTag(), await makeTag(), await makeTag()]
    const again = await listen('agent2', last.id ?? '')
    await ofTag(again, missed[2] ?? 0)
    const got = again.events
      .map((e) => JSON.parse(e.data) as { topic: string; id: number })
      .filter((e) => e.topic === 'tag')
      .map((e) => e.id)
    expect(got).toEqual(missed)
  })

  test('it holds over a restart of the server', async () => {
    const s = await listen('agent2')
    const last = await ofTag(s, await makeTag())
    const missed = await makeTag()
    await world().restart()
    const again = await listen('agent2', last.id ?? '')
    await ofTag(again, missed)
    expect(again.events.filter(about(missed))).toHaveLength(1)
    await ofTag(again, await makeTag())
  })

  test('without it only what comes from now on', async () => {
    const before = await makeTag()
    await sleep(1500) // PostgreSQL numbers events when it seals them
    const s = await listen('agent2')
    await ofTag(s, await makeTag())
    expect(s.events.some(about(before))).toBe(false)
  })

  test('a long backlog comes whole, though nothing new happens', async () => {
    const s = await listen('agent2')
    const first = await ofTag(s, await makeTag())
    s.close()
    let last = 0
    for (let i = 0; i < 450; i += 30)
      last = (await Promise.all(Array.from({ length: 30 }, () => makeTag()))).at(-1) ?? 0
    await sleep(1500)
    const again = await listen('agent2', first.id ?? '')
    await ofTag(again, last)
    await again.until((all) => all.length >= 450)
    expect(again.events).toHaveLength(450)
  })

  test.each(['999999999', '-5', 'abc', '7x'])('from %s there is a reset, then the stream goes on', async (from) => {
    const s = await listen('agent2', from)
    const reset = await s.until((all) => all.find((e) => e.event === 'reset'))
    expect(reset).toMatchObject({ data: '{}' })
    expect(Number(reset.id)).toBeGreaterThan(0)
    await ofTag(s, await makeTag())
    expect(s.events.filter((e) => e.event === 'reset')).toHaveLength(1)
  })

  test('whoever begins where the session was read misses nothing that came since', async () => {
    const c = await world().as('agent2')
    const { last_event_id: from } = (await c.get('/session')).json<{ last_event_id: number }>()
    const id = await makeTag()
    await ofTag(await listen(c, String(from)), id)
  })

  test('an empty Last-Event-ID is none', async () => {
    const s = await listen('agent2', '')
    await ofTag(s, await makeTag())
    expect(s.events.filter((e) => e.data.includes('"config"'))).toEqual([])
  })
})

describe('who may see', () => {
  test.each(['customer', 'courier', 'shop', 'carrier', 'consultant'] as const)(
    '%s is not told of tags',
    async (who) => {
      const [s, staff] = [await listen(who), await listen('agent2')]
      await ofTag(staff, await makeTag())
      await sleep(150)
      expect(s.events).toEqual([])
      expect(s.closed).toBe(false)
    },
  )

  test('nor by resuming from the beginning', async () => {
    const [s, staff] = [await listen('customer', '0'), await listen('agent2', '0')]
    await ofTag(staff, await makeTag())
    await sleep(150)
    expect(s.events.filter((e) => e.data.includes('"topic":"tag"'))).toEqual([])
  })

  test('nobody without a session', async () => {
    const s = await world().nobody.stream()
    expect(s.status).toBe(401)
  })
})

describe('a stream ends', () => {
  const ended = async (s: Stream): Promise<void> => {
    await expect.poll(() => s.closed, { timeout: 15_000, interval: 20 }).toBe(true)
  }
  const bearer = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` })
  const tokenOf = async (more: object): Promise<{ id: number; token: string }> => {
    const r = await (
      await world().as('agent2')
    ).post('/tokens', { name: `stream ${++n}`, scopes: ['tag.read'], ...more })
    expect(r.status, r.text).toBe(201)
    return r.json<{ id: number; token: string }>()
  }
  const byToken = async (token: string): Promise<Stream> => {
    const s = await world().nobody.stream(bearer(token))
    open.push(s)
    return s
  }

  test('with its session: nothing is told after signing out', async () => {
    const c = await world().login('agent2')
    const [s, other] = [await listen(c), await listen('agent2')]
    await ofTag(s, await makeTag())
    await c.delete('/session')
    const after = await makeTag()
    await ofTag(other, after)
    await ended(s)
    expect(s.events.some(about(after))).toBe(false)
    expect(other.closed).toBe(false)
  })

  test('with the sessions that an administrator ends', async () => {
    const c = await world().login('courier2')
    const s = await listen(c)
    const admin = await world().as('admin')
    const accounts = (await admin.get('/accounts', { q: 'courier2' })).json<{
      items: { id: number; email: string }[]
    }>().items
    const id = accounts.find((a) => a.email === 'courier2@demo.test')?.id ?? 0
    expect((await admin.delete(`/accounts/${id}/sessions`)).status).toBe(204)
    await ended(s)
  })

  test('with its rights: what a role allows has changed', async () => {
    const s = await listen('engineer')
    const admin = await world().as('admin')
    const role = (await admin.get('/roles/engineer')).json<{
      version: number
      permissions: string[]
      [more: string]: unknown
    }>()
    const { version, labels, staff, permissions, grants } = role
    const body = { labels, staff, grants, permissions: permissions.filter((p) => p !== 'tag.read') }
    const r = await admin.send('PUT', '/roles/engineer', { headers: { 'If-Match': `"${version}"` }, body })
    expect(r.status, r.text).toBe(200)
    await ended(s)
    const [again, staffs] = [await listen('engineer'), await listen('agent2')]
    const id = await makeTag()
    await ofTag(staffs, id)
    expect(again.events.some(about(id))).toBe(false)
  })

  test('with its token: taken away, or expired', async () => {
    const taken = await tokenOf({}),
      short = await tokenOf({ expires_at: new Date(Date.now() + 4000).toISOString() })
    const [s, t] = [await byToken(taken.token), await byToken(short.token)]
    const id = await makeTag()
    await ofTag(s, id)
    await ofTag(t, id)
    expect((await (await world().as('agent2')).delete(`/tokens/${taken.id}`)).status).toBe(204)
    await ended(s)
    await ended(t)
  })
})
