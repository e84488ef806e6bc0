// Mail in: what becomes of it, over the real endpoint. With AMENDS_CORPUS every mail of the corpus goes through.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, test } from 'vitest'
import { useWorld } from './harness'

const world = useWorld()
let n = 0

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

  test('200 mutated mails (AMENDS_MUTATIONS: more) neither crash nor vanish', async () => {
    let seed = 1
    const random = (below: number): number => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below
    const count = Number(process.env['AMENDS_MUTATIONS'] ?? 200)
    for (let i = 0; i < count; i++) {
      const b = Buffer.from(text({ 'Content-Type': 'multipart/mixed; boundary=b', 'MIME-Version': '1.0' }, `--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nGrüße ${i}\r\n--b--\r\n`))
      for (let k = 0; k < 6; k++) b[random(b.length)] = random(256)
      expect((await mail(random(3) === 0 ? b.subarray(0, 1 + random(b.length - 1)) : b)).result).toMatch(/^(created|appended|automatic|duplicate|quarantined)$/)
    }
  }, 600_000)
})

const corpus = process.env['AMENDS_CORPUS'] ?? ''
describe.skipIf(!existsSync(path.join(corpus, 'bounce')))('the corpus', () => {
  const files = (dir: string): string[] => readdirSync(path.join(corpus, dir)).filter((f) => /\.(eml|box)$/.test(f)).map((f) => path.join(corpus, dir, f))
  test('not one delivery report opens a ticket', async () => {
    const opened = []
    for (const f of files('bounce')) {
      const { result, ticket_id } = await mail(readFileSync(f))
      if (!['automatic', 'duplicate'].includes(result) || ticket_id !== null) opened.push([f, result]) // two files are the same mail
    }
    expect(opened).toEqual([])
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
