// Two boxes instead of one: a courier reports, a dispatcher decides, order and ledger agree to the cent.
import { describe, expect, test } from 'vitest'
import type { Order } from './delivery.test'
import { useWorld, type Client, type Reply } from './harness'
import { deliveryBody } from './samples'

const world = useWorld()

interface Proposal {
  id: number
  status: string
  order_id: number
  order_version: number
  old_total: number
  new_total: number
  difference: number
}

const idOf = async (c: Client): Promise<number> => (await c.get('/session')).json<{ person: { id: number } }>().person.id
const look = async (id: number): Promise<Order> => (await (await world().as('dispatcher')).get(`/orders/${id}`)).json<Order>()
const charged = async (order: number): Promise<number> => {
  const shop = await world().as('shop')
  const all = (await shop.get(`/people/${await idOf(shop)}/ledger`, { unit: 'money', limit: 200 })).json<{ items: { amount: number; order_id: number }[] }>()
  return all.items.filter((m) => m.order_id === order).reduce((n, m) => n - m.amount, 0)
}

async function report(quantity = 2): Promise<{ p: Proposal; task: number; ticket: Reply }> {
  const courier = await world().as('courier')
  const o = (await (await world().as('shop')).post('/deliveries', deliveryBody(await idOf(courier)))).json<Order>()
  const task = o.tasks[1]?.id ?? 0
  const ticket = await courier.post(`/tasks/${task}/incidents`, {
    reason: 'late',
    comment: 'Two boxes, not one',
    proposal: { tasks: [{ id: task, packages: [{ name: 'box', quantity }] }] },
  })
  expect(ticket.status, ticket.text).toBe(201)
  return { p: ticket.json<{ proposal: Proposal }>().proposal, task, ticket }
}

const decide = async (who: 'dispatcher' | 'supervisor', p: Proposal, what: string, version = p.order_version): Promise<Reply> =>
  (await world().as(who)).post(`/proposals/${p.id}/${what}`, { order_version: version, reason: 'seen' })

