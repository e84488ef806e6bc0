// Accounts, links, passwords, sessions, tokens. AS-4, AS-7.
import { describe, expect, test } from 'vitest'
import { base, password, useWorld, type Client, type Reply } from './harness'
import { linkTokenFor, optionsOf, run } from './server'

const world = useWorld()

interface Account {
  id: number
  person_id: number
  email: string
  state: string
  roles: string[]
  version: number
}

let n = 0
const fresh = (): string => `new${++n}@example.org`

async function invite(as: Client, roles: string[], email = fresh()): Promise<Account> {
  const r = await as.post('/accounts', { person: { name: `Person of ${email}`, email }, roles })
  expect(r.status).toBe(201)
  return r.json<Account>()
}

const linkFor = (email: string): string => linkTokenFor(world().home, email)

const set = (token: string, to = 'a password of mine'): Promise<Reply> => world().nobody.post('/public/passwords', { token, password: to })
const signIn = (email: string, with_: string): Promise<Reply> => world().nobody.post('/session', { email, password: with_ })

async function member(role: string): Promise<{ account: Account; client: Client; login: () => Promise<Client> }> {
  const account = await invite(await world().as('admin'), [role])
  expect((await set(linkFor(account.email), password)).status).toBe(204)
  const login = (): Promise<Client> => world().login(account.email)
  return { account, client: await login(), login }
}

describe('invitations', () => {
  test('a link sets the password, once', async () => {
    const a = await invite(await world().as('agent'), ['customer'])
    expect(a).toMatchObject({ state: 'invited', roles: ['customer'] })
    expect((await signIn(a.email, 'a password of mine')).status).toBe(401)
    const link = linkFor(a.email)
    expect((await set(`${link}x`)).problem).toMatchObject({ status: 404, code: 'link.none' })
    expect((await set(link, 'short')).wrong).toEqual(['password'])
    expect((await set(link)).status).toBe(204)
    expect((await set(link)).problem.code).toBe('link.none')
    expect((await signIn(a.email, 'a password of mine')).status).toBe(201)
    const admin = await world().as('admin')
    expect((await admin.get(`/accounts/${a.id}`)).json<Account>().state).toBe('active')
    expect((await admin.post(`/accounts/${a.id}/invitations`, undefined)).problem.code).toBe('account.not_invited')
  })

  test('sent again, the link of before ends', async () => {
    const agent = await world().as('agent')
    const a = await invite(agent, ['customer'])
    const link = linkFor(a.email)
    expect((await agent.post(`/accounts/${a.id}/invitations`, undefined)).status).toBe(204)
    expect((await set(link)).status).toBe(404)
  })

  test('nobody gives more than they have', async () => {
    const body = (roles: string[]): object => ({ person: { name: 'N', email: fresh() }, roles })
    const [agent, boss, admin] = [await world().as('agent'), await world().as('supervisor'), await world().as('admin')]
    expect((await agent.post('/accounts', body(['agent']))).problem).toMatchObject({ status: 403, code: 'account.staff' })
    expect((await boss.post('/accounts', body(['admin']))).problem).toMatchObject({ status: 403, code: 'role.above' })
    expect((await boss.post('/accounts', body(['agent']))).status).toBe(201)
    expect((await boss.post('/accounts', body(['no_role']))).wrong).toEqual(['roles'])
    expect((await boss.post('/accounts', { roles: ['customer'] })).wrong).toEqual(['person_id'])
    const id = (await admin.get('/accounts', { q: 'admin@demo' })).json<{ items: Account[] }>().items[0]
    expect((await boss.patch(`/accounts/${id?.id}`, id?.version ?? 0, { email: 'mine@example.org' })).problem.code).toBe('account.above')
    expect((await admin.patch(`/accounts/${id?.id}`, id?.version ?? 0, { state: 'disabled' })).problem.code).toBe('account.last_admin')
    expect((await admin.patch(`/accounts/${id?.id}`, id?.version ?? 0, { roles: ['agent'] })).problem.code).toBe('account.last_admin')
  })

  test('a change that leaves the address as it is leaves the link as it is', async () => {
    const admin = await world().as('admin')
    const a = await invite(admin, ['customer'])
    const link = linkFor(a.email)
    const same = await admin.patch(`/accounts/${a.id}`, a.version, { email: a.email, roles: ['customer', 'customer'] })
    expect(same.json()).toEqual(a) // no edit, so no version
    expect((await set(link)).status).toBe(204)
  })

  test('who was disabled before the first password is invited again', async () => {
    const admin = await world().as('admin')
    const a = await invite(admin, ['customer'])
    const link = linkFor(a.email)
    expect((await admin.patch(`/accounts/${a.id}`, a.version, { state: 'disabled' })).json<Account>().state).toBe('disabled')
    expect((await set(link)).status).toBe(404)
    expect((await admin.post(`/accounts/${a.id}/invitations`, undefined)).problem.code).toBe('account.not_invited')
    const back = (await admin.patch(`/accounts/${a.id}`, a.version + 1, { state: 'active' })).json<Account>()
    expect(back.state).toBe('invited')
    expect((await admin.patch(`/accounts/${a.id}`, back.version, { state: 'active' })).problem.code).toBe('account.no_password')
    expect((await admin.post(`/accounts/${a.id}/invitations`, undefined)).status).toBe(204)
    expect((await set(linkFor(a.email))).status).toBe(204)
  })

  test('one account a person, one address an account', async () => {
    const admin = await world().as('admin')
    const a = await invite(admin, ['customer'])
    expect((await admin.post('/accounts', { person_id: a.person_id, email: fresh(), roles: ['customer'] })).problem.code).toBe('account.person_taken')
    expect((await admin.post('/accounts', { person: { name: 'Other', email: a.email }, roles: ['customer'] })).problem.code).toBe('account.email_taken')
  })
})

