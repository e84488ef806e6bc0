// Several servers: on PostgreSQL they are one to whoever uses them; a database in a file has one.
import { execFileSync } from 'node:child_process'
import { afterAll, describe, expect, test } from 'vitest'
import type { Order } from './delivery.test'
import { Client, makeWorld, useWorld, type Reply, type World } from './harness'
import { deliveryBody } from './samples'
import { dropHome, onPostgres, optionsOf, run, Server } from './server'
import type { Stream } from './wire'

const world = useWorld()

const psql = (w: World, text: string): string =>
  execFileSync('psql', ['-X', '-q', '-A', '-t', '-d', w.home.url ?? '', '-c', text], { encoding: 'utf8' })

if (onPostgres)
  describe('two nodes', () => {
    const open: Stream[] = []
    let second: Server | undefined
    const node = async (): Promise<Server> => (second ??= await Server.start(world().home))
    /** The same session, spoken to the other node. */
    const there = (c: Client, server: Server): Client => new Client(() => server.port, c.cookie)
    afterAll(async () => {
      for (const s of open) s.close()
      await second?.stop()
    })

    test('NT-6: what one node changes is told live by the other, and read there at once', async () => {
      const other = await node()
      const [agent, reader] = [await world().as('agent'), there(await world().as('agent2'), other)]
      const s = await reader.stream()
      open.push(s)
      const id = (await agent.post('/tickets', { subject: 'Here', body: 'Told there' })).json<{ id: number }>().id
      await s.until((all) => all.some((e) => e.data.includes(`"topic":"ticket","id":${id},`)))
      expect((await reader.get(`/tickets/${id}`)).json()).toMatchObject({ subject: 'Here' })
    })

    test('TK-5: of two who claim at once on two nodes one has it', async () => {
      const other = await node()
      const [agent, rival] = [await world().as('agent'), there(await world().as('agent2'), other)]
      const me = async (c: Client): Promise<number> => (await c.get('/session')).json<{ person: { id: number } }>().person.id
      const ids = [await me(agent), await me(rival)]
      for (let i = 0; i < 5; i++) {
        const t = (await agent.post('/tickets', { subject: `Claim ${i}`, body: 'Whose?' })).json<{ id: number }>().id
        const claim = (c: Client, id: number | undefined) => c.post(`/tickets/${t}/assign`, { assignee_id: id, expected_assignee_id: null })
        const both = await Promise.all([claim(agent, ids[0]), claim(rival, ids[1])])
        expect(both.map((r) => r.status).sort()).toEqual([200, 409])
      }
    })

    test('TK-7: who looks at a ticket on one node is seen on the other', async () => {
      const other = await node()
      const [agent, reader] = [await world().as('agent'), there(await world().as('agent2'), other)]
      const id = (await agent.post('/tickets', { subject: 'Seen', body: 'By two' })).json<{ id: number }>().id
      const seen = async (): Promise<string[]> =>
        (await reader.get(`/tickets/${id}/presence`)).json<{ items: { state: string }[] }>().items.map((p) => p.state)
      await agent.send('PUT', `/tickets/${id}/presence`, { body: { state: 'typing' } })
      await expect.poll(seen, { timeout: 10_000 }).toEqual(['typing'])
      await agent.send('PUT', `/tickets/${id}/presence`, { body: { state: 'gone' } })
      await expect.poll(seen, { timeout: 10_000 }).toEqual([])
    })

    test('a session that ends on one node has ended on the other', async () => {
      const other = await node()
      const here = await world().login('dispatcher')
      const far = there(here, other)
      expect((await far.get('/session')).status).toBe(200)
      await here.delete('/session')
      expect((await far.get('/session')).status).toBe(401)
    })

    test('twenty who change one order at once wait for each other: no deadlock, and nobody is sent away', async () => {
      const far = await Server.start(world().home)
      const who = await Promise.all((['dispatcher', 'supervisor', 'courier', 'admin', 'shop'] as const).map((r) => world().as(r)))
      const [dispatcher, supervisor, courier, admin, shop] = who.map((c) => there(c, far)) as [Client, Client, Client, Client, Client]
      const courierId = (await courier.get('/session')).json<{ person: { id: number } }>().person.id
      const answers: Reply[] = []
      for (let round = 0; round < 3; round++) {
        const o = (await shop.post('/deliveries', deliveryBody(courierId))).json<Order>()
        const task = o.tasks[1]?.id ?? 0
        const report = (n: number): Promise<Reply> =>
          courier.post(`/tasks/${task}/incidents`, { reason: 'late', proposal: { tasks: [{ id: task, packages: [{ name: 'box', quantity: n }] }] } })
        const told = await Promise.all([2, 3, 4, 5, 6].map(report))
        const open = told.map((r) => r.json<{ proposal: { id: number } }>().proposal.id)
        const version = (await admin.get(`/orders/${o.id}`)).json<Order>().version
        const decide = (c: Client, id: number, what: string): Promise<Reply> =>
          c.post(`/proposals/${id}/${what}`, { order_version: version, reason: 'seen' })
        const edit = (weight: number): Promise<Reply> =>
          dispatcher.send('PATCH', `/tasks/${task}`, { body: { weight }, headers: { 'If-Match': '*' } })
        answers.push(...told)
        answers.push(
          ...(await Promise.all([
            ...open.map((id) => decide(dispatcher, id, 'approve')),
            ...open.map((id) => decide(supervisor, id, 'refuse')),
            ...[1000, 2000, 3000, 4000].map(edit),
            ...[1000, 1200, 1300].map((total) => admin.post(`/orders/${o.id}/adjust`, { total, reason: 'said', order_version: version })),
            dispatcher.post(`/tasks/${task}/cancel`, { comment: 'gone', order_lines: 'recompute' }),
            supervisor.post(`/tasks/${task}/fail`, { comment: 'nobody there' }),
            admin.post(`/orders/${o.id}/cancel`, { reason: 'all of it' }),
          ])),
        )
      }
      await far.stop() // its connections tell what they met when they end
      expect(answers.filter((r) => ![200, 201, 409].includes(r.status)).map((r) => r.text)).toEqual([])
      expect(psql(world(), 'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()').trim()).toBe('0')
    })

    test('connections that the database closed while nobody used them (restart, fail-over) refuse nobody', async () => {
      const own = await makeWorld()
      const agent = await own.as('agent')
      const all = (n: number): Promise<Reply[]> =>
        Promise.all(
          Array.from({ length: n }, (_, i) => (i % 2 ? agent.get('/tickets') : agent.post('/tickets', { subject: `Kept ${i}`, body: 'On another' }))),
        )
      await all(40)
      psql(own, 'SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()')
      const answers = await all(40)
      await own.server.stop()
      dropHome(own.home)
      expect(answers.filter((r) => ![200, 201].includes(r.status)).map((r) => r.text)).toEqual([])
    })
  })
else
  test('a second server on one folder is refused, and says what to do', () => {
    const r = run(['serve', '--listen', '127.0.0.1:0', ...optionsOf(world().home)])
    expect(r.code).toBe(1)
    expect(r.err).toMatch(/another server uses the folder .*; stop it first, or name another with --data/)
  })
