// Who is told of what: rows of the outbox over the real endpoints. What a mail says: src/notify/*_test.c, tests/mail.
import { expect, describe, test } from 'vitest'
import type { Client } from './harness'
import { useWorld } from './harness'
import { deliveryBody } from './samples'
import { sleep } from './server'

const world = useWorld()
let n = 0

interface Row {
  id: number
  kind: string
  address: string
  locale: string
  ticket_id: number | null
  message_id: string
  state: string
}
const admin = (): Promise<Client> => world().as('admin')

/** All rows to one address, oldest first. */
async function mailsTo(address: string): Promise<Row[]> {
  const rows: Row[] = []
  let cursor: string | null = null
  do {
    const r = await (await admin()).get('/outbox', { limit: 200, ...(cursor === null ? {} : { cursor }) })
    const page: { items: Row[]; next_cursor: string | null } = r.json()
    rows.push(...page.items)
    cursor = page.next_cursor
  } while (cursor !== null)
  return rows.filter((r) => r.address === address).reverse()
}
/** Waits until there are `count` of them: some are written by a job. */
async function kindsTo(address: string, count: number): Promise<string[]> {
  for (const end = Date.now() + 20_000; Date.now() < end; await sleep(50)) {
    const rows = await mailsTo(address)
    if (rows.length >= count) return rows.map((r) => r.kind)
  }
  return (await mailsTo(address)).map((r) => r.kind)
}
const fresh = (): string => `told.${++n}@example.org`

describe('accounts and links', () => {
  test('an invitation and a lost password leave as mails, and no link stands in the outbox or the log', async () => {
    const email = fresh()
    const a = await (await admin()).post('/accounts', { person: { name: 'Invited', email, locale: 'es' }, roles: ['customer'] })
    expect(a.status).toBe(201)
    expect(await mailsTo(email)).toMatchObject([{ kind: 'account.invited', locale: 'es', ticket_id: null }])
    expect((await world().nobody.post('/public/password-resets', { email: 'consultant2@demo.test' })).status).toBe(204)
    const known = (await mailsTo('consultant2@demo.test')).filter((r) => r.kind !== 'account.reset').length
    expect((await kindsTo('consultant2@demo.test', known + 1)).at(-1)).toBe('account.reset')
    const text = (await (await admin()).get('/outbox', { limit: 200 })).text
    expect(text).not.toContain('token=')
  })

  test('whoever lost the tracking link gets a new one at the address on record, by name and postcode', async () => {
    const email = fresh()
    const name = `Fatou Ndiaye ${n}`
    await world().nobody.post('/public/tickets', { name, email, postcode: '69003', subject: 'Broken', body: 'It is broken.' })
    expect((await world().nobody.post('/public/links', { name, postcode: '69003' })).status).toBe(204)
    expect(await kindsTo(email, 2)).toEqual(['customer.registered', 'customer.links'])
  })
})