describe('a proposal', () => {
  test('changes nothing until it is approved', async () => {
    const { p, ticket } = await report()
    expect(p).toMatchObject({ status: 'open', old_total: 849, new_total: 1099, difference: 250 })
    expect(ticket.json()).toMatchObject({ category: 'delivery.incident', channel: 'courier', order_id: p.order_id })
    expect(await look(p.order_id)).toMatchObject({ total: 849, version: 1 })
    expect(await charged(p.order_id)).toBe(849)
  })

  test('has no customer; list, page and export name the store instead', async () => {
    const { ticket } = await report()
    const { id, number } = ticket.json<{ id: number; number: string }>()
    const agent = await world().as('agent')
    const shop = (await agent.get('/stores/1')).json<{ name: string }>().name
    const want = { requester_id: null, requester_name: null, affected_id: null, store_id: 1, store_name: shop }
    expect(ticket.json()).toMatchObject(want)
    expect((await agent.get(`/tickets/${id}`)).json()).toMatchObject(want)
    expect((await agent.get('/tickets', { q: number })).json<{ items: object[] }>().items).toMatchObject([want])
    expect((await agent.get('/tickets/export', { q: number })).text).toContain(`,1,${shop},`)
    const plain = (await agent.post('/tickets', { subject: 'Plain', body: 'x' })).json()
    expect(plain).toMatchObject({ store_id: null, store_name: null })
  })

  test('approved: order and ledger in one; again: the same answer, and nothing more', async () => {
    const { p } = await report()
    const first = await decide('dispatcher', p, 'approve')
    expect(first.json()).toMatchObject({ status: 'approved', difference: 250 })
    expect(await look(p.order_id)).toMatchObject({ total: 1099, previous_total: 849, version: 2 })
    expect((await decide('dispatcher', p, 'approve')).json()).toEqual(first.json())
    expect((await decide('supervisor', p, 'approve', 77)).json()).toEqual(first.json())
    expect(await charged(p.order_id)).toBe(1099)
    expect((await decide('dispatcher', p, 'refuse')).problem).toMatchObject({ status: 409, code: 'proposal.decided' })
  })

  test('taken back: a counter-entry', async () => {
    const { p } = await report()
    expect((await decide('dispatcher', p, 'revert')).problem.code).toBe('proposal.not_approved')
    await decide('dispatcher', p, 'approve')
    expect((await decide('dispatcher', p, 'revert')).json()).toMatchObject({ status: 'reverted' })
    expect((await decide('dispatcher', p, 'revert')).status).toBe(200)
    expect(await look(p.order_id)).toMatchObject({ total: 849, previous_total: 1099 })
    expect(await charged(p.order_id)).toBe(849)
    expect((await decide('dispatcher', p, 'approve')).status).toBe(409)
  })

  test('taken back by somebody who looked at an older order: 409 with the difference, then by the new version', async () => {
    const { p } = await report()
    const approved = (await decide('dispatcher', p, 'approve')).json<Proposal>()
    expect(approved.order_version).toBe(2)
    const dispatcher = await world().as('dispatcher')
    const changed = await dispatcher.patch(`/orders/${p.order_id}`, 2, { reference: 'told later' })
    expect([changed.status, changed.text]).toEqual([200, expect.anything()])
    const version = (await look(p.order_id)).version
    expect(version).toBeGreaterThan(2)
    for (const seen of [p.order_version, approved.order_version, 77]) {
      const r = await decide('dispatcher', p, 'revert', seen)
      expect([seen, r.status, r.problem.code]).toEqual([seen, 409, 'proposal.stale'])
      const now = Object.fromEntries(r.json<{ fields: { name: string; value: number }[] }>().fields.map((f) => [f.name, f.value]))
      expect(now).toEqual({ order_version: version, old_total: 1099, new_total: 849, difference: -250 })
    }
    expect(await charged(p.order_id)).toBe(1099)
    expect((await dispatcher.get(`/proposals/${p.id}`)).json()).toMatchObject({ status: 'approved', order_version: version })
    expect((await decide('dispatcher', p, 'revert', version)).json()).toMatchObject({ status: 'reverted' })
    expect(await charged(p.order_id)).toBe(849)
  })

  test('refused: nothing, for good', async () => {
    const { p } = await report()
    expect((await decide('dispatcher', p, 'refuse')).json()).toMatchObject({ status: 'refused' })
    expect((await decide('supervisor', p, 'refuse')).status).toBe(200)
    expect((await decide('dispatcher', p, 'approve')).problem.code).toBe('proposal.decided')
    expect(await charged(p.order_id)).toBe(849)
  })

  test('on a changed order: 409 with the new difference, then by the new version', async () => {
    const { p, task } = await report()
    const dispatcher = await world().as('dispatcher')
    const t = (await dispatcher.get(`/tasks/${task}`)).json<{ version: number }>()
    await dispatcher.patch(`/tasks/${task}`, t.version, { weight: 25000 })
    const r = await decide('dispatcher', p, 'approve')
    expect([r.status, r.problem.code]).toEqual([409, 'proposal.stale'])
    const now = Object.fromEntries(r.json<{ fields: { name: string; value: number }[] }>().fields.map((f) => [f.name, f.value]))
    expect(now).toEqual({ order_version: 2, old_total: 1149, new_total: 1399, difference: 250 })
    expect((await dispatcher.get(`/proposals/${p.id}`)).json()).toMatchObject({ status: 'open', ...now })
    expect((await decide('dispatcher', p, 'approve', now['order_version'])).status).toBe(200)
    expect(await charged(p.order_id)).toBe(1399)
  })

  test('on an order that lost a task since, though it costs the same: 409, whoever looks again sees what it is now', async () => {
    const { p } = await report()
    const dispatcher = await world().as('dispatcher')
    const [pickup] = (await look(p.order_id)).tasks
    await dispatcher.post(`/tasks/${pickup?.id}/cancel`, { order_lines: 'keep' })
    expect(await look(p.order_id)).toMatchObject({ total: 849, version: 2 })
    expect((await decide('dispatcher', p, 'approve')).problem).toMatchObject({ status: 409, code: 'proposal.stale' })
    expect(await charged(p.order_id)).toBe(849)
    expect((await dispatcher.get(`/proposals/${p.id}`)).json()).toMatchObject({ order_version: 2, old_total: 849, new_total: 500 })
  })

  test('of a task that was cancelled since: 409', async () => {
    const { p, task } = await report()
    const dispatcher = await world().as('dispatcher')
    await dispatcher.post(`/tasks/${task}/cancel`, {})
    for (const version of [1, 2]) expect((await decide('dispatcher', p, 'approve', version)).problem).toMatchObject({ status: 409, code: 'proposal.stale' })
    expect((await decide('dispatcher', p, 'refuse')).json()).toMatchObject({ status: 'refused' })
  })

  test('from two browsers at once: it happens once', async () => {
    for (let round = 0; round < 5; round++) {
      const { p } = await report()
      const all = await Promise.all([1, 2, 3, 4].map((i) => decide(i % 2 ? 'dispatcher' : 'supervisor', p, 'approve')))
      expect(all.map((r) => r.status)).toEqual([200, 200, 200, 200])
      expect(await charged(p.order_id)).toBe(1099)
    }
  })

  test('couriers and shops decide nothing, and others do not even see it', async () => {
    const { p, task } = await report()
    for (const who of ['courier', 'courier2', 'shop'] as const)
      for (const what of ['approve', 'refuse', 'revert'])
        expect((await (await world().as(who)).post(`/proposals/${p.id}/${what}`, { order_version: 1 })).status).toBe(403)
    for (const [who, status] of [['courier', 200], ['shop', 200], ['courier2', 404], ['customer', 404]] as const)
      expect((await (await world().as(who)).get(`/proposals/${p.id}`)).status).toBe(status)
    expect((await (await world().as('courier2')).post(`/tasks/${task}/incidents`, { reason: 'late' })).status).toBe(404)
  })

  test("one's own above the limit wants another pair of eyes; changes too", async () => {
    const { task } = await report()
    const dispatcher = await world().as('dispatcher')
    const facts = (quantity: number): unknown => ({ tasks: [{ id: task, packages: [{ name: 'box', quantity }] }] })
    const r = await dispatcher.post(`/tasks/${task}/incidents`, { reason: 'late', proposal: facts(9) })
    const p = r.json<{ proposal: Proposal }>().proposal
    expect(p.difference).toBe(2000)
    expect((await decide('dispatcher', p, 'approve')).problem).toMatchObject({ status: 403, code: 'proposal.four_eyes' })
    const changed = await (await world().as('supervisor')).post(`/proposals/${p.id}/approve`, { order_version: p.order_version, changes: facts(8) })
    expect(changed.json()).toMatchObject({ status: 'approved', difference: 1750 })
  })

  test('evidence and reasons', async () => {
    const { task } = await report()
    const courier = await world().as('courier')
    const send = (body: object): Promise<Reply> => courier.post(`/tasks/${task}/incidents`, body)
    expect((await send({ reason: 'wrong_packages' })).wrong).toEqual(['attachments'])
    expect((await send({ reason: 'absent' })).wrong).toEqual(['position'])
    expect((await send({ reason: 'wrong_address' })).wrong).toEqual(['comment'])
    expect((await send({ reason: 'food_cold' })).wrong).toEqual(['reason'])
    const window = { after: '2026-12-02T10:00:00Z', before: '2026-12-01T10:00:00Z' }
    expect((await send({ reason: 'late', proposal: { tasks: [{ id: 999999 }] } })).wrong).toEqual(['proposal.tasks[0].id'])
    expect((await send({ reason: 'late', proposal: { tasks: [{ id: task }, { id: task, ...window }] } })).wrong).toEqual(['proposal.tasks[1].before'])
    expect((await send({ reason: 'late', complete: true })).problem).toMatchObject({ status: 409, code: 'task.waits' })
    const failed = await send({ reason: 'absent', position: { lat: 48.87, lng: 2.34 }, fail: true })
    expect(failed.json()).toMatchObject({ proposal: null })
    expect((await courier.get(`/tasks/${task}`)).json()).toMatchObject({ status: 'failed', reason: 'absent', incidents: 2 })
  })

  test('the list, by ticket and state', async () => {
    const { p, ticket } = await report()
    const dispatcher = await world().as('dispatcher')
    const q = { ticket: ticket.json<{ id: number }>().id, status: 'open' }
    expect((await dispatcher.get('/proposals', q)).json<{ items: Proposal[] }>().items.map((x) => x.id)).toEqual([p.id])
    expect((await dispatcher.get('/proposals', { status: ['open', 'x'] })).wrong).toEqual(['status'])
  })
})
