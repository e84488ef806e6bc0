// The ticket, from outside: who sees it, who may move it, and what two people at once get.
import { describe, expect, test } from 'vitest'
import { useWorld } from './harness'

const world = useWorld([])

interface Ticket {
  id: number
  number: string
  status: string
  group: string
  version: number
  assignee_id: number | null
  priority: string | null
  resolved_at: string | null
}

async function opened(who: 'customer' | 'agent', subject: string): Promise<Ticket> {
  const r = await (await world().as(who)).post('/tickets', { subject, body: 'It has not come.' })
  expect(r.status).toBe(201)
  return r.json<Ticket>()
}

async function idOf(who: 'agent' | 'agent2'): Promise<number> {
  return (await (await world().as(who)).get('/session')).json<{ person: { id: number } }>().person.id
}

describe('ownership', () => {
  test('the second who claims is told by whom it was taken', async () => {
    const t = await opened('customer', 'Where is it?')
    const [me, other] = [await idOf('agent'), await idOf('agent2')]
    const claim = (id: number): object => ({ assignee_id: id, expected_assignee_id: null })
    const [a, b] = await Promise.all([
      (await world().as('agent')).post(`/tickets/${t.id}/assign`, claim(me)),
      (await world().as('agent2')).post(`/tickets/${t.id}/assign`, claim(other)),
    ])
    expect([a.status, b.status].sort()).toEqual([200, 409])
    const lost = a.status === 409 ? a : b
    expect(lost.json<{ code: string; detail: string }>().code).toBe('ticket.taken')
    expect(lost.json<{ detail: string }>().detail).toMatch(/Already taken by (Inés Calvo|Hugo Marchand)/)
  })

  test('TK-17: a stale If-Match is refused, with the present state', async () => {
    const t = await opened('customer', 'Stale')
    const c = await world().as('agent')
    const headers = { 'If-Match': '"99"' }
    const now = (await c.get(`/tickets/${t.id}`)).json<object>()
    expect((await c.patch(`/tickets/${t.id}`, 99, { subject: 'Mine' })).problem).toMatchObject({ code: 'ticket.stale', current: now })
    const late = await c.send('POST', `/tickets/${t.id}/transitions`, { headers, body: { to: 'closed', resolution: 'solved' } })
    expect(late.problem).toMatchObject({ status: 412, current: now })
    expect((await c.send('POST', `/tickets/${t.id}/assign`, { headers, body: { queue: 'second_line' } })).status).toBe(412)
    expect((await c.send('POST', `/tickets/${t.id}/transitions`, { headers, body: { to: 'in_progress' } })).status).toBe(412)
  })

  test('a subject stays one, and a requester has a name and an address', async () => {
    const c = await world().as('agent')
    const t = await opened('customer', 'Named')
    for (const subject of ['', '  ', '\u0301']) expect((await c.patch(`/tickets/${t.id}`, 1, { subject })).wrong).toEqual(['subject'])
    const report = async (requester: object): Promise<string[]> => (await c.post('/tickets', { subject: 'By phone', body: 'Hello', requester })).wrong
    expect(await report({ name: ' ', phone: '+34 600 111 222' })).toEqual(['requester.name'])
    expect(await report({ name: 'Nadie', email: 'nowhere' })).toEqual(['requester.email'])
  })

  test.each(['9223372036854775808', '-9223372036854775809', '1e400'])('a number that none of ours reaches is a wrong value: %s', async (store_id) => {
    const r = await (await world().as('agent')).send('POST', '/tickets', { raw: `{"subject":"Far","body":"Too far","store_id":${store_id}}` })
    expect(r.problem).toMatchObject({ status: 422, code: 'json.number' })
  })

  test('the owner is staff', async () => {
    const t = await opened('customer', 'For a customer?')
    const customer = (await (await world().as('customer')).get('/session')).json<{ person: { id: number } }>().person.id
    expect((await (await world().as('agent')).post(`/tickets/${t.id}/assign`, { assignee_id: customer })).wrong).toEqual(['assignee_id'])
  })
})

