// Mail in from a real mailbox: polled, filed, taken away; a mailbox that fails is seen (IN-7, IN-18).
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { sleep } from '../api/server'
import { arrived, asVariables, byStarttls, header, House, imapPeer, inbox, mail, polling, post, silent, textOf, until } from './post'

let house: House
beforeAll(async () => {
  // All by variables: that these are read is proved here (tests/api/options.test.ts).
  house = await House.open([], asVariables([...byStarttls, ...polling(mail.imap, 'starttls')]))
})
afterAll(() => house.close())

interface Ticket {
  id: number
  subject: string
  locale: string | null
}
interface Channel {
  key: string
  configured: boolean
  failing: boolean
  success_at: string | null
  item_at: string | null
  last_error: string | null
  backlog: number
}
const called = async (subject: string): Promise<Ticket[]> => (await (await house.staff()).all<Ticket>('/tickets')).filter((t) => t.subject === subject)
const ticket = async (subject: string): Promise<Ticket> => {
  const [t] = await until(() => called(subject), (all) => all.length > 0)
  if (t === undefined) throw new Error(`no ticket ${subject}`)
  return t
}
const channel = async (key: string): Promise<Channel> => {
  const r = await (await house.staff()).call('GET', '/mail/channels')
  const found = (JSON.parse(r.text) as { items: Channel[] }).items.find((k) => k.key === key)
  if (found === undefined) throw new Error(r.text)
  return found
}

test('there and back: a mail becomes a ticket, its answer arrives, the answer to that comes back to the same ticket', async () => {
  const words = 'Bonjour, je n’ai pas reçu le colis que vous m’avez envoyé. Merci de votre réponse.'
  await post(
    `From: Irène <irene@mail.test>\nTo: help@mail.test\nSubject: Mon colis\nMessage-ID: <irene-1@mail.test>\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n${words}\n`,
    'help@mail.test',
  )
  const t = await ticket('Mon colis')
  const [hello = ''] = await arrived('irene', 1)
  expect(textOf(hello)).toContain('merci de nous avoir écrit') // no language was said: it was heard
  const staff = await house.staff()
  expect((await staff.call('POST', `/tickets/${t.id}/comments`, { body: 'Il arrive **demain**.', public: true })).status).toBe(201)
  const answer = (await arrived('irene', 2))[1] ?? ''
  expect(textOf(answer)).toContain('Il arrive **demain**.')
  expect(header(answer, 'Auto-Submitted')).toBe('')
  await post(
    `From: Irène <irene@mail.test>\nTo: help@mail.test\nSubject: Re: whatever\nMessage-ID: <irene-2@mail.test>\nIn-Reply-To: ${header(answer, 'Message-ID')}\n\nParfait, merci.\n`,
    'help@mail.test',
  )
  const comments = await until(
    () => staff.all<{ body_text: string; public: boolean }>(`/tickets/${t.id}/comments`),
    (all) => all.length === 3,
  )
  expect(comments.map((k) => [k.body_text.trim(), k.public])).toEqual([[words, true], ['Il arrive **demain**.', true], ['Parfait, merci.', true]])
  expect(await until(() => inbox('help'), (all) => all.length === 0)).toHaveLength(0)
  const state = await until(() => channel('imap'), (k) => k.success_at !== null && k.item_at !== null)
  expect(state).toMatchObject({ configured: true, failing: false, last_error: null, backlog: 0 })
  expect((await channel('smtp')).item_at).not.toBeNull()
})

test('what cannot be read goes to quarantine, and the mailbox is emptied all the same', async () => {
  let nested = 'text\n'
  for (let i = 0; i < 60; i++) nested = `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n${nested}\n--b${i}--\n`
  await post(`From: j@mail.test\nTo: help@mail.test\nSubject: Deep\nMIME-Version: 1.0\n${nested}`, 'help@mail.test')
  const staff = await house.staff()
  const rows = await until(() => staff.all<{ reason: string }>('/mail/quarantine'), (all) => all.length > 0)
  expect(rows.map((r) => r.reason)).toEqual(['mail.too_complex'])
  expect(await until(() => inbox('help'), (all) => all.length === 0)).toHaveLength(0)
})

test('a vacation notice opens nothing and is not answered', async () => {
  const before = (await (await house.staff()).all('/tickets')).length
  await post('From: kim@mail.test\nTo: help@mail.test\nSubject: Out of office\nAuto-Submitted: auto-replied\nMessage-ID: <kim@mail.test>\n\nAway.\n', 'help@mail.test')
  expect(await until(() => inbox('help'), (all) => all.length === 0)).toHaveLength(0)
  expect((await (await house.staff()).all('/tickets')).length).toBe(before)
  expect(await inbox('kim')).toHaveLength(0)
})

test('a mailbox that fails is seen, and seen to be well again; over TLS', async () => {
  await house.restart([...byStarttls, ...polling(mail.imaps, 'none', 'wrong')])
  const bad = await until(() => channel('imap'), (k) => k.failing)
  expect(bad.failing).toBe(true)
  expect(bad.last_error).toMatch(/mailbox cannot be read/)
  expect(bad.success_at).not.toBeNull()
  await post('From: lola@mail.test\nTo: help@mail.test\nSubject: Meanwhile\nMessage-ID: <lola@mail.test>\n\nHello.\n', 'help@mail.test')
  await house.restart([...byStarttls, ...polling(mail.imaps, 'none')])
  await ticket('Meanwhile')
  expect(await until(() => channel('imap'), (k) => !k.failing && k.backlog === 0)).toMatchObject({ failing: false, last_error: null })
})

