// Tags by the API: made, found, changed, deleted. The tests of other resources look like this one.
import { describe, expect, test } from 'vitest'
import { useWorld, type Reply } from './harness'

const world = useWorld()

interface Tag {
  id: number
  name: string
  colour: string
  version: number
  created_at: string
}

let n = 0
const fresh = (what = 'tag'): string => `${what} ${++n}`

async function make(name = fresh()): Promise<Tag> {
  const r = await (await world().as('agent')).post('/tags', { name })
  expect(r.status).toBe(201)
  return r.json<Tag>()
}

describe('making and reading', () => {
  test('what was made is what is read', async () => {
    const c = await world().as('agent')
    const name = fresh('Größe «ß» 日本 🙂')
    const r = await c.post('/tags', { name, colour: 'pink' })
    expect(r.status).toBe(201)
    const t = r.json<Tag>()
    expect(t).toMatchObject({ name, colour: 'pink', version: 1 })
    expect(Math.abs(Date.parse(t.created_at) - Date.now())).toBeLessThan(60_000)
    const again = await c.get(`/tags/${t.id}`)
    expect(again.json()).toEqual(t)
    expect(again.headers.etag).toBe('"1"')
  })

  test('the colour may be left out', async () => {
    expect((await make()).colour).toBe('gray')
  })

  test('ids are never used again', async () => {
    const c = await world().as('agent')
    const a = await make()
    expect((await c.delete(`/tags/${a.id}`)).status).toBe(204)
    expect((await make()).id).toBeGreaterThan(a.id)
  })

  test.each([
    ['as the same text', (s: string) => s],
    ['in capitals', (s: string) => s.toUpperCase()],
    ['without accents', (s: string) => s.normalize('NFD').replaceAll(/\p{M}/gu, '')],
    ['composed otherwise', (s: string) => s.normalize('NFD')],
    ['with other blanks', (s: string) => `  ${s.replaceAll(' ', '   ')} `],
  ])('a name that exists is refused %s', async (_what, change) => {
    const t = await make(fresh('Réclamation différée n°'))
    const r = await (await world().as('admin')).post('/tags', { name: change(t.name) })
    expect([r.status, r.problem.code]).toEqual([409, 'tag.name_taken'])
  })

  test('all that is wrong is said at once, by field', async () => {
    const r = await (await world().as('agent')).post('/tags', { name: 'x'.repeat(61), colour: 'mauve', icon: 1, id: 7 })
    expect(r.status).toBe(422)
    expect(r.wrong).toEqual(['colour', 'icon', 'id', 'name'])
  })

  test.each([
    ['nothing', {}],
    ['an empty one', { name: '' }],
    ['blanks', { name: '   ' }],
    ['only accents', { name: '\u0301\u0301' }],
    ['null', { name: null }],
    ['a line break', { name: 'a\nb' }],
    ['a control character', { name: 'a\u0007b' }],
    ['a number', { name: 12 }],
    ['61 letters', { name: '🙂'.repeat(61) }],
  ])('as a name, %s is refused', async (_what, body) => {
    const r = await (await world().as('agent')).post('/tags', body)
    expect(r.status).toBe(422)
    expect(r.wrong).toEqual(['name'])
  })

  test('a NUL in a text is no text', async () => {
    expect((await (await world().as('agent')).post('/tags', { name: 'a\0b' })).status).toBe(400)
  })

  test('60 letters are letters, not bytes', async () => {
    expect((await make('🙂'.repeat(58) + fresh('').trim().padStart(2, '0'))).version).toBe(1)
  })

  test('twenty at once under one name: one is made', async () => {
    const c = await world().as('agent')
    const name = fresh('race')
    const all = await Promise.all(Array.from({ length: 20 }, () => c.post('/tags', { name })))
    expect(all.filter((r) => r.status === 201)).toHaveLength(1)
    expect(all.filter((r) => r.status === 409 && r.problem.code === 'tag.name_taken')).toHaveLength(19)
  })
})

