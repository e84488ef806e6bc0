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

const about = (id: number) => (e: StreamEvent): boolean => {
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
    const got = again.events.map((e) => JSON.parse(e.data) as { topic: string; id: number }).filter((e) => e.topic === 'tag').map((e) => e.id)
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
    for (let i = 0; i < 450; i += 30) last = (await Promise.all(Array.from({ length: 30 }, () => makeTag()))).at(-1) ?? 0
    await sleep(1500)
    const again = await listen('agent2', first.id ?? '')
    await ofTag(again, last)
    await again.until((all) => all.length >= 450)
    expect(again.events).toHaveLength(450)
  })

  test.each(['999999999', '-5'])('from %s there is a reset, then the stream goes on', async (from) => {
    const s = await listen('agent2', from)
    const reset = await s.until((all) => all.find((e) => e.event === 'reset'))
    expect(reset).toMatchObject({ data: '{}' })
    expect(Number(reset.id)).toBeGreaterThan(0)
    await ofTag(s, await makeTag())
    expect(s.events.filter((e) => e.event === 'reset')).toHaveLength(1)
  })
})

describe('who may see', () => {
  test.each(['customer', 'courier', 'shop', 'carrier', 'consultant'] as const)('%s is not told of tags', async (who) => {
    const [s, staff] = [await listen(who), await listen('agent2')]
    await ofTag(staff, await makeTag())
    await sleep(150)
    expect(s.events).toEqual([])
    expect(s.closed).toBe(false)
  })

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

  // a stream keeps the actor of its beginning: known, reported; this line fails once it is mended
  test.fails('signing out ends what the session was told', async () => {
    const c = await world().login('agent2')
    const s = await listen(c)
    await ofTag(s, await makeTag())
    await c.delete('/session')
    const after = await makeTag()
    await ofTag(await listen('agent', '0'), after)
    await sleep(300)
    expect(s.events.some(about(after))).toBe(false)
  })
})
