// Roles: permissions and grants as data. AS-1, AS-5.
import { expect, test } from 'vitest'
import { password, useWorld, type Client, type Reply } from './harness'
import { linkTokenFor } from './server'

const world = useWorld()

interface Role {
  key: string
  permissions: string[]
  grants: { area: string | null; see: boolean }[]
  version: number
  builtin: boolean
}

const labels = { en: 'One', fr: 'Un', es: 'Uno' }
const put = (c: Client, key: string, body: object, version?: number): Promise<Reply> =>
  c.send('PUT', `/roles/${key}`, { body: { labels, permissions: [], ...body }, ...(version === undefined ? {} : { headers: { 'If-Match': `"${version}"` } }) })

test('all roles of the company are there, with what they may', async () => {
  const c = await world().as('admin')
  const roles = (await c.get('/roles')).json<{ items: Role[] }>().items
  expect(roles.map((r) => r.key).sort()).toEqual(
    ['admin', 'agent', 'anonymous', 'carrier', 'consultant', 'courier', 'customer', 'dispatcher', 'engineer', 'shop', 'supervisor'])
  const known = (await c.get('/permissions')).json<{ items: { key: string }[] }>().items.map((p) => p.key)
  for (const r of roles) for (const p of r.permissions) expect(['*', ...known]).toContain(p)
})

test('a role is made, changed with its version, and removed when nobody has it', async () => {
  const c = await world().as('admin')
  const grants = [{ area: 'finance', see: true, respond: true }, { category: 'delivery', see: true }]
  const made = await put(c, 'auditor', { permissions: ['tag.read'], grants, staff: true })
  expect(made.status).toBe(201)
  expect(made.json<Role>()).toMatchObject({ key: 'auditor', builtin: false, version: 1, grants: [
    { area: 'finance', category: null, see: true, respond: true, close: false }, { area: null, category: 'delivery' }] })
  expect((await put(c, 'auditor', {})).problem.code).toBe('if_match.required')
  expect((await put(c, 'auditor', {}, 9)).status).toBe(412)
  expect((await put(c, 'auditor', { permissions: ['tag.read', 'tag.write'] }, 1)).json<Role>()).toMatchObject({ version: 2, grants: [] })
  expect((await c.get('/roles/auditor')).headers.etag).toBe('"2"')
  expect((await put(c, 'auditor', { permissions: ['tag.read', 'no.such'] }, 2)).wrong).toEqual(['permissions[1]'])
  await c.post('/accounts', { person: { name: 'A', email: 'auditor@example.org' }, roles: ['auditor'] })
  expect((await c.delete('/roles/auditor')).problem.code).toBe('role.in_use')
  expect((await put(c, 'nobodys', {})).status).toBe(201)
  expect((await c.delete('/roles/nobodys')).status).toBe(204)
  expect((await c.get('/roles/nobodys')).status).toBe(404)
  expect((await c.delete('/roles/agent')).problem.code).toBe('role.builtin')
})

test('nobody gives away more rights on tickets than they have, by a role or by an account', async () => {
  const admin = await world().as('admin')
  const everything = [{ see: true, respond: true, escalate: true, close: true }]
  const member = async (key: string, staff: boolean): Promise<Client> => {
    const permissions = ['role.read', 'role.write', 'account.read', 'account.invite', 'account.write', 'person.write', 'person.read']
    expect((await put(admin, key, { staff, permissions, grants: [{ area: 'legal', see: true, close: true }] })).status).toBe(201)
    const email = `${key}@example.org`
    expect((await admin.post('/accounts', { person: { name: key, email }, roles: [key] })).status).toBe(201)
    expect((await world().nobody.post('/public/passwords', { token: linkTokenFor(world().home, email), password })).status).toBe(204)
    return world().login(email)
  }
  const c = await member('notary', true)
  expect((await put(c, 'reader', { grants: [{ area: 'legal', queue: 'first_line', see: true }] })).status).toBe(201)
  for (const grants of [everything, [{ see: true }], [{ area: 'sales', see: true }], [{ area: 'legal', respond: true }]])
    expect((await put(c, 'more', { grants })).problem, JSON.stringify(grants)).toMatchObject({ status: 403, code: 'role.above' })
  expect((await put(c, 'notary', { staff: true, grants: everything }, 1)).problem.code).toBe('role.above')
  expect((await put(admin, 'wide', { grants: everything })).status).toBe(201)
  expect((await put(c, 'wide', {}, 1)).problem.code).toBe('role.above')
  const invited = (roles: string[]) => ({ person: { name: 'I', email: `${roles[0]}.i@example.org` }, roles })
  expect((await c.post('/accounts', invited(['reader']))).status).toBe(201)
  expect((await c.post('/accounts', invited(['wide']))).problem.code).toBe('role.above')
  const theirs = (await admin.post('/accounts', invited(['wide']))).json<{ id: number; version: number }>()
  expect((await c.patch(`/accounts/${theirs.id}`, theirs.version, { email: 'mine@example.org' })).problem.code).toBe('account.above')
  const outside = await member('clerk', false)
  expect((await put(outside, 'inside', { staff: true })).problem.code).toBe('role.above')
  expect((await put(outside, 'inside', {})).status).toBe(201)
})

