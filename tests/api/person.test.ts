// People: search, visibility by role and field, the network, changes and their history. CU-1, CU-3, CU-4, AS-6.
import { describe, expect, test } from 'vitest'
import { useWorld, type Client } from './harness'

const world = useWorld()

interface Person {
  id: number
  name: string
  email: string | null
  phone: string | null
  postcode: string | null
  kind: string
  rank: string | null
  status: string
  sponsor_id: number | null
  version: number
  depth?: number
}
interface Page {
  items: Person[]
  next_cursor: string | null
  count?: number
}

const me = async (c: Client): Promise<number> => (await c.get('/session')).json<{ person: { id: number } }>().person.id
const search = async (c: Client, query: Record<string, string | number | string[]>): Promise<Person[]> => {
  const r = await c.get('/people', query)
  expect(r.status).toBe(200)
  return r.json<Page>().items
}
async function make(body: Record<string, unknown>): Promise<Person> {
  const r = await (await world().as('agent')).post('/people', body)
  expect(r.status).toBe(201)
  return r.json<Person>()
}

describe('finding', () => {
  test.each([
    ['name', 'camille durand'],
    ['name the other way round', 'durand camille'],
    ['name and postcode', 'durand 75011'],
    ['no accents where there are some', 'camille dûránd'],
    ['a typing error', 'camile duramd'],
    ['the beginning of words', 'cami dur'],
    ['address', 'customer@demo.test'],
    ['number', '06 39 98 10 11'],
    ['number from abroad', '+33639981011'],
    ['end of the number', 'camille 981011'],
  ])('by %s', async (_what, q) => {
    const found = await search(await world().as('agent'), { q })
    expect(found.map((p) => p.email)).toContain('customer@demo.test')
  })

  test('what is not there is not found', async () => {
    expect(await search(await world().as('agent'), { q: 'zzyzx 00000' })).toEqual([])
    expect(await search(await world().as('agent'), { q: '%' })).toEqual([])
  })

  test('filters narrow, pages are whole, sorts hold', async () => {
    const c = await world().as('agent')
    for (const p of await search(c, { kind: ['consultant'], rank: ['gold'], limit: 200 })) expect([p.kind, p.rank]).toEqual(['consultant', 'gold'])
    for (const query of [{ sort: 'name' }, { sort: '-created_at' }, { q: 'ma' }, { q: 'ma', sort: 'name' }]) {
      const seen = new Set<number>()
      let cursor: string | null = null
      do {
        const page: Page = (await c.get('/people', { limit: 40, ...query, ...(cursor === null ? {} : { cursor }) })).json<Page>()
        for (const p of page.items) expect(seen.has(p.id)).toBe(false), seen.add(p.id)
        cursor = page.next_cursor
      } while (cursor !== null)
      expect(seen.size).toBeGreaterThan(20)
    }
    expect((await c.get('/people', { count: 1, limit: 1 })).json<Page>().count).toBeGreaterThan(300)
    expect((await c.get('/people', { sort: 'shoe_size' })).wrong).toEqual(['sort'])
    expect((await c.get('/people', { q: 'ma', cursor: 'bm9uc2Vuc2U' })).wrong).toEqual(['cursor'])
  })
})

