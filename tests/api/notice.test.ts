// Notices in the app (NT-1): who gets one, live, only of what one may see today, read one or all, gone after their time.
import { afterEach, describe, expect, test } from 'vitest'
import { useWorld, type Client, type Login } from './harness'
import { sleep } from './server'
import type { Stream } from './wire'

const world = useWorld(['--test-clock'])
const open: Stream[] = []
let n = 0

interface Notice {
  id: number
  kind: string
  ticket_id: number
  ticket_number: string
  ticket_subject: string
  actor_name: string | null
  created_at: string
  read_at: string | null
}
interface Count {
  unread: number
  more: boolean
}
const idOf = async (who: Login): Promise<number> => (await (await world().as(who)).get('/session')).json<{ person: { id: number } }>().person.id
async function listed(who: Login, query: Record<string, string | number | boolean> = {}): Promise<Notice[]> {
  return (await (await world().as(who)).get('/notices', { limit: 200, ...query })).json<{ items: Notice[] }>().items
}
const of = async (who: Login, ticket: number): Promise<Notice[]> => (await listed(who)).filter((each) => each.ticket_id === ticket)
const kinds = async (who: Login, ticket: number): Promise<string[]> => (await of(who, ticket)).map((each) => each.kind).reverse()
const unread = async (who: Login): Promise<number> => (await (await world().as(who)).get('/notices/unread')).json<Count>().unread

async function reported(): Promise<{ id: number; number: string; subject: string }> {
  return (await (await world().as('customer')).post('/tickets', { subject: `Noticed ${++n}`, body: 'x' })).json()
}
async function give(by: Client, ticket: number, to: Login): Promise<void> {
  const now = (await by.get(`/tickets/${ticket}`)).json<{ assignee_id: number | null }>().assignee_id
  const r = await by.post(`/tickets/${ticket}/assign`, { assignee_id: await idOf(to), expected_assignee_id: now })
  expect([r.status, r.text]).toEqual([200, expect.anything()])
}
async function given(to: Login): Promise<number> {
  const t = await reported()
  await give(await world().as('admin'), t.id, to)
  return t.id
}

afterEach(() => {
  for (const s of open.splice(0)) s.close()
})

