// What everybody of the demo company sees in lists, counts, searches, exports, files and streams: exactly what an oracle says that knows
// the rules (domain.md §1, AS-2, AS-6, AS-8) and the things that this test made, and nothing of the server.
import { beforeAll, describe, expect, test } from 'vitest'
import { demoRoles, useWorld, type Client, type Login } from './harness'
import { deliveryBody } from './samples'
import { multipart, png } from './upload'
import type { Stream } from './wire'

const world = useWorld()

// people: those who sign in, and some that are made here; who is below whom
const made = { near: 'consultant2', deep: 'customer', far: null } as const
type Who = Login | keyof typeof made
const network: Partial<Record<Login, Who[]>> = {
  consultant: ['consultant', 'consultant2', 'customer', 'near', 'deep'],
  consultant2: ['consultant2', 'customer', 'near', 'deep'],
}
// the roles of the demo company, as docs and roles' page show them
const workOnAll: Login[] = ['admin', 'supervisor', 'agent', 'agent2']
const desk: Login[] = [...workOnAll, 'dispatcher']
const staff: Login[] = [...desk, 'engineer']

type Audience = 'internal' | 'customer' | 'shop'
interface Known {
  name: string
  id: number
  number: string
  category: string
  area?: string
  requester?: Who
  affected?: Who
  assignee?: Login
  named?: Login
  courier?: Login // on whose task it is
  members?: Login[] // of the store whose incident it is
  files: Record<Audience, number>
}
interface Order {
  id: number
  tasks: { id: number }[]
  courier: Login
  members: Login[]
  store: number
  incident: Known
  proposal: number
}

/** As staff: by what the role may access, or because it is theirs to do; not because it is about them. */
const asStaff = (who: Login, t: Known): boolean =>
  workOnAll.includes(who) ||
  (who === 'dispatcher' && t.category.split('.')[0] === 'delivery') ||
  (who === 'engineer' && t.area === 'systems') ||
  (staff.includes(who) && t.assignee === who)
const asCustomer = (who: Login, t: Known): boolean => {
  const theirs = network[who] ?? [who]
  return [t.requester, t.affected].some((p) => p !== undefined && theirs.includes(p))
}
const asShop = (who: Login, t: Known): boolean => t.courier === who || (t.members?.includes(who) ?? false)
const sees = (who: Login, t: Known): boolean => who !== t.named && (asStaff(who, t) || asCustomer(who, t) || asShop(who, t))
/** Which part of the conversation. */
const hears = (who: Login, t: Known, said: Audience): boolean =>
  sees(who, t) && (asStaff(who, t) || said === (asCustomer(who, t) ? 'customer' : asShop(who, t) ? 'shop' : null))

const known: Known[] = []
const orders: Order[] = []
const people = new Map<Who, number>()
const streams = new Map<Login, Stream>()
let start = '' // id in the feed before everything
/** All that is made here, and nothing else. */
let ofHere: Query = {}

const madeIds = (): number[] => (Object.keys(made) as Who[]).map((p) => people.get(p) ?? 0)
const as = (who: Login): Promise<Client> => world().as(who)
const boss = (): Promise<Client> => as('supervisor') // sees all and is named nowhere
const sorted = (ids: number[]): number[] => [...ids].sort((a, b) => a - b)
const idsOf = (of: { id: number }[]): number[] => sorted(of.map((t) => t.id))
const word: Record<Audience, string> = { internal: 'Wombat', customer: 'Echidna', shop: 'Numbat' }

async function good<T>(c: Client, path: string, body: unknown, status = 201): Promise<T> {
  const r = await c.post(path, body)
  expect(r.status, `${path}: ${r.text}`).toBe(status)
  return r.json<T>()
}

async function upload(name: string): Promise<number> {
  const sample = multipart([{ field: 'file', name: `${name}.png`, bytes: png(16, 9) }])
  return (await (await boss()).send('POST', '/attachments', sample)).json<{ id: number }>().id
}

/** A word and a picture for each audience. */
async function talk(t: Omit<Known, 'files'>): Promise<void> {
  const files: Record<Audience, number> = { internal: 0, customer: 0, shop: 0 }
  for (const audience of Object.keys(word) as Audience[]) {
    files[audience] = await upload(t.name)
    await good(await boss(), `/tickets/${t.id}/comments`, { body: `${word[audience]} of ${t.name}`, audience, attachments: [files[audience]] })
  }
  known.push({ ...t, files })
}

