// What a ticket says of itself: categories in a tree, kinds, statuses, levels, defaults, and what a report captures.
import { expect, test } from 'vitest'
import { useWorld, type Client } from './harness'

const world = useWorld()

interface Entry {
  key: string
  archived: boolean
  [field: string]: unknown
}
interface Ticket {
  id: number
  version: number
  [field: string]: unknown
}

const named = (text: string): object => ({ en: text, fr: `${text} (fr)`, es: `${text} (es)` })
const entry = (key: string, more: object = {}): object => ({ key, labels: named(key), ...more })

/** The list with these entries, in place of those of the same key or behind the others. */
async function adapt(list: string, ...entries: object[]): Promise<void> {
  const c = await world().as('admin')
  const { items } = (await c.get(`/config/${list}`)).json<{ items: Entry[] }>()
  const keys = entries.map((e) => (e as Entry).key)
  const r = await c.send('PUT', `/config/${list}`, { body: { items: [...items.filter((i) => !keys.includes(i.key)), ...entries] } })
  expect(r.status, r.text).toBe(200)
}

async function open(c: Client, body: object): Promise<Ticket> {
  const r = await c.post('/tickets', { subject: 'A report', body: 'What happened', ...body })
  expect(r.status, r.text).toBe(201)
  return r.json<Ticket>()
}
const agent = (): Promise<Client> => world().as('agent')
const history = async (c: Client, id: number): Promise<{ changes: Record<string, unknown> }[]> =>
  (await c.get(`/tickets/${id}/history`, { limit: '100' })).json<{ items: { changes: Record<string, unknown> }[] }>().items

test('TK-1: a subcategory is found under its category, says when to use it, and kinds are a list of the company’s', async () => {
  const c = await agent()
  await adapt('categories', entry('water', { descriptions: named('All that leaks') }), entry('water.pipe', { parent: 'water' }))
  await adapt('kinds', entry('tutela'))
  const t = await open(c, { category: 'water.pipe', kind: 'tutela' })
  expect(t).toMatchObject({ category: 'water.pipe', kind: 'tutela' })
  const under = (await c.get('/tickets', { category: 'water' })).json<{ items: Ticket[] }>().items
  expect(under.map((i) => i.id)).toEqual([t.id])
  const shown = (await c.get('/config/categories')).json<{ items: Entry[] }>().items.find((i) => i.key === 'water')
  expect(shown).toMatchObject({ descriptions: named('All that leaks') })
  expect((await c.post('/tickets', { subject: 's', body: 'b', kind: 'no.such', category: 'no.such' })).wrong).toEqual(['category', 'kind'])
})

test('TK-2: a status of the company’s own has a group, an order, a name per language and a colour', async () => {
  const c = await agent()
  await adapt('statuses', entry('at_carrier', { group: 'doing', colour: 'grape' }))
  await adapt('workflows', entry('carried', {
    initial: 'unattended', states: [{ status: 'unattended' }, { status: 'at_carrier' }, { status: 'closed' }],
    transitions: [{ from: null, to: 'at_carrier' }, { from: 'at_carrier', to: 'closed' }],
  }))
  await adapt('categories', entry('carriage', { workflow: 'carried' }))
  const t = await open(c, { category: 'carriage' })
  const steps = (await c.get(`/tickets/${t.id}/transitions`)).json<{ items: { to: string; name: string }[] }>().items
  expect(steps.map((s) => [s.to, s.name])).toEqual([['at_carrier', 'at_carrier (es)']])
  const moved = (await c.post(`/tickets/${t.id}/transitions`, { to: 'at_carrier' })).json<Ticket>()
  expect(moved).toMatchObject({ status: 'at_carrier', group: 'doing', resolved_at: null })
  expect((await c.post(`/tickets/${t.id}/transitions`, { to: 'closed', resolution: 'solved' })).json()).toMatchObject({ group: 'done' })
})