test('the price in the store’s mail is the order’s and the ledger’s, to the cent', async () => {
  const staff = await house.staff()
  const shop = JSON.parse((await staff.call('GET', '/stores/1')).text) as { person_id: number; version: number }
  const person = JSON.parse((await staff.call('GET', `/people/${shop.person_id}`)).text) as { version: number }
  const moved = await staff.call('PATCH', `/people/${shop.person_id}`, { email: 'shop@mail.test', locale: 'en' }, { 'If-Match': `"${person.version}"` })
  expect(moved.status).toBe(200)
  const courier = await house.signIn('courier@demo.test')
  const courierId = (JSON.parse((await courier.call('GET', '/session')).text) as { person: { id: number } }).person.id
  const dispatcher = await house.signIn('dispatcher@demo.test')
  const at = (h: number): string => new Date(Date.now() + h * 3600_000).toISOString()
  const made = await dispatcher.call('POST', '/deliveries', {
    store_id: 1,
    tasks: [
      { type: 'pickup', courier_id: courierId, after: at(1), before: at(2), address: { street: '83 quai de Valmy', postcode: '75010', lat: 48.8722, lng: 2.3646 } },
      {
        type: 'dropoff', courier_id: courierId, after: at(1), before: at(3), weight: 900, packages: [{ name: 'box', quantity: 1 }],
        address: { name: 'Mia', email: 'mia@mail.test', street: '9 rue Cadet', postcode: '75009', lat: 48.876, lng: 2.343 },
      },
    ],
  })
  const order = JSON.parse(made.text) as { id: number; total: number; tasks: { id: number; type: string }[] }
  const drop = order.tasks.find((t) => t.type === 'dropoff')?.id ?? 0
  const said = await courier.call('POST', `/tasks/${drop}/incidents`, { reason: 'late', proposal: { tasks: [{ id: drop, packages: [{ name: 'box', quantity: 2 }] }] } })
  const { proposal } = JSON.parse(said.text) as { proposal: { id: number; order_version: number; new_total: number } }
  const cents = (n: number): string => `${Math.floor(n / 100)}.${String(n % 100).padStart(2, '0')} EUR`
  const incident = textOf((await until(() => inbox('shop'), (all) => all.length >= 1)).at(-1) ?? '')
  expect(incident).toContain(`Proposed price: ${cents(proposal.new_total)} instead of ${cents(order.total)}.`)
  const yes = await dispatcher.call('POST', `/proposals/${proposal.id}/approve`, { order_version: proposal.order_version })
  expect(yes.status).toBe(200)
  const now = JSON.parse((await dispatcher.call('GET', `/orders/${order.id}`)).text) as { total: number; previous_total: number; version: number }
  const legs = await staff.all<{ amount: number; order_id: number | null }>(`/people/${shop.person_id}/ledger?unit=money`)
  const charged = legs.filter((l) => l.order_id === order.id).reduce((sum, l) => sum - l.amount, 0)
  const approved = textOf((await until(() => inbox('shop'), (all) => all.length >= 2)).at(-1) ?? '')
  expect(now.total).toBe(proposal.new_total)
  expect(charged).toBe(now.total)
  expect(approved).toContain(`Price: ${cents(now.total)} instead of ${cents(order.total)}.`)
  expect(approved).toContain('2 × box')
  const mia = (await arrived('mia', 2)).map(textOf)
  expect(mia[1]).toContain('2 × box')
  expect(mia.join('\n')).not.toMatch(/EUR|Price/) // what it costs is the store's
})

describe('a mailbox that is odd', () => {
  const letter = (n: number): string => `From: odd@mail.test\r\nSubject: Odd ${n}\r\nMessage-ID: <odd-${n}@mail.test>\r\nAuto-Submitted: auto-replied\r\n\r\n${n}\r\n`
  const letters = (...n: number[]): Map<number, string> => new Map(n.map((i) => [i, letter(i)]))

  test('one that is gone, one that the server does not give: the others are read, and of the second people hear', async () => {
    const mails = letters(1, 2, 3, 4)
    const peer = await imapPeer(mails, (command) =>
      command.startsWith('FETCH 1 ') ? 'TAG OK' : command.startsWith('FETCH 3 ') ? 'TAG NO [SERVERBUG] it cannot be read' : undefined,
    )
    try {
      await house.restart([...byStarttls, ...polling(`imap://127.0.0.1:${peer.port}`, 'none')])
      expect(await until(() => Promise.resolve([...mails.keys()]), (left) => left.length <= 2, 20_000)).toEqual([1, 3])
      const k = await until(() => channel('imap'), (c) => c.failing)
      expect([k.failing, k.last_error]).toEqual([true, expect.stringContaining('does not give')])
    } finally {
      peer.close()
    }
  })

  test('one that hangs does not keep us from stopping, and is not told of for that', async () => {
    const peer = await silent()
    try {
      await house.restart([...byStarttls, ...polling(`imap://127.0.0.1:${peer.port}`, 'none')])
      const before = await channel('imap')
      await sleep(1500)
      const began = Date.now()
      await house.restart(byStarttls)
      expect(Date.now() - began).toBeLessThan(10_000)
      expect(await channel('imap')).toMatchObject({ failing: before.failing, last_error: before.last_error })
    } finally {
      peer.close()
    }
  })

  test('thousands lie there: all are counted', async () => {
    const mails = letters(...Array.from({ length: 5000 }, (_, i) => i + 10_000))
    const peer = await imapPeer(mails, (command) => (command.startsWith('FETCH 10001 ') ? 'BYE' : undefined))
    try {
      await house.restart([...byStarttls, ...polling(`imap://127.0.0.1:${peer.port}`, 'none')])
      expect((await until(() => channel('imap'), (k) => k.failing && k.backlog > 1, 20_000)).backlog).toBe(4999)
    } finally {
      peer.close()
    }
  })
})
