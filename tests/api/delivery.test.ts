// Prices, deliveries, tasks: what a shop orders, what a courier does, what a dispatcher changes.
import { describe, expect, test } from 'vitest'
import { useWorld, type Client, type Reply } from './harness'
import { deliveryBody } from './samples'

const world = useWorld()

interface Line {
  rule: string | number
  task_id: number | null
  amount: number
  tax: number
}
interface Task {
  id: number
  type: string
  status: string
  version: number
  courier_id: number | null
  attempt: number
  after: string | null
  packages: { name: string; quantity: number }[]
}
export interface Order {
  id: number
  version: number
  status: string
  conclusion: string
  total: number
  previous_total: number | null
  tax: number
  price_lines: Line[]
  tasks: Task[]
}

const idOf = async (c: Client): Promise<number> => (await c.get('/session')).json<{ person: { id: number } }>().person.id

async function order(courier: Client | null = null): Promise<{ o: Order; pickup: Task; dropoff: Task }> {
  const r = await (await world().as('shop')).post('/deliveries', deliveryBody(courier === null ? null : await idOf(courier)))
  expect(r.status, r.text).toBe(201)
  const o = r.json<Order>()
  return { o, pickup: o.tasks[0] as Task, dropoff: o.tasks[1] as Task }
}
const look = async (id: number): Promise<Order> => (await (await world().as('dispatcher')).get(`/orders/${id}`)).json<Order>()

describe('quotes', () => {
  const tasks = [
    { type: 'pickup', address: { lat: 48.85, lng: 2.35 }, weight: 0, packages: [], time_slot: null },
    { type: 'dropoff', address: { lat: 48.86, lng: 2.37 }, weight: 6000, packages: [{ name: 'XXL', quantity: 2 }] },
  ]
  const rules = [
    { target: 'DELIVERY', condition: 'distance in 0..3000', price: '599', name: 'near' },
    { target: 'DELIVERY', condition: 'false', price: 'price_range(quantity, 500, 5, 0)', name: 'waiting' },
  ]
  const quote = { rule_set: { strategy: 'find', rules }, delivery: { distance: 1500, tasks }, tax_bp: 2000 }

  test('to the cent, with tax and lines', async () => {
    const r = await (await world().as('customer')).post('/pricing/quote', { ...quote, supplements: [{ rule: 'waiting', quantity: 15 }] })
    expect(r.status, r.text).toBe(200)
    expect(r.json()).toEqual({
      total: 2099,
      tax: 350,
      lines: [
        { rule: 'near', target: 'DELIVERY', task: null, quantity: 1, amount: 599 },
        { rule: 'waiting', target: 'DELIVERY', task: null, quantity: 15, amount: 1500 },
      ],
    })
  })

  test('without a name a rule is its index, and a supplement is called by it', async () => {
    const nameless = rules.map(({ target, condition, price }) => ({ target, condition, price }))
    const r = await (await world().as('customer')).post('/pricing/quote', {
      ...quote,
      rule_set: { strategy: 'map', rules: nameless },
      supplements: [{ rule: 1, quantity: 5 }],
    })
    expect(r.json<{ lines: Line[] }>().lines.map((l) => l.rule)).toEqual([0, 1])
  })

  test('a price is a number, too, exact as it is written', async () => {
    const c = await world().as('customer')
    const total = async (price: unknown): Promise<unknown> => {
      const r = await c.post('/pricing/quote', { ...quote, rule_set: { strategy: 'find', rules: [{ ...rules[0], price }] } })
      return r.status === 200 ? r.json<{ total: number }>().total : [r.status, r.wrong]
    }
    const refused = [422, ['rule_set.rules[0].price']]
    for (const [price, want] of [[599, 599], [0, 0], [599.5, 600], [599.49, 599], [9007199254740991, 9007199254740991]] as const)
      expect([price, await total(price), await total(String(price))]).toEqual([price, want, want])
    for (const price of [0.12345678901234568, 1e21, true, [599]]) expect([price, await total(price)]).toEqual([price, refused])
    const admin = await world().as('admin')
    const set = await admin.post('/rule-sets', { name: 'By number', strategy: 'find', rules: [{ ...rules[0], price: 12.5 }] })
    expect([set.status, set.json()]).toEqual([201, expect.objectContaining({ rules: [expect.objectContaining({ price: '12.5' })] })])
  })

  test('nothing matches: no price', async () => {
    const r = await (await world().as('customer')).post('/pricing/quote', { ...quote, delivery: { distance: 9000, tasks } })
    expect([r.status, r.problem.code]).toEqual([422, 'pricing.no_match'])
  })

  test('a bad expression is found, with its rule, place and what was expected', async () => {
    const bad = [rules[0], { target: 'TASK', condition: 'weight >', price: '1 +', name: 'bad' }]
    const r = await (await world().as('customer')).post('/pricing/quote', { ...quote, rule_set: { strategy: 'find', rules: bad } })
    expect([r.status, r.problem.code]).toEqual([422, 'pricing.bad_expression'])
    const fields = r.json<{ fields: Record<string, unknown>[] }>().fields
    expect(fields.map((f) => f['name'])).toEqual(['rule_set.rules[1].condition', 'rule_set.rules[1].price'])
    expect(fields[0]).toMatchObject({ rule: 'bad', position: 8 })
    expect(fields[0]?.['expected']).toContain('a number')
  })

  test('what is said of a long name is cut between letters', async () => {
    const c = await world().as('customer')
    for (const [name, condition] of [['a' + 'é'.repeat(60), '1 +'], ['aé'.repeat(60), 'a' + 'é'.repeat(200)], ['aa' + '€'.repeat(60), '€'.repeat(90)]]) {
      const r = await c.post('/pricing/quote', { ...quote, rule_set: { strategy: 'find', rules: [{ ...rules[0], name, condition }] } })
      expect(r.status).toBe(422)
      expect(new TextDecoder('utf-8', { fatal: true }).decode(r.bytes)).toContain('rule 0')
    }
  })

  test('by a store: its rules for those who see it', async () => {
    const body = { store_id: 1, delivery: { distance: 1500, tasks: [] } }
    expect((await (await world().as('shop')).post('/pricing/quote', body)).json()).toMatchObject({ total: 599, tax: 100 })
    expect((await (await world().as('customer')).post('/pricing/quote', body)).status).toBe(404)
    expect((await (await world().as('shop')).post('/pricing/quote', { delivery: body.delivery })).wrong).toEqual(['rule_set'])
  })
})

