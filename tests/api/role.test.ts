// Roles: permissions and grants as data. AS-1, AS-5.
import { expect, test } from 'vitest'
import { useWorld, type Client, type Reply } from './harness'

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
