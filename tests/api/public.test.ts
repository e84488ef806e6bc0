// The public form, the tracking page and the way back, as programs and as browsers without JavaScript use them.
import { describe, expect, test } from 'vitest'
import { useWorld, type Reply } from './harness'
import { multipart, png } from './upload'

const world = useWorld(['--test-clock'])
let n = 0
const report = (more: Record<string, unknown> = {}): Record<string, unknown> => ({
  name: 'Léa Petit', email: `lea.${++n}@example.org`, postcode: '75011', subject: `Colis perdu ${n}`, body: 'Rien **reçu**.', ...more,
}) // prettier-ignore

interface Tracked {
  number: string
  status: string
  status_label: string
  owner_name: string | null
  open: boolean
  contact: Record<string, string>
  comments: { id: number; author: string; author_name: string | null; body_html: string; attachments: { url: string; thumbnail_url: string }[] }[]
}

async function send(more: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<string> {
  const r = await world().nobody.post('/public/tickets', report(more), headers)
  expect([r.status, r.text]).toEqual([201, expect.stringContaining('tracking_token')])
  return r.json<{ tracking_token: string }>().tracking_token
}
const track = async (token: string, lang = 'en'): Promise<Tracked> =>
  (await world().nobody.get(`/public/tickets/${token}`, { lang })).json<Tracked>()
const ticketOf = async (token: string): Promise<Record<string, unknown>> => {
  const { number } = await track(token)
  const found = await (await world().as('admin')).get('/tickets', { q: number })
  return found.json<{ items: Record<string, unknown>[] }>().items[0] ?? {}
}
const page = (method: string, to: string, form?: Record<string, string>, cookie?: string): Promise<Reply> =>
  world().nobody.send(method, to, {
    outside: true,
    headers: { ...(form && { 'Content-Type': 'application/x-www-form-urlencoded' }), ...(cookie !== undefined && { Cookie: cookie }) },
    ...(form && { raw: new URLSearchParams(form).toString() }),
  })

describe('reporting', () => {
  test('a report is a ticket that staff see, and its reporter follows', async () => {
    const token = await send({ category: 'delivery.not_received', lang: 'fr-CA' })
    expect(token).toMatch(/^[A-Za-z0-9_-]{32}$/)
    const t = await track(token, 'fr')
    expect(t).toMatchObject({ status: 'unattended', status_label: 'Bien reçu', owner_name: null, open: true })
    expect(t.contact).toMatchObject({ phone: '+33 1 23 45 67 89', name: 'Site principal' })
    expect(t.comments).toHaveLength(1)
    expect(t.comments[0]).toMatchObject({ author: 'you', author_name: null, body_html: '<p>Rien <strong>reçu</strong>.</p>\n' })
    expect(await ticketOf(token)).toMatchObject({ channel: 'web', category: 'delivery.not_received', locale: 'fr', site: 'main', requester_name: 'Léa Petit' })
  })

  test("its reporter reads what its status means to them, not the company's name for it", async () => {
    const token = await send()
    const { id } = await ticketOf(token)
    const c = await world().as('admin')
    for (const [to, said] of [
      ['in_progress', 'We are on it'],
      ['waiting_customer', 'We need your answer'],
      ['in_progress', 'We are on it'],
      ['closed', 'Done'],
    ] as const) {
      const moved = await c.post(`/tickets/${String(id)}/transitions`, { to, resolution: 'solved' })
      expect([to, moved.status, moved.text]).toEqual([to, 200, expect.anything()])
      expect([to, (await track(token, 'en')).status_label]).toEqual([to, said])
    }
    const preview = async (kind: string): Promise<string> => (await c.post('/mail/preview', { kind, ticket_id: Number(id), locale: 'en', body: 'Now {{ticket.status}}.' })).json<{ text: string }>().text
    expect([await preview('customer.updated'), await preview('staff.assigned')]).toEqual([expect.stringContaining('Now Done.'), expect.stringContaining('Now Closed.')])
  })

  test('what staff note stays among staff; what they answer is shown with a name', async () => {
    const token = await send()
    const { id } = await ticketOf(token)
    const c = await world().as('admin')
    await c.post(`/tickets/${String(id)}/comments`, { body: 'a note', public: false })
    await c.post(`/tickets/${String(id)}/comments`, { body: 'an answer', public: true })
    const t = await track(token)
    expect(t.comments.map((k) => [k.author, k.author_name])).toEqual([['you', null], ['staff', 'Ada Romero']])
  })

  test('the same request twice is one ticket and one token', async () => {
    const body = report()
    const headers = { 'Idempotency-Key': 'once and again' }
    const [a, b] = [await world().nobody.post('/public/tickets', body, headers), await world().nobody.post('/public/tickets', body, headers)]
    expect(b.json()).toEqual(a.json())
  })

  test('the same contact and name are one person; another name is another', async () => {
    const email = 'same@example.org'
    const ids = []
    for (const name of ['Léa Petit', 'LEA  PETIT', 'Paul Petit']) ids.push((await ticketOf(await send({ name, email: email.toUpperCase() })))['requester_id'])
    expect(ids[1]).toBe(ids[0])
    expect(ids[2]).not.toBe(ids[0])
  })

  test('a claim never becomes a person who has an account', async () => {
    const mine = (await (await world().as('customer')).get('/session')).json<{ person: { id: number; name: string } }>().person
    const t = await ticketOf(await send({ name: mine.name, email: 'customer@demo.test' }))
    expect(t['requester_id']).not.toBe(mine.id)
  })

  test('a photo comes along, and only under its own link', async () => {
    const upload = multipart([{ field: 'attachments', name: 'boîte.png', bytes: png(64, 48) }], { name: 'Léa', subject: 'Photo', body: 'Voyez', lang: 'fr' })
    const r = await world().nobody.send('POST', '/public/tickets', upload)
    expect(r.status).toBe(201)
    const token = r.json<{ tracking_token: string }>().tracking_token
    const file = (await track(token)).comments[0]?.attachments[0]
    const id = file?.url.split('/').at(-1) ?? ''
    expect((await world().nobody.get(`/public/tickets/${token}/attachments/${id}`)).headers['content-disposition']).toContain('attachment')
    for (const at of [`/public/tickets/${token}/attachments/${id}`, `/public/tickets/${token}/attachments/${id}/thumbnail`]) {
      const r1 = await world().nobody.get(at)
      expect(r1.status).toBe(200)
      expect((await world().nobody.get(at, {}, { 'If-None-Match': r1.headers.etag ?? '' })).status).toBe(304)
    }
    expect((await world().nobody.get(`/public/tickets/${await send()}/attachments/${id}`)).status).toBe(404)
  })

  test.each([
    ['website', { website: 'http://spam.example' }],
    ['category', { category: 'no.such' }],
    ['site_key', { site_key: 'no-such' }],
    ['email', { email: 'nobody' }],
    ['attachments', { attachments: [1] }],
  ])('%s that does not fit is refused by name', async (field, more) => {
    const r = await world().nobody.post('/public/tickets', report(more))
    expect([r.status, r.wrong]).toEqual([422, [field]])
  })

  test('a token that was changed opens nothing', async () => {
    const token = await send()
    for (const bad of [`${token.slice(0, -1)}${token.endsWith('A') ? 'B' : 'A'}`, token.slice(1), `${token}A`, 'x'])
      expect((await world().nobody.get(`/public/tickets/${bad}`)).problem.code).toBe('tracking.none')
  })

  test('a site may read the answer from its own pages, others may not', async () => {
    const c = await world().as('admin')
    const list = (await c.get('/config/sites')).json<{ items: Record<string, unknown>[] }>()
    await c.send('PUT', '/config/sites', { body: { items: list.items.map((s) => ({ ...s, url: 'https://shop.example.org/help' })) } })
    const from = async (origin: string): Promise<unknown> =>
      (await world().nobody.get('/public/contact', { site: 'main', lang: 'es' }, { Origin: origin })).headers['access-control-allow-origin']
    expect(await from('https://shop.example.org')).toBe('https://shop.example.org')
    expect(await from('https://shop.example.or')).toBeUndefined()
    expect(await from('https://evil.example')).toBeUndefined()
  })

  test('a page elsewhere may ask whether it may send to /public, and only there', async () => {
    const ask = async (path: string): Promise<Record<string, unknown>> => {
      const r = await world().nobody.send('OPTIONS', `/api/v1${path}`, { outside: true, csrf: false, headers: { Origin: 'https://shop.example.org', 'Access-Control-Request-Method': 'POST' } })
      expect(r.status).toBe(204)
      return r.headers
    }
    expect(await ask('/public/tickets')).toMatchObject({
      'access-control-allow-origin': 'https://shop.example.org',
      'access-control-allow-methods': expect.stringContaining('POST') as string,
      'access-control-allow-headers': 'Content-Type, Idempotency-Key',
    })
    expect((await ask('/tickets'))['access-control-allow-origin']).toBeUndefined()
  })
})

describe('writing back', () => {
  test('a word on a resolved ticket takes it up again, for 14 days', async () => {
    const token = await send()
    const { id } = await ticketOf(token)
    const c = await world().as('admin')
    const close = async (): Promise<void> => {
      expect((await c.post(`/tickets/${String(id)}/transitions`, { to: 'closed', resolution: 'solved' })).status).toBe(200)
    }
    await close()
    expect((await world().nobody.post(`/public/tickets/${token}/comments`, { body: 'Still broken' })).status).toBe(201)
    expect(await track(token)).toMatchObject({ status: 'in_progress' })
    await close()
    const later = new Date(Date.now() + 15 * 24 * 3600_000).toISOString()
    expect((await c.post('/test/clock', { now: later })).status).toBe(200)
    expect((await world().nobody.post(`/public/tickets/${token}/comments`, { body: 'And now?' })).problem.code).toBe('tracking.closed')
    expect((await track(token)).open).toBe(false)
    expect((await page('GET', `/track/${token}?lang=en`)).text).not.toContain('<textarea')
  })
})

describe('the pages', () => {
  const good = { name: 'Ana', contact: '+34 600 111 222', postcode: '28001', body: 'La caja llegó <b>rota</b> & "abierta".', category: 'delivery.damaged', lang: 'es', once: 'form-1' }

  test.each([['en', 'Report a problem'], ['fr', 'Signaler un problème'], ['es', 'Informar de un problema']])('the form in %s: no script, contact data, strict policy', async (lang, title) => {
    const r = await page('GET', `/form?lang=${lang}`)
    expect(r.status).toBe(200)
    expect(r.text).toContain(`<h1>${title}</h1>`)
    expect(r.text).toContain(`<html lang="${lang}">`)
    expect(r.text).toContain('href="tel:+33123456789"')
    expect(r.text).not.toContain('<script')
    expect(r.text).not.toMatch(/ style=| on[a-z]+=/)
    expect(r.headers['content-security-policy']).toContain("default-src 'none'")
    expect(r.text.match(/<label /g)).toHaveLength(7) // six, and the one nobody sees
    expect(Buffer.byteLength(r.text)).toBeLessThan(9000)
  })

  test('what is wrong is said at its field, and nothing typed is lost', async () => {
    const r = await page('POST', '/form', { ...good, name: ' ', contact: 'nobody at all' })
    expect(r.status).toBe(422)
    expect(r.text).toContain('La caja llegó &lt;b&gt;rota&lt;/b&gt; &amp; &quot;abierta&quot;.')
    expect(r.text).toMatch(/id="name" name="name" aria-describedby="name-error" aria-invalid="true"/)
    expect(r.text).toContain('aria-describedby="contact-hint contact-error"')
    expect(r.text).toContain('<option value="delivery.damaged" selected>')
  })

  test('control characters that come with what is pasted are no reason to refuse it', async () => {
    const pasted = { ...good, name: 'Zo\u0001é\tPérez', body: 'Pedido\t4711\u000broto\nY tarde\u0007', once: 'pasted' }
    const wrong = await page('POST', '/form', { ...pasted, contact: 'nobody at all' })
    expect(wrong.status).toBe(422)
    expect(wrong.text).toContain('contact-error')
    const sent = await page('POST', '/form', pasted)
    expect(sent.status).toBe(303)
    const to = String(sent.headers['location']).split('?')[0] ?? ''
    const { subject, requester_name } = await ticketOf(to.slice('/track/'.length))
    expect([subject, requester_name]).toEqual(['Pedido 4711 roto', 'Zo é Pérez'])
    expect((await page('POST', to, { body: 'Gracias\u000c', lang: 'es', once: 'say-pasted' })).status).toBe(303)
  })

  test('what is right leads to the tracking page, twice to the same', async () => {
    const first = await page('POST', '/form', good)
    expect(first.status).toBe(303)
    const to = first.headers['location'] as unknown as string
    expect(to).toMatch(/^\/track\/[A-Za-z0-9_-]{32}\?lang=es$/)
    expect((await page('POST', '/form', good)).headers['location']).toBe(to)
    const said = first.headers['set-cookie']?.[0] ?? ''
    expect(said).toMatch(/^amends_said=new; Path=\/track\/[A-Za-z0-9_-]{32}; Max-Age=60; HttpOnly; SameSite=Lax$/)
    const shown = await page('GET', to, undefined, 'a=b; amends_said=new')
    expect(shown.text).toContain('Gracias, lo hemos recibido.')
    expect(shown.headers['set-cookie']?.[0]).toContain('amends_said=; Path=/track/')
    expect((await page('GET', to)).text).not.toContain('Gracias') // once is enough: not after a reload
    expect(shown.text).toContain('&lt;b&gt;rota') // Markdown without raw HTML, or escaped
    expect(shown.headers['referrer-policy']).toBe('no-referrer')
    const own = to.split('?')[0] ?? ''
    expect((await page('POST', own, { body: '', lang: 'es' })).status).toBe(422)
    const more = await page('POST', own, { body: 'Otra cosa', lang: 'es', once: 'say-1' })
    expect([more.status, more.headers['location']]).toEqual([303, `${own}?lang=es`])
    expect(more.headers['set-cookie']?.[0]).toContain('amends_said=sent;')
    const after = await page('GET', own, undefined, 'amends_said=sent')
    expect(after.text).toMatch(/class="alert good".*Otra cosa/s)
    expect((await page('GET', own)).text).not.toContain('class="alert')
  })

  test('times are those of the site, whose zone is named', async () => {
    const { text } = await page('GET', `/track/${await send()}?lang=en`)
    expect(text).toMatch(/<dt>Time zone<\/dt><dd>Europe\/Paris \(UTC\+[12]\)<\/dd>/)
    const [, iso = '', shown = ''] = /<time datetime="([^"]+)">[^<]*, (\d\d:\d\d)<\/time>/.exec(text) ?? []
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Europe/Paris', hour: '2-digit', minute: '2-digit' })
    expect(shown).toBe(clock.format(new Date(iso)))
  })

  test('a photo survives a mistake elsewhere on the form', async () => {
    const fields = { name: '', contact: 'a@example.org', body: 'Foto', lang: 'en', once: 'form-with-photo' }
    const one = multipart([{ field: 'attachments', name: 'a.png', bytes: png(20, 20) }], fields)
    const r = await world().nobody.send('POST', '/form', { outside: true, ...one })
    const kept = /name="kept" value="([0-9,]+)"/.exec(r.text)?.[1] ?? ''
    expect(kept).not.toBe('')
    expect(r.text).toContain('id="name-error"')
    const stolen = await page('POST', '/form', { ...fields, name: 'Eve', once: 'another', kept })
    expect(stolen.status).toBe(422)
    const ok = await page('POST', '/form', { ...fields, name: 'Ana', kept })
    expect((await page('GET', ok.headers['location'] as unknown as string)).text).toContain('alt="a.png"')
  })

  test('a form that "back" shows again with its key: what is written anew is a report of its own, the same is not', async () => {
    const own = { ...good, once: 'form-back', body: 'Primero' }
    const to = async (form: Record<string, string>): Promise<unknown> => (await page('POST', '/form', form)).headers['location']
    const first = (await to(own)) as string
    expect(await to({ ...own, body: 'Segundo' })).not.toBe(first)
    expect(await to(own)).toBe(first)
    const link = first.split('?')[0] ?? ''
    for (const body of ['uno', 'dos', 'dos']) expect((await page('POST', link, { body, lang: 'es', once: 'say-back' })).status).toBe(303)
    const said = (await track(link.slice('/track/'.length), 'es')).comments.map((k) => k.body_html.replace(/<[^>]*>|\n/g, ''))
    expect(said.slice(1)).toEqual(['uno', 'dos'])
    const form = await page('GET', '/form')
    expect(form.headers['cache-control']).toBe('private, no-cache') // so that "back" finds the key that was sent
  })

  test('a photo survives an empty word on the tracking page', async () => {
    const link = `/track/${await send()}`
    const one = multipart([{ field: 'attachments', name: 'b.png', bytes: png(20, 20) }], { body: ' ', lang: 'en', once: 'say-with-photo' })
    const r = await world().nobody.send('POST', link, { outside: true, ...one })
    const kept = /name="kept" value="([0-9,]+)"/.exec(r.text)?.[1] ?? ''
    expect([r.status, kept]).toEqual([422, expect.stringMatching(/^\d+$/)])
    expect((await page('POST', link, { body: 'Here it is', lang: 'en', once: 'say-with-photo', kept })).status).toBe(303)
    expect((await page('GET', link)).text).toContain('alt="b.png"')
  })

  test('what is far too long is shown again up to a megabyte, and beyond it a page says what to do', async () => {
    const long = await page('POST', '/form', { ...good, body: 'e'.repeat(300_000) })
    expect([long.status, long.text.includes('Es demasiado largo.'), long.text.includes('e'.repeat(300_000))]).toEqual([422, true, true])
    const raw = new URLSearchParams({ ...good, body: 'e'.repeat(1_100_000) }).toString()
    const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
    const browser = { ...form, Accept: 'text/html,application/xhtml+xml;q=0.9,*/*;q=0.8', 'Accept-Language': 'fr-FR,fr;q=0.9' }
    const shown = await world().nobody.send('POST', '/form', { outside: true, raw, headers: browser })
    expect([shown.status, shown.headers['content-type']]).toEqual([413, 'text/html; charset=utf-8'])
    expect(shown.text).toContain('raccourcissez le texte')
    expect(shown.text).toContain('<a href="/form?lang=fr">Recommencer</a>')
    expect(shown.headers['content-security-policy']).toContain("default-src 'none'")
    const program = await world().nobody.send('POST', '/form', { outside: true, raw, headers: form })
    expect([program.status, program.problem.code]).toEqual([413, 'body.too_large'])
    const broken = await world().nobody.send('POST', '/form', { outside: true, raw: '%zz', headers: browser })
    expect([broken.status, broken.text.includes('Quelque chose s’est mal passé')]).toEqual([400, true])
  })

  test('a wrong link says so, kindly', async () => {
    const r = await page('GET', '/track/AAAA?lang=fr')
    expect([r.status, r.text.includes('Ce lien ne mène nulle part')]).toEqual([404, true])
  })

  test('a new link is asked for by name and postcode; the answer tells nothing', async () => {
    const known = await page('POST', '/find', { name: 'Ana', postcode: '28001', lang: 'en' })
    const unknown = await page('POST', '/find', { name: 'Nobody', postcode: '1', lang: 'en' })
    expect([known.status, known.headers['location']]).toEqual([unknown.status, unknown.headers['location']])
    expect((await page('POST', '/find', { name: '', postcode: '', lang: 'en' })).status).toBe(422)
  })
})

describe('too often', () => {
  const until = async (path: string, body: () => unknown, most: number): Promise<Reply> => {
    for (let i = 0; i <= most; i++) {
      const r = await world().nobody.post(path, body())
      if (r.status === 429) return r
    }
    throw new Error('never refused')
  }
  test('reports, answers and asking for links have an end', async () => {
    const token = await send()
    for (const r of [
      await until(`/public/tickets/${token}/comments`, () => ({ body: 'again' }), 60),
      await until('/public/links', () => ({ name: 'x', postcode: 'y' }), 20),
      await until('/public/tickets', () => report(), 40),
    ])
      expect([r.problem.code, Number(r.headers['retry-after']) > 0]).toEqual(['intake.too_often', true])
    expect((await page('POST', '/form', { name: 'Ana', contact: '123456', body: 'x', lang: 'en' })).text).toContain('There were many reports')
  })
})