describe('a delivery', () => {
  test('has its lines, its tasks, and is charged', async () => {
    const { o } = await order()
    expect(o).toMatchObject({ status: 'placed', conclusion: 'open', total: 849, previous_total: null, version: 1 })
    expect(o.price_lines.reduce((n, l) => n + l.amount, 0)).toBe(o.total)
    expect(o.price_lines.reduce((n, l) => n + l.tax, 0)).toBe(o.tax)
    expect(o.tasks.map((t) => t.type)).toEqual(['pickup', 'dropoff'])
    const shop = await world().as('shop')
    const moves = (await shop.get(`/people/${await idOf(shop)}/ledger`, { unit: 'money' })).json<{ items: { amount: number; order_id: number }[] }>()
    expect(moves.items[0]).toMatchObject({ amount: -849, order_id: o.id })
  })

  test('is for a store that one may see', async () => {
    const r = await (await world().as('dispatcher')).post('/deliveries', { ...deliveryBody(), store_id: 9999 })
    expect([r.status, r.problem.code]).toEqual([404, 'store.none'])
    const one = deliveryBody()
    expect((await (await world().as('shop')).post('/deliveries', { ...one, tasks: one.tasks.slice(1) })).wrong).toEqual(['tasks'])
  })

  test('from pickup to conclusion', async () => {
    const courier = await world().as('courier')
    const { o, pickup, dropoff } = await order(courier)
    const early = await courier.post(`/tasks/${dropoff.id}/complete`, {})
    expect([early.status, early.problem.code]).toEqual([409, 'task.waits'])
    expect((await courier.post(`/tasks/${pickup.id}/start`, {})).json()).toMatchObject({ status: 'doing' })
    const when = new Date(Date.now() - 60_000).toISOString()
    expect((await courier.post(`/tasks/${pickup.id}/complete`, { occurred_at: when })).json()).toMatchObject({ status: 'done', ended_at: when })
    expect((await courier.post(`/tasks/${dropoff.id}/complete`, {})).status).toBe(200)
    expect(await look(o.id)).toMatchObject({ status: 'delivered', conclusion: 'completed', version: 1 })
    for (const verb of ['start', 'complete', 'fail']) {
      const again = await courier.post(`/tasks/${dropoff.id}/${verb}`, {})
      expect([again.status, again.problem.code]).toEqual([409, 'task.not_allowed'])
    }
  })

  test('changed facts are a new price, and a stale change is refused', async () => {
    const dispatcher = await world().as('dispatcher')
    const { o, dropoff } = await order()
    const packages = [{ name: 'box', quantity: 3 }]
    const r = await dispatcher.patch(`/tasks/${dropoff.id}`, dropoff.version, { packages, courier_id: await idOf(await world().as('courier2')) })
    expect(r.status, r.text).toBe(200)
    expect(r.json<Task>()).toMatchObject({ packages, version: dropoff.version + 1 })
    expect(await look(o.id)).toMatchObject({ total: 1349, previous_total: 849, version: 2 })
    expect((await dispatcher.patch(`/tasks/${dropoff.id}`, dropoff.version, { weight: 1 })).problem.code).toBe('task.stale')
    await dispatcher.post(`/tasks/${dropoff.id}/cancel`, {})
    const t = (await dispatcher.get(`/tasks/${dropoff.id}`)).json<Task>()
    expect((await dispatcher.patch(`/tasks/${dropoff.id}`, t.version, { weight: 1 })).problem).toMatchObject({ status: 409, code: 'task.not_allowed' })
  })

  test('cancelled and restored, the price comes back as it was', async () => {
    const dispatcher = await world().as('dispatcher')
    const { o, dropoff } = await order()
    await dispatcher.post(`/tasks/${dropoff.id}/cancel`, { order_lines: 'drop' })
    expect(await look(o.id)).toMatchObject({ total: 0, previous_total: 849 })
    for (const verb of ['cancel', 'settle', 'reschedule'])
      expect((await dispatcher.post(`/tasks/${dropoff.id}/${verb}`, verb === 'reschedule' ? window() : {})).status).toBe(409)
    await dispatcher.post(`/tasks/${dropoff.id}/restore`, {})
    expect(await look(o.id)).toMatchObject({ total: 849, price_lines: o.price_lines })
    expect((await dispatcher.post(`/tasks/${dropoff.id}/restore`, {})).status).toBe(409)
  })

  test('DL-5: dispatch decides a price and says why; it stays when facts change, and is charged to the cent', async () => {
    const dispatcher = await world().as('dispatcher')
    const shop = await world().as('shop')
    const { o, dropoff } = await order()
    const adjust = (total: number, version: number, reason = 'Came late'): ReturnType<Client['post']> =>
      dispatcher.post(`/orders/${o.id}/adjust`, { total, reason, order_version: version })
    const charged = async (): Promise<number> => {
      const moves = (await shop.get(`/people/${await idOf(shop)}/ledger`, { unit: 'money', limit: '200' })).json<{
        items: { order_id: number; amount: number }[]
      }>()
      return moves.items.filter((m) => m.order_id === o.id).reduce((sum, m) => sum - m.amount, 0)
    }
    expect((await adjust(700, 1)).json()).toMatchObject({
      total: 700,
      previous_total: 849,
      version: 2,
      price_lines: [{}, {}, { kind: 'adjustment', rule: 'Came late', task_id: null, amount: -149 }],
    })
    const now = await look(o.id)
    expect(now.price_lines.reduce((sum, l) => sum + l.tax, 0)).toBe(now.tax)
    expect(await charged()).toBe(700)
    expect((await adjust(1, 1)).problem).toMatchObject({ status: 409, code: 'order.changed' })
    expect((await adjust(-1, 2)).wrong).toEqual(['total'])
    expect((await shop.post(`/orders/${o.id}/adjust`, { total: 0, reason: 'mine', order_version: 2 })).status).toBe(403)

    await dispatcher.patch(`/tasks/${dropoff.id}`, dropoff.version, { packages: [{ name: 'box', quantity: 3 }] })
    expect(await look(o.id)).toMatchObject({ total: 1349 - 149, version: 3 })
    expect((await adjust(5, 3, 'Nearly nothing')).json()).toMatchObject({ total: 5 })
    // It never takes more than there is.
    await dispatcher.post(`/tasks/${dropoff.id}/cancel`, { order_lines: 'keep' })
    expect(await look(o.id)).toMatchObject({ total: 0 })
    await dispatcher.post(`/tasks/${dropoff.id}/restore`, {})
    expect((await look(o.id)).total).toBe(5)
    const again = await look(o.id)
    const plain = (await adjust(1349, again.version)).json<Order>()
    expect(plain.price_lines.some((l) => l.rule === 'Nearly nothing')).toBe(false)
    expect(plain.total).toBe(1349)
    expect(await charged()).toBe(1349)
    await dispatcher.post(`/orders/${o.id}/cancel`, {})
    expect((await adjust(1, plain.version + 1)).problem.code).toBe('order.not_adjustable')
  })

  test('a cancelled order is nothing, its tasks too', async () => {
    const dispatcher = await world().as('dispatcher')
    const { o, pickup } = await order()
    expect((await dispatcher.post(`/orders/${o.id}/cancel`, { reason: 'closed' })).json()).toMatchObject({
      status: 'cancelled',
      conclusion: 'cancelled',
      total: 0,
      previous_total: 849,
    })
    expect((await look(o.id)).tasks.map((t) => t.status)).toEqual(['cancelled', 'cancelled'])
    expect((await dispatcher.post(`/orders/${o.id}/cancel`, {})).problem.code).toBe('order.not_cancellable')
    expect((await dispatcher.post(`/tasks/${pickup.id}/restore`, {})).problem.code).toBe('order.cancelled')
  })

  test('why it was cancelled, or taken back, is kept', async () => {
    const dispatcher = await world().as('dispatcher')
    const { o, pickup, dropoff } = await order()
    expect((await dispatcher.post(`/tasks/${dropoff.id}/cancel`, { reason: 'late' })).json()).toMatchObject({ status: 'cancelled', reason: 'late' })
    expect((await dispatcher.post(`/tasks/${dropoff.id}/restore`, {})).json()).toMatchObject({ status: 'todo', reason: null })
    await dispatcher.post(`/tasks/${pickup.id}/complete`, {})
    expect((await dispatcher.post(`/tasks/${pickup.id}/restore`, {})).wrong).toEqual(['comment'])
    expect((await dispatcher.post(`/tasks/${pickup.id}/restore`, { reason: 'wrong_address' })).status).toBe(200)
    const events = (await dispatcher.get(`/orders/${o.id}/history`, { limit: 200 })).json<{ items: { type: string; changes: object }[] }>().items
    expect(events.filter((e) => e.type === 'task.cancelled').map((e) => e.changes)).toMatchObject([{ reason: [null, 'late'] }])
    expect(events.filter((e) => e.type === 'task.restored').map((e) => e.changes)).toMatchObject([{}, { comment: 'wrong_address' }])
  })

  test('a cancelled order stays at nothing, whatever is corrected about what was done', async () => {
    const dispatcher = await world().as('dispatcher')
    const { o, pickup, dropoff } = await order()
    for (const t of [pickup, dropoff]) await dispatcher.post(`/tasks/${t.id}/complete`, {})
    expect((await dispatcher.post(`/orders/${o.id}/cancel`, {})).json()).toMatchObject({ total: 0, previous_total: 849 })
    const done = (await dispatcher.get(`/tasks/${dropoff.id}`)).json<Task>()
    expect((await dispatcher.patch(`/tasks/${dropoff.id}`, done.version, { packages: [{ name: 'box', quantity: 3 }] })).status).toBe(200)
    expect(await look(o.id)).toMatchObject({ total: 0, previous_total: 849, price_lines: [] })
  })

  test('planned again: the next attempt', async () => {
    const dispatcher = await world().as('dispatcher')
    const { o, pickup, dropoff } = await order(await world().as('courier'))
    await dispatcher.post(`/tasks/${pickup.id}/complete`, {})
    await dispatcher.post(`/tasks/${dropoff.id}/fail`, {})
    expect(await look(o.id)).toMatchObject({ conclusion: 'open' })
    expect((await dispatcher.post(`/tasks/${dropoff.id}/settle`, {})).json()).toMatchObject({ settled: true })
    expect(await look(o.id)).toMatchObject({ conclusion: 'partial' })
    const r = await dispatcher.post(`/tasks/${dropoff.id}/reschedule`, { ...window(), courier_id: null })
    expect(r.json()).toMatchObject({ attempt: 2, status: 'todo', courier_id: null })
  })
})

