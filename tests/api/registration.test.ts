// Accounts that people make for themselves, where the company allows it; and the bound on asking. AS-7.
import { expect, test } from 'vitest'
import { useWorld } from './harness'
import { linkTokenFor } from './server'

const world = useWorld(['--self-registration'])

test('what is no address is refused at its field, by registration and by a lost password alike', async () => {
  for (const [path, body] of [['/public/accounts', { name: 'Nora' }], ['/public/password-resets', {}]] as const)
    for (const email of ['nora', 'nora@', 'a@b@c', 'a b@example.org'])
      expect((await world().nobody.post(path, { ...body, email })).wrong, `${path} ${email}`).toEqual(['email'])
})

test('what could not be stored is refused at its field, not forgotten', async () => {
  const r = await world().nobody.post('/public/accounts', { name: 'Nora', email: 'nora@example.org', phone: 'none', locale: 'English' })
  expect([r.status, r.wrong]).toEqual([422, ['locale', 'phone']])
})

test('an account opens by the link that is mailed', async () => {
  const email = 'newcomer@example.org'
  const ask = { name: 'New Comer', email, postcode: '44000' }
  const key = { 'Idempotency-Key': 'come' }
  const r = await world().nobody.post('/public/accounts', ask, key)
  expect([r.status, r.text]).toEqual([204, ''])
  expect((await world().nobody.post('/public/accounts', { ...ask, name: 'Other' }, key)).problem.code).toBe('idempotency.other_body')
  const admin = await world().as('admin')
  await expect.poll(async () => (await admin.get('/accounts', { q: email })).json<{ items: unknown[] }>().items.length, { timeout: 10_000 }).toBe(1)
  expect((await admin.get('/accounts', { q: email })).json<{ items: unknown[] }>().items[0]).toMatchObject({ state: 'invited', roles: ['customer'] })
  const link = linkTokenFor(world().home, email)
  expect((await world().nobody.post('/public/passwords', { token: link, password: 'come in please' })).status).toBe(204)
  expect((await world().nobody.post('/session', { email, password: 'come in please' })).status).toBe(201)
})

test('asking has a bound', async () => {
  const status = { reset: 0, account: 0 }
  for (let i = 0; i < 90 && status.reset !== 429; i++)
    status.reset = (await world().nobody.post('/public/password-resets', { email: `some${i}@example.org` })).status
  expect(status.reset).toBe(429)
  const r = await world().nobody.post('/public/accounts', { name: 'X', email: 'x@example.org' })
  expect([r.status, Number(r.headers['retry-after']) > 30]).toEqual([429, true])
})