/** What the company sells, and what the bakery does. */
const products = { ours: 0, bakery: 0 }

async function ticket(name: string, facts: Partial<Known> & { store?: number; product?: number }, by: Login = 'supervisor'): Promise<void> {
  const body: Record<string, unknown> = { subject: `Quokka ${name}`, body: `Quokka ${name}` }
  for (const [field, who] of [['requester_id', facts.requester], ['affected_id', facts.affected], ['assignee_id', facts.assignee], ['named_id', facts.named]] as const)
    if (who !== undefined && who !== by) body[field] = people.get(who)
  if (by === 'supervisor') body['tags'] = ['quokka']
  if (facts.category !== undefined) body['category'] = facts.category
  if (facts.area !== undefined) body['area'] = facts.area
  if (facts.store !== undefined) body['store_id'] = facts.store
  if (facts.product !== undefined) body['product_id'] = facts.product
  const t = await good<{ id: number; number: string; version: number }>(await as(by), '/tickets', body)
  if (by !== 'supervisor') expect((await (await boss()).patch(`/tickets/${t.id}`, t.version, { tags: ['quokka'] })).status).toBe(200)
  const { store: _, product: __, ...rest } = facts
  await talk({ name, category: 'general', ...rest, id: t.id, number: t.number })
}

/** A report by anybody: no account, a number to be called. */
async function anonymous(name: string, category: string): Promise<void> {
  const phone = `+3361239${1000 + known.length}`
  const r = await world().nobody.post('/public/tickets', { name: `Bilby ${name}`, phone, subject: `Quokka ${name}`, body: `Quokka ${name}`, category })
  expect(r.status, r.text).toBe(201)
  const [found] = (await (await boss()).get('/tickets', { q: `Quokka ${name}` })).json<{ items: { id: number; number: string; version: number }[] }>().items
  expect((await (await boss()).patch(`/tickets/${found?.id}`, found?.version ?? 0, { tags: ['quokka'] })).status).toBe(200)
  await talk({ name, category, id: found?.id ?? 0, number: found?.number ?? '' })
}

async function incident(name: string, courier: Login, members: Login[], store: number, named?: Login): Promise<void> {
  const body = { ...deliveryBody(people.get(courier)), store_id: store }
  const o = await good<{ id: number; tasks: { id: number }[] }>(await boss(), '/deliveries', body)
  const task = o.tasks[1]?.id ?? 0
  const proposal = { tasks: [{ id: task, packages: [{ name: 'box', quantity: 2 }] }] }
  const t = await good<{ id: number; number: string; proposal: { id: number } }>(await as(courier), `/tasks/${task}/incidents`, { reason: 'late', proposal })
  const version = (await (await boss()).get(`/tickets/${t.id}`)).json<{ version: number }>().version
  const change = { subject: `Quokka ${name}`, tags: ['quokka'], ...(named === undefined ? {} : { named_id: people.get(named) }) }
  expect((await (await boss()).patch(`/tickets/${t.id}`, version, change)).status).toBe(200)
  await talk({ name, id: t.id, number: t.number, category: 'delivery.incident', courier, members, ...(named === undefined ? {} : { named }) })
  orders.push({ ...o, courier, members, store, incident: known.at(-1) as Known, proposal: t.proposal.id })
}