describe('who gets one', () => {
  test('the owner: given by another, answered by the customer, worked on by a colleague; not of what they do themselves', async () => {
    const t = await reported()
    const [admin, agent, customer] = [await world().as('admin'), await world().as('agent'), await world().as('customer')]
    await give(admin, t.id, 'agent')
    await customer.post(`/tickets/${t.id}/comments`, { body: 'And now?' })
    await agent.post(`/tickets/${t.id}/comments`, { body: 'Soon.', public: true })
    await agent.post(`/tickets/${t.id}/comments`, { body: 'to myself' })
    expect(await kinds('agent', t.id)).toEqual(['assigned', 'answered'])
    await admin.post(`/tickets/${t.id}/comments`, { body: 'a note' })
    expect((await admin.post(`/tickets/${t.id}/transitions`, { to: 'closed', resolution: 'solved' })).status).toBe(200)
    expect(await kinds('agent', t.id)).toEqual(['assigned', 'answered', 'updated', 'updated'])
    const reopened = await admin.post(`/tickets/${t.id}/transitions`, { to: 'in_progress', comment: 'Not solved at all.' })
    expect([reopened.status, reopened.text]).toEqual([200, expect.anything()])
    expect(await kinds('agent', t.id)).toEqual(['assigned', 'answered', 'updated', 'updated', 'updated']) // one act, one notice
    const [first] = (await of('agent', t.id)).slice(-1)
    expect(first).toMatchObject({ ticket_number: t.number, ticket_subject: t.subject, actor_name: expect.any(String), read_at: null })
    for (const who of ['admin', 'agent2', 'customer'] as const) expect(await kinds(who, t.id)).toEqual([])
  })

  test('who is given one while it is opened; who takes it is told nothing', async () => {
    const c = await world().as('admin')
    const t = (await c.post('/tickets', { subject: `Made ${++n}`, body: 'x', assignee_id: await idOf('agent2') })).json<{ id: number }>()
    expect(await kinds('agent2', t.id)).toEqual(['assigned'])
    const own = await reported()
    await give(await world().as('agent2'), own.id, 'agent2')
    expect(await kinds('agent2', own.id)).toEqual([])
  })

  test('who watches hears as the owner does, of no ticket twice, until they stop or may not see it any more', async () => {
    const t = await reported()
    const watch = async (who: Login, watching: boolean): Promise<unknown> =>
      (await (await world().as(who)).send('PUT', `/tickets/${t.id}/watch`, { body: { watching } })).json()
    const [admin, customer, agent2] = [await world().as('admin'), await world().as('customer'), await world().as('agent2')]
    await give(admin, t.id, 'dispatcher')
    expect([await watch('agent2', true), await watch('agent2', true), await watch('dispatcher', true)]).toEqual(Array(3).fill({ watching: true }))
    expect((await agent2.get(`/tickets/${t.id}/watch`)).json()).toEqual({ watching: true })
    await customer.post(`/tickets/${t.id}/comments`, { body: 'Well?' })
    await admin.post(`/tickets/${t.id}/comments`, { body: 'a note', mentions: [await idOf('agent2')] })
    await agent2.post(`/tickets/${t.id}/comments`, { body: 'my own' })
    await admin.post(`/tickets/${t.id}/transitions`, { to: 'in_progress' })
    expect(await kinds('agent2', t.id)).toEqual(['answered', 'mentioned', 'updated'])
    expect(await kinds('dispatcher', t.id)).toEqual(['assigned', 'answered', 'updated', 'updated', 'updated'])
    const mails = async (who: string): Promise<string[]> =>
      (await admin.get('/outbox', { ticket: t.id, limit: 200 })).json<{ items: { kind: string; address: string }[] }>().items
        .filter((m) => m.address === `${who}@demo.test`).map((m) => m.kind).reverse()
    expect(await mails('agent2')).toEqual(['staff.answered', 'staff.mentioned', 'staff.updated'])
    const told = (await mails('dispatcher')).length
    await give(admin, t.id, 'agent') // the dispatcher watches still, but sees it no more
    expect(await watch('agent2', false)).toEqual({ watching: false })
    await customer.post(`/tickets/${t.id}/comments`, { body: 'Hello?' })
    expect([await mails('dispatcher'), (await kinds('agent2', t.id)).length]).toEqual([expect.objectContaining({ length: told }), 3])
    expect((await customer.get(`/tickets/${t.id}/watch`)).status).toBe(403)
  })

  test('who wants none gets none, and may still want mails; nothing of a change that was refused', async () => {
    const c = await world().as('supervisor')
    const put = (body: unknown): Promise<{ json: () => unknown }> => c.send('PUT', '/session/notifications', { body })
    expect((await put({ email: true, app: false })).json()).toEqual({ email: true, app: false })
    const t = await given('supervisor')
    expect(await kinds('supervisor', t)).toEqual([])
    const mails = async (): Promise<string[]> =>
      (await (await world().as('admin')).get('/outbox', { ticket: t, limit: 200 })).json<{ items: { kind: string }[] }>().items.map((m) => m.kind)
    expect(await mails()).toContain('staff.assigned')
    await put({ email: false, app: true })
    expect((await (await world().as('admin')).post(`/tickets/${t}/transitions`, { to: 'closed' })).status).toBe(422)
    expect(await kinds('supervisor', t)).toEqual([])
    await (await world().as('customer')).post(`/tickets/${t}/comments`, { body: 'Hello?' })
    expect(await kinds('supervisor', t)).toEqual(['answered'])
    expect(await mails()).not.toContain('staff.answered')
  })
})

