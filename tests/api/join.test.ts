// What the screens of courier, dispatch and shop stand on: lists within one's scope, what waits, what an act would
// cost before it is done, and who is told when something changed.
import { afterEach, describe, expect, test } from 'vitest'
import type { Order } from './delivery.test'
import { useWorld, type Client, type Login, type Reply } from './harness'
import { deliveryBody } from './samples'
import type { Stream, StreamEvent } from './wire'

const world = useWorld()

interface Proposal {
  id: number
  order_version: number
  new_total: number
}
interface Listed {
  items: { id: number; order_id: number; ticket_id: number }[]
}
interface Choice {
  order_lines: 'recompute' | 'keep' | 'drop'
  total: number
  difference: number
}

const as = (who: Login): Promise<Client> => world().as(who)
const idOf = async (c: Client): Promise<number> => (await c.get('/session')).json<{ person: { id: number } }>().person.id

async function order(courier: Login | null = 'courier'): Promise<Order> {
  const r = await (await as('shop')).post('/deliveries', deliveryBody(courier === null ? null : await idOf(await as(courier))))
  expect(r.status, r.text).toBe(201)
  return r.json<Order>()
}

async function report(o: Order, quantity = 2): Promise<{ ticket: number; p: Proposal }> {
  const task = o.tasks[1]?.id ?? 0
  const proposal = { tasks: [{ id: task, packages: [{ name: 'box', quantity }] }] }
  const r = await (await as('courier')).post(`/tasks/${task}/incidents`, { reason: 'late', comment: 'Two boxes', position: { lat: 48.87, lng: 2.34 }, proposal })
  expect(r.status, r.text).toBe(201)
  const { id, proposal: p } = r.json<{ id: number; proposal: Proposal }>()
  return { ticket: id, p }
}

const listed = async (who: Login, path: string, q: Record<string, string | number>): Promise<Listed['items']> =>
  (await (await as(who)).get(path, { limit: 200, ...q })).json<Listed>().items

describe('reports and proposals', () => {
  test('dispatch sees all, a store its own, a courier what they reported, others nothing', async () => {
    const o = await order()
    const { ticket, p } = await report(o)
    for (const [who, n] of [['dispatcher', 1], ['agent', 1], ['shop', 1], ['courier', 1], ['courier2', 0], ['customer', 0], ['carrier', 0]] as const) {
      expect((await listed(who, '/proposals', { order: o.id })).map((x) => x.id)).toEqual(n === 1 ? [p.id] : [])
      expect((await listed(who, '/incidents', { order: o.id })).map((x) => x.ticket_id)).toEqual(n === 1 ? [ticket] : [])
    }
    const own = await listed('courier', '/proposals', {})
    expect(own.length).toBeGreaterThan(0)
    const [seen] = await listed('dispatcher', '/incidents', { ticket })
    expect(seen).toMatchObject({ order_id: o.id, reason: 'late', critical: false, position: { lat: 48.87, lng: 2.34 }, ticket_group: 'todo' })
    expect((await listed('dispatcher', '/proposals', { ticket }))[0]).toMatchObject({ cause: 'late', currency: 'EUR', decider_name: null, store_id: 1 })
  })

  test('the list of orders: what waits, with reports, by courier and day', async () => {
    const [quiet, asked, free] = [await order(), await order(), await order(null)]
    const { p } = await report(asked)
    const ids = async (q: Record<string, string>): Promise<number[]> => (await listed('dispatcher', '/orders', { kind: 'delivery', ...q })).map((o) => o.id)
    expect(await ids({ waiting: 'yes' })).toContain(asked.id)
    expect(await ids({ waiting: 'yes' })).not.toContain(quiet.id)
    expect(await ids({ waiting: 'no' })).toContain(quiet.id)
    expect(await ids({ incidents: 'yes' })).toContain(asked.id)
    expect(await ids({ incidents: 'no' })).not.toContain(asked.id)
    expect(await ids({ courier: 'none' })).toContain(free.id)
    expect(await ids({ courier: 'none' })).not.toContain(quiet.id)
    expect(await ids({ courier: String(await idOf(await as('courier'))), day: asked.tasks[0]?.after?.slice(0, 10) ?? '', time_zone: 'UTC' })).toContain(asked.id)
    expect(await ids({ day: '2020-01-01' })).toEqual([])
    for (const sort of ['total', '-updated_at']) expect((await ids({ sort })).length).toBeGreaterThan(2)
    for (const [name, value] of [['courier', 'x'], ['day', 'x'], ['sort', 'x']] as const)
      expect((await (await as('dispatcher')).get('/orders', { [name]: value })).wrong).toEqual([name])
    expect((await (await as('shop')).get(`/orders/${asked.id}`)).json()).toMatchObject({ incidents: 1, waiting: 1 })
    await (await as('dispatcher')).post(`/proposals/${p.id}/refuse`, {})
    expect((await (await as('shop')).get(`/orders/${asked.id}`)).json()).toMatchObject({ incidents: 1, waiting: 0 })
    expect(await ids({ waiting: 'yes' })).not.toContain(asked.id)
  })

  test('the history of an order holds tasks, reports, decisions and both prices', async () => {
    const o = await order()
    const { p } = await report(o)
    await (await as('dispatcher')).post(`/proposals/${p.id}/approve`, { order_version: p.order_version, reason: 'seen' })
    const r = await (await as('shop')).get(`/orders/${o.id}/history`, { limit: 200 })
    const events = r.json<{ items: { type: string; actor_name: string | null; changes: { total?: number[] } }[] }>().items
    const types = events.map((e) => e.type)
    expect(types).toEqual(
      expect.arrayContaining(['order.created', 'task.created', 'order.priced', 'task.incident_reported', 'order.price_changed', 'proposal.approved']),
    )
    expect(events.find((e) => e.type === 'order.price_changed')?.changes.total).toEqual([849, 1099])
    expect(events.find((e) => e.type === 'proposal.approved')?.actor_name).toBeTruthy()
    for (const who of ['courier', 'courier2', 'customer'] as const) expect((await (await as(who)).get(`/orders/${o.id}/history`)).status).toBe(404)
  })
})