beforeAll(async () => {
  for (const who of demoRoles) people.set(who, (await (await as(who)).get('/session')).json<{ person: { id: number } }>().person.id)
  for (const who of demoRoles) streams.set(who, await (await as(who)).stream())
  const from = new Date().toISOString()
  const tag = await good<{ id: number }>(await boss(), '/tags', { name: 'quokka' })
  start = (await streams.get('supervisor')?.until((all) => all.find((e) => e.data.includes(`"tag","id":${tag.id},`)), 20_000))?.id ?? ''
  for (const [who, sponsor] of Object.entries(made) as [keyof typeof made, Login | null][]) {
    const body = { kind: 'customer', name: `Quoll ${who}`, email: `${who}@quoll.example`, ...(sponsor === null ? {} : { sponsor_id: people.get(sponsor) }) }
    people.set(who, (await good<{ id: number }>(await boss(), '/people', body)).id)
  }
  const bakery = (await good<{ id: number }>(await as('admin'), '/stores', { name: 'Quokka bakery', person_id: people.get('customer'), members: [people.get('customer')] })).id
  for (const [of, store_id] of [['ours', null], ['bakery', bakery]] as const)
    products[of] = (await good<{ id: number }>(await as('admin'), '/products', { sku: `Quokka ${of}`, names: { en: 'Bread', fr: 'Pain', es: 'Pan' }, store_id })).id
  for (const who of ['customer', 'shop', 'carrier', 'courier', 'consultant', 'consultant2', 'dispatcher', 'engineer'] as const)
    await ticket(`own ${who}`, { requester: who }, who)
  await ticket('stranger', { requester: 'far' })
  await ticket('near', { requester: 'near' })
  await ticket('deep', { requester: 'far', affected: 'deep' })
  await ticket('affects carrier', { requester: 'far', affected: 'carrier' })
  await ticket('affects dispatcher', { requester: 'far', affected: 'dispatcher' })
  await ticket('delivery', { requester: 'far', category: 'delivery.damaged' })
  await ticket('systems', { requester: 'far', area: 'systems' })
  await ticket('for engineer', { requester: 'far', assignee: 'engineer' })
  await ticket('for dispatcher', { requester: 'far', assignee: 'dispatcher', area: 'finance' })
  await ticket('store named only', { requester: 'far', store: 1 }) // a store in a field gives no right
  await ticket('product named only', { requester: 'far', product: products.bakery }) // nor does a store's product
  await ticket('about agent2', { requester: 'near', named: 'agent2', area: 'legal' })
  await ticket('about admin', { requester: 'far', named: 'admin', area: 'legal' })
  await ticket('about dispatcher', { requester: 'customer', named: 'dispatcher', area: 'legal', category: 'delivery.complaint' })
  await anonymous('anybody', 'general')
  await anonymous('anybody delivery', 'delivery.not_received')
  await incident('of courier', 'courier', ['shop'], 1)
  await incident('of courier2', 'courier2', ['shop'], 1)
  await incident('at the bakery', 'courier', ['customer'], bakery)
  await incident('against dispatcher', 'courier', ['shop'], 1, 'dispatcher')
  await incident('against courier', 'courier', ['shop'], 1, 'courier')
  ofHere = { created_from: from, created_to: new Date().toISOString() }
}, 300_000)

interface Page {
  items: { id: number }[]
  next_cursor: string | null
  count?: number | string
}
type Query = Record<string, string | number | (string | number)[]>

/** A whole list, page by page; a few at a time, so that the seams are looked at. */
async function whole<T extends { id: number }>(who: Login, path: string, query: Query, limit = 7): Promise<T[]> {
  const items: T[] = []
  let cursor: string | null = null
  do {
    const r = await (await as(who)).get(path, { ...query, limit, ...(cursor === null ? {} : { cursor }) })
    expect(r.status, `${who} ${path} ${JSON.stringify(query)}: ${r.text}`).toBe(200)
    const p = r.json<Page>()
    items.push(...(p.items as T[]))
    cursor = p.next_cursor
  } while (cursor !== null)
  return items
}

async function agree(who: Login, query: Query, want: Known[]): Promise<void> {
  const said = `${who}, ${JSON.stringify(query)}`
  expect([said, idsOf(await whole(who, '/tickets', query))]).toEqual([said, idsOf(want)])
  const { sort: _, ...rest } = query
  expect([said, (await (await as(who)).get('/tickets', { ...rest, count: 1, limit: 1 })).json<Page>().count]).toEqual([said, want.length])
}