describe('lost passwords', () => {
  test('the answer does not tell whether the address exists', async () => {
    for (const email of ['agent@demo.test', 'nobody@example.org']) {
      const r = await world().nobody.post('/public/password-resets', { email })
      expect([r.status, r.text]).toEqual([204, ''])
    }
  })

  test('asking right after the invitation was followed still mails', async () => {
    const { account } = await member('customer')
    const mails = async (): Promise<{ address: string; kind: string }[]> =>
      (await (await world().as('admin')).get('/outbox', { limit: 200 })).json<{ items: { address: string; kind: string }[] }>().items
    await world().nobody.post('/public/password-resets', { email: account.email })
    await expect
      .poll(async () => (await mails()).filter((m) => m.address === account.email).map((m) => m.kind), { timeout: 20_000 })
      .toContain('account.reset')
  })

  test('a new password signs out everywhere', async () => {
    const { account, client } = await member('customer')
    expect((await set(linkFor(account.email), 'quite another one')).status).toBe(204)
    expect((await client.get('/session')).status).toBe(401)
    expect((await signIn(account.email, password)).status).toBe(401)
    expect((await signIn(account.email, 'quite another one')).status).toBe(201)
  })

  test('registration is closed unless the company opens it', async () => {
    const r = await world().nobody.post('/public/accounts', { name: 'Me', email: fresh() })
    expect(r.problem).toMatchObject({ status: 403, code: 'registration.closed' })
  })
})

describe('sessions', () => {
  test('are listed and ended, by oneself and by who manages accounts', async () => {
    const { account, client, login } = await member('customer')
    const other = await login()
    const items = (await client.get('/sessions')).json<{ items: { id: number; current: boolean; device: string; address: string }[] }>().items
    expect(items.map((s) => s.current).sort()).toEqual([false, true])
    const away = items.find((s) => !s.current)
    expect((await client.delete(`/sessions/${away?.id}`)).status).toBe(204)
    expect((await other.get('/session')).status).toBe(401)
    expect((await (await world().as('agent')).delete(`/sessions/${items[0]?.id}`)).status).toBe(404)
    expect((await (await world().as('supervisor')).delete(`/accounts/${account.id}/sessions`)).status).toBe(204)
    expect((await client.get('/session')).status).toBe(401)
  })

  test('one changes the own password, and stays', async () => {
    const { client, login } = await member('customer')
    const other = await login()
    expect((await client.post('/session/password', { current: 'wrong', password: 'the next password' })).wrong).toEqual(['current'])
    const key = { 'Idempotency-Key': 'change' }
    expect((await client.post('/session/password', { current: password, password: 'the next password' }, key)).status).toBe(204)
    expect((await client.post('/session/password', { current: password, password: 'the next password' }, key)).status).toBe(204)
    expect((await client.get('/session')).status).toBe(200)
    expect((await other.get('/session')).status).toBe(401)
    const again = { current: 'the next password', password: 'one more password' }
    expect((await client.post('/session/password', again, key)).problem).toMatchObject({ status: 409, code: 'idempotency.other_body' })
    let r = await client.post('/session/password', { current: 'wrong', password: 'the next password' })
    for (let i = 0; i < 10 && r.status === 422; i++) r = await client.post('/session/password', { current: 'wrong', password: 'the next password' })
    expect(r.problem).toMatchObject({ status: 429, code: 'session.locked' })
    expect(Number(r.headers['retry-after'])).toBeGreaterThan(30)
  })

  test('the disabled are out at once, and can come back', async () => {
    const { account, client, login } = await member('agent')
    const boss = await world().as('supervisor')
    const version = (await boss.get(`/accounts/${account.id}`)).json<Account>().version
    expect((await boss.patch(`/accounts/${account.id}`, version, { state: 'disabled' })).json<Account>().state).toBe('disabled')
    expect((await client.get('/session')).status).toBe(401)
    expect((await signIn(account.email, password)).status).toBe(401)
    expect((await boss.patch(`/accounts/${account.id}`, version + 1, { state: 'active' })).status).toBe(200)
    expect((await login()).cookie).not.toBeNull()
  })
})

