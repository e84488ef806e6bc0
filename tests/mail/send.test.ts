// Mail out through a real server: what was committed arrives, whatever the server does (NT-3; reliability, "Outbox").
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { arrived, between, byStarttls, byTls, header, House, inbox, mail, plainly, portOf, silent, textOf } from './post'

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
