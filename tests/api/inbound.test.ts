// Mail in: what becomes of it, over the real endpoint. With AMENDS_CORPUS every mail of the corpus goes through.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { useWorld, type Login } from './harness'
import { deliveryBody } from './samples'

const world = useWorld()
let n = 0
const corpus = process.env['AMENDS_CORPUS'] ?? ''
const files = (dir: string): string[] =>
  corpus === '' ? [] : readdirSync(path.join(corpus, dir)).filter((f) => /\.(eml|box)$/.test(f)).map((f) => path.join(corpus, dir, f))

interface Filed {
  result: string
  ticket_id: number | null
}
async function mail(raw: string | Buffer): Promise<Filed> {
  const r = await (await world().as('admin')).send('POST', '/inbound/email', { raw, headers: { 'Content-Type': 'message/rfc822' } })
  expect([r.status, r.text]).toEqual([200, expect.stringContaining('result')])
  return r.json<Filed>()
}
const text = (head: Record<string, string>, body = 'Hello\r\n'): string =>
  `${Object.entries({ 'Message-ID': `<${++n}@example.org>`, From: 'Lea <lea@example.org>', To: 'help@demo.test', Subject: 'My parcel', ...head })
    .map(([k, v]) => `${k}: ${v}\r\n`)
    .join('')}\r\n${body}`

async function comments(id: number | null): Promise<Record<string, unknown>[]> {
  const r = await (await world().as('admin')).get(`/tickets/${String(id)}/comments`)
  return r.json<{ items: Record<string, unknown>[] }>().items
}
async function number(id: number | null): Promise<string> {
  return (await (await world().as('admin')).get(`/tickets/${String(id)}`)).json<{ number: string }>().number
}