describe('tokens', () => {
  const bearer = (token: string): Record<string, string> => ({ Authorization: `Bearer ${token}` })

  test('may what their scopes say, and no more than their owner', async () => {
    const { account, client } = await member('agent')
    const made = await client.post('/tokens', { name: 'robot', scopes: ['person.read', 'tag.read'] }, { 'Idempotency-Key': 'robot' })
    expect(made.status).toBe(201)
    const t = made.json<{ id: number; token: string; scopes: string[] }>()
    const again = await client.post('/tokens', { name: 'robot', scopes: ['person.read', 'tag.read'] }, { 'Idempotency-Key': 'robot' })
    expect(again.json()).toEqual(made.json())
    expect(JSON.stringify((await client.get('/tokens')).json())).not.toContain(t.token)
    const use = (method: string, to: string, body?: unknown): Promise<Reply> =>
      world().nobody.send(method, to, { headers: bearer(t.token), ...(body === undefined ? {} : { body }) })
    expect((await use('GET', '/tags')).status).toBe(200)
    expect((await use('GET', '/people')).json<{ items: { email: string | null }[] }>().items[0]?.email).toBeNull() // no person.contact
    expect((await use('POST', '/tags', { name: 'x' })).problem).toMatchObject({ status: 403, code: 'permission.missing' })
    for (const to of ['/sessions']) expect((await use('GET', to)).problem).toMatchObject({ status: 403, code: 'session.needed' })
    expect((await use('POST', '/session/password', { current: 'a', password: 'b' })).problem.code).toBe('session.needed')
    for (const to of ['/sessions/1', '/session']) expect((await use('DELETE', to)).problem.code).toBe('session.needed')
    expect((await use('GET', '/tokens')).status).toBe(403)
    const boss = await world().as('supervisor')
    const now = (await boss.get(`/accounts/${account.id}`)).json<Account>()
    await boss.patch(`/accounts/${account.id}`, now.version, { roles: ['customer'] })
    expect((await use('GET', '/tags')).status).toBe(403)
    await boss.patch(`/accounts/${account.id}`, now.version + 1, { roles: ['agent'] })
    expect((await use('GET', '/tags')).status).toBe(200)
    expect((await client.delete(`/tokens/${t.id}`)).status).toBe(204)
    expect((await client.delete(`/tokens/${t.id}`)).status).toBe(404)
    expect((await use('GET', '/tags')).problem).toMatchObject({ status: 401, code: 'token.expired' })
  })

  test('not beyond the owner, not without an end', async () => {
    const agent = await world().as('agent')
    expect((await agent.post('/tokens', { name: 'x', scopes: ['role.write', 'no.such'] })).wrong).toEqual(['scopes[0]', 'scopes[1]'])
    expect((await agent.post('/tokens', { name: 'x', scopes: ['tag.read'], expires_at: '2001-01-01T00:00:00Z' })).wrong).toEqual(['expires_at'])
    expect((await agent.post('/tokens', { name: 'x', scopes: [] })).wrong).toEqual(['scopes'])
  })

  test('made on the command line', async () => {
    const o = run(['token', 'create', 'agent@demo.test', 'cron', 'tag.read', ...optionsOf(world().home)])
    expect(o.code, o.err).toBe(0)
    expect((await world().nobody.send('GET', '/tags', { headers: bearer(o.out.trim()) })).status).toBe(200)
    expect(base).toBe('/api/v1')
  })
})
