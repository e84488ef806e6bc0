// Several people on one ticket (TK-7): drafts that survive another browser, who else is there; and the history, filtered (TK-6).
import { afterEach, describe, expect, test } from 'vitest'
import { useWorld, type Client, type Login } from './harness'
import type { Stream } from './wire'

const world = useWorld([])
const open: Stream[] = []

afterEach(() => {
  for (const s of open.splice(0)) s.close()
})

async function opened(who: Login): Promise<number> {
  const r = await (await world().as(who)).post('/tickets', { subject: 'Together', body: 'It has not come.' })
  expect(r.status, r.text).toBe(201)
  return r.json<{ id: number }>().id
}

interface Draft {
  body: string
  audience: string | null
  updated_at: string | null
}

describe('a draft', () => {
  const draft = async (who: Client, id: number): Promise<Draft> => (await who.get(`/tickets/${id}/draft`)).json<Draft>()
  const keep = (who: Client, id: number, body: object) => who.send('PUT', `/tickets/${id}/draft`, { body })

  test('is there in another browser, for its writer only, until it is sent', async () => {
    const id = await opened('customer')
    const [agent, again, other] = [await world().as('agent'), await world().login('agent'), await world().as('agent2')]
    expect(await draft(agent, id)).toEqual({ body: '', audience: null, updated_at: null })
    expect((await keep(agent, id, { body: 'We are sor', audience: 'customer' })).status).toBe(200)
    expect((await keep(agent, id, { body: 'We are sorry', audience: 'customer' })).status).toBe(200)
    expect(await draft(again, id)).toMatchObject({ body: 'We are sorry', audience: 'customer' })
    expect((await draft(other, id)).body).toBe('')
    expect((await draft(await world().as('customer'), id)).body).toBe('')
    expect((await again.post(`/tickets/${id}/comments`, { body: 'We are sorry.', public: true })).status).toBe(201)
    expect((await draft(agent, id)).body).toBe('')
  })

  test('goes when it is thrown away or emptied, and is for tickets that one sees', async () => {
    const id = await opened('agent')
    const [agent, customer] = [await world().as('agent'), await world().as('customer')]
    await keep(agent, id, { body: 'One' })
    expect((await agent.delete(`/tickets/${id}/draft`)).status).toBe(204)
    expect((await draft(agent, id)).body).toBe('')
    await keep(agent, id, { body: 'Two' })
    await keep(agent, id, { body: '' })
    expect((await draft(agent, id)).updated_at).toBeNull()
    for (const r of [
      await customer.get(`/tickets/${id}/draft`),
      await keep(customer, id, { body: 'x' }),
      await customer.delete(`/tickets/${id}/draft`),
    ])
      expect(r.status).toBe(404)
  })
})

describe('presence', () => {
  const say = (who: Client, id: number, state: string) =>
    who.send('PUT', `/tickets/${id}/presence`, { body: { state } })
  const others = async (who: Client, id: number): Promise<[string, string][]> =>
    (await who.get(`/tickets/${id}/presence`))
      .json<{ items: { name: string; state: string }[] }>()
      .items.map((p) => [p.name, p.state])
  const nameOf = async (who: Client): Promise<string> =>
    (await who.get('/session')).json<{ person: { name: string } }>().person.name

  test('two agents see each other, live, until one leaves', async () => {
    const id = await opened('customer')
    const [agent, other] = [await world().as('agent'), await world().as('agent2')]
    const name = await nameOf(agent)
    const [s, customer] = [await other.stream(), await (await world().as('customer')).stream()]
    open.push(s, customer)
    const told = (n: number) =>
      s.until((all) => all.filter((e) => e.data === `{"topic":"presence","id":${id},"version":null}`).length >= n)
    await say(agent, id, 'viewing')
    await told(1)
    expect(await others(other, id)).toEqual([[name, 'viewing']])
    expect(await others(agent, id)).toEqual([]) // not oneself
    await say(agent, id, 'typing')
    await told(2)
    expect(await others(other, id)).toEqual([[name, 'typing']])
    await say(agent, id, 'gone')
    await told(3)
    expect(await others(other, id)).toEqual([])
    expect(customer.events.some((e) => e.data.includes('presence'))).toBe(false)
  })

  test('is among staff, on tickets that they see', async () => {
    const id = await opened('customer'),
      theirs = await opened('agent')
    const customer = await world().as('customer')
    expect((await say(customer, id, 'viewing')).status).toBe(403)
    expect((await customer.get(`/tickets/${id}/presence`)).status).toBe(403)
    expect((await say(customer, theirs, 'viewing')).status).toBe(404)
    expect((await say(await world().as('agent'), id, 'dancing')).wrong).toEqual(['state'])
  })
})

describe('a preview', () => {
  test('is what the comment becomes, and keeps nothing', async () => {
    const id = await opened('customer')
    const agent = await world().as('agent')
    const body = 'It is **here**.\n\n<script>alert(1)</script> [x](javascript:alert(1))'
    const shown = (await agent.post('/comments/preview', { body })).json<{ body_html: string }>().body_html
    expect(shown).toContain('<strong>here</strong>')
    expect(shown).not.toMatch(/<script|href="javascript/)
    expect((await agent.get(`/tickets/${id}/comments`)).json<{ items: unknown[] }>().items).toHaveLength(1)
    const said = await agent.post(`/tickets/${id}/comments`, { body, audience: 'internal' })
    expect(said.json<{ body_html: string }>().body_html).toBe(shown)
  })
})

describe('the history', () => {
  interface Happened {
    type: string
    actor_id: number
    changes: Record<string, [unknown, unknown]>
    reason: string | null
  }
  test('holds each change from and to, by whom and why, and is filtered by kind and person', async () => {
    const id = await opened('customer')
    const [agent, other] = [await world().as('agent'), await world().as('agent2')]
    const me = (await agent.get('/session')).json<{ person: { id: number } }>().person.id
    await agent.post(`/tickets/${id}/transitions`, { to: 'in_progress' })
    await other.post(`/tickets/${id}/assign`, { queue: 'second_line', handover: 'Promised for Monday' })
    const all = async (query: Record<string, string | number | string[]>): Promise<Happened[]> =>
      (await agent.get(`/tickets/${id}/history`, query)).json<{ items: Happened[] }>().items
    expect((await all({})).map((e) => e.type)).toEqual([
      'ticket.created',
      'ticket.commented',
      'ticket.moved',
      'ticket.escalated',
    ])
    const [moved] = await all({ type: 'ticket.moved' })
    expect(moved?.changes['status']).toEqual(['unattended', 'in_progress'])
    const [passed] = await all({ type: ['ticket.escalated', 'ticket.assigned'] })
    expect([passed?.changes['queue'], passed?.reason]).toEqual([['first_line', 'second_line'], 'Promised for Monday'])
    expect((await all({ actor: me })).map((e) => e.type)).toEqual(['ticket.moved'])
    expect(await all({ actor: me, type: 'ticket.created' })).toEqual([])
  })
})

test('If-Match: * changes and moves a ticket from whichever version there is', async () => {
  const admin = await world().as('admin')
  const id = await opened('admin')
  const any = { headers: { 'If-Match': '*' } }
  const edited = await admin.send('PATCH', `/tickets/${id}`, { body: { subject: 'Any version' }, ...any })
  expect(edited.json()).toMatchObject({ subject: 'Any version', version: 2 })
  const moved = await admin.send('POST', `/tickets/${id}/transitions`, { body: { to: 'in_progress' }, ...any })
  expect(moved.json()).toMatchObject({ status: 'in_progress' })
})