const window = (): { after: string; before: string } => ({
  after: new Date(Date.now() + 86400_000).toISOString(),
  before: new Date(Date.now() + 90000_000).toISOString(),
})

describe('who sees what', () => {
  test('a courier their own tasks and no order; another courier nothing', async () => {
    const [courier, courier2] = [await world().as('courier'), await world().as('courier2')]
    const { o, pickup } = await order(courier)
    expect((await courier.get(`/tasks/${pickup.id}`)).json()).toMatchObject({ address: { street: '83 quai de Valmy' } })
    expect((await courier.get(`/orders/${o.id}`)).status).toBe(404)
    expect((await courier2.get(`/tasks/${pickup.id}`)).status).toBe(404)
    expect((await courier2.post(`/tasks/${pickup.id}/start`, {})).status).toBe(404)
    const mine = (await courier.get('/tasks')).json<{ items: Task[] }>().items
    expect(new Set(mine.map((t) => t.courier_id))).toEqual(new Set([await idOf(courier)]))
  })

  test('filters', async () => {
    const dispatcher = await world().as('dispatcher')
    const list = async (q: Record<string, string | string[]>): Promise<Task[]> => (await dispatcher.get('/tasks', q)).json<{ items: Task[] }>().items
    expect((await list({ courier: 'none', limit: '200' })).every((t) => t.courier_id === null)).toBe(true)
    expect((await list({ status: ['done', 'failed'] })).every((t) => ['done', 'failed'].includes(t.status))).toBe(true)
    expect((await list({ day: '2020-01-01' })).length).toBe(0)
    for (const [name, value] of [['courier', 'x'], ['status', 'x'], ['day', 'x'], ['time_zone', 'x']] as const)
      expect((await dispatcher.get('/tasks', { [name]: value })).wrong).toEqual([name])
    for (const q of [{ time_zone: 'Europe/Atlantis' }, { time_zone: 'x', day: 'today' }]) expect((await dispatcher.get('/orders', q)).wrong).toEqual(['time_zone'])
    const orders = (await dispatcher.get('/orders', { kind: 'delivery', conclusion: ['open', 'completed'] })).json<{ items: Order[] }>().items
    expect(orders.every((o) => ['open', 'completed'].includes(o.conclusion))).toBe(true)
    expect((await dispatcher.get('/orders', { kind: 'gift' })).wrong).toEqual(['kind'])
  })

  test('reasons: those of the store, for those who use them', async () => {
    const of = async (who: 'courier' | 'shop2' | 'dispatcher', store: number): Promise<string[]> =>
      (await (await world().login(who)).get('/failure-reasons', { store })).json<{ items: { key: string }[] }>().items.map((r) => r.key)
    expect(await of('dispatcher', 2)).toContain('food_cold')
    expect(await of('dispatcher', 1)).not.toContain('food_cold')
    expect(await of('shop2', 2)).toContain('food_cold')
    expect((await (await world().as('shop')).get('/failure-reasons', { store: 2 })).status).toBe(404)
    expect((await (await world().as('customer')).get('/failure-reasons', { store: 1 })).status).toBe(404)
  })

  test('reasons: a store that is not the courier\'s is as one that does not exist', async () => {
    const admin = await world().as('admin')
    const shop = { name: 'Far away', person_id: await idOf(await world().login('shop2')), members: [] }
    const foreign = (await admin.post('/stores', shop)).json<{ id: number }>().id
    const courier = await world().as('courier')
    await admin.post('/deliveries', deliveryBody(await idOf(courier)))
    expect((await courier.get('/failure-reasons', { store: 1 })).status).toBe(200)
    const answers = await Promise.all([foreign, 987654].map((store) => courier.get('/failure-reasons', { store })))
    expect(answers.map((r) => [r.status, r.problem.code])).toEqual([[404, 'store.none'], [404, 'store.none']])
  })
})

