// kill -9 at the worst moments: between what the mail server did and what we wrote down of it.
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Caller } from '../faults/kit'
import { arrived, between, byStarttls, header, House, inbox, mail, plainly, polling, portOf, post, until } from './post'

let house: House
beforeAll(async () => {
  house = await House.open(byStarttls)
})
afterAll(() => house.close())

test('between sending and marking: it arrives again, with the same Message-ID', async () => {
  let data = false
  const peer = await between(portOf(mail.smtp), (text, from) => {
    if (from === 'client' && text.includes('Subject:')) data = true
    if (from === 'server' && data && text.startsWith('250')) {
      process.kill(house.server.pid, 'SIGKILL') // the server took it; we never hear of it
      return false
    }
    return true
  })
  try {
    await house.restart([...plainly(peer.port), '--test-clock'])
    await house.report('gina', 'Twice').catch(() => undefined)
    await house.server.end()
  } finally {
    peer.close()
  }
  expect(await arrived('gina', 1)).toHaveLength(1)
  await house.restart([...byStarttls, '--test-clock'], 'dead')
  await house.later(30)
  const both = await arrived('gina', 2)
  expect(both).toHaveLength(2)
  expect(header(both[0] ?? '', 'Message-ID')).toBe(header(both[1] ?? '', 'Message-ID'))
  expect((await house.row('gina@mail.test', 'sent'))?.state).toBe('sent')
})

test('between filing a mail and taking it out of the mailbox: one ticket, an empty mailbox', async () => {
  const peer = await between(portOf(mail.imap), (text, from) => {
    if (from !== 'client' || !text.includes('STORE')) return true
    process.kill(house.server.pid, 'SIGKILL')
    return false
  })
  try {
    await house.restart([...byStarttls, ...polling(`imap://127.0.0.1:${peer.port}`, 'none')])
    await post('From: Hugo <hugo@mail.test>\nTo: help@mail.test\nSubject: Once only\nMessage-ID: <hugo-1@mail.test>\n\nHello, this is it.\n', 'help@mail.test')
    await house.server.end()
  } finally {
    peer.close()
  }
  expect(await inbox('help')).toHaveLength(1)
  await house.restart([...byStarttls, ...polling(mail.imap, 'starttls')], 'dead')
  expect(await until(() => inbox('help'), (all) => all.length === 0)).toHaveLength(0)
  const c: Caller = await house.staff()
  const found = (await c.all<{ subject: string }>('/tickets')).filter((t) => t.subject === 'Once only')
  expect(found).toHaveLength(1)
  await house.restart([...byStarttls, '--test-clock']) // it may have died while it wrote back: then the claim on that mail ends first
  await house.later(30)
  const said = (await arrived('hugo', 1)).map((raw) => header(raw, 'Message-ID'))
  expect(new Set(said).size).toBe(1)
})