test('TK-3: either axis may be changed, and the level follows, on record', async () => {
  const c = await agent()
  const t = await open(c, { important: true, urgent: true })
  expect(t).toMatchObject({ priority: 'do' })
  const later = (await c.patch(`/tickets/${t.id}`, t.version, { urgent: false })).json<Ticket>()
  expect(later).toMatchObject({ important: true, urgent: false, priority: 'decide' })
  const changes = (await history(c, t.id)).map((e) => e.changes)
  expect(changes).toContainEqual(expect.objectContaining({ urgent: [true, false], priority: ['do', 'decide'] }))
})

test('TK-18: person, subject and description suffice; the rest has defaults', async () => {
  const c = await agent()
  const t = await open(c, { requester_id: (await (await world().as('customer')).get('/session')).json<{ person: { id: number } }>().person.id })
  for (const given of ['category', 'status', 'channel', 'queue', 'next_update_due_at']) expect(t[given], given).toBeTruthy()
  expect(t).toMatchObject({ important: null, urgent: null, assignee_id: null })
  expect((await c.post('/tickets', { subject: '', body: '' })).wrong).toEqual(['body', 'subject'])
})

test('TK-18: somebody known by address is found without a name, somebody new needs one', async () => {
  const c = await agent()
  const customer = (await (await world().as('customer')).get('/session')).json<{ person: { id: number } }>().person.id
  expect(await open(c, { requester: { email: 'customer@demo.test' } })).toMatchObject({ requester_id: customer })
  expect((await c.post('/tickets', { subject: 's', body: 'b', requester: { email: 'stranger@example.org' } })).wrong).toEqual(['requester.name'])
})

test('TK-19: a category hands its defaults on; changing it says what changes, and the history keeps both', async () => {
  const c = await agent()
  const owner = (await (await world().as('agent2')).get('/session')).json<{ person: { id: number } }>().person.id
  await adapt('categories', entry('legal', {
    queue: 'second_line', important: true, urgent: false, assignee_id: owner, required: ['order_id'], resolutions: ['refunded'],
  }))
  const made = await open(c, { category: 'legal' })
  expect(made).toMatchObject({ queue: 'second_line', important: true, urgent: false, priority: 'decide', assignee_id: owner })
  expect((await open(c, { category: 'legal', queue: 'first_line', urgent: true }))['queue']).toBe('first_line')

  const t = await open(c, {})
  const says = (await c.get(`/tickets/${t.id}/category-preview`, { category: 'legal' })).json<{ changes: Record<string, unknown[]> }>().changes
  expect(says).toMatchObject({ category: [t['category'], 'legal'], queue: [t['queue'], 'second_line'], important: [null, true] })
  expect((await c.get(`/tickets/${t.id}`)).json()).toMatchObject({ category: t['category'], version: t.version })
  const changed = (await c.patch(`/tickets/${t.id}`, t.version, { category: 'legal' })).json<Ticket>()
  for (const [field, [, to]] of Object.entries(says)) expect(changed[field], field).toEqual(to)
  expect((await history(c, t.id)).map((e) => e.changes)).toContainEqual(expect.objectContaining({ category: [t['category'], 'legal'] }))
  await c.post(`/tickets/${t.id}/transitions`, { to: 'in_progress' })
  expect((await c.get(`/tickets/${t.id}/transitions`)).json<{ resolutions: string[] }>().resolutions[0]).toBe('refunded')
  expect((await c.post(`/tickets/${t.id}/transitions`, { to: 'closed', resolution: 'solved' })).wrong).toEqual(['order_id'])
})