describe('changing', () => {
  test('only what is given changes; the version goes up by one', async () => {
    const c = await world().as('dispatcher')
    const t = await make()
    const r = await c.patch(`/tags/${t.id}`, 1, { colour: 'red' })
    expect(r.json()).toEqual({ ...t, colour: 'red', version: 2 })
    const name = fresh('renamed')
    expect((await c.patch(`/tags/${t.id}`, 2, { name })).json()).toEqual({ ...t, name, colour: 'red', version: 3 })
    expect((await c.get(`/tags/${t.id}`)).headers.etag).toBe('"3"')
  })

  test('what changes nothing is no edit: the version stays', async () => {
    const c = await world().as('agent')
    const t = await make()
    for (const body of [{}, { name: t.name }, { colour: t.colour }])
      expect((await c.patch(`/tags/${t.id}`, 1, body)).json()).toEqual(t)
  })

  test('a tag may keep its own name, written otherwise', async () => {
    const t = await make(fresh('case'))
    const r = await (await world().as('agent')).patch(`/tags/${t.id}`, 1, { name: t.name.toUpperCase() })
    expect(r.json<Tag>().name).toBe(t.name.toUpperCase())
  })

  test("another tag's name is refused, and nothing changes", async () => {
    const c = await world().as('agent')
    const [a, b] = [await make(), await make()]
    const r = await c.patch(`/tags/${a.id}`, 1, { name: b.name.toUpperCase(), colour: 'red' })
    expect([r.status, r.problem.code]).toEqual([409, 'tag.name_taken'])
    expect((await c.get(`/tags/${a.id}`)).json()).toEqual(a)
  })

  test('a stale version is refused, and nothing changes', async () => {
    const c = await world().as('agent')
    const t = await make()
    await c.patch(`/tags/${t.id}`, 1, { colour: 'blue' })
    for (const version of [1, 3, 999]) {
      const r = await c.patch(`/tags/${t.id}`, version, { colour: 'red' })
      expect([r.status, r.problem.code]).toEqual([412, 'tag.stale'])
    }
    expect((await c.get(`/tags/${t.id}`)).json()).toMatchObject({ colour: 'blue', version: 2 })
  })

  test.each(['1', 'W/"1"', '"x"', '**', '"1","2"', '""', '"-1"'])('If-Match: %s is malformed', async (etag) => {
    const t = await make()
    const r = await (await world().as('agent')).send('PATCH', `/tags/${t.id}`, {
      body: { colour: 'red' },
      headers: { 'If-Match': etag },
    })
    expect([r.status, r.problem.code]).toEqual([400, 'if_match.malformed'])
  })

  test('by If-Match: * from whichever version there is', async () => {
    const c = await world().as('agent')
    const any = (to: string, colour: string): Promise<Reply> => c.send('PATCH', to, { body: { colour }, headers: { 'If-Match': '*' } })
    const t = await make()
    await c.patch(`/tags/${t.id}`, 1, { colour: 'blue' })
    expect((await any(`/tags/${t.id}`, 'red')).json()).toMatchObject({ colour: 'red', version: 3 })
    expect((await any('/tags/99999', 'red')).status).toBe(404)
  })

  test('two at once from one version: one wins, one is told', async () => {
    const [a, b] = [await world().as('agent'), await world().as('agent2')]
    for (let round = 0; round < 10; round++) {
      const t = await make()
      const names = [fresh('left'), fresh('right')]
      const both = await Promise.all([
        a.patch(`/tags/${t.id}`, 1, { name: names[0] }),
        b.patch(`/tags/${t.id}`, 1, { name: names[1] }),
      ])
      expect(both.map((r) => r.status).sort()).toEqual([200, 412])
      const winner = both.find((r) => r.status === 200) as Reply
      expect((await a.get(`/tags/${t.id}`)).json()).toEqual(winner.json())
      expect(winner.json<Tag>().version).toBe(2)
    }
  })

  test('ten at once to one name: one gets it', async () => {
    const c = await world().as('agent')
    const tags = await Promise.all(Array.from({ length: 10 }, () => make()))
    const name = fresh('wanted')
    const all = await Promise.all(tags.map((t) => c.patch(`/tags/${t.id}`, 1, { name })))
    expect(all.map((r) => r.status).sort()).toEqual([200, ...Array.from({ length: 9 }, () => 409)])
  })
})

describe('removing', () => {
  test('what is gone is gone, and its name is free', async () => {
    const c = await world().as('agent')
    const t = await make()
    expect((await c.delete(`/tags/${t.id}`)).status).toBe(204)
    expect((await c.get(`/tags/${t.id}`)).status).toBe(404)
    expect((await c.patch(`/tags/${t.id}`, 1, { colour: 'red' })).status).toBe(404)
    expect((await c.delete(`/tags/${t.id}`)).status).toBe(404)
    expect((await make(t.name)).version).toBe(1)
  })

  test('five at once: one removes it', async () => {
    const c = await world().as('agent')
    const t = await make()
    const all = await Promise.all(Array.from({ length: 5 }, () => c.delete(`/tags/${t.id}`)))
    expect(all.map((r) => r.status).sort()).toEqual([204, 404, 404, 404, 404])
  })
})

test.each(['0', '-1', '1.0', '01', '9007199254740993', 'abc', '%31x', '1%00', '99999999999999999999'])(
  'an id of %s is nothing to be found',
  async (id) => {
    expect((await (await world().as('agent')).get(`/tags/${id}`)).status).toBe(404)
  },
)