test('a store without rules costs nothing; without a match somebody is asked', async () => {
  const admin = await world().as('admin')
  const store = (await admin.post('/stores', { name: 'Bare', person_id: await idOf(await world().as('shop')), time_zone: 'Europe/Paris' })).json<{ id: number }>().id
  const free = (await admin.post('/deliveries', { ...deliveryBody(), store_id: store })).json<Order>()
  expect([free.total, free.price_lines]).toEqual([0, []])
  const rules = [{ target: 'DELIVERY', condition: 'distance < 0', price: '1' }]
  const set = (await admin.post('/rule-sets', { name: 'Never', strategy: 'find', rules })).json<{ id: number }>().id
  expect((await admin.send('PUT', `/stores/${store}/terms`, { body: { rule_set_id: set } })).json()).toEqual({ store_id: store, rule_set_id: set, failure_set: null })
  const asked = (await admin.post('/deliveries', { ...deliveryBody(), store_id: store })).json<Order>()
  expect(asked.total).toBe(0)
  const tickets = (await (await world().as('dispatcher')).get('/tickets', { order: asked.id })).json<{ items: { category: string }[] }>().items
  expect(tickets.map((t) => t.category)).toEqual(['delivery.price_review'])
  expect((await admin.send('PUT', `/stores/${store}/terms`, { body: { rule_set_id: 999, failure_set: null } })).wrong).toEqual(['rule_set_id'])
  expect((await admin.patch(`/stores/${store}`, 1, { time_zone: 'Europe/Atlantis' })).wrong).toEqual(['time_zone'])
  expect((await admin.patch(`/stores/${store}`, 1, { name: '   ' })).wrong).toEqual(['name'])
  const types = (volume_units: number): object => ({ name: 'Big', strategy: 'find', rules, package_types: [{ name: 'XL', volume_units }] })
  expect((await admin.post('/rule-sets', types(100_001))).wrong).toEqual(['package_types[0].volume_units'])
  const big = (await admin.post('/rule-sets', types(100_000))).json<{ id: number }>().id
  await admin.send('PUT', `/stores/${store}/terms`, { body: { rule_set_id: big } })
  expect((await admin.post('/deliveries', { ...deliveryBody(), store_id: store })).status).toBe(201)
  expect((await admin.post('/rule-sets', { name: 'Bad', strategy: 'find', rules: [{ target: 'TASK', condition: 'weigth > 1', price: '1 +' }] })).wrong).toEqual(
    ['rules[0].condition', 'rules[0].price'],
  )
  expect((await admin.patch(`/rule-sets/${set}`, 1, { rules: [{ target: 'TASK', condition: 'true', price: '1 +' }] })).problem.code).toBe('pricing.bad_expression')
})