describe('what becomes of a mail', () => {
  test('a new one opens a ticket, with its attachments', async () => {
    const body = ['--b', 'Content-Type: text/html', '', '<p onclick="x()">Hi <b>there</b><script>x</script></p>', '--b', 'Content-Type: text/plain; name=a.txt', 'Content-Disposition: attachment; filename=a.txt', '', 'text', '--b--', ''].join('\r\n')
    const f = await mail(text({ 'MIME-Version': '1.0', 'Content-Type': 'multipart/mixed; boundary=b' }, body))
    expect(f.result).toBe('created')
    const [first] = await comments(f.ticket_id)
    expect(first).toMatchObject({ from_email: 'lea@example.org', audience: 'customer', automatic: false, author_name: 'Lea' })
    expect(first?.['attachments']).toHaveLength(1)
    expect(first?.['body_html']).not.toMatch(/script|onclick/)
  })

  test('an answer by the number in the subject, only from who takes part', async () => {
    const f = await mail(text({}))
    const subject = `Re: [#${await number(f.ticket_id)}] My parcel`
    expect(await mail(text({ Subject: subject }, 'Thanks\r\n\r\nOn Monday help wrote:\r\n> old\r\n'))).toEqual({ result: 'appended', ticket_id: f.ticket_id })
    const all = await comments(f.ticket_id)
    expect(all.at(-1)?.['body_text']).toContain('> old')
    expect(all.at(-1)?.['body_html']).toContain('data-quote')
    const stranger = await mail(text({ Subject: subject, From: 'Bob <bob@example.org>' }))
    expect(stranger.result).toBe('created')
    expect(stranger.ticket_id).not.toBe(f.ticket_id)
  })

  test('the same again is a duplicate, also by another way', async () => {
    const raw = text({})
    const f = await mail(raw)
    expect(await mail(raw)).toEqual({ result: 'duplicate', ticket_id: f.ticket_id })
    expect(await mail(`Received: from x by y\r\n${raw}`)).toEqual({ result: 'duplicate', ticket_id: f.ticket_id })
  })

  test('ten at once are one', async () => {
    const raw = text({})
    const all = await Promise.all(Array.from({ length: 10 }, () => mail(raw)))
    expect(new Set(all.map((f) => f.ticket_id)).size).toBe(1)
    expect(await comments(all[0]?.ticket_id ?? null)).toHaveLength(1)
  })

  test('many at once, of as many people, are all filed', async () => {
    const some = async (_: unknown, k: number): Promise<string[]> => {
      const all: string[] = []
      while (all.length < 4) all.push((await mail(text({ From: `P${k}x${all.length} <p${k}x${all.length}@example.org>` }))).result)
      return all
    }
    const results = (await Promise.all(Array.from({ length: 64 }, some))).flat()
    expect(results).toEqual(Array.from({ length: 64 * 4 }, () => 'created'))
  }, 120_000)

  test('automatic mail opens nothing, and is filed among staff where it belongs', async () => {
    expect(await mail(text({ 'Auto-Submitted': 'auto-replied' }))).toEqual({ result: 'automatic', ticket_id: null })
    const f = await mail(text({}))
    const subject = `Re: [#${await number(f.ticket_id)}] My parcel`
    expect(await mail(text({ Subject: subject, 'Auto-Submitted': 'auto-replied' }, 'Away'))).toEqual({ result: 'automatic', ticket_id: f.ticket_id })
    expect((await comments(f.ticket_id)).at(-1)).toMatchObject({ audience: 'internal', automatic: true })
  })

  test('a mailing list opens a ticket that is marked', async () => {
    const f = await mail(text({ 'List-Id': '<x.example.org>', Precedence: 'list' }))
    expect(f.result).toBe('created')
    expect((await comments(f.ticket_id))[0]).toMatchObject({ automatic: true })
  })

  test('what staff writes from its mailbox is a note', async () => {
    const f = await mail(text({}))
    const subject = `Re: [#${await number(f.ticket_id)}] My parcel`
    expect((await mail(text({ Subject: subject, From: 'agent@demo.test' }))).result).toBe('appended')
    expect((await comments(f.ticket_id)).at(-1)).toMatchObject({ audience: 'internal', author_name: 'Inés Calvo' })
  })

  test('odd senders, no subject, no text: a ticket all the same', async () => {
    for (const head of [{ From: '' }, { From: '"<weird> x" <a b@c>' }, { Subject: '' }, { From: 'x@y@z' }, { Subject: 's'.repeat(5000) }])
      expect([head, (await mail(text(head, ''))).result]).toEqual([head, expect.stringMatching(/^(created|automatic)$/)])
  })
})

