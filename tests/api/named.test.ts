// What a ticket or a person names must be there, and be the caller's to see: nothing dangles, no name leaks.
// AS-2, AS-6, TK-18, CU-2; "422 unknown key or invalid value", "all field errors at once".
import { describe, expect, test } from 'vitest'
import { useWorld, type Client } from './harness'

const world = useWorld()

interface Ticket {
  id: number
  version: number
  channel: string
  affected_name: string | null
}

const me = async (c: Client): Promise<number> => (await c.get('/session')).json<{ person: { id: number } }>().person.id
const first = async (c: Client, path: string): Promise<{ id: number; order_id?: number }> =>
  (await c.get(path, { limit: 1 })).json<{ items: { id: number; order_id?: number }[] }>().items[0] ??
  expect.unreachable(`${path} is empty`)

describe('a new ticket', () => {
  test.each([
    ['category', 'none'],
    ['kind', 'none'],
    ['channel', 'none'],
    ['area', 'none'],
    ['queue', 'none'],
    ['journey_step', 'none'],
    ['assignee_id', 999_999],
    ['requester_id', 999_999],
    ['affected_id', 999_999],
    ['order_id', 999_999],
    ['task_id', 999_999],
    ['store_id', 999_999],
  ])('with a %s that is not there is refused', async (field, value) => {
    const c = await world().as('agent')
    expect((await c.post('/tickets', { subject: 's', body: 'b', [field]: value })).wrong).toEqual([field])
  })

  test('is told everything that is wrong at once', async () => {
    const c = await world().as('agent')
    const r = await c.post('/tickets', {
      subject: 's',
      body: 'b',
      category: 'none',
      kind: 'none',
      assignee_id: 999_999,
      affected_id: 999_999,
      store_id: 999_999,
    })
    expect(r.wrong.sort()).toEqual(['affected_id', 'assignee_id', 'category', 'kind', 'store_id'])
  })

  test('names nobody whom the caller may not see', async () => {
    const agent = await me(await world().as('agent'))
    for (const who of ['consultant', 'customer', 'shop', 'courier'] as const) {
      const c = await world().as(who)
      expect((await c.post('/tickets', { subject: 's', body: 'b', affected_id: agent })).wrong).toEqual(['affected_id'])
    }
    const below = await me(await world().as('consultant2'))
    const r = await (await world().as('consultant')).post('/tickets', { subject: 's', body: 'b', affected_id: below })
    expect(r.status).toBe(201)
    expect(r.json<Ticket>().affected_name).toBe('Paula Restrepo')
    const up = await me(await world().as('consultant'))
    expect(
      (await (await world().as('consultant2')).post('/tickets', { subject: 's', body: 'b', affected_id: up })).wrong,
    ).toEqual(['affected_id'])
  })

  test('names orders and tasks of the caller only', async () => {
    const task = await first(await world().as('courier'), '/tasks')
    const order = await first(await world().as('shop'), '/orders')
    expect(
      (await (await world().as('shop')).post('/tickets', { subject: 's', body: 'b', order_id: order.id })).status,
    ).toBe(201)
    expect(
      (await (await world().as('customer')).post('/tickets', { subject: 's', body: 'b', order_id: order.id })).wrong,
    ).toEqual(['order_id'])
    expect(
      (
        await (
          await world().as('courier')
        ).post('/tickets', { subject: 's', body: 'b', task_id: task.id, order_id: task.order_id })
      ).status,
    ).toBe(201)
    expect(
      (await (await world().as('courier2')).post('/tickets', { subject: 's', body: 'b', task_id: task.id })).wrong,
    ).toEqual(['task_id'])
  })

  test('comes by the channel of who opens it', async () => {
    for (const [who, channel] of [
      ['customer', 'web'],
      ['consultant', 'web'],
      ['agent', 'back_office'],
    ] as const)
      expect((await (await world().as(who)).post('/tickets', { subject: 's', body: 'b' })).json<Ticket>().channel).toBe(
        channel,
      )
  })
})

describe('a change', () => {
  test('of nothing changes nothing', async () => {
    const c = await world().as('agent')
    const t = (await c.post('/tickets', { subject: 's', body: 'b' })).json<Ticket>()
    const headers = { 'If-Match': `"${t.version}"` }
    for (const body of [{}, { subject: 's' }]) {
      const r = await c.send('PATCH', `/tickets/${t.id}`, { headers, body })
      expect([r.status, r.json<Ticket>().version]).toEqual([200, t.version])
    }
    const p = (await c.post('/people', { name: 'Nothing New' })).json<{ id: number; version: number }>()
    const r = await c.send('PATCH', `/people/${p.id}`, {
      headers: { 'If-Match': `"${p.version}"` },
      body: { name: 'Nothing New' },
    })
    expect([r.status, r.json<{ version: number }>().version]).toEqual([200, p.version])
    expect((await c.get(`/people/${p.id}/history`)).json<{ items: unknown[] }>().items).toHaveLength(1)
  })

  test('names only what is there', async () => {
    const c = await world().as('agent')
    const t = (await c.post('/tickets', { subject: 's', body: 'b' })).json<Ticket>()
    const change = async (body: object): Promise<string[]> =>
      (await c.send('PATCH', `/tickets/${t.id}`, { headers: { 'If-Match': `"${t.version}"` }, body })).wrong
    expect(
      (await change({ kind: 'none', requester_id: 999_999, affected_id: 999_999, store_id: 999_999 })).sort(),
    ).toEqual(['affected_id', 'kind', 'requester_id', 'store_id'])
    expect(await change({ order_id: 999_999 })).toEqual(['order_id'])
    expect(await change({ task_id: 999_999 })).toEqual(['task_id'])
  })
})

describe('a person', () => {
  test('is of a kind, rank and status that exist, in a time zone that exists', async () => {
    const c = await world().as('agent')
    expect(
      (
        await c.post('/people', { name: 'P', kind: 'none', rank: 'none', status: 'none', preferred_channel: 'none' })
      ).wrong.sort(),
    ).toEqual(['kind', 'preferred_channel', 'rank', 'status'])
    expect((await c.post('/people', { name: 'P', time_zone: 'Mars/Base' })).wrong).toEqual(['time_zone'])
    const p = (await c.post('/people', { name: 'P', rank: 'gold' })).json<{ id: number }>()
    expect(
      (await c.send('PATCH', `/people/${p.id}`, { headers: { 'If-Match': '"1"' }, body: { rank: 'none' } })).wrong,
    ).toEqual(['rank'])
  })
})
