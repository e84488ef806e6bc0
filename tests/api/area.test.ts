// Areas: members and heads. AS-5.
import { expect, test } from 'vitest'
import { useWorld, type Client } from './harness'

const world = useWorld()

interface Area {
  key: string
  version: number
  members: { person_id: number; name: string; is_head: boolean }[]
}
const me = async (c: Client): Promise<number> => (await c.get('/session')).json<{ person: { id: number } }>().person.id

test('the demo company has its areas', async () => {
  const a = (await (await world().as('agent')).get('/areas/service/members')).json<Area>()
  expect(a.members[0]).toMatchObject({ name: 'Samuel Okafor', is_head: true })
  expect(a.members.length).toBe(3)
})

test('members are replaced as a whole', async () => {
  const c = await world().as('admin')
  const [head, member] = [await me(await world().as('supervisor')), await me(await world().as('agent2'))]
  const put = (body: unknown, version?: number) =>
    c.send('PUT', '/areas/legal/members', { body, ...(version === undefined ? {} : { headers: { 'If-Match': `"${version}"` } }) })
  expect((await c.get('/areas/legal/members')).json<Area>()).toEqual({ key: 'legal', members: [], version: 0 })
  const r = await put({ members: [{ person_id: member }, { person_id: head, is_head: true }] })
  expect(r.json<Area>().members.map((m) => [m.person_id, m.is_head])).toEqual([[head, true], [member, false]])
  expect((await put({ members: [] }, 7)).problem).toMatchObject({ status: 412, code: 'area.stale' })
  expect((await put({ members: [{ person_id: head }, { person_id: head }, { person_id: 99_999_999 }] })).wrong)
    .toEqual(['members[1].person_id', 'members[2].person_id'])
  expect((await put({ members: [] }, 1)).json<Area>()).toMatchObject({ members: [], version: 2 })
  expect((await (await world().as('agent')).send('PUT', '/areas/legal/members', { body: { members: [] } })).status).toBe(403)
})

test('what is no key is no area: refused, not answered', async () => {
  const c = await world().as('admin')
  for (const key of ['x'.repeat(65), 'A%20B']) {
    expect((await c.get(`/areas/${key}/members`)).wrong).toEqual(['key'])
    expect((await c.send('PUT', `/areas/${key}/members`, { body: { members: [] } })).wrong).toEqual(['key'])
  }
})

test('only an area that is in the list gets members', async () => {
  const c = await world().as('admin')
  const person_id = await me(await world().as('agent2'))
  const put = (key: string, members: object[]) => c.send('PUT', `/areas/${key}/members`, { body: { members } })
  expect((await put('atlantis', [{ person_id }])).problem.fields).toMatchObject([{ name: 'key', code: 'unknown_key' }])
  expect((await c.get('/areas/atlantis/members')).json<Area>().version).toBe(0)
  const { items } = (await c.get('/config/areas')).json<{ items: { key: string }[] }>()
  const list = (more: object[]) => c.send('PUT', '/config/areas', { body: { items: [...items, ...more] } })
  const atlantis = { key: 'atlantis', labels: { en: 'A', fr: 'A', es: 'A' } }
  expect((await list([atlantis])).status).toBe(200)
  expect((await put('atlantis', [{ person_id }])).status).toBe(200)
  // one that has left the list keeps its members, and they may leave it
  expect((await list([])).status).toBe(200)
  expect((await put('atlantis', [])).json<Area>()).toMatchObject({ members: [], version: 2 })
})