test('TK-19: a category carries a service level, its own or that above; its tickets take it, and another category says the new due times first', async () => {
  const c = await agent()
  await adapt('slas', entry('gold', { first_response_min: 30, next_update_min: 60, resolution_min: 480 }), entry('slow', { next_update_min: 2880 }))
  await adapt('categories', entry('water', { sla: 'gold' }), entry('water.pipe', { parent: 'water' }), entry('garden', { sla: 'slow' }), entry('roof'))
  const due = (t: Ticket, of: string): number => (Date.parse(String(t[`${of}_due_at`])) - Date.parse(String(t['created_at']))) / 60_000
  const customer = await world().as('customer')
  const seen = async (t: Ticket): Promise<Ticket> => (await c.get(`/tickets/${t.id}`)).json<Ticket>()

  const plain = await seen(await open(customer, { category: 'roof' }))
  expect(plain).toMatchObject({ sla: 'standard', first_response_due_at: null, resolution_due_at: null })
  expect(due(plain, 'next_update')).toBe(1440)

  const own = await open(customer, { category: 'water.pipe' })
  expect(own).toMatchObject({ sla: null, first_response_at: null, first_response_due_at: null, resolution_due_at: null })
  const made = await seen(own)
  expect(made).toMatchObject({ sla: 'gold', first_response_at: null, sla_state: 'warning' })
  expect(['first_response', 'next_update', 'resolution'].map((of) => due(made, of))).toEqual([30, 60, 480])
  const order = (await c.get('/tickets', { sort: 'next_due_at', limit: '200' })).json<{ items: Ticket[] }>().items.map((i) => i.id)
  expect(order.indexOf(made.id)).toBeLessThan(order.indexOf(plain.id))

  // taken down for somebody on the phone it is not answered yet
  const customerId = (await customer.get('/session')).json<{ person: { id: number } }>().person.id
  const taken = await open(c, { category: 'water.pipe', requester_id: customerId, channel: 'phone' })
  expect(taken).toMatchObject({ first_response_at: null, sla_state: 'warning' })
  expect(due(taken, 'first_response')).toBe(30)

  const said = (await c.post(`/tickets/${made.id}/comments`, { body: 'We are coming', public: true })).json<{ created_at: string }>()
  const answered = await seen(made)
  expect(answered).toMatchObject({ first_response_at: said.created_at, first_response_due_at: made['first_response_due_at'], resolution_due_at: made['resolution_due_at'] })
  expect(Date.parse(String(answered['next_update_due_at'])) - Date.parse(said.created_at)).toBe(60 * 60_000)

  const dues = ['first_response_due_at', 'next_update_due_at', 'resolution_due_at']
  const says = (await c.get(`/tickets/${made.id}/category-preview`, { category: 'garden' })).json<{ changes: Record<string, unknown[]> }>().changes
  expect(says['sla']).toEqual(['gold', 'slow'])
  const changed = (await c.patch(`/tickets/${made.id}`, answered.version, { category: 'garden' })).json<Ticket>()
  for (const field of dues) expect(says[field], field).toEqual([answered[field], changed[field]])
  expect(Date.parse(String(changed['next_update_due_at'])) - Date.parse(said.created_at)).toBe(2880 * 60_000)
  expect((await history(c, made.id)).map((e) => e.changes)).toContainEqual(says)

  const closed = (await c.post(`/tickets/${made.id}/transitions`, { to: 'closed', resolution: 'solved' })).json<Ticket>()
  expect(dues.map((field) => closed[field])).toEqual([null, null, null])
})

test('CF-1: service levels are whole minutes of at most a year, one of them the default; a category names one that there is', async () => {
  const c = await world().as('admin')
  const read = async (list: string): Promise<Entry[]> => (await c.get(`/config/${list}`)).json<{ items: Entry[] }>().items
  const put = async (list: string, items: object[]) => (await c.send('PUT', `/config/${list}`, { body: { items } })).wrong
  const slas = await read('slas')
  expect(slas.map((s) => [s.key, s['default'], s['next_update_min']])).toEqual(expect.arrayContaining([['standard', true, 1440], ['urgent', false, 240]]))
  expect(await put('slas', [...slas, entry('never', { first_response_min: 0, next_update_min: 1.5, resolution_min: 600_000 })])).toEqual(
    ['first_response_min', 'next_update_min', 'resolution_min'].map((f) => `items[${slas.length}].${f}`))
  expect(await put('slas', [...slas, entry('two', { default: true })])).toEqual([`items[${slas.length}].default`])
  const categories = await read('categories')
  expect(await put('categories', [{ ...categories[0], sla: 'no.such' }, ...categories.slice(1)])).toEqual(['items[0].sla'])
})