describe('under the bell', () => {
  test('counted, read one by one or all that was shown; a list of its own pages', async () => {
    const agent = await world().as('agent')
    const before = await unread('agent')
    const tickets = [await given('agent'), await given('agent'), await given('agent')]
    expect(await unread('agent')).toBe(before + 3)
    const [late, middle] = await listed('agent')
    expect([late?.ticket_id, middle?.ticket_id]).toEqual([tickets[2], tickets[1]])
    const key = { 'Idempotency-Key': 'this notice' }
    const read = await agent.post(`/notices/${late?.id ?? 0}/read`, undefined, key)
    expect((await agent.post(`/notices/${middle?.id ?? 0}/read`, undefined, key)).problem).toMatchObject({ status: 409, code: 'idempotency.other_body' })
    expect(read.json<Notice>().read_at).not.toBeNull()
    expect((await agent.post(`/notices/${late?.id ?? 0}/read`, undefined)).json<Notice>().read_at).toBe(read.json<Notice>().read_at)
    expect([await unread('agent'), (await listed('agent', { unread: true })).map((each) => each.id)]).toEqual([
      before + 2,
      (await listed('agent')).filter((each) => each.read_at === null).map((each) => each.id),
    ])
    // what came after the list was shown stays unread
    const all = await agent.post('/notices/read', { up_to: middle?.id ?? 0 })
    expect(all.json()).toEqual({ unread: 0, more: false })
    await given('agent')
    expect((await agent.post('/notices/read', { up_to: middle?.id ?? 0 })).json()).toEqual({ unread: 1, more: false })
    const page = (await agent.get('/notices', { limit: 2 })).json<{ items: Notice[]; next_cursor: string }>()
    const next = (await agent.get('/notices', { limit: 2, cursor: page.next_cursor })).json<{ items: Notice[] }>()
    expect([...page.items, ...next.items].map((each) => each.id)).toEqual((await listed('agent')).slice(0, 4).map((each) => each.id))
  })

  test('those of one ticket, by whoever opens it; looking at it alone changes nothing', async () => {
    const agent = await world().as('agent')
    const [opened, other] = [await given('agent'), await given('agent')]
    await (await world().as('customer')).post(`/tickets/${opened}/comments`, { body: 'Well?' })
    const before = await unread('agent')
    expect((await agent.get(`/tickets/${opened}`)).status).toBe(200)
    expect(await unread('agent')).toBe(before)
    expect((await agent.post('/notices/read', { ticket_id: opened })).json()).toEqual({ unread: before - 2, more: false })
    expect((await of('agent', opened)).map((each) => each.read_at === null)).toEqual([false, false])
    expect((await of('agent', other)).map((each) => each.read_at === null)).toEqual([true])
    await (await world().as('supervisor')).post('/notices/read', { ticket_id: other }) // theirs alone
    expect(await unread('agent')).toBe(before - 2)
    const none = await agent.post('/notices/read', {})
    expect([none.status, none.wrong]).toEqual([422, ['up_to']])
  })

  test('another one’s is not there to be read', async () => {
    await given('agent')
    const [theirs] = await listed('agent')
    const r = await (await world().as('admin')).post(`/notices/${theirs?.id ?? 0}/read`, undefined)
    expect([r.status, r.problem.code]).toEqual([404, 'notice.none'])
    await (await world().as('admin')).post('/notices/read', { up_to: theirs?.id ?? 0 })
    expect((await of('agent', theirs?.ticket_id ?? 0))[0]?.read_at).toBeNull()
  })

  test('only while its reader may see the ticket', async () => {
    const before = await unread('dispatcher')
    const t = await given('dispatcher')
    const [mine] = await of('dispatcher', t)
    expect([mine?.kind, await unread('dispatcher')]).toEqual(['assigned', before + 1])
    await give(await world().as('admin'), t, 'agent')
    expect([await of('dispatcher', t), await unread('dispatcher')]).toEqual([[], before])
    expect((await (await world().as('dispatcher')).post(`/notices/${mine?.id ?? 0}/read`, undefined)).status).toBe(404)
    await give(await world().as('admin'), t, 'dispatcher')
    expect(await kinds('dispatcher', t)).toEqual(['assigned', 'assigned'])
  })

  test('it arrives by the event stream of its reader, and of nobody else', async () => {
    const [mine, other] = await Promise.all((['agent2', 'supervisor'] as const).map(async (who) => (await world().as(who)).stream()))
    if (!mine || !other) throw new Error('no stream')
    open.push(mine, other)
    const t = await given('agent2')
    const [notice] = await of('agent2', t)
    const said = (e: { data: string }): { topic?: string; id?: number } => JSON.parse(e.data) as { topic?: string; id?: number }
    await mine.until((all) => all.some((e) => said(e).topic === 'notice' && said(e).id === notice?.id))
    await other.until((all) => all.some((e) => said(e).topic === 'ticket' && said(e).id === t && all.length > 0))
    expect(other.events.some((e) => said(e).topic === 'notice')).toBe(false)
  })

  test('more than 99 are "99 and more"', async () => {
    const t = await given('agent2')
    const customer = await world().as('customer')
    for (let i = 0; i < 100; i++) expect((await customer.post(`/tickets/${t}/comments`, { body: `Number ${i}` })).status).toBe(201)
    expect((await (await world().as('agent2')).get('/notices/unread')).json()).toEqual({ unread: 99, more: true })
  })

  test('ninety days later they are gone', async () => {
    const t = await given('agent')
    const at = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString()
    await world().nobody.post('/test/clock', { now: at(89) })
    expect(await kinds('agent', t)).toEqual(['assigned'])
    // a step runs what recurs once, when it was due: early in these two days, then at their end
    await world().nobody.post('/test/clock', { now: at(91) })
    await world().nobody.post('/test/clock', { now: at(91.1) })
    for (const end = Date.now() + 20_000; Date.now() < end && (await kinds('agent', t)).length > 0; ) await sleep(50)
    expect(await kinds('agent', t)).toEqual([])
  })
})
