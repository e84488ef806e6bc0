// Who gets what, as the administrator sets it: counts (AS-3), groups of fields (AS-6), the one a complaint names (AS-8).
import { describe, expect, test } from 'vitest'
import { useWorld, type Client, type Login } from './harness'

const world = useWorld()

interface Ticket {
  id: number
  version: number
  area: string
  queue: string
  assignee_id: number | null
  named_id: number | null
  named_name: string | null
}
interface Role {
  permissions: string[]
  version: number
}
interface Person {
  id: number
  name: string
  email: string | null
  rank: string | null
  status: string | null
  sponsor_id: number | null
}

const me = async (who: Login): Promise<number> =>
  (await (await world().as(who)).get('/session')).json<{ person: { id: number } }>().person.id

/** The role with these permissions more and these less; the way back. */
async function change(role: string, more: string[], less: string[]): Promise<() => Promise<void>> {
  const admin = await world().as('admin')
  const put = async (to: (was: string[]) => string[]): Promise<string[]> => {
    const was = (await admin.get(`/roles/${role}`)).json<Role & Record<string, unknown>>()
    const { labels, staff, position, grants } = was
    const r = await admin.send('PUT', `/roles/${role}`, {
      headers: { 'If-Match': `"${was.version}"` },
      body: { labels, staff, position, grants, permissions: to(was.permissions) },
    })
    expect(r.status).toBe(200)
    return was.permissions
  }
  const before = await put((was) => [...was.filter((p) => !less.includes(p)), ...more])
  return async () => void (await put(() => before))
}

describe('counts beside the list', () => {
  interface Item extends Record<string, unknown> {
    key: string
    by: string
    shown_to: string[]
  }
  const setWidgets = async (to: (items: Item[]) => object[]): Promise<Item[]> => {
    const admin = await world().as('admin')
    const was = (await admin.get('/config/widgets')).json<{ items: Item[] }>().items
    expect((await admin.send('PUT', '/config/widgets', { body: { items: to(was) } })).status).toBe(200)
    return was
  }
  const seen = async (who: Login): Promise<string[] | number> => {
    const r = await (await world().as(who)).get('/tickets/widgets')
    return r.status === 200 ? Object.keys(r.json<object>()).sort() : r.status
  }

  test('by default staff has all, nobody else any', async () => {
    const all = ['by_category', 'by_priority', 'by_queue', 'by_status']
    for (const who of ['admin', 'supervisor', 'agent', 'dispatcher', 'engineer'] as const)
      expect(await seen(who)).toEqual(all)
    for (const who of ['consultant', 'customer', 'shop', 'courier', 'carrier'] as const)
      expect(await seen(who)).toBe(403)
  })

  test('are those that the administrator chose for the role; who has none is refused', async () => {
    const was = await setWidgets((items) =>
      items
        .filter((i) => i.by !== 'priority')
        .map((i) => ({ ...i, shown_to: i.by === 'status' ? ['supervisor', 'agent'] : ['supervisor'] })),
    )
    expect(await seen('agent')).toEqual(['by_status'])
    expect(await seen('supervisor')).toEqual(['by_category', 'by_queue', 'by_status'])
    expect(await seen('dispatcher')).toBe(403)
    await setWidgets(() => was)
    expect(await seen('dispatcher')).toHaveLength(4)
  })

  test('a consultant can be given some', async () => {
    const back = await change('consultant', ['ticket.widgets'], [])
    const was = await setWidgets((items) => items.map((i) => ({ ...i, shown_to: i.by === 'status' ? [] : ['agent'] })))
    expect(await seen('consultant')).toEqual(['by_status'])
    await setWidgets(() => was)
    await back()
    expect(await seen('consultant')).toBe(403)
  })
})

describe('groups of fields', () => {
  const below = async (c: Client, id: number): Promise<Person> => (await c.get(`/people/${id}`)).json<Person>()

  test('a leader sees rank and status, money and contact data only where the role allows', async () => {
    const leader = await world().as('consultant')
    const id = await me('consultant2')
    const p = await below(leader, id)
    expect([p.rank, p.status, p.sponsor_id, p.email]).toEqual(['gold', 'active', await me('consultant'), null])
    expect((await leader.get(`/people/${id}/ledger`)).status).toBe(404)
    const back = await change('consultant', ['person.network_contact', 'ledger.network'], ['person.network_rank'])
    const q = await below(leader, id)
    expect([q.name, q.rank, q.status, q.sponsor_id, q.email]).toEqual([
      p.name,
      null,
      null,
      null,
      'consultant2@demo.test',
    ])
    const listed = (await leader.get('/people', { q: 'paula restrepo' })).json<{ items: Person[] }>().items
    expect(listed.map((x) => [x.id, x.rank, x.status, x.sponsor_id])).toEqual([[id, null, null, null]])
    expect((await leader.get('/people', { rank: ['gold'] })).status).toBe(403)
    // what was changed is of both groups
    expect((await leader.get(`/people/${id}/history`)).problem).toMatchObject({ status: 403, code: 'permission.missing' })
    expect((await leader.get(`/people/${await me('consultant')}/history`)).status).toBe(200)
    expect((await leader.get(`/people/${id}/ledger`)).status).toBe(200)
    expect((await leader.get(`/people/${await me('agent')}/ledger`)).status).toBe(404)
    expect((await below(leader, await me('consultant'))).rank).toBe('diamond')
    await back()
    expect((await below(leader, id)).rank).toBe('gold')
    expect((await leader.get(`/people/${id}/ledger`)).status).toBe(404)
  })

  test('staff sees each group by its permission', async () => {
    const agent = await world().as('agent')
    const id = await me('consultant2')
    const back = await change('agent', [], ['person.rank', 'person.contact', 'ledger.read'])
    const p = await below(agent, id)
    expect([p.name, p.rank, p.status, p.email]).toEqual(['Paula Restrepo', null, null, null])
    expect((await agent.get(`/people/${id}/ledger`)).status).toBe(404)
    await back()
    expect(await below(agent, id)).toMatchObject({ rank: 'gold', status: 'active', email: 'consultant2@demo.test' })
    expect((await agent.get(`/people/${id}/ledger`)).status).toBe(200)
  })
})

