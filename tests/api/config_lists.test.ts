// The lists that a company adapts (CF-1): replaced as a whole, in order, guarded by their version.
import { expect, test } from 'vitest'
import { useWorld, type Client } from './harness'

const world = useWorld()

interface Entry {
  key: string
  labels: { en: string; fr: string; es: string }
  archived: boolean
  [field: string]: unknown
}
interface List {
  version: number
  items: Entry[]
}

const read = async (c: Client, list: string): Promise<List> => (await c.get(`/config/${list}`)).json<List>()
const put = (c: Client, list: string, items: unknown[], version?: number) =>
  c.send('PUT', `/config/${list}`, { body: { items }, ...(version !== undefined && { headers: { 'If-Match': `"${version}"` } }) })
const entry = (key: string, more: object = {}) => ({ key, labels: { en: key, fr: key, es: key }, ...more })

test('CF-1: order is as given, what is left out is archived, and the version says who was first', async () => {
  const c = await world().as('admin')
  const before = await read(c, 'ranks')
  const items = [entry('ruby'), ...before.items.slice(1).reverse()]
  const r = await put(c, 'ranks', items, before.version)
  expect(r.status, r.text).toBe(200)
  const after = r.json<List>()
  expect(after.version).toBe(before.version + 1)
  expect(after.items.map((i) => i.key)).toEqual([...items.map((i) => i.key), before.items[0]?.key])
  expect(after.items.at(-1)?.archived).toBe(true)

  const late = await put(c, 'ranks', items, before.version)
  expect(late.status).toBe(412)
  expect(late.json<{ code: string }>().code).toBe('config.stale')
})

test('CF-1: what is wrong is said for each field of each entry, and nothing is stored', async () => {
  const c = await world().as('admin')
  const before = await read(c, 'kinds')
  const refused = async (items: unknown[]): Promise<string[]> => {
    const r = await put(c, 'kinds', items)
    expect(r.status, r.text).toBe(422)
    return r.json<{ fields: { name: string; code: string }[] }>().fields.map((f) => `${f.name} ${f.code}`).sort()
  }
  expect(await refused([entry('a', { labels: { en: 'A', fr: '', es: '' } })])).toEqual([
    'items[0].labels.es required',
    'items[0].labels.fr required',
  ])
  expect(await refused([entry('a'), entry('b', { parent: 'nobody' }), entry('a')])).toEqual([
    'items[1].parent unknown_key',
    'items[2].key repeated',
  ])
  expect(await read(c, 'kinds')).toEqual(before)
})

test('the time zone of a site is one that there is', async () => {
  const c = await world().as('admin')
  const { items, version } = await read(c, 'sites')
  const r = await put(c, 'sites', items.map((i) => ({ ...i, time_zone: 'Mars/Olympus' })))
  expect([r.status, r.json<{ fields: { name: string; code: string }[] }>().fields[0]]).toMatchObject([422, { name: 'items[0].time_zone', code: 'unknown_zone' }])
  expect((await put(c, 'sites', items.map((i) => ({ ...i, time_zone: 'America/Bogota' })), version)).status).toBe(200)
})

test('TK-3: each quadrant belongs to exactly one level that is in use', async () => {
  const c = await world().as('admin')
  const { items } = await read(c, 'priorities')
  const r = await put(c, 'priorities', items.map((i) => ({ ...i, archived: i.key === items[0]?.key })))
  expect(r.status).toBe(422)
  expect(r.json<{ fields: { code: string }[] }>().fields[0]?.code).toBe('quadrants')
})

test('only who may change lists does', async () => {
  const c = await world().as('agent')
  const { items } = await read(c, 'kinds')
  expect((await put(c, 'kinds', items)).status).toBe(403)
})

test('WF-1: a workflow names roles and fields that there are, and no state goes while tickets are in it', async () => {
  const c = await world().as('admin')
  const { items } = await read(c, 'workflows')
  const generic = items[0] as Entry & { states: { status: string }[]; transitions: object[] }
  const wrong = await put(c, 'workflows', [
    { ...generic, transitions: [{ from: null, to: 'closed', roles: ['agent', 'juggler'], requires: ['comment', 'order_id', 'colour'] }] },
    ...items.slice(1),
  ])
  expect(wrong.problem.fields?.map((f) => `${f.name} ${f.code}`)).toEqual([
    'items[0].transitions[0].roles[1] unknown_role',
    'items[0].transitions[0].requires[2] unknown_field',
  ])
  await (await world().as('customer')).post('/tickets', { subject: 'Waiting', body: 'In the first state' })
  const first = generic.states[0]?.status ?? ''
  const gone = await put(c, 'workflows', [
    { ...generic, states: generic.states.slice(1), initial: generic.states[1]?.status, transitions: [] },
    ...items.slice(1),
  ])
  expect(gone.problem.fields?.map((f) => `${f.name} ${f.code}`)).toEqual(['items[0].states in_use'])
  expect(gone.problem.fields?.[0]?.detail).toMatch(new RegExp(`^\\d+ tickets are still in "${first}"`))
  const categories = await read(c, 'categories')
  const odd = await put(c, 'categories', [{ ...categories.items[0], required: ['weather'] }, ...categories.items.slice(1)])
  expect(odd.wrong).toEqual(['items[0].required[0]'])
  expect((await read(c, 'workflows')).items).toEqual(items)
})