interface Product {
  id: number
  version: number
}
const product = async (body: object): Promise<Product> => {
  const r = await (await world().as('admin')).post('/products', { sku: `R-${++serial}`, names: { en: 'Lamp', fr: 'Lampe', es: 'Lámpara' }, ...body })
  expect(r.status, r.text).toBe(201)
  return r.json<Product>()
}
let serial = 0

test('IN-12: a report captures store, order, product, step, what it hinders and whether it comes and goes; staff report without a customer', async () => {
  const c = await agent()
  const { id: product_id } = await product({ store_id: 1 })
  const about = { store_id: 1, order_id: 1, product_id, journey_step: 'payment', impact: 'blocks', intermittent: true, no_requester: true }
  const t = await open(c, about)
  expect((await c.get(`/tickets/${t.id}`)).json()).toMatchObject({ store_id: 1, order_id: 1, product_id, product_name: 'Lámpara', journey_step: 'payment', impact: 'blocks', intermittent: true, requester_id: null, affected_id: null })
  const found = async (query: Record<string, string>): Promise<number[]> =>
    (await c.get('/tickets', { order: '1', ...query })).json<{ items: Ticket[] }>().items.map((i) => i.id)
  expect(await found({ store: '1' })).toContain(t.id)
  expect(await found({ product: String(product_id) })).toEqual([t.id])
  expect((await c.post('/tickets', { subject: 's', body: 'b', journey_step: 'moon', impact: 'much' })).status).toBe(422)
})

test('IN-12: a report names a product that there is, that is offered and that one may see; the name is told in the reader’s language', async () => {
  const c = await agent()
  const [ours, theirs, gone] = [await product({}), await product({ store_id: 2 }), await product({})]
  expect((await (await world().as('admin')).patch(`/products/${gone.id}`, gone.version, { archived: true })).status).toBe(200)
  const report = { subject: 's', body: 'b' }
  for (const product_id of [gone.id, 999_999]) expect((await c.post('/tickets', { ...report, product_id, store_id: 999_999 })).wrong).toEqual(['product_id', 'store_id'])
  // the kitchen's menu is not the florist's to name
  const shop = await world().as('shop')
  expect((await shop.post('/tickets', { ...report, product_id: theirs.id })).wrong).toEqual(['product_id'])
  const t = await open(shop, { product_id: ours.id })
  expect((await shop.get(`/tickets/${t.id}`)).json()).toMatchObject({ product_id: ours.id, product_name: 'Lampe' })
  expect((await shop.get('/tickets', { product: String(ours.id) })).json<{ items: Ticket[] }>().items.map((i) => [i.id, i['product_name']])).toEqual([[t.id, 'Lampe']])

  expect((await c.patch(`/tickets/${t.id}`, t.version, { product_id: gone.id })).wrong).toEqual(['product_id'])
  const moved = (await c.patch(`/tickets/${t.id}`, t.version, { product_id: theirs.id })).json<Ticket>()
  expect(moved).toMatchObject({ product_id: theirs.id, product_name: 'Lámpara' })
  expect((await history(c, t.id)).map((e) => e.changes)).toContainEqual({ product_id: [ours.id, theirs.id] })
  // archived since, it stays on what names it
  await (await world().as('admin')).patch(`/products/${theirs.id}`, theirs.version, { archived: true })
  expect((await c.patch(`/tickets/${t.id}`, moved.version, { subject: 'other', product_id: theirs.id })).wrong).toEqual(['product_id'])
  expect((await c.patch(`/tickets/${t.id}`, moved.version, { subject: 'other' })).json()).toMatchObject({ product_name: 'Lámpara' })
  expect((await shop.get(`/tickets/${t.id}`)).json()).toMatchObject({ product_name: 'Lampe' })
  const csv = (await c.get('/tickets/export', { product: String(theirs.id) })).text.split('\r\n')
  expect(csv[1]?.split(',')[csv[0]?.split(',').indexOf('product_name') ?? -1]).toBe('Lámpara')
  expect((await c.patch(`/tickets/${t.id}`, moved.version + 1, { product_id: null })).json()).toMatchObject({ product_id: null, product_name: null })
})