describe('deliveries', () => {
  interface Order {
    id: number
    version: number
    total: number
    tasks: { id: number; type: string }[]
  }
  async function deliver(email: string): Promise<Order> {
    const courier = (await (await world().as('courier')).get('/session')).json<{ person: { id: number } }>().person.id
    const body = deliveryBody(courier)
    const drop = body.tasks[1] as { address: Record<string, unknown> }
    drop.address['email'] = email
    const r = await (await world().as('dispatcher')).post('/deliveries', body)
    expect([r.status, r.text]).toEqual([201, expect.anything()])
    return r.json<Order>()
  }
  const dropoff = (o: Order): number => o.tasks.find((t) => t.type === 'dropoff')?.id ?? 0
  const toShop = async (): Promise<string[]> => (await mailsTo('shop@demo.test')).map((r) => r.kind)
  const toCourier = async (): Promise<string[]> => (await mailsTo('courier@demo.test')).map((r) => r.kind)

  test('an incident and its decision are told to store, recipient and courier', async () => {
    const email = fresh()
    const order = await deliver(email)
    const shop = (await toShop()).length
    const courier = (await toCourier()).length
    const said = await (await world().as('courier')).post(`/tasks/${dropoff(order)}/incidents`, {
      reason: 'late',
      proposal: { tasks: [{ id: dropoff(order), packages: [{ name: 'box', quantity: 2 }] }] },
    })
    expect([said.status, said.text]).toEqual([201, expect.anything()])
    const proposal = said.json<{ proposal: { id: number; order_version: number } }>().proposal
    expect((await toShop()).slice(shop)).toEqual(['shop.incident'])
    const dispatcher = await world().as('dispatcher')
    const yes = await dispatcher.post(`/proposals/${proposal.id}/approve`, { order_version: proposal.order_version })
    expect([yes.status, yes.text]).toEqual([200, expect.anything()])
    expect((await dispatcher.post(`/proposals/${proposal.id}/approve`, { order_version: proposal.order_version })).status).toBe(200)
    const now = (await dispatcher.get(`/orders/${order.id}`)).json<Order>()
    await dispatcher.post(`/proposals/${proposal.id}/revert`, { order_version: now.version, reason: 'counted again' })
    expect((await toShop()).slice(shop)).toEqual(['shop.incident', 'shop.approved', 'shop.reverted'])
    expect((await toCourier()).slice(courier)).toEqual(['courier.approved', 'courier.reverted'])
    expect(await kindsTo(email, 3)).toEqual(['recipient.incident', 'recipient.settled', 'recipient.settled'])
  })

  test('what staff write on a report, and that it is closed without a decision, is told to store and courier', async () => {
    const order = await deliver(fresh())
    const ticket = (await (await world().as('courier')).post(`/tasks/${dropoff(order)}/incidents`, { reason: 'late' })).json<{ id: number }>().id
    const shop = (await toShop()).length
    const courier = (await toCourier()).length
    const dispatcher = await world().as('dispatcher')
    for (const audience of ['internal', 'shop']) expect((await dispatcher.post(`/tickets/${ticket}/comments`, { body: 'Seen.', audience })).status).toBe(201)
    expect([(await toShop()).slice(shop), (await toCourier()).slice(courier)]).toEqual([['shop.updated'], ['courier.updated']])
    const closed = await dispatcher.post(`/tickets/${ticket}/transitions`, { to: 'closed', resolution: 'solved' })
    expect([closed.status, closed.text]).toEqual([200, expect.anything()])
    expect([(await toShop()).slice(shop), (await toCourier()).slice(courier)]).toEqual([
      ['shop.updated', 'shop.closed'],
      ['courier.updated', 'courier.closed'],
    ])
    const mail = await (await world().as('admin')).post('/mail/preview', { kind: 'courier.closed', ticket_id: ticket, locale: 'en' })
    expect([mail.status, mail.text]).toEqual([200, expect.stringContaining(`Delivery ${order.id}: `)])
  })

  test('a store that a ticket only names is not told that it is closed', async () => {
    const shop = (await toShop()).length
    const dispatcher = await world().as('dispatcher')
    const ticket = (await dispatcher.post('/tickets', { subject: 'Of a store', body: 'Among us', store_id: 1, no_requester: true, category: 'delivery' })).json<{ id: number }>().id
    const closed = await dispatcher.post(`/tickets/${ticket}/transitions`, { to: 'closed', resolution: 'solved' })
    expect([closed.status, closed.text]).toEqual([200, expect.anything()])
    expect((await toShop()).slice(shop)).toEqual([])
  })

  test('a failed, a moved and a cancelled task are told; a cancelled order once', async () => {
    const email = fresh()
    const order = await deliver(email)
    const pickup = order.tasks.find((t) => t.type === 'pickup')?.id ?? 0
    const shop = (await toShop()).length
    const dispatcher = await world().as('dispatcher')
    const courier = await world().as('courier')
    await courier.post(`/tasks/${pickup}/complete`, {})
    expect((await courier.post(`/tasks/${dropoff(order)}/fail`, { reason: 'refused', comment: 'Not wanted' })).status).toBe(200)
    const after = new Date(Date.now() + 86_400_000).toISOString()
    const before = new Date(Date.now() + 90_000_000).toISOString()
    expect((await dispatcher.post(`/tasks/${dropoff(order)}/reschedule`, { after, before })).status).toBe(200)
    expect((await dispatcher.post(`/orders/${order.id}/cancel`, { reason: 'closed' })).status).toBe(200)
    expect((await toShop()).slice(shop)).toEqual(['shop.failed', 'shop.rescheduled', 'shop.order_cancelled'])
    expect(await kindsTo(email, 3)).toEqual(['recipient.failed', 'recipient.rescheduled', 'recipient.cancelled'])
  })
})