describe('an answer to what we wrote about a delivery', () => {
  interface Row {
    id: number
    kind: string
    address: string
    message_id: string
  }
  interface Delivery {
    id: number
    drop: number
    recipient: string
  }
  const post = async (who: Login, url: string, body: unknown, status = 200): Promise<Record<string, unknown>> => {
    const r = await (await world().as(who)).post(url, body)
    expect([url, r.status, r.text]).toEqual([url, status, expect.anything()])
    return r.json()
  }
  const me = async (who: Login): Promise<number> => (await (await world().as(who)).get('/session')).json<{ person: { id: number } }>().person.id
  const newest = async (address: string, kind: string): Promise<string> => {
    const r = (await (await world().as('admin')).get('/outbox', { limit: 200 })).json<{ items: Row[] }>()
    const row = r.items.find((m) => m.address === address && m.kind === kind)
    expect([address, kind, row?.message_id]).toEqual([address, kind, expect.any(String)])
    return row?.message_id ?? ''
  }
  const sent = async (address: string, kind: string): Promise<number> =>
    (await (await world().as('admin')).get('/outbox', { limit: 200 })).json<{ items: Row[] }>().items.filter((m) => m.address === address && m.kind === kind).length
  const answer = (id: string, from: string, body: string, head: Record<string, string> = {}): Promise<Filed> =>
    mail(text({ Subject: 'Re: your delivery', From: from, 'In-Reply-To': `<${id}>`, ...head }, `${body}\r\n\r\nOn Monday help wrote:\r\n> old\r\n`))
  const reads = async (who: Login, ticket: number | null): Promise<string> => {
    const r = await (await world().as(who)).get(`/tickets/${String(ticket)}/comments`)
    return r.status === 200 ? r.text : String(r.status)
  }
  const deliver = async (): Promise<Delivery> => {
    const recipient = `parcel.${++n}@example.org`
    const body = deliveryBody(await me('courier'))
    const drop = body.tasks[1] as { address: Record<string, unknown> }
    drop.address['email'] = recipient
    const o = (await post('dispatcher', '/deliveries', body, 201)) as unknown as { id: number; tasks: { id: number }[] }
    return { id: o.id, drop: o.tasks[1]?.id ?? 0, recipient }
  }
  const report = async (d: Delivery): Promise<{ ticket: number; proposal: number }> => {
    const proposal = { tasks: [{ id: d.drop, packages: [{ name: 'box', quantity: 2 }] }] }
    const r = (await post('courier', `/tasks/${d.drop}/incidents`, { reason: 'late', proposal }, 201)) as unknown as { id: number; proposal: { id: number } }
    return { ticket: r.id, proposal: r.proposal.id }
  }

  test("the store's is on the incident's ticket, for store, courier and staff; its owner is told", async () => {
    const d = await deliver()
    const { ticket } = await report(d)
    await post('dispatcher', `/tickets/${ticket}/assign`, { assignee_id: await me('dispatcher') })
    const told = await sent('dispatcher@demo.test', 'staff.answered')
    const body = `Please send it again, Wallaby ${n}`
    expect(await answer(await newest('shop@demo.test', 'shop.incident'), 'shop@demo.test', body)).toEqual({ result: 'appended', ticket_id: ticket })
    expect((await comments(ticket)).at(-1)).toMatchObject({ audience: 'shop', author_id: await me('shop'), from_email: 'shop@demo.test' })
    for (const who of ['dispatcher', 'shop', 'courier'] as const) expect([who, await reads(who, ticket)]).toEqual([who, expect.stringContaining(body)])
    for (const who of ['courier2', 'customer'] as const) expect([who, await reads(who, ticket)]).toEqual([who, '404'])
    expect(await sent('dispatcher@demo.test', 'staff.answered')).toBe(told + 1)
    await post('dispatcher', `/tickets/${ticket}/comments`, { body: 'It comes tomorrow.', audience: 'shop' }, 201)
    expect(await answer(await newest('shop@demo.test', 'shop.updated'), 'Shop <SHOP@demo.test>', 'Good.')).toEqual({ result: 'appended', ticket_id: ticket })
    expect((await comments(ticket)).at(-1)).toMatchObject({ audience: 'shop', author_id: await me('shop') })
  })

  test("the courier's, to a decision, is there too", async () => {
    const d = await deliver()
    const { ticket, proposal } = await report(d)
    await post('dispatcher', `/proposals/${proposal}/refuse`, {})
    const said = await answer(await newest('courier@demo.test', 'courier.refused'), 'courier@demo.test', 'But there were two.')
    expect(said).toEqual({ result: 'appended', ticket_id: ticket })
    expect((await comments(ticket)).at(-1)).toMatchObject({ audience: 'shop', author_id: await me('courier') })
    expect(await reads('shop', ticket)).toContain('But there were two.')
  })

  test("the recipient's is there, and neither store nor courier reads it; what staff answers reaches the recipient", async () => {
    const d = await deliver()
    const { ticket } = await report(d)
    const body = `Leave it at number 7, Bandicoot ${n}`
    expect(await answer(await newest(d.recipient, 'recipient.incident'), `Mia <${d.recipient}>`, body)).toEqual({ result: 'appended', ticket_id: ticket })
    const said = (await comments(ticket)).at(-1)
    expect(said).toMatchObject({ audience: 'customer', author_name: 'Mia', automatic: false })
    for (const who of ['shop', 'courier'] as const) {
      expect([who, await reads(who, ticket)]).toEqual([who, expect.not.stringContaining('Bandicoot')])
      expect((await (await world().as(who)).get('/tickets', { q: `Bandicoot ${n}` })).json<{ items: unknown[] }>().items).toEqual([])
    }
    await post('dispatcher', `/tickets/${ticket}/comments`, { body: 'Number 7 it is.', public: true }, 201)
    expect(await answer(await newest(d.recipient, 'participant.updated'), `M. <${d.recipient}>`, 'Thank you.')).toEqual({ result: 'appended', ticket_id: ticket })
    expect((await comments(ticket)).at(-1)).toMatchObject({ audience: 'customer', author_id: said?.['author_id'] })
    expect(await sent(d.recipient, 'customer.registered')).toBe(0)
  })

  test('to a mail for the store, from another address: still not for the customer', async () => {
    const email = `own.${++n}@example.org`
    await world().nobody.post('/public/tickets', { name: 'Own', email, subject: `Own ${n}`, body: 'Where is it?' })
    const admin = await world().as('admin')
    const [t] = (await admin.get('/tickets', { q: `Own ${n}` })).json<{ items: { id: number; version: number }[] }>().items
    const ticket = t?.id ?? 0
    expect((await admin.patch(`/tickets/${ticket}`, t?.version ?? 0, { store_id: 1 })).status).toBe(200)
    await post('admin', `/tickets/${ticket}/comments`, { body: 'Do you know of it?', audience: 'shop' }, 201)
    const id = await newest('shop@demo.test', 'shop.updated')
    const before = await sent(email, 'customer.updated')
    for (const from of [`backroom.${n}@example.org`, 'shop@demo.test', email]) {
      expect(await answer(id, from, 'She says so every week.')).toEqual({ result: 'appended', ticket_id: ticket })
      expect([from, (await comments(ticket)).at(-1)]).toEqual([from, expect.objectContaining({ audience: 'shop', from_email: from })])
    }
    expect(await sent(email, 'customer.updated')).toBe(before)
  })

  test('without a ticket it opens one, with the order and the store; the next one goes there, too', async () => {
    const d = await deliver()
    await post('dispatcher', `/orders/${d.id}/cancel`, { reason: 'closed' })
    const shop = await newest('shop@demo.test', 'shop.order_cancelled')
    const opened: (number | null)[] = []
    for (const [id, from, requester] of [
      [shop, 'shop@demo.test', await me('shop')],
      [await newest(d.recipient, 'recipient.cancelled'), d.recipient, expect.any(Number)],
      [await newest('courier@demo.test', 'courier.cancelled'), 'courier@demo.test', await me('courier')],
    ] as const) {
      const f = await answer(id, from, 'Why?')
      expect([from, f.result, opened.includes(f.ticket_id)]).toEqual([from, 'created', false])
      opened.push(f.ticket_id)
      const t = (await (await world().as('dispatcher')).get(`/tickets/${String(f.ticket_id)}`)).json()
      expect(t).toMatchObject({ order_id: d.id, store_id: 1, requester_id: requester, category: 'delivery', channel: 'email' })
      expect(await answer(id, from, 'Please tell me.')).toEqual({ result: 'appended', ticket_id: f.ticket_id })
    }
    expect([await reads('shop', opened[1] ?? 0), await reads('shop', opened[2] ?? 0), await reads('customer', opened[0] ?? 0)]).toEqual(['404', '404', '404'])
  })

  test('of an order whose delivery has a report, it goes to that ticket', async () => {
    const d = await deliver()
    const { ticket } = await report(d)
    await post('dispatcher', `/orders/${d.id}/cancel`, { reason: 'closed' })
    expect(await answer(await newest('shop@demo.test', 'shop.order_cancelled'), 'shop@demo.test', 'Why?')).toEqual({ result: 'appended', ticket_id: ticket })
    expect(await answer(await newest(d.recipient, 'recipient.cancelled'), d.recipient, 'Why?')).toEqual({ result: 'appended', ticket_id: ticket })
    expect((await comments(ticket)).slice(-2).map((k) => k['audience'])).toEqual(['shop', 'customer'])
  })

  test('by a machine it opens nothing', async () => {
    const d = await deliver()
    const { ticket } = await report(d)
    const away = { 'Auto-Submitted': 'auto-replied' }
    expect(await answer(await newest(d.recipient, 'recipient.incident'), d.recipient, 'Away', away)).toEqual({ result: 'automatic', ticket_id: ticket })
    expect((await comments(ticket)).at(-1)).toMatchObject({ audience: 'internal', automatic: true })
    const other = await deliver()
    await post('dispatcher', `/orders/${other.id}/cancel`, { reason: 'closed' })
    const id = await newest(other.recipient, 'recipient.cancelled')
    expect(await answer(id, other.recipient, 'Away', away)).toEqual({ result: 'automatic', ticket_id: null })
    const bounce = [
      '--r', 'Content-Type: text/plain', '', 'No such user.', '--r', 'Content-Type: message/delivery-status', '', 'Reporting-MTA: dns; mx.example.org', '',
      `Final-Recipient: rfc822; ${other.recipient}`, 'Action: failed', 'Status: 5.1.1', '', '--r--', '',
    ].join('\r\n')
    const head = { From: 'MAILER-DAEMON@mx.example.org', 'In-Reply-To': `<${id}>`, 'MIME-Version': '1.0', 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=r' }
    expect(await mail(text(head, bounce))).toEqual({ result: 'automatic', ticket_id: null })
    expect((await (await world().as('admin')).get('/tickets', { order: other.id })).json<{ items: unknown[] }>().items).toEqual([])
  })
})

// before the mutated ones, which resemble them
describe.skipIf(!existsSync(path.join(corpus, 'bounce')))('the corpus', () => {
  test('not one delivery report opens a ticket, or causes a mail', async () => {
    const mails = async (): Promise<unknown> => (await (await world().as('admin')).get('/outbox', { limit: 1 })).json<{ items: unknown[] }>().items
    const before = await mails()
    const opened = []
    for (const f of files('bounce')) {
      const { result, ticket_id } = await mail(readFileSync(f))
      if (!['automatic', 'duplicate'].includes(result) || ticket_id !== null) opened.push([f, result]) // two files are the same mail
    }
    expect(opened).toEqual([])
    expect(await mails()).toEqual(before)
  }, 600_000)
  test('every mail is a ticket, part of one, automatic or a duplicate', async () => {
    const odd = []
    const results: Record<string, number> = {}
    for (const f of files('mail')) {
      const { result } = await mail(readFileSync(f))
      results[result] = (results[result] ?? 0) + 1
      if (!['created', 'appended', 'automatic', 'duplicate'].includes(result)) odd.push([f, result])
    }
    console.log('corpus/mail:', results)
    expect(odd).toEqual([])
  }, 600_000)
})

describe('quarantine', () => {
  test('what cannot be read is kept, shown, given out and tried again', async () => {
    const admin = await world().as('admin')
    const raw = Buffer.concat([Buffer.from('no mail at all '), Buffer.from([0, 255, 1]), Buffer.from(String(++n))])
    expect(await mail(raw)).toEqual({ result: 'quarantined', ticket_id: null })
    const [item] = (await admin.get('/mail/quarantine')).json<{ items: { id: number; reason: string; size: number }[] }>().items
    expect(item).toMatchObject({ reason: 'mail.no_headers', size: raw.length })
    const got = await admin.get(`/mail/quarantine/${item?.id ?? 0}`)
    expect(got.headers['content-disposition']).toContain('.eml')
    expect((await admin.post(`/mail/quarantine/${item?.id ?? 0}/retry`, undefined)).json()).toEqual({ result: 'quarantined', ticket_id: null })
    await mail(text({}))
    expect((await admin.post(`/mail/quarantine/${(item?.id ?? 0) + 1}/retry`, undefined)).problem.code).toBe('mail.not_quarantined')
  })

  test('an empty body is no mail', async () => {
    const r = await (await world().as('admin')).send('POST', '/inbound/email', { raw: '', headers: { 'Content-Type': 'message/rfc822' } })
    expect([r.status, r.problem.code]).toEqual([400, 'mail.empty'])
  })

  test('mutated mails (200; AMENDS_MUTATIONS: more) neither crash nor vanish', async () => {
    let seed = 1
    const random = (below: number): number => {
      let x = (seed = (seed + 0x6d2b79f5) | 0) // mulberry32
      x = Math.imul(x ^ (x >>> 15), x | 1)
      x ^= x + Math.imul(x ^ (x >>> 7), x | 61)
      return ((x ^ (x >>> 14)) >>> 0) % below
    }
    const count = Number(process.env['AMENDS_MUTATIONS'] ?? 200)
    const originals = [
      ...['mail', 'bounce'].flatMap((d) => files(d).map((f) => readFileSync(f))),
      ...Array.from({ length: 50 }, (_, i) =>
        i % 2 === 0
          ? Buffer.from(text({ 'Content-Type': 'multipart/mixed; boundary=b', 'MIME-Version': '1.0' }, `--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGrüße ${i}\r\n--b--\r\n`))
          : Buffer.from(text({ 'Content-Type': 'text/html; charset=iso-8859-1', 'Content-Transfer-Encoding': 'quoted-printable' }, `<p>Gr=FC=DFe <b>und</b> ${i}</p>\r\n`)),
      ),
    ].filter((b) => b.length < 300_000)
    // cut, flipped, re-encoded
    const mutate = (whole: Buffer): Buffer => {
      const b = Buffer.from(whole)
      for (let k = random(8); k > 0; k--) b[random(b.length)] = random(256)
      switch (random(5)) {
        case 0: return b.subarray(0, 1 + random(b.length))
        case 1: return Buffer.concat([b.subarray(0, random(b.length)), b.subarray(random(b.length))])
        case 2: return Buffer.from(b.toString('latin1').replace(/charset="?[\w-]+"?/i, `charset=${['utf-8', 'utf-16le', 'iso-2022-jp', 'koi8-r', 'x-none'][random(5)]}`), 'latin1')
        case 3: return Buffer.from(b.toString('latin1').replace(/(quoted-printable|base64|7bit|8bit)/i, ['base64', 'quoted-printable', 'x-uuencode', '8bit'][random(4)] ?? ''), 'latin1')
        default: return b
      }
    }
    const results: Record<string, number> = {}
    const lost: unknown[] = []
    const admin = await world().as('admin')
    for (let i = 0; i < count; i++) {
      const f = await mail(mutate(originals[random(originals.length)] ?? Buffer.alloc(0)))
      results[f.result] = (results[f.result] ?? 0) + 1
      const filed = f.result === 'created' || f.result === 'appended'
      if (!/^(created|appended|automatic|duplicate|quarantined)$/.test(f.result) || (filed && f.ticket_id === null)) lost.push([i, f])
      if (filed && i % 20 === 0 && (await admin.get(`/tickets/${String(f.ticket_id)}`)).status !== 200) lost.push([i, f])
    }
    console.log(`${count} mutated mails of ${originals.length} originals:`, results)
    expect(lost).toEqual([])
    expect(Object.values(results).reduce((a, b) => a + b, 0)).toBe(count)
  }, 7_200_000)
})