describe.each(demoRoles)('%s sees', (who) => {
  const mine = (): Known[] => known.filter((t) => sees(who, t))

  test('these tickets in the list, in every order, and in the count', async () => {
    for (const sort of ['created_at', '-created_at', '-updated_at', 'priority', '-next_due_at'])
      await agree(who, { ...ofHere, sort }, mine())
    const all = await whole(who, '/tickets', {}, 200)
    const ids = new Set(known.map((t) => t.id))
    expect(idsOf(all.filter((t) => ids.has(t.id)))).toEqual(idsOf(mine()))
    expect((await (await as(who)).get('/tickets', { count: 1, limit: 1 })).json<Page>().count).toBe(all.length)
  })

  test('these of them behind each filter', async () => {
    const of = (f: (t: Known) => boolean): Known[] => mine().filter(f)
    const far = people.get('far') ?? 0
    await agree(who, { requester: far }, of((t) => t.requester === 'far'))
    await agree(who, { requester: [far, people.get('near') ?? 0] }, of((t) => t.requester === 'far' || t.requester === 'near'))
    await agree(who, { affected: people.get('deep') ?? 0 }, of((t) => t.affected === 'deep'))
    await agree(who, { assignee: people.get('engineer') ?? 0, ...ofHere }, of((t) => t.assignee === 'engineer'))
    await agree(who, { category: 'delivery.incident', ...ofHere }, of((t) => t.category === 'delivery.incident'))
    await agree(who, { area: 'legal', ...ofHere }, of((t) => t.named !== undefined && asStaff(who, t))) // where complaints about staff go
    for (const o of orders) await agree(who, { order: o.id }, of((t) => t === o.incident))
    await agree(who, { product: [products.ours, products.bakery] }, of((t) => t.name === 'product named only'))
  })

  test('how they are sorted among us only as staff, and finds nothing by it otherwise', async () => {
    const c = await as(who)
    const inner = ['priority', 'important', 'urgent', 'area', 'queue', 'workflow', 'sla_state', 'sla', 'reopened_count', 'answer_due_at', 'first_response_at', 'first_response_due_at', 'resolution_due_at', 'named_id'] as const
    type Told = { id: number; tags: string[] } & Record<(typeof inner)[number], unknown>
    const listed = new Map((await whole<Told>(who, '/tickets', ofHere, 200)).map((t) => [t.id, t]))
    for (const t of mine())
      for (const got of [(await c.get(`/tickets/${t.id}`)).json<Told>(), listed.get(t.id) as Told]) {
        const told = inner.filter((f) => got[f] !== null)
        if (asStaff(who, t)) expect([t.name, told.includes('queue'), told.includes('sla_state'), got.tags]).toEqual([t.name, true, true, ['quokka']])
        else expect([t.name, told, got.tags]).toEqual([t.name, [], []])
      }
    const judged = mine().filter((t) => asStaff(who, t))
    await agree(who, { tag: 'quokka' }, judged)
    await agree(who, { tag: 'quokka', q: 'quokka' }, judged)
    const queues = ['first_line', 'dispatch', 'systems']
    await agree(who, { queue: queues, ...ofHere }, judged.filter((t) => queues.includes(String(listed.get(t.id)?.queue))))
    await agree(who, { priority: 'none', ...ofHere }, judged.filter((t) => listed.get(t.id)?.priority === null))
    const csv = (await c.get('/tickets/export', ofHere)).text.split('\r\n')
    const column = csv[0]?.split(',').indexOf('queue') ?? -1
    for (const t of mine()) {
      const row = csv.find((line) => line.startsWith(`${t.number},`))?.split(',') ?? []
      expect([t.name, row[column] === '']).toEqual([t.name, !asStaff(who, t)])
    }
  })

  test('these by words, also of notes and answers', async () => {
    await agree(who, { q: 'quokka', ...ofHere }, mine())
    await agree(who, { q: 'quokka', ...ofHere, sort: '-updated_at' }, mine())
    for (const audience of Object.keys(word) as Audience[]) await agree(who, { q: word[audience] }, known.filter((t) => hears(who, t, audience)))
    for (const t of known) await agree(who, { q: t.number }, sees(who, t) ? [t] : [])
  })

  test('these counts beside the list, or is refused them', async () => {
    for (const query of [ofHere, { q: 'quokka', ...ofHere }]) {
      const r = await (await as(who)).get('/tickets/widgets', query)
      expect(r.status).toBe(staff.includes(who) ? 200 : 403)
      if (r.status !== 200) continue
      const w = r.json<Record<string, Record<string, number>>>()
      const wanted: Record<string, number> = {}
      for (const t of mine()) wanted[t.category] = (wanted[t.category] ?? 0) + 1
      expect(w['by_category']).toEqual(wanted)
      for (const by of ['by_status', 'by_queue', 'by_priority']) expect([by, Object.values(w[by] ?? {}).reduce((a, b) => a + b, 0)]).toEqual([by, mine().length])
    }
  })

  test('these in what it takes away as a file', async () => {
    const r = await (await as(who)).get('/tickets/export', ofHere)
    expect(r.status).toBe(200)
    for (const t of known) expect([t.name, r.text.includes(t.number)]).toEqual([t.name, sees(who, t)])
  })

  test('each of these by itself, that part of its conversation, and those files', async () => {
    const c = await as(who)
    for (const t of known) {
      for (const path of ['', '/comments', '/history', '/transitions']) expect([t.name, path, (await c.get(`/tickets/${t.id}${path}`)).status]).toEqual([t.name, path, sees(who, t) ? 200 : 404])
      const said = sees(who, t) ? (await c.get(`/tickets/${t.id}/comments`, { limit: 200 })).text : ''
      for (const audience of Object.keys(word) as Audience[]) {
        const want = hears(who, t, audience)
        expect([t.name, audience, said.includes(`${word[audience]} of`)]).toEqual([t.name, audience, want])
        for (const path of ['', '/thumbnail']) expect([t.name, audience, (await c.get(`/attachments/${t.files[audience]}${path}`)).status]).toEqual([t.name, audience, want ? 200 : 404])
      }
    }
  })

  test('these people, by name and by address', async () => {
    const c = await as(who)
    const seen = (Object.keys(made) as (keyof typeof made)[]).filter((p) => staff.includes(who) || (network[who]?.includes(p) ?? false))
    const want = sorted(seen.map((p) => people.get(p) ?? 0))
    expect(idsOf(await whole(who, '/people', { q: 'quoll' }))).toEqual(want)
    const all = await whole(who, '/people', {}, 200)
    expect((await c.get('/people', { count: 1, limit: 1 })).json<Page>().count).toBe(all.length)
    expect(sorted(all.map((p) => p.id).filter((id) => madeIds().includes(id)))).toEqual(want)
    for (const p of ['consultant2', 'customer'] as const) {
      const below = want.filter((id) => id === people.get(p === 'customer' ? 'deep' : 'near'))
      const r = (await c.get('/people', { sponsor: people.get(p) ?? 0, q: 'quoll' })).json<Page>()
      expect(r.items.map((x) => x.id)).toEqual(below)
    }
    // who may not see an address does not find by it
    expect((await c.get('/people', { q: 'near@quoll.example' })).json<Page>().items.map((p) => p.id)).toEqual(desk.includes(who) ? [people.get('near')] : [])
    for (const p of Object.keys(made) as (keyof typeof made)[]) expect((await c.get(`/people/${people.get(p)}`)).status).toBe(seen.includes(p) ? 200 : 404)
    const below = await c.get(`/people/${people.get('consultant2')}/network`, { limit: 200 })
    expect(below.status).toBe(staff.includes(who) || network[who] !== undefined ? 200 : 404)
    for (const p of madeIds()) expect([p, below.text.includes(`"id":${p},`)]).toEqual([p, below.status === 200 && p !== people.get('far')])
  })

  test('these orders, tasks, reports, proposals, stores and products', async () => {
    const theirs = (o: Order): boolean => desk.includes(who) || o.members.includes(who)
    const road = orders.filter((o) => theirs(o) || o.courier === who)
    const reported = road.filter((o) => o.incident.named !== who)
    const known = new Set(orders.map((o) => o.id))
    const only = async (path: string, query: Query = {}): Promise<number[]> =>
      sorted((await whole<{ id: number; order_id: number }>(who, path, query, 50)).filter((x) => known.has(path === '/orders' ? x.id : x.order_id)).map((x) => x.id))
    expect(await only('/orders')).toEqual(idsOf(orders.filter(theirs)))
    expect(await only('/tasks')).toEqual(sorted(road.flatMap((o) => o.tasks.map((t) => t.id))))
    expect(await only('/proposals')).toEqual(sorted(reported.map((o) => o.proposal)))
    for (const o of orders) {
      const listed = (await (await as(who)).get('/incidents', { order: o.id })).json<{ items: { ticket_id: number }[] }>().items
      expect([o.incident.name, listed.map((i) => i.ticket_id)]).toEqual([o.incident.name, reported.includes(o) ? [o.incident.id] : []])
      expect([o.incident.name, (await (await as(who)).get(`/proposals/${o.proposal}`)).status]).toEqual([o.incident.name, reported.includes(o) ? 200 : 404])
    }
    const bakery = (await whole(who, '/stores', { q: 'Quokka' })).length
    expect(bakery).toBe(desk.includes(who) || who === 'customer' ? 1 : 0)
    const goods = staff.includes(who) || who === 'customer' ? [products.ours, products.bakery] : [products.ours]
    expect(idsOf(await whole(who, '/products', { q: 'quokka' }, 1))).toEqual(sorted(goods))
    for (const p of [products.ours, products.bakery]) expect((await (await as(who)).get(`/products/${p}`)).status).toBe(goods.includes(p) ? 200 : 404)
  })

  test('these calls to be made, and these mails', async () => {
    const c = await as(who)
    const calls = await c.get('/callbacks', { state: 'open', limit: 200 })
    expect(calls.status).toBe(desk.includes(who) ? 200 : 403)
    const asked = mine().filter((t) => t.name.startsWith('anybody'))
    if (calls.status === 200)
      expect(sorted(calls.json<{ items: { ticket_id: number; person_name: string }[] }>().items.filter((k) => k.person_name.startsWith('Bilby')).map((k) => k.ticket_id))).toEqual(idsOf(asked))
    for (const t of known.filter((k) => k.requester === 'far' || k.requester === 'near')) {
      const r = await c.get('/outbox', { ticket: t.id })
      const reads = who === 'admin' || who === 'supervisor'
      expect(r.status).toBe(reads ? 200 : 403)
      if (reads) expect([t.name, r.json<Page>().items.length > 0]).toEqual([t.name, t.named !== who])
      const mail = (await (await boss()).get('/outbox', { ticket: t.id })).json<Page>().items[0]?.id ?? 0
      const again = await c.post(`/outbox/${mail}/resend`, undefined)
      if (who === 'admin') expect([t.name, again.status === 404]).toEqual([t.name, t.named === who])
    }
  })

  test('news of these, while they happen and afterwards', async () => {
    const c = await as(who)
    const last = (await good<{ id: number }>(c, '/tickets', { subject: `Last of ${who}`, body: 'Last' })).id
    const again = await c.stream({ 'Last-Event-ID': start })
    for (const s of [streams.get(who) as Stream, again]) {
      await s.until((all) => all.some((e) => e.data.includes(`"ticket","id":${last},`)), 30_000)
      const told = (topic: string, of: number[]): number[] => {
        const ids = new Set(s.events.map((e) => JSON.parse(e.data) as { topic?: string; id?: number }).filter((e) => e.topic === topic).map((e) => e.id ?? 0))
        return sorted(of.filter((id) => ids.has(id)))
      }
      // a report was one's to see until it came to name one
      const certain = (list: Known[]): Known[] => list.filter((t) => s === again || t.named !== who || t.courier === undefined)
      expect(told('ticket', certain(known).map((t) => t.id))).toEqual(idsOf(certain(mine())))
      expect(told('order', orders.map((o) => o.id))).toEqual(idsOf(orders.filter((o) => desk.includes(who) || o.members.includes(who) || o.courier === who)))
      expect(told('person', madeIds())).toEqual(staff.includes(who) ? sorted(madeIds()) : [])
      s.close()
    }
  })
})

test('the oracle does not say the same of everybody', () => {
  const said = demoRoles.map((who) => known.filter((t) => sees(who, t)).length)
  console.log(`visible: ${known.length} tickets, ${orders.length} orders, ${people.size} people; tickets seen: ${demoRoles.map((w, i) => `${w} ${said[i] ?? 0}`).join(', ')}`)
  expect(new Set(said).size).toBeGreaterThan(7)
  for (const t of known) expect([t.name, demoRoles.some((who) => !sees(who, t))]).toEqual([t.name, true])
})
