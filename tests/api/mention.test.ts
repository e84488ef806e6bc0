// Mentions (TK-7): staff call staff who may see the ticket; told in the app and by mail; shown by today's name.
import { describe, expect, test } from 'vitest'
import { useWorld, type Client, type Login } from './harness'

const world = useWorld()
let n = 0

interface Comment {
  id: number
  body_text: string
  mentions: { id: number; name: string }[]
}
const idOf = async (who: Login): Promise<number> => (await (await world().as(who)).get('/session')).json<{ person: { id: number } }>().person.id
async function reported(body: Record<string, unknown> = {}, by: Login = 'customer'): Promise<number> {
  const r = await (await world().as(by)).post('/tickets', { subject: `Called ${++n}`, body: 'x', ...body })
  expect([r.status, r.text]).toEqual([201, expect.anything()])
  return r.json<{ id: number }>().id
}
async function say(by: Login, ticket: number, mentions: number[], more: Record<string, unknown> = {}): Promise<Awaited<ReturnType<Client['post']>>> {
  return (await world().as(by)).post(`/tickets/${ticket}/comments`, { body: `Look, @somebody ${++n}`, mentions, ...more })
}
async function noticed(who: Login, ticket: number): Promise<string[]> {
  const items = (await (await world().as(who)).get('/notices', { limit: 200 })).json<{ items: { kind: string; ticket_id: number }[] }>().items
  return items.filter((each) => each.ticket_id === ticket).map((each) => each.kind).reverse()
}
async function mailed(who: string, ticket: number): Promise<string[]> {
  const items = (await (await world().as('admin')).get('/outbox', { ticket, limit: 200 })).json<{ items: { kind: string; address: string }[] }>().items
  return items.filter((each) => each.address === `${who}@demo.test`).map((each) => each.kind).reverse()
}
const said = async (who: Login, ticket: number): Promise<Comment[]> =>
  (await (await world().as(who)).get(`/tickets/${ticket}/comments`)).json<{ items: Comment[] }>().items

describe('who is mentioned', () => {
  test('is told in the app and by mail, once, also as owner; staff read the name, the customer does not', async () => {
    const [agent, agent2] = [await idOf('agent'), await idOf('agent2')]
    const t = await reported({ assignee_id: agent }, 'admin')
    const r = await say('admin', t, [agent, agent2, agent2], { public: true })
    expect([r.status, r.json<Comment>().mentions.map((each) => each.id)]).toEqual([201, [agent, agent2].sort((a, b) => a - b)])
    expect(await noticed('agent', t)).toEqual(['assigned', 'mentioned'])
    expect(await noticed('agent2', t)).toEqual(['mentioned'])
    expect(await mailed('agent', t)).toEqual(['staff.assigned', 'staff.mentioned'])
    expect(await mailed('agent2', t)).toEqual(['staff.mentioned'])
    const [first, last] = [(await said('agent', t)).at(0), (await said('agent', t)).at(-1)]
    expect([first?.mentions, last?.mentions.length]).toEqual([[], 2])
    const own = await reported()
    await say('admin', own, [agent2], { public: true })
    const theirs = (await said('customer', own)).at(-1)
    expect([theirs?.body_text, theirs?.mentions]).toEqual([expect.stringContaining('@somebody'), []])
  })

  test('who mentions themselves is told nothing; who wants no mails hears in the app', async () => {
    const supervisor = await world().as('supervisor')
    await supervisor.send('PUT', '/session/notifications', { body: { email: false, app: true } })
    const t = await reported()
    expect((await say('admin', t, [await idOf('supervisor'), await idOf('admin')])).status).toBe(201)
    expect([await noticed('supervisor', t), await mailed('supervisor', t), await noticed('admin', t)]).toEqual([['mentioned'], [], []])
  })

  test('is called by the name of today', async () => {
    const c = await world().as('admin')
    const id = await idOf('agent2')
    const was = (await c.get(`/people/${id}`)).json<{ name: string; version: number }>()
    const t = await reported()
    await say('admin', t, [id])
    expect((await c.patch(`/people/${id}`, was.version, { name: 'Renamed Since' })).status).toBe(200)
    expect((await said('admin', t)).at(-1)?.mentions).toEqual([{ id, name: 'Renamed Since' }])
    expect((await c.patch(`/people/${id}`, was.version + 1, { name: was.name })).status).toBe(200)
  })
})

describe('who can be', () => {
  test('only staff who may see the ticket: nobody else, whom it is about neither; nothing is kept of a refusal', async () => {
    const t = await reported()
    for (const who of ['customer', 'courier', 'dispatcher', 'engineer'] as const) {
      const r = await say('agent', t, [await idOf(who)])
      expect([who, r.status, r.wrong]).toEqual([who, 422, ['mentions']])
    }
    expect((await say('agent', t, [999_999])).wrong).toEqual(['mentions'])
    const about = await reported({ named_id: await idOf('agent2') }, 'admin')
    expect((await say('agent', about, [await idOf('agent2')])).wrong).toEqual(['mentions'])
    expect([(await said('agent', t)).length, await noticed('dispatcher', t), await noticed('agent2', about)]).toEqual([1, [], []])
  })

  test('a dispatcher whose ticket it is', async () => {
    const dispatcher = await idOf('dispatcher')
    const t = await reported({ assignee_id: dispatcher }, 'admin')
    expect((await say('agent', t, [dispatcher])).status).toBe(201)
    expect(await noticed('dispatcher', t)).toEqual(['assigned', 'mentioned'])
  })

  test('customers mention nobody', async () => {
    const t = await reported()
    expect((await say('customer', t, [await idOf('agent')])).wrong).toEqual(['mentions'])
    expect((await (await world().as('customer')).get(`/tickets/${t}/mentionable`)).status).toBe(403)
  })

  test('is offered by name, without oneself', async () => {
    const t = await reported()
    const offered = async (who: Login, q?: string): Promise<number[]> =>
      (await (await world().as(who)).get(`/tickets/${t}/mentionable`, q === undefined ? {} : { q })).json<{ items: { id: number }[] }>().items.map((each) => each.id)
    const [admin, agent, agent2, supervisor] = [await idOf('admin'), await idOf('agent'), await idOf('agent2'), await idOf('supervisor')]
    expect((await offered('agent')).sort((a, b) => a - b)).toEqual([admin, agent2, supervisor].sort((a, b) => a - b))
    const name = (await (await world().as('agent')).get('/session')).json<{ person: { name: string } }>().person.name // Inés Calvo
    expect(await offered('agent2', name.toLowerCase().replaceAll('é', 'e').slice(0, 6))).toEqual([agent])
    expect(await offered('agent', 'nobody of that name')).toEqual([])
    const r = await (await world().as('agent')).get(`/tickets/${t}/mentionable`, { q: 'x'.repeat(101) })
    expect([r.status, r.wrong]).toEqual([422, ['q']])
  })
})