describe('who cannot, or does not want to, be written to', () => {
  test('whoever left only a number waits for a call; each try is a note on the ticket', async () => {
    const name = `Only Phone ${++n}`
    await world().nobody.post('/public/tickets', { name, phone: `+33 6 99 00 1${n} 2${n}`, subject: name, body: 'Call me.' })
    const agent = await world().as('agent')
    const open = async (): Promise<{ id: number; ticket_id: number; reason: string; attempts: number; person_name: string }[]> =>
      (await agent.get('/callbacks', { state: 'open', limit: 200 })).json<{ items: { id: number; ticket_id: number; reason: string; attempts: number; person_name: string }[] }>().items.filter((k) => k.person_name === name)
    const [k] = await open()
    expect(k).toMatchObject({ reason: 'customer.registered', attempts: 0 })
    await agent.post(`/tickets/${k?.ticket_id ?? 0}/comments`, { body: 'We look.', public: true })
    expect(await open()).toHaveLength(1) // one call tells all that is new
    const tried = async (outcome: string): Promise<number> => (await agent.post(`/callbacks/${k?.id ?? 0}/attempts`, { outcome, note: 'noon' })).status
    expect([await tried('not_reached'), (await open()).length, await tried('reached'), (await open()).length, await tried('reached')]).toEqual([200, 1, 200, 0, 409])
    const notes = (await agent.get(`/tickets/${k?.ticket_id ?? 0}/comments`)).json<{ items: { audience: string; body_text: string }[] }>().items
    expect(notes.slice(-2).map((c) => [c.audience, c.body_text])).toEqual([
      ['internal', expect.stringMatching(/not_reached\s+noon/)],
      ['internal', expect.stringMatching(/: reached\s+noon/)],
    ])
    expect((await (await world().as('customer')).get('/callbacks')).status).toBe(403)
  })

  test('a customer hears that it is registered, answered and closed; its owner that it is theirs', async () => {
    const email = fresh()
    await world().nobody.post('/public/tickets', { name: 'Hears All', email, subject: `All ${n}`, body: 'x' })
    const ticket = (await mailsTo(email))[0]?.ticket_id ?? 0
    const agent2 = (await (await world().as('agent2')).get('/session')).json<{ person: { id: number } }>().person.id
    const c = await admin()
    expect((await c.post(`/tickets/${ticket}/assign`, { assignee_id: agent2 })).status).toBe(200)
    expect((await mailsTo('agent2@demo.test')).filter((r) => r.ticket_id === ticket).map((r) => r.kind)).toEqual(['staff.assigned'])
    await c.post(`/tickets/${ticket}/comments`, { body: 'Done.', public: true })
    expect((await c.post(`/tickets/${ticket}/transitions`, { to: 'closed', resolution: 'solved' })).status).toBe(200)
    expect((await mailsTo(email)).map((r) => r.kind)).toEqual(['customer.registered', 'customer.updated', 'customer.closed'])
  })

  test('staff who want no mails get none; what they say is kept', async () => {
    const agent2 = await world().as('agent2')
    const id = (await agent2.get('/session')).json<{ person: { id: number } }>().person.id
    const give = async (): Promise<number> => {
      const t = (await (await world().as('customer')).post('/tickets', { subject: `Mine ${++n}`, body: 'x' })).json<{ id: number }>()
      const r = await (await admin()).post(`/tickets/${t.id}/assign`, { assignee_id: id })
      expect([r.status, r.text]).toEqual([200, expect.anything()])
      return (await mailsTo('agent2@demo.test')).filter((r) => r.ticket_id === t.id).length
    }
    expect((await agent2.get('/session/notifications')).json()).toEqual({ email: true, app: true })
    expect(await give()).toBe(1)
    expect((await agent2.send('PUT', '/session/notifications', { body: { email: false, app: true } })).json()).toEqual({ email: false, app: true })
    expect(await give()).toBe(0)
    expect((await agent2.get('/session/notifications')).json()).toEqual({ email: false, app: true })
  })

  test('an address from which mail comes back for good is not written to any more, and the owner is told', async () => {
    const email = fresh()
    await world().nobody.post('/public/tickets', { name: 'Gone Away', email, subject: `Away ${n}`, body: 'x' })
    const [first] = await mailsTo(email)
    const agent = await world().as('agent')
    const ticket = first?.ticket_id ?? 0
    const me = (await agent.get('/session')).json<{ person: { id: number } }>().person.id
    await agent.post(`/tickets/${ticket}/assign`, { assignee_id: me })
    const report = [
      'From: MAILER-DAEMON@mx.example.org', 'To: help@demo.test', 'Subject: Undelivered', 'Message-ID: <dsn@mx.example.org>', `In-Reply-To: <${first?.message_id ?? ''}>`,
      'MIME-Version: 1.0', 'Content-Type: multipart/report; report-type=delivery-status; boundary=r', '', '--r', 'Content-Type: text/plain', '', 'No such user.',
      '--r', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example.org', '', `Final-Recipient: rfc822; ${email}`, 'Action: failed', 'Status: 5.1.1', '', '--r--', '',
    ].join('\r\n')
    const filed = await (await admin()).send('POST', '/inbound/email', { raw: report, headers: { 'Content-Type': 'message/rfc822' } })
    expect(filed.json()).toMatchObject({ result: 'automatic', ticket_id: ticket })
    expect((await mailsTo('agent@demo.test')).filter((r) => r.ticket_id === ticket).map((r) => r.kind)).toContain('staff.unreachable')
  })
})

