// Mail out through a real server: what was committed arrives, whatever the server does (NT-3; reliability, "Outbox").
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { sleep } from '../api/server'
import { Caller } from '../faults/kit'
import { ask } from '../api/wire'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { arrived, between, byStarttls, byTls, header, House, inbox, mail, plainly, portOf, silent, smtpPeer, textOf } from './post'

let house: House
beforeAll(async () => {
  house = await House.open(byStarttls)
})
afterAll(() => house.close())

describe('a mail arrives', () => {
  test('by STARTTLS, with all that an answer needs', async () => {
    await house.report('ada', 'Broken cup')
    const [raw = ''] = await arrived('ada', 1)
    const [row] = await house.rows('ada@mail.test')
    expect(header(raw, 'Message-ID')).toBe(`<${row?.message_id}>`)
    expect(header(raw, 'From')).toContain('help@mail.test')
    expect(header(raw, 'Subject')).toMatch(/Broken cup.*\[#/)
    expect(header(raw, 'Auto-Submitted')).toBe('auto-generated')
    expect(header(raw, 'References')).toBe(header(raw, 'In-Reply-To'))
    const text = textOf(raw)
    expect(text).toContain('Hello ada,')
    expect(text).toContain('> Broken cup: please look.')
    expect(text).toContain('Telephone: +33 1 23 45 67 89 (Monday to Friday, 9 to 18 h)')
    expect(text).toMatch(/\/track\/[A-Za-z0-9_-]{20,}/)
  })

  test('by TLS, in the language of the form', async () => {
    await house.restart(byTls)
    await house.report('blaise', 'Tasse cassée', 'fr')
    const [raw = ''] = await arrived('blaise', 1)
    expect(textOf(raw)).toContain('nous avons bien reçu votre message'.slice(5))
    expect((await house.row('blaise@mail.test', 'sent'))?.attempts).toBe(1)
  })

  test('never in the clear where STARTTLS is asked for, never to a server that cannot prove itself', async () => {
    const plain = await between(portOf(mail.smtp), (text) => !text.includes('STARTTLS'))
    try {
      await house.restart([...plainly(plain.port).slice(0, -1), 'starttls'])
      await house.report('carl', 'Not in the clear')
      expect((await house.row('carl@mail.test', 'queued'))?.state).toBe('queued')
      await house.restart(byTls.map((a) => (a === mail.ca ? '' : a)))
      await house.report('cora', 'Unknown server')
    } finally {
      plain.close()
    }
    expect((await inbox('carl')).length + (await inbox('cora')).length).toBe(0)
  })
})

describe('a mail is kept until it arrives', () => {
  const clocked = [...byStarttls, '--test-clock']

  test('a wrong password, a server that is not there, a busy mailbox', async () => {
    await house.restart([...byStarttls.map((a) => (a === mail.password ? 'wrong' : a)), '--test-clock'])
    await house.report('dora', 'Wrong password')
    await house.report('once', 'Busy mailbox')
    const waits = async (address: string): Promise<string | null> => {
      for (const end = Date.now() + 60_000; Date.now() < end; ) {
        const [r] = await house.rows(address)
        if (r?.last_error != null) return `${r.state} ${r.last_error}`
      }
      return null
    }
    expect(await waits('dora@mail.test')).toMatch(/^queued /)
    await house.restart([...plainly(1), '--test-clock'])
    await house.later(10)
    expect(await waits('dora@mail.test')).toMatch(/^queued .*connect/i)
    await house.restart(clocked)
    await house.later(60)
    expect(await arrived('dora', 1)).toHaveLength(1)
    expect(await waits('once@mail.test')).toMatch(/^queued .*4\d\d/)
    writeFileSync(path.join(mail.dir, 'open'), '')
    await house.later(300)
    expect(await arrived('once', 1)).toHaveLength(1)
    expect((await house.row('once@mail.test', 'sent'))?.state).toBe('sent')
  })

  test('a mailbox that is gone is given up at once, shown, and sent again by hand', async () => {
    await house.restart(byStarttls)
    await house.report('gone', 'No such mailbox')
    const row = await house.row('gone@mail.test', 'failed')
    expect(row?.last_error).toContain('there is no such mailbox')
    const again = await (await house.staff()).call('POST', `/outbox/${row?.id ?? 0}/resend`)
    expect(again.status).toBe(200)
    expect((await house.row('gone@mail.test', 'failed'))?.attempts).toBe(1)
  })

  test('a server that hangs', async () => {
    const peer = await silent()
    try {
      await house.restart([...plainly(peer.port), '--test-clock'])
      await house.report('ella', 'A server that hangs')
      const began = Date.now()
      await house.report('emil', 'Served meanwhile')
      expect(Date.now() - began).toBeLessThan(10_000)
      for (let r = (await house.rows('ella@mail.test'))[0]; r?.last_error == null; ) r = (await house.rows('ella@mail.test'))[0]
    } finally {
      peer.close()
    }
    await house.restart(clocked)
    await house.later(30)
    expect([(await arrived('ella', 1)).length, (await arrived('emil', 1)).length]).toEqual([1, 1])
  })

  test('a server that closes in the middle of the message: the same Message-ID later', async () => {
    const peer = await between(portOf(mail.smtp), (text) => !text.includes('Subject:'))
    try {
      await house.restart([...plainly(peer.port), '--test-clock'])
      await house.report('fred', 'Cut off')
      for (let r = (await house.rows('fred@mail.test'))[0]; r?.last_error == null; ) r = (await house.rows('fred@mail.test'))[0]
    } finally {
      peer.close()
    }
    const [row] = await house.rows('fred@mail.test')
    await house.restart(clocked)
    await house.later(30)
    const [raw = ''] = await arrived('fred', 1)
    expect(header(raw, 'Message-ID')).toBe(`<${row?.message_id}>`)
    expect(await inbox('fred')).toHaveLength(1)
  })
})

describe('a server that is odd', () => {
  const heard = async (name: string): Promise<string> => {
    for (;;) {
      const [r] = await house.rows(`${name}@mail.test`)
      if (r !== undefined && (r.last_error !== null || r.state === 'sent')) return `${r.state} ${r.attempts} ${r.last_error ?? ''}`
    }
  }

  test('that takes long to judge what it has been given is waited for, and given it once', async () => {
    const peer = await smtpPeer(async (command) => {
      if (command === '.') await sleep(40_000)
      return undefined
    })
    try {
      await house.restart(plainly(peer.port))
      await house.report('gail', 'Judged slowly')
      expect(await heard('gail')).toBe('sent 1 ')
      expect(peer.taken).toHaveLength(1)
    } finally {
      peer.close()
    }
  })

  test('that knows ASCII only is given the domain in ASCII', async () => {
    const said: string[] = []
    const peer = await smtpPeer((command, line) => {
      if (command === 'RCPT' || command === 'MAIL') said.push(line)
      return undefined
    })
    try {
      await house.restart(plainly(peer.port).map((a) => (a === 'help@mail.test' ? 'help@exämple.test' : a)))
      const r = await new Caller(house.server).call('POST', '/public/tickets', { name: 'Joe', email: 'joe@bücher.test', subject: 'Far', body: 'Look.' })
      expect(r.status).toBe(201)
      expect((await house.row('joe@bücher.test', 'sent'))?.state).toBe('sent')
      expect(said.map((l) => l.split(' ')[1])).toEqual(['FROM:<help@xn--exmple-cua.test>', 'TO:<joe@xn--bcher-kva.test>'])
    } finally {
      peer.close()
    }
  })

  test('that hangs does not keep us from stopping', async () => {
    const peer = await silent()
    try {
      await house.restart(plainly(peer.port))
      for (const name of ['hugo', 'hulk']) await house.report(name, 'Nobody says a word')
      await sleep(1000)
      const began = Date.now()
      await house.restart(byStarttls)
      expect(Date.now() - began).toBeLessThan(10_000)
    } finally {
      peer.close()
    }
  })

  test.each([
    ['hank', '', '554 5.7.1 you are on a list'],
    ['hans', 'MAIL', '530 5.7.0 sign in first'],
    ['hedy', 'WORDS', '535 5.7.8 wrong password'],
  ])('that refuses us refuses no mail: %s', async (name, at, words) => {
    let ill = true
    const peer = await smtpPeer((command) => (ill && command === at ? words : undefined))
    try {
      await house.restart([...plainly(peer.port), '--test-clock'])
      await house.report(name, 'Not about this mail')
      expect(await heard(name)).toMatch(/^queued 1 ./)
      ill = false
      await house.later(30)
      expect((await house.row(`${name}@mail.test`, 'sent'))?.state).toBe('sent')
    } finally {
      peer.close()
    }
  })

  test.each([
    ['iris', 'RCPT', '550 5.1.1 unknown'],
    ['ivan', '.', '554 5.6.0 no such content'],
    ['ivor', 'MAIL', '552 5.3.4 too large'],
  ])('that refuses a mail for good: %s', async (name, at, words) => {
    const peer = await smtpPeer((command) => (command === at ? words : undefined))
    try {
      await house.restart(plainly(peer.port))
      await house.report(name, 'About this mail')
      expect(await heard(name)).toBe(`failed 1 The mail server refused it: ${words}`)
    } finally {
      peer.close()
    }
  })
})

describe('mails that are not due carry their way out (RFC 8058)', () => {
  const linkOf = (raw: string): string => {
    expect(header(raw, 'List-Unsubscribe-Post')).toBe('List-Unsubscribe=One-Click')
    const link = /^<http:\/\/[^/]+(\/unsubscribe\/[A-Za-z0-9_-]{44}\?lang=(?:en|fr|es))>$/.exec(header(raw, 'List-Unsubscribe'))?.[1]
    if (link === undefined) throw new Error(raw.slice(0, 2000))
    expect(textOf(raw)).toContain(link)
    return link
  }
  /** As a mail program or a browser without a session does it. */
  const send = (link: string, body?: string): ReturnType<typeof ask> =>
    ask(house.server.port, {
      method: body === undefined ? 'GET' : 'POST', path: link,
      ...(body === undefined ? {} : { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }),
    })
  const read = <T>(a: { text: string }): T => JSON.parse(a.text) as T

  test('what staff hear of tickets: one click ends it, the page takes it back; what a customer is due has none', async () => {
    await house.restart(byStarttls)
    const [admin, agent] = [await house.staff(), await house.signIn('agent@demo.test')]
    const me = read<{ person: { id: number } }>(await agent.call('GET', '/session')).person.id
    const person = read<{ version: number }>(await admin.call('GET', `/people/${me}`))
    expect((await admin.call('PATCH', `/people/${me}`, { email: 'inga@mail.test', locale: 'fr' }, { 'If-Match': `"${person.version}"` })).status).toBe(200)
    await house.report('joan', 'Way out')
    const wanted = async (): Promise<boolean> => read<{ email: boolean }>(await agent.call('GET', '/session/notifications')).email
    const give = async (): Promise<void> => {
      const made = await admin.call('POST', '/tickets', { subject: 'For Inga', body: 'x', assignee_id: me })
      expect(made.status).toBe(201)
    }
    await give()
    const [raw = ''] = await arrived('inga', 1)
    const link = linkOf(raw)
    expect(textOf(raw)).toContain('Ne plus recevoir ces e-mails')
    expect(header(raw, 'References')).not.toBe('')
    const [due = ''] = await arrived('joan', 1)
    expect([header(due, 'List-Unsubscribe'), header(due, 'List-Unsubscribe-Post'), textOf(due).includes('unsubscribe')]).toEqual(['', '', false])
    expect(header(due, 'References')).not.toBe('')

    const looked = await send(link) // a scanner follows links: nothing happens by looking
    expect([looked.status, looked.text.includes('Ne plus recevoir ces e-mails'), await wanted()]).toEqual([200, true, true])
    expect([(await send(link, 'List-Unsubscribe=One-Click')).status, await wanted()]).toEqual([200, false])
    await give()
    expect((await send(link)).text).toContain('Vous ne recevez plus ces e-mails.')
    expect([(await send(link, 'again=1')).status, await wanted()]).toEqual([200, true])
    await give()
    expect(await arrived('inga', 2)).toHaveLength(2)
    expect((await house.rows('inga@mail.test')).filter((r) => r.kind === 'staff.assigned')).toHaveLength(2)
    const wrong = await send(`/unsubscribe/${'A'.repeat(44)}?lang=es`, 'List-Unsubscribe=One-Click')
    expect([wrong.status, wrong.text.includes('lang="es"')]).toEqual([404, true])
  })

  test('news of a parcel, by address: the next delivery is silent there', async () => {
    const dispatcher = await house.signIn('dispatcher@demo.test')
    const at = (h: number): string => new Date(Date.now() + h * 3600_000).toISOString()
    const cancelled = async (email: string): Promise<void> => {
      const task = { after: at(1), before: at(3), address: { street: '9 rue Cadet', postcode: '75009', lat: 48.876, lng: 2.343 } }
      const tasks = [{ ...task, type: 'pickup' }, { ...task, type: 'dropoff', address: { ...task.address, email } }]
      const order = read<{ id: number }>(await dispatcher.call('POST', '/deliveries', { store_id: 1, tasks }))
      expect((await dispatcher.call('POST', `/orders/${order.id}/cancel`, { reason: 'closed' })).status).toBe(200)
    }
    await cancelled('karl@mail.test')
    const link = linkOf((await arrived('karl', 1))[0] ?? '')
    expect((await send(link, 'List-Unsubscribe=One-Click')).status).toBe(200)
    await cancelled('Karl@mail.test')
    expect(await house.rows('Karl@mail.test')).toEqual([])
    expect((await send(link, 'again=1')).text).toContain('Stop these mails')
    await cancelled('karl@mail.test')
    expect(await arrived('karl', 2)).toHaveLength(2)
  })
})