describe('before it is done', () => {
  test('what a cancellation would cost is what it then costs, for each choice', async () => {
    const dispatcher = await as('dispatcher')
    for (const choice of ['recompute', 'keep', 'drop'] as const) {
      const o = await order()
      const task = o.tasks[1]?.id ?? 0
      const shown = (await dispatcher.get(`/tasks/${task}/cancel-preview`)).json<{ old_total: number; choices: Choice[] }>()
      expect(shown.choices.map((x) => x.order_lines)).toEqual(['recompute', 'keep', 'drop'])
      const said = shown.choices.find((x) => x.order_lines === choice)
      expect(said?.difference).toBe((said?.total ?? 0) - 849)
      expect((await dispatcher.get(`/orders/${o.id}`)).json()).toMatchObject({ total: 849, version: 1 })
      await dispatcher.post(`/tasks/${task}/cancel`, { order_lines: choice })
      expect((await dispatcher.get(`/orders/${o.id}`)).json<Order>().total).toBe(said?.total)
      expect((await dispatcher.get(`/tasks/${task}/cancel-preview`)).problem).toMatchObject({ status: 409, code: 'task.not_allowed' })
    }
  })

  test('what other facts would cost, and that asking changes nothing', async () => {
    const dispatcher = await as('dispatcher')
    const o = await order()
    const ask = (body: object): Promise<Reply> => dispatcher.post(`/orders/${o.id}/price-preview`, body)
    const packages = [{ name: 'box', quantity: 3 }]
    expect((await ask({ tasks: [{ id: o.tasks[1]?.id, packages }] })).json()).toMatchObject({ old_total: 849, new_total: 1349, difference: 500, matched: true })
    expect((await ask({ supplements: [{ rule: 'waiting', quantity: 16 }] })).json()).toMatchObject({ difference: 1000 })
    expect((await ask({ tasks: [{ id: 999999, packages }] })).status).toBe(422)
    expect((await ask({ supplements: [{ rule: true, quantity: 1 }] })).wrong).toEqual(['supplements[0].rule'])
    expect((await dispatcher.get(`/orders/${o.id}`)).json()).toMatchObject({ total: 849, version: 1 })
  })

  test('which supplements may be proposed', async () => {
    const o = await order()
    const r = await (await as('courier')).get(`/tasks/${o.tasks[1]?.id}/supplements`)
    expect(r.json()).toEqual({ items: [{ rule: 'waiting' }], next_cursor: null })
    expect((await (await as('courier2')).get(`/tasks/${o.tasks[1]?.id}/supplements`)).status).toBe(404)
  })
})

describe('live', () => {
  const open: Stream[] = []
  afterEach(() => {
    for (const s of open.splice(0)) s.close()
  })
  const listen = async (who: Login): Promise<Stream> => {
    const s = await (await as(who)).stream()
    open.push(s)
    return s
  }
  const about = (id: number) => (e: StreamEvent): boolean => {
    const said = JSON.parse(e.data) as { topic?: string; id?: number }
    return said.topic === 'order' && said.id === id
  }

  test('dispatch, the shop and the courier are told of an order; another courier and a customer are not', async () => {
    const told = [await listen('dispatcher'), await listen('shop'), await listen('courier')]
    const others = [await listen('courier2'), await listen('customer')]
    const o = await order()
    for (const s of told) await s.until((all) => all.some(about(o.id)))
    const { p } = await report(o)
    const before = told.map((s) => s.events.filter(about(o.id)).length)
    await (await as('dispatcher')).post(`/proposals/${p.id}/approve`, { order_version: p.order_version })
    for (const [i, s] of told.entries()) await s.until((all) => all.filter(about(o.id)).length > (before[i] ?? 0))
    // what others may see comes to them after what they may not: then that would have come, too
    const theirs = await order('courier2')
    await others[0]?.until((all) => all.some(about(theirs.id)))
    for (const s of others) expect(s.events.filter(about(o.id))).toEqual([])
  })
})