describe('who sees what', () => {
  test('a leader sees the network: identity, rank and status, no contact data', async () => {
    const c = await world().as('consultant')
    const all = (await search(c, { limit: 200 })).filter((p) => p.email !== 'consultant@demo.test')
    expect(all.length).toBeGreaterThan(10)
    for (const p of all) expect([p.email, p.phone, p.postcode]).toEqual([null, null, null])
    const below = (await search(c, { q: 'Paula Restrepo' }))[0]
    expect(below).toMatchObject({ rank: 'gold', status: 'active', email: null })
    expect(await search(c, { q: 'consultant2@demo.test' })).toEqual([])
    expect(await search(c, { q: 'Théo Lambert' })).toEqual([])
    expect((await c.get(`/people/${below?.id}`)).json<Person>()).toMatchObject({ name: 'Paula Restrepo', street: null, locale: null })
    expect((await c.get(`/people/${below?.id}/history`)).problem).toMatchObject({ status: 403, code: 'permission.missing' })
    expect((await c.patch(`/people/${below?.id}`, 1, { phone: '1234' })).problem).toMatchObject({ status: 403, code: 'permission.missing' })
    const other = await me(await world().as('courier'))
    expect((await c.get(`/people/${other}`)).status).toBe(404)
    expect((await c.get(`/people/${other}/network`)).status).toBe(404)
    expect((await c.get(`/people/${other}/history`)).status).toBe(404)
  })

  test('upwards nothing is seen', async () => {
    const c = await world().as('consultant2')
    expect((await c.get(`/people/${await me(await world().as('consultant'))}`)).status).toBe(404)
    const own = (await c.get(`/people/${await me(c)}/network`)).json<{ sponsors: Person[]; items: Person[] }>()
    expect(own.sponsors).toEqual([])
    expect(own.items.length).toBeGreaterThan(0)
  })

  test('a customer sees and changes only themselves', async () => {
    const c = await world().as('customer')
    const id = await me(c)
    expect((await search(c, {})).map((p) => p.id)).toEqual([id])
    const own = (await c.get(`/people/${id}`)).json<Person>()
    expect(own.email).toBe('customer@demo.test')
    const r = await c.patch(`/people/${id}`, own.version, { phone: '+33 6 39 98 10 12' })
    expect(r.json<Person>().phone).toBe('+33 6 39 98 10 12')
    expect((await c.patch(`/people/${id}`, own.version + 1, { rank: 'gold' })).problem).toMatchObject({ status: 403, code: 'person.field_denied' })
    expect((await c.patch(`/people/${id}`, own.version + 1, { phone: '+33 6 39 98 10 11' })).status).toBe(200)
    expect((await c.get(`/people/${id}/network`)).json<{ items: Person[] }>().items).toEqual([])
    expect((await c.post('/people', { name: 'X' })).status).toBe(403)
  })

  test('an engineer sees names, not contact data', async () => {
    const found = await search(await world().as('engineer'), { q: 'Camille Durand' })
    expect(found[0]).toMatchObject({ name: 'Camille Durand', email: null, phone: null })
  })
})

describe('adding and changing', () => {
  test('what was added is read, found and in the history', async () => {
    const c = await world().as('agent')
    const p = await make({ name: 'Zoraida Añón', email: 'zora@example.org', phone: '600 10 20 30', postcode: '46001', country: 'ES' })
    expect(p).toMatchObject({ kind: 'customer', status: 'active', version: 1 })
    expect((await c.get(`/people/${p.id}`)).json()).toEqual(p)
    expect((await search(c, { q: 'zoraida anon' })).map((x) => x.id)).toEqual([p.id])
    const r = await c.patch(`/people/${p.id}`, 1, { status: 'inactive', email: null })
    expect(r.json<Person>()).toMatchObject({ status: 'inactive', email: null, version: 2 })
    expect(r.headers.etag).toBe('"2"')
    expect((await c.patch(`/people/${p.id}`, 1, { status: 'active' })).problem).toMatchObject({ status: 412, code: 'person.stale' })
    const h = (await c.get(`/people/${p.id}/history`)).json<{ items: { type: string; changes: object; personal: object; actor_name: string }[] }>()
    expect(h.items[0]).toMatchObject({ type: 'person.updated', changes: { status: ['active', 'inactive'] }, personal: { email: ['zora@example.org', null] } })
    expect(h.items[0]?.actor_name).toBe('Inés Calvo')
    expect((await c.get(`/people/${p.id}/history`, { cursor: 'x' })).wrong).toEqual(['cursor'])
  })

  test('values that cannot be are refused, all at once', async () => {
    const c = await world().as('agent')
    const r = await c.post('/people', { name: 'X', email: 'no', phone: 'call me', country: 'fr', locale: 'klingon' })
    expect(r.wrong).toEqual(['country', 'email', 'locale', 'phone'])
    expect((await c.post('/people', { name: 'X', sponsor_id: 999_999_999 })).wrong).toEqual(['sponsor_id'])
    const p = await make({ name: 'Has A Name' })
    for (const name of ['  ', '\u0301']) {
      expect((await c.patch(`/people/${p.id}`, 1, { name })).wrong).toEqual(['name'])
      expect((await c.post('/people', { name })).wrong).toEqual(['name'])
    }
  })

  test('who may be the same is proposed', async () => {
    const c = await world().as('agent')
    await make({ name: 'Twin One', email: 'twin@example.org', phone: '+34 600 99 88 77', postcode: '08001' })
    const ask = async (q: Record<string, string>): Promise<string[]> =>
      (await c.get('/people/duplicates', q)).json<{ items: { reason: string; person: Person }[] }>().items.map((i) => `${i.person.name}: ${i.reason}`)
    expect(await ask({ email: 'TWIN@example.org' })).toEqual(['Twin One: email'])
    expect(await ask({ phone: '600998877' })).toEqual(['Twin One: phone'])
    expect(await ask({ name: 'twin one', postcode: '08001' })).toEqual(['Twin One: name_postcode'])
    expect(await ask({ email: 'other@example.org' })).toEqual([])
  })
})

