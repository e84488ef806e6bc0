// The lists that a company adapts (CF-1): replaced as a whole, in order, guarded by their version.
import { expect, test } from 'vitest'
import { useWorld, type Client } from './harness'
import { linkTokenFor } from './server'

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

test('what was read of one list is not put in place of another', async () => {
  const c = await world().as('admin')
  const [ranks, kinds] = [await read(c, 'ranks'), await read(c, 'kinds')]
  expect((await c.send('PUT', '/config/ranks', { body: { ...kinds, version: ranks.version } })).wrong).toEqual(['list'])
  expect(await read(c, 'ranks')).toEqual(ranks)
  expect((await c.send('PUT', '/config/ranks', { body: ranks })).status).toBe(200)
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

test('a site belongs to somebody; who uses a reason, and what it needs, are names that mean something', async () => {
  const c = await world().as('admin')
  const sites = await read(c, 'sites')
  expect((await put(c, 'sites', sites.items.map((i) => ({ ...i, owner_id: 99_999_999 })))).wrong).toEqual(['items[0].owner_id'])
  const me = (await c.get('/session')).json<{ person: { id: number } }>().person.id
  expect((await put(c, 'sites', sites.items.map((i) => ({ ...i, owner_id: me })))).status).toBe(200)
  const reasons = await read(c, 'failure_reasons')
  const [first, ...others] = reasons.items
  const r = await put(c, 'failure_reasons', [{ ...first, roles: ['courier', 'juggler'], evidence: ['photo', 'blood'] }, ...others])
  expect(r.wrong).toEqual(['items[0].evidence', 'items[0].roles'])
  expect((await put(c, 'failure_reasons', reasons.items)).status).toBe(200)
  expect((await read(c, 'failure_reasons')).version).toBe(reasons.version)
})

test('AS-3: a widget is shown to roles that there are', async () => {
  const c = await world().as('admin')
  const { items } = await read(c, 'widgets')
  const r = await put(c, 'widgets', [{ ...items[0], shown_to: ['agent', 'juggler'] }, ...items.slice(1)])
  expect(r.problem.fields).toMatchObject([{ name: 'items[0].shown_to[1]', code: 'unknown_role' }])
  expect((await put(c, 'widgets', [{ ...items[0], shown_to: ['agent'] }, ...items.slice(1)])).status).toBe(200)
  expect((await put(c, 'widgets', items)).status).toBe(200)
})

test('TK-3: each quadrant belongs to exactly one level that is in use', async () => {
  const c = await world().as('admin')
  const { items } = await read(c, 'priorities')
  const r = await put(c, 'priorities', items.map((i) => ({ ...i, archived: i.key === items[0]?.key })))
  expect(r.status).toBe(422)
  expect(r.json<{ fields: { code: string }[] }>().fields[0]?.code).toBe('quadrants')
  const [first, ...others] = items
  expect((await put(c, 'priorities', [{ ...first, quadrants: [...(first?.['quadrants'] as string[]), 'defer'] }, ...others])).wrong).toEqual(['items[0].quadrants'])
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
  for (const field of ['weather', 'contact_key']) {
    const odd = await put(c, 'categories', [{ ...categories.items[0], required: [field] }, ...categories.items.slice(1)])
    expect(odd.wrong).toEqual(['items[0].required[0]'])
  }
  expect((await read(c, 'workflows')).items).toEqual(items)
})

test('TK-1: what hangs below itself is refused', async () => {
  const c = await world().as('admin')
  const below = (key: string, parent: string): object => entry(key, { parent })
  for (const list of ['categories', 'areas']) {
    const { items } = await read(c, list)
    const n = items.length
    const told = async (...more: object[]): Promise<string[] | undefined> =>
      (await put(c, list, [...items, ...more])).problem.fields?.map((f) => `${f.name} ${f.code}`)
    expect(await told(below('a', 'a'))).toEqual([`items[${n}].parent circle`])
    expect(await told(below('a', 'b'), below('b', 'a'))).toEqual([`items[${n}].parent circle`, `items[${n + 1}].parent circle`])
    // who hangs below a circle is no part of it
    expect(await told(below('a', 'b'), below('b', 'c'), below('c', 'b'))).toEqual([`items[${n + 1}].parent circle`, `items[${n + 2}].parent circle`])
    expect((await read(c, list)).items).toEqual(items)
  }
})

test('WF-1: a status stays while a workflow leads to it, and stands in a workflow once', async () => {
  const c = await world().as('admin')
  const { items } = await read(c, 'statuses')
  for (const less of [items.filter((i) => i.key !== 'closed'), items.map((i) => (i.key === 'closed' ? { ...i, archived: true } : i))]) {
    const r = await put(c, 'statuses', less)
    expect(r.problem.fields?.[0]).toMatchObject({ name: 'items', code: 'leads_here' })
  }
  const flows = await read(c, 'workflows')
  const generic = flows.items[0] as Entry & { states: { status: string }[] }
  const twice = await put(c, 'workflows', [{ ...generic, states: [...generic.states, ...generic.states.slice(0, 1)] }, ...flows.items.slice(1)])
  expect(twice.wrong).toEqual([`items[0].states[${generic.states.length}].status`])
})

test('WF-1: no workflow leads to an archived status, and a status with tickets in it keeps its group', async () => {
  const c = await world().as('admin')
  const statuses = await read(c, 'statuses')
  const flows = await read(c, 'workflows')
  expect((await put(c, 'statuses', [...statuses.items, entry('attic', { group: 'doing', archived: true })])).status).toBe(200)
  const generic = flows.items[0] as Entry & { states: { status: string }[]; transitions: object[] }
  const more = { ...generic, states: [...generic.states, { status: 'attic' }], transitions: [...generic.transitions, { from: null, to: 'attic' }] }
  expect((await put(c, 'workflows', [more, ...flows.items.slice(1)])).wrong).toEqual([`items[0].states[${generic.states.length}].status`])
  await c.post('/tickets', { subject: 'Here', body: 'In the first status' })
  const other = (key: string): Entry[] => statuses.items.map((i) => (i.key === key ? { ...i, group: 'doing' } : i))
  expect((await put(c, 'statuses', other('unattended'))).problem.fields).toMatchObject([{ name: 'items[0].group', code: 'keeps_group' }])
  expect((await put(c, 'statuses', [...statuses.items, entry('attic', { group: 'todo', archived: true })])).status).toBe(200)
})

test('WF-1: no workflow begins where it ends', async () => {
  const c = await world().as('admin')
  const flows = await read(c, 'workflows')
  const shut = entry('shut', { initial: 'closed', states: [{ status: 'closed' }], transitions: [] })
  expect((await put(c, 'workflows', [...flows.items, shut])).wrong).toEqual([`items[${flows.items.length}].initial`])
  const statuses = await read(c, 'statuses')
  const early = entry('early', { group: 'todo' })
  expect((await put(c, 'statuses', [...statuses.items, early])).status).toBe(200)
  const open = entry('shut', { initial: 'early', states: [{ status: 'early' }, { status: 'closed' }], transitions: [] })
  expect((await put(c, 'workflows', [...flows.items, open])).status).toBe(200)
  const r = await put(c, 'statuses', [...statuses.items, { ...early, group: 'done' }])
  expect(r.problem.fields).toMatchObject([{ name: 'items', code: 'begins_here' }])
  expect((await put(c, 'workflows', flows.items)).status).toBe(200)
  expect((await put(c, 'statuses', statuses.items)).status).toBe(200)
})

test('CF-2: what is read and put back changes nothing, also after entries have left', async () => {
  const c = await world().as('admin')
  for (const list of ['kinds', 'resolutions', 'journey_steps']) {
    const { items } = await read(c, list)
    const live = items.filter((i) => !i.archived && i.key !== 'incident')
    for (const gone of [live[1], live[3]]) {
      const now = (await read(c, list)).items.filter((i) => !i.archived && i.key !== gone?.key)
      expect((await put(c, list, now)).status).toBe(200)
      const left = await read(c, list)
      expect((await put(c, list, left.items)).json<List>()).toEqual(left)
    }
    expect((await put(c, list, items)).status).toBe(200)
  }
})

test('WF-1: a workflow is archived with all the states its tickets are in', async () => {
  const c = await world().as('admin')
  const flows = await read(c, 'workflows')
  const categories = await read(c, 'categories')
  const two = entry('two', { initial: 'unattended', states: [{ status: 'unattended' }, { status: 'closed' }], transitions: [{ from: null, to: 'closed' }] })
  expect((await put(c, 'workflows', [...flows.items, two])).status).toBe(200)
  expect((await put(c, 'categories', [...categories.items, entry('twofold', { workflow: 'two' })])).status).toBe(200)
  expect((await c.post('/tickets', { subject: 'Two', body: 'In it', category: 'twofold' })).status).toBe(201)
  const less = { ...two, archived: true, initial: 'closed', states: [{ status: 'closed' }], transitions: [] }
  expect((await put(c, 'workflows', [...flows.items, less])).wrong).toEqual([`items[${flows.items.length}].states`])
  expect((await put(c, 'workflows', flows.items)).status).toBe(200)
})

test('TK-19: whom a category or state gives its tickets to is of staff; who is no more gets none', async () => {
  const c = await world().as('admin')
  const customer = (await (await world().as('customer')).get('/session')).json<{ person: { id: number } }>().person.id
  const categories = await read(c, 'categories')
  const flows = await read(c, 'workflows')
  const [general, ...others] = categories.items
  const generic = flows.items[0] as Entry & { states: object[] }
  for (const assignee_id of [customer, 999_999]) {
    expect((await put(c, 'categories', [{ ...general, assignee_id }, ...others])).wrong).toEqual(['items[0].assignee_id'])
    const states = [{ ...generic.states[0], assignee_id }, ...generic.states.slice(1)]
    expect((await put(c, 'workflows', [{ ...generic, states }, ...flows.items.slice(1)])).wrong).toEqual(['items[0].states[0].assignee_id'])
  }
  const made = await c.post('/accounts', { person: { name: 'For A While', email: 'while@example.org' }, roles: ['agent'] })
  const account = made.json<{ id: number; person_id: number; version: number }>()
  const link = linkTokenFor(world().home, 'while@example.org')
  expect((await world().nobody.post('/public/passwords', { token: link, password: 'for a while only' })).status).toBe(204)
  expect((await put(c, 'categories', [{ ...general, assignee_id: account.person_id }, ...others])).status).toBe(200)
  const owner = async (): Promise<number | null> =>
    (await c.post('/tickets', { subject: 'Whose?', body: 'Somebody’s', category: general?.key })).json<{ assignee_id: number | null }>().assignee_id
  expect(await owner()).toBe(account.person_id)
  const { version } = (await c.get(`/accounts/${account.id}`)).json<{ version: number }>()
  expect((await c.patch(`/accounts/${account.id}`, version, { state: 'disabled' })).status).toBe(200)
  expect(await owner()).toBeNull()
  // who has left since keeps nobody from changing the rest
  expect((await put(c, 'categories', [{ ...general, assignee_id: account.person_id }, ...others, entry('one_more')])).status).toBe(200)
  expect((await put(c, 'categories', [{ ...general, assignee_id: account.person_id, offered: false }, ...others, entry('one_more')])).wrong).toEqual(['items[0].assignee_id'])
})

test('TK-19: what a category asks for is found wherever it stands: tags, too', async () => {
  const c = await world().as('admin')
  const { items } = await read(c, 'categories')
  const asks = entry('asks', { required: ['tags', 'requester_name', 'order_id'] })
  expect((await put(c, 'categories', [...items, asks])).status).toBe(200)
  const close = async (more: object): Promise<string[]> => {
    const t = (await c.post('/tickets', { subject: 'Asked', body: 'For much', category: 'asks', ...more })).json<{ id: number }>()
    return (await c.post(`/tickets/${t.id}/transitions`, { to: 'closed', resolution: 'solved' })).wrong
  }
  expect(await close({ tags: ['VIP'] })).toEqual(['order_id'])
  expect(await close({ no_requester: true })).toEqual(['order_id', 'requester_name', 'tags'])
})