describe('a complaint about one of ours', () => {
  const open = async (who: Login, more: object): Promise<Ticket> => {
    const r = await (await world().as(who)).post('/tickets', { subject: 'Rude', body: 'She hung up on me.', ...more })
    expect(r.status).toBe(201)
    return r.json<Ticket>()
  }
  const looks = async (who: Login, t: Ticket): Promise<number> =>
    (await (await world().as(who)).get(`/tickets/${t.id}`)).status

  test('is not theirs to see, by no way, nor to own; it goes to the area set for such', async () => {
    const named = await me('agent2')
    const t = await open('agent', { named_id: named, category: 'delivery.complaint' })
    expect([t.named_id, t.named_name, t.area, t.queue]).toEqual([named, 'Hugo Marchand', 'legal', 'legal'])
    const them = await world().as('agent2')
    for (const path of ['', '/comments', '/history', '/transitions'])
      expect((await them.get(`/tickets/${t.id}${path}`)).status).toBe(404)
    expect((await them.post(`/tickets/${t.id}/comments`, { body: 'No!' })).status).toBe(404)
    expect(
      (await them.get('/tickets', { limit: 200 })).json<{ items: Ticket[] }>().items.some((i) => i.id === t.id),
    ).toBe(false)
    expect((await (await world().as('agent')).post(`/tickets/${t.id}/assign`, { assignee_id: named })).wrong).toEqual([
      'assignee_id',
    ])
    expect(
      (
        await (
          await world().as('agent')
        ).post('/tickets', { subject: 's', body: 'b', named_id: named, assignee_id: named })
      ).wrong,
    ).toEqual(['assignee_id'])
    expect(await looks('agent', t)).toBe(200)
  })

  test('holds for an administrator, and for one who owned the ticket when it came out', async () => {
    expect(await looks('admin', await open('agent', { named_id: await me('admin') }))).toBe(404)
    const named = await me('agent2')
    const t = await open('agent', { assignee_id: named })
    expect(await looks('agent2', t)).toBe(200)
    const r = await (
      await world().as('agent')
    ).send('PATCH', `/tickets/${t.id}`, { headers: { 'If-Match': `"${t.version}"` }, body: { named_id: named } })
    expect(r.json<Ticket>()).toMatchObject({ assignee_id: null, area: 'legal', named_id: named })
    expect(await looks('agent2', t)).toBe(404)
    const back = await (
      await world().as('agent')
    ).send('PATCH', `/tickets/${t.id}`, {
      headers: { 'If-Match': `"${r.json<Ticket>().version}"` },
      body: { named_id: null },
    })
    expect(back.json<Ticket>().named_id).toBeNull()
    expect(await looks('agent2', t)).toBe(200)
  })

  test('does not tell the customer whom it names, nor can a name be fished for', async () => {
    const r = await (
      await world().as('customer')
    ).post('/tickets', { subject: 's', body: 'b', named_id: await me('agent2') })
    expect(r.wrong).toEqual(['named_id'])
    const t = await open('agent', { named_id: await me('agent2'), requester_id: await me('customer') })
    const seen = (await (await world().as('customer')).get(`/tickets/${t.id}`)).json<Ticket>()
    expect([seen.named_id, seen.named_name]).toEqual([null, null])
  })

  test('nobody decides on a proposal whose ticket is about them', async () => {
    const dispatcher = await world().as('dispatcher')
    const task = (await dispatcher.get('/tasks', { status: ['todo'], limit: 50 }))
      .json<{ items: { id: number; type: string; courier_id: number | null }[] }>()
      .items.find((k) => k.type === 'dropoff' && k.courier_id !== null)
    const incident = await dispatcher.post(`/tasks/${task?.id}/incidents`, {
      reason: 'accident',
      comment: 'Two boxes.',
      proposal: { tasks: [{ id: task?.id, packages: [{ name: 'box', quantity: 5 }] }] },
    })
    expect(incident.status).toBe(201)
    const t = incident.json<Ticket & { proposal: { id: number; order_version: number } }>()
    const admin = await world().as('admin')
    const now = (await admin.get(`/tickets/${t.id}`)).json<Ticket>()
    const named = await admin.send('PATCH', `/tickets/${t.id}`, {
      headers: { 'If-Match': `"${now.version}"` },
      body: { named_id: await me('dispatcher') },
    })
    expect(named.status).toBe(200)
    const decision = { order_version: t.proposal.order_version }
    expect((await dispatcher.post(`/proposals/${t.proposal.id}/approve`, decision)).status).toBe(404)
    expect((await dispatcher.get(`/proposals/${t.proposal.id}`)).status).toBe(404)
    expect((await admin.post(`/proposals/${t.proposal.id}/refuse`, decision)).status).toBe(200)
  })
})