describe('the workflow', () => {
  test('leads from unattended to closed, and asks for a resolution', async () => {
    const t = await opened('customer', 'Flow')
    const c = await world().as('agent')
    const offered = (await c.get(`/tickets/${t.id}/transitions`)).json<{ items: { to: string }[]; resolutions: string[] }>()
    expect(offered.items.map((i) => i.to)).toEqual(['in_progress', 'closed'])
    expect(offered.resolutions).toContain('solved')
    const theirs = await (await world().as('customer')).get(`/tickets/${t.id}/transitions`)
    expect(theirs.json()).toEqual({ items: [], resolutions: [] })
    expect((await c.post(`/tickets/${t.id}/transitions`, { to: 'waiting_customer' })).status).toBe(409)
    expect((await c.post(`/tickets/${t.id}/transitions`, { to: 'closed' })).wrong).toEqual(['resolution'])
    const done = (await c.post(`/tickets/${t.id}/transitions`, { to: 'closed', resolution: 'solved' })).json<Ticket>()
    expect([done.status, done.group]).toEqual(['closed', 'done'])
    expect(done.resolved_at).not.toBeNull()
  })

  test('a blank comment with a step is none', async () => {
    const t = await opened('customer', 'Blank')
    const c = await world().as('agent')
    expect((await c.post(`/tickets/${t.id}/transitions`, { to: 'in_progress', comment: ' \n' })).status).toBe(200)
    expect((await c.get(`/tickets/${t.id}/comments`)).json<{ items: object[] }>().items).toHaveLength(1)
  })

  test('the quadrant gives the level', async () => {
    const t = await opened('customer', 'Level')
    const c = await world().as('agent')
    const r = await c.send('PATCH', `/tickets/${t.id}`, { headers: { 'If-Match': `"${t.version}"` }, body: { important: true, urgent: false } })
    expect(r.json<Ticket>().priority).toBe('decide')
  })
})

describe('what goes out of its doer\'s sight', () => {
  test('is answered once, as it became; then it is not there for them', async () => {
    const [dispatcher, admin] = [await world().as('dispatcher'), await world().as('admin')]
    const customer = (await (await world().as('customer')).get('/session')).json<{ person: { id: number } }>().person.id
    const body = { subject: 'Not for me', body: 'A question.', requester_id: customer }
    const key = { 'Idempotency-Key': `out-of-sight-${process.pid}` }
    const made = await dispatcher.post('/tickets', body, key)
    expect(made.status, made.text).toBe(201)
    expect((await dispatcher.post('/tickets', body, key)).status).toBe(404)
    const t = (await dispatcher.post('/tickets', { ...body, category: 'delivery' })).json<Ticket>()
    const moved = await dispatcher.patch(`/tickets/${t.id}`, t.version, { category: 'general' })
    expect(moved.status, moved.text).toBe(200)
    expect(moved.json()).toMatchObject({ id: t.id, category: 'general', version: t.version + 1 })
    const mine = (await admin.post('/tickets', body)).json<Ticket>()
    const me = (await dispatcher.get('/session')).json<{ person: { id: number } }>().person.id
    expect((await admin.post(`/tickets/${mine.id}/assign`, { assignee_id: me })).status).toBe(200)
    const freed = await dispatcher.post(`/tickets/${mine.id}/assign`, { assignee_id: null, expected_assignee_id: me })
    expect(freed.status, freed.text).toBe(200)
    expect(freed.json<Ticket>().assignee_id).toBeNull()
    for (const id of [made.json<Ticket>().id, t.id, mine.id]) expect((await dispatcher.get(`/tickets/${id}`)).status).toBe(404)
  })
})

describe('what the customer sees', () => {
  test('no notes, no tickets of others, and the answer at once', async () => {
    const t = await opened('customer', 'Notes')
    const agent = await world().as('agent')
    await agent.post(`/tickets/${t.id}/comments`, { body: 'He is angry.', public: false })
    await agent.post(`/tickets/${t.id}/comments`, { body: 'We are looking.', public: true })
    const customer = await world().as('customer')
    const seen = (await customer.get(`/tickets/${t.id}/comments`)).json<{ items: { body_text: string; audience: string }[] }>().items
    expect(seen.map((k) => k.body_text)).toEqual(['It has not come.', 'We are looking.'])
    const other = await opened('agent', 'Among us')
    expect((await customer.get(`/tickets/${other.id}`)).status).toBe(404)
    expect((await customer.get(`/tickets/${other.id}/comments`)).status).toBe(404)
    const list = (await customer.get('/tickets', { limit: 200 })).json<{ items: { id: number }[] }>().items
    expect(list.some((i) => i.id === other.id)).toBe(false)
  })

  test('a mail is queued for whoever wrote, and held while there is no server', async () => {
    const t = await opened('customer', 'Told')
    const rows = (await (await world().as('admin')).get('/outbox', { ticket: t.id })).json<{ items: { kind: string; state: string; locale: string }[] }>().items
    expect(rows.map((r) => [r.kind, r.state, r.locale])).toEqual([['customer.registered', 'held', 'fr']])
  })
})

test('of many who open tickets for one person at once nobody is sent away', async () => {
  const c = await world().as('customer')
  const some = async (): Promise<number[]> => {
    const all: number[] = []
    while (all.length < 6) all.push((await c.post('/tickets', { subject: 'One of many', body: 'At once.' })).status)
    return all
  }
  const statuses = (await Promise.all(Array.from({ length: 32 }, some))).flat()
  expect(statuses).toEqual(Array.from({ length: 32 * 6 }, () => 201))
}, 120_000)