describe('the network', () => {
  test('a branch moves as a whole, never below itself', async () => {
    const c = await world().as('agent')
    const a = await make({ name: 'Net A' })
    const b = await make({ name: 'Net B', sponsor_id: a.id })
    const d = await make({ name: 'Net D', sponsor_id: b.id })
    const other = await make({ name: 'Net Other' })
    expect((await c.patch(`/people/${a.id}`, 1, { sponsor_id: d.id })).problem).toMatchObject({ status: 409, code: 'person.cycle' })
    expect((await c.patch(`/people/${a.id}`, 1, { sponsor_id: a.id })).problem).toMatchObject({ status: 409, code: 'person.cycle' })
    expect((await c.patch(`/people/${b.id}`, 1, { sponsor_id: other.id })).status).toBe(200)
    const below = async (id: number, query = {}): Promise<[string, number | undefined][]> =>
      (await c.get(`/people/${id}/network`, query)).json<{ items: Person[] }>().items.map((p) => [p.name, p.depth])
    expect(await below(a.id)).toEqual([])
    expect(await below(other.id)).toEqual([['Net B', 1], ['Net D', 2]])
    expect(await below(other.id, { depth: 1 })).toEqual([['Net B', 1]])
    expect((await c.get(`/people/${other.id}/network`, { depth: 0 })).wrong).toEqual(['depth'])
    const up = (await c.get(`/people/${d.id}/network`)).json<{ sponsors: Person[] }>().sponsors.map((p) => p.name)
    expect(up).toEqual(['Net B', 'Net Other'])
    expect((await search(c, { network: other.id, sort: 'name' })).map((p) => p.name)).toEqual(['Net B', 'Net D'])
    expect((await search(c, { sponsor: other.id })).map((p) => p.name)).toEqual(['Net B'])
    const h = (await c.get(`/people/${b.id}/history`)).json<{ items: { type: string; changes: object }[] }>().items[0]
    expect(h).toMatchObject({ type: 'person.moved', changes: { sponsor_id: [a.id, other.id] } })
  })
})

test('If-Match: * changes a person from whichever version there is', async () => {
  const admin = await world().as('admin')
  const { id } = await make({ kind: 'customer', name: 'Any Version' })
  const r = await admin.send('PATCH', `/people/${id}`, { body: { postcode: '69003' }, headers: { 'If-Match': '*' } })
  expect(r.json()).toMatchObject({ postcode: '69003', version: 2 })
})