test('a role that a workflow or a widget names stays', async () => {
  const c = await world().as('admin')
  expect((await put(c, 'named', {})).status).toBe(201)
  interface Item {
    transitions?: object[]
  }
  const list = async (key: string): Promise<Item[]> => (await c.get(`/config/${key}`)).json<{ items: Item[] }>().items
  const set = async (key: string, items: object[]): Promise<void> =>
    expect((await c.send('PUT', `/config/${key}`, { body: { items } })).status).toBe(200)
  const [generic, ...flows] = await list('workflows')
  const [widget, ...widgets] = await list('widgets')
  await set('workflows', [{ ...generic, transitions: [...(generic?.transitions ?? []), { from: 'closed', to: 'unattended', roles: ['named'] }] }, ...flows])
  expect((await c.delete('/roles/named')).problem).toMatchObject({ status: 409, code: 'role.in_use' })
  await set('workflows', [{ ...generic }, ...flows])
  await set('widgets', [{ ...widget, shown_to: ['named'] }, ...widgets])
  expect((await c.delete('/roles/named')).problem).toMatchObject({ status: 409, code: 'role.in_use' })
  await set('widgets', [{ ...widget }, ...widgets])
  expect((await c.delete('/roles/named')).status).toBe(204)
})

test('the administrator keeps everything', async () => {
  const c = await world().as('admin')
  const { version } = (await c.get('/roles/admin')).json<Role>()
  expect((await put(c, 'admin', { permissions: ['tag.read'] }, version)).problem).toMatchObject({ status: 409, code: 'role.admin' })
  expect((await c.delete('/roles/admin')).problem.code).toBe('role.builtin')
  expect((await put(await world().as('supervisor'), 'mine', {})).problem.code).toBe('permission.missing')
})

test('a change counts with the next request', async () => {
  const c = await world().as('admin')
  const engineer = await world().as('engineer')
  expect((await engineer.post('/tags', { name: 'by engineer' })).status).toBe(403)
  const r = (await c.get('/roles/engineer')).json<Role & { labels: object; staff: boolean }>()
  expect((await put(c, 'engineer', { labels: r.labels, staff: r.staff, grants: r.grants, permissions: [...r.permissions, 'tag.write'] }, r.version)).status).toBe(200)
  expect((await engineer.post('/tags', { name: 'by engineer' })).status).toBe(201)
})

test('If-Match: * changes a role from whichever version there is, and makes none', async () => {
  const admin = await world().as('admin')
  const any = (body: unknown): Promise<Reply> => admin.send('PUT', '/roles/any_one', { body, headers: { 'If-Match': '*' } })
  const role = { labels: { en: 'Any', fr: 'Any', es: 'Any' }, permissions: ['tag.read'], grants: [], staff: false }
  expect((await any(role)).problem).toMatchObject({ status: 412, code: 'role.stale' })
  expect((await admin.send('PUT', '/roles/any_one', { body: role })).status).toBe(201)
  const changed = await any({ ...role, permissions: ['tag.read', 'tag.write'] })
  expect([changed.status, changed.text]).toEqual([200, expect.stringContaining('tag.write')])
})
