// "Exactly once to the customer's eyes": retries and double clicks under an Idempotency-Key.
import { describe, expect, test } from 'vitest'
import { useWorld, type Client, type Reply } from './harness'

const world = useWorld()
let n = 0
const key = (): Record<string, string> => ({ 'Idempotency-Key': `key ${++n} ~!@#` })
const body = (): { name: string; colour: string } => ({ name: `once ${++n}`, colour: 'green' })

async function countOf(c: Client, name: string): Promise<number> {
  return (await c.get('/tags', { q: name })).json<{ items: { name: string }[] }>().items.filter((t) => t.name === name).length
}

const same = (all: Reply[]): void => {
  for (const r of all) expect([r.status, r.text, r.headers.etag]).toEqual([all[0]?.status, all[0]?.text, all[0]?.headers.etag])
}

describe('the same key and body', () => {
  test('gives the same answer, and makes one', async () => {
    const c = await world().as('agent')
    const [k, b] = [key(), body()]
    const all = [await c.post('/tags', b, k), await c.post('/tags', b, k), await c.post('/tags', b, k)]
    expect(all[0]?.status).toBe(201)
    same(all)
    expect(await countOf(c, b.name)).toBe(1)
  })

  test('twenty at once make one', async () => {
    const c = await world().as('agent')
    for (let round = 0; round < 3; round++) {
      const [k, b] = [key(), body()]
      const all = await Promise.all(Array.from({ length: 20 }, () => c.post('/tags', b, k)))
      expect(all[0]?.status).toBe(201)
      same(all)
      expect(await countOf(c, b.name)).toBe(1)
    }
  })

  test('a replay shows the object as it is now, with the status of then', async () => {
    const c = await world().as('agent')
    const [k, b] = [key(), body()]
    const t = (await c.post('/tags', b, k)).json<{ id: number }>()
    await c.patch(`/tags/${t.id}`, 1, { colour: 'red' })
    const r = await c.post('/tags', b, k)
    expect(r.status).toBe(201)
    expect(r.json()).toMatchObject({ id: t.id, colour: 'red', version: 2 })
  })

  test('holds after a kill', async () => {
    const c = await world().as('agent')
    const [k, b] = [key(), body()]
    const first = await c.post('/tags', b, k)
    await world().restart([], 'kill')
    same([first, await c.post('/tags', b, k)])
  })
})

describe('the same key and another body', () => {
  test('is refused, and makes nothing', async () => {
    const c = await world().as('agent')
    const [k, other] = [key(), body()]
    await c.post('/tags', body(), k)
    const r = await c.post('/tags', other, k)
    expect([r.status, r.problem.code]).toEqual([409, 'idempotency.other_body'])
    expect(await countOf(c, other.name)).toBe(0)
  })

  test('also where nothing is made: a quote, a preview', async () => {
    const c = await world().as('dispatcher')
    const quote = (price: string): object => ({
      rule_set: { strategy: 'find', rules: [{ target: 'DELIVERY', condition: 'true', price }] },
      delivery: { distance: 1, tasks: [{ type: 'dropoff' }] },
    })
    for (const [to, one, other] of [['/pricing/quote', quote('100'), quote('200')], ['/comments/preview', { body: 'a' }, { body: 'b' }]] as const) {
      const k = key()
      same([await c.post(to, one, k), await c.post(to, one, k)])
      expect((await c.post(to, other, k)).problem).toMatchObject({ status: 409, code: 'idempotency.other_body' })
    }
  })

  test('also of a raw body', async () => {
    const c = await world().as('admin')
    const headers = { 'Content-Type': 'message/rfc822', ...key() }
    const mail = (subject: string): Promise<Reply> =>
      c.send('POST', '/inbound/email', { headers, raw: `From: once@example.org\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@example.org>\r\n\r\nHello\r\n` })
    same([await mail('one'), await mail('one')])
    expect((await mail('other')).problem).toMatchObject({ status: 409, code: 'idempotency.other_body' })
  })

  test('at once: one body wins everywhere', async () => {
    const c = await world().as('agent')
    const [k, a, b] = [key(), body(), body()]
    const all = await Promise.all(Array.from({ length: 10 }, (_, i) => c.post('/tags', i % 2 === 0 ? a : b, k)))
    expect(all.map((r) => r.status).sort()).toEqual([201, 201, 201, 201, 201, 409, 409, 409, 409, 409])
    expect((await countOf(c, a.name)) + (await countOf(c, b.name))).toBe(1)
  })
})

describe('a key', () => {
  test('is of one account: another one may use the same', async () => {
    const [k, a, b] = [key(), body(), body()]
    expect((await (await world().as('agent')).post('/tags', a, k)).status).toBe(201)
    expect((await (await world().as('agent2')).post('/tags', b, k)).status).toBe(201)
  })

  test('is of the account, not of the session', async () => {
    const [k, b] = [key(), body()]
    same([await (await world().login('agent')).post('/tags', b, k), await (await world().login('agent')).post('/tags', b, k)])
  })

  test('is not used up by a failure', async () => {
    const c = await world().as('agent')
    const [k, b] = [key(), body()]
    expect((await c.post('/tags', { ...b, colour: 'mauve' }, k)).status).toBe(422)
    const taken = (await c.post('/tags', b)).json<{ id: number }>()
    expect((await c.post('/tags', b, k)).problem.code).toBe('tag.name_taken')
    await c.delete(`/tags/${taken.id}`)
    expect((await c.post('/tags', b, k)).status).toBe(201)
  })

  test.each(['', ' '.repeat(0), 'x'.repeat(201), 'é', 'a\tb'])('"%s" is malformed', async (bad) => {
    const r = await (await world().as('agent')).post('/tags', body(), { 'Idempotency-Key': bad })
    expect([r.status, r.problem.code]).toEqual([422, 'idempotency.malformed'])
  })
})