describe('preview', () => {
  test('a template with a real ticket, in each language, with words not saved yet', async () => {
    const t = (await (await world().as('customer')).post('/tickets', { subject: 'Colis perdu', body: 'Rien reçu.' })).json<{ id: number; number: string }>()
    const ask = async (body: Record<string, unknown>): Promise<Record<string, string>> =>
      (await (await admin()).post('/mail/preview', { kind: 'customer.registered', ticket_id: t.id, locale: 'fr', ...body })).json()
    const fr = await ask({})
    expect(fr['subject']).toContain(`[#${t.number}]`)
    expect(fr['text']).toContain('Nous avons bien reçu votre message « Colis perdu »')
    expect(fr['text']).toContain('Téléphone : +33 1 23 45 67 89')
    expect(fr['text']).toContain('/track/preview')
    expect(fr['text']).not.toMatch(/\{\{|track\/[A-Za-z0-9_-]{20}/)
    expect((await ask({ locale: 'es' }))['text']).toContain('Hemos recibido su mensaje')
    const tried = await ask({ subject: 'About {{ticket.number}}', body: 'Dear {{person.name}}, **now** {{links}} <script>x</script>' })
    expect(tried['subject']).toContain(`About ${t.number}`)
    expect(tried['html']).toContain('<strong>now</strong> …')
    expect(tried['html']).not.toContain('<script')
    expect(tried['text']).toContain('help@demo.test') // how to reach us stands under every mail
  })

  test('every kind of mail there is can be shown in every language', async () => {
    const t = (await (await world().as('customer')).post('/tickets', { subject: 'Any', body: 'Any.' })).json<{ id: number }>()
    const kinds = (await (await admin()).get('/config/mail_templates')).json<{ items: { key: string }[] }>().items
    expect(kinds.length).toBeGreaterThan(25)
    for (const kind of kinds)
      for (const locale of ['en', 'fr', 'es']) {
        const r = await (await admin()).post('/mail/preview', { kind: kind.key, ticket_id: t.id, locale })
        expect([kind.key, locale, r.status, r.text.includes('{{')]).toEqual([kind.key, locale, 200, false])
      }
  })

  test('no such ticket, no such kind', async () => {
    const c = await admin()
    expect((await c.post('/mail/preview', { kind: 'customer.closed', ticket_id: 9_007_199_254_740_991, locale: 'en' })).status).toBe(404)
    const r = await c.post('/mail/preview', { kind: 'no.such', ticket_id: 1, locale: 'en' })
    expect([r.status, r.wrong]).toEqual([422, ['kind']])
  })
})