test('AS-2: a ticket names no store that its author may not see: as one that does not exist', async () => {
  const courier = await world().as('courier')
  const o = (await (await world().as('admin')).post('/deliveries', deliveryBody(await idOf(courier)))).json<Order>()
  const said = async (who: Client, more: object): Promise<Reply> => who.post('/tickets', { subject: 'Where', body: 'x', ...more })
  const customer = await world().as('customer')
  const refusals = await Promise.all([1, 987654].map((store_id) => said(customer, { store_id })))
  expect(refusals.map((r) => [r.status, r.problem.fields])).toEqual(
    [1, 2].map(() => [422, [{ name: 'store_id', code: 'unknown_store', detail: 'There is no such store.' }]]),
  )
  const task = { order_id: o.id, task_id: o.tasks[1]?.id }
  expect((await said(customer, { ...task, store_id: 1 })).wrong).toEqual(['task_id'])
  expect((await said(courier, { store_id: 1 })).wrong).toEqual(['store_id'])
  expect((await said(courier, { ...task, store_id: 2 })).wrong).toEqual(['store_id'])
  for (const [who, more] of [
    [courier, { ...task, store_id: 1 }],
    [await world().as('shop'), { store_id: 1 }],
    [await world().as('shop'), { order_id: o.id, store_id: 1 }],
    [await world().as('agent'), { store_id: 2 }],
  ] as const)
    expect((await said(who, more)).json()).toMatchObject({ store_id: more.store_id })
  expect((await said(await world().as('shop'), { order_id: o.id, store_id: 2 })).wrong).toEqual(['store_id'])
})
