// Keyset lists: complete, without duplicates, while rows come in; sorts, filters, cursors.
import { beforeAll, describe, expect, test } from 'vitest'
import { useWorld, type Client, type Send } from './harness'

const world = useWorld()
const COUNT = 230

interface Tag {
  id: number
  name: string
  created_at: string
}
interface Page {
  items: Tag[]
  next_cursor: string | null
}

let c: Client
let all: Tag[] = []

/** Follows a list to its end. between runs before each further page. */
async function walk(query: NonNullable<Send['query']>, between?: () => Promise<unknown>): Promise<Tag[]> {
  const seen: Tag[] = []
  let cursor: string | null = null
  do {
    const r = await c.get('/tags', cursor === null ? query : { ...query, cursor })
    expect(r.status, r.text).toBe(200)
    const p = r.json<Page>()
    expect(p.items.length).toBeLessThanOrEqual(Number(query['limit'] ?? 50))
    if (p.next_cursor !== null) expect(p.items.length).toBeGreaterThan(0)
    seen.push(...p.items)
    cursor = p.next_cursor
    if (cursor !== null) await between?.()
    expect(seen.length).toBeLessThan(5000)
  } while (cursor !== null)
  return seen
}

const ids = (v: Tag[]): number[] => v.map((t) => t.id)

beforeAll(async () => {
  c = await world().as('admin')
  // a permutation of the numbers, so that order of name is not order of making
  for (let i = 0; i < COUNT; i += 20)
    await Promise.all(
      Array.from({ length: Math.min(20, COUNT - i) }, (_, k) =>
        c.post('/tags', { name: `list ${String(((i + k) * 97) % COUNT).padStart(4, '0')}` }),
      ),
    )
  all = await walk({ limit: 200 })
  expect(all.filter((t) => t.name.startsWith('list '))).toHaveLength(COUNT)
})

describe('paging', () => {
  test.each([1, 7, 50, 200])('pages of %d hold everything once', async (limit) => {
    if (limit === 1) expect(ids(await walk({ limit, q: 'list 000' }))).toHaveLength(10)
    else expect(ids(await walk({ limit }))).toEqual(ids(all))
  })

  test('50 is the default', async () => {
    expect((await c.get('/tags')).json<Page>().items).toHaveLength(50)
  })

  test.each(['name', '-name', 'created_at', '-created_at'])(
    'by %s: what was there is seen once, while rows come in and go',
    async (sort) => {
      let n = 0
      const added: number[] = []
      const between = async (): Promise<void> => {
        const names = [`a first ${sort} ${++n}`, `list 0100 ${sort} ${n}`, `zz last ${sort} ${n}`]
        for (const r of await Promise.all(names.map((name) => c.post('/tags', { name })))) added.push(r.json<Tag>().id)
        if (n % 3 === 0) await c.delete(`/tags/${added.shift() ?? 0}`)
      }
      const seen = ids(await walk({ limit: 40, sort }, between))
      expect(new Set(seen).size).toBe(seen.length)
      expect(ids(all).filter((id) => !seen.includes(id))).toEqual([])
      for (const id of added) await c.delete(`/tags/${id}`)
    },
  )

  test('a page may end where its cursor row is gone', async () => {
    const made = await Promise.all(['x gone 1', 'x gone 2', 'x gone 3'].map((name) => c.post('/tags', { name })))
    const first = (await c.get('/tags', { q: 'x gone', limit: 2 })).json<Page>()
    await c.delete(`/tags/${first.items[1]?.id}`)
    const rest = (await c.get('/tags', { q: 'x gone', limit: 2, cursor: first.next_cursor ?? '' })).json<Page>()
    expect(rest.items.map((t) => t.name)).toEqual(['x gone 3'])
    expect(rest.next_cursor).toBeNull()
    for (const r of made) await c.delete(`/tags/${r.json<Tag>().id}`)
  })

  test('a cursor that the server gave is taken, whatever the name holds', async () => {
    // U+FDFA folds to eighteen letters, the longest there is
    const names = ['\ufdfa'.repeat(59), '🙂'.repeat(59), 'ﬃ'.repeat(59), `|%_!"'\\<&>`.repeat(5)]
    const made = await Promise.all(names.flatMap((s) => ['1', '2'].map((k) => c.post('/tags', { name: s + k }))))
    try {
      expect(made.map((r) => r.status)).toEqual(made.map(() => 201))
      for (const sort of ['name', '-name']) expect(await walk({ limit: 1, sort })).toHaveLength(all.length + made.length)
    } finally {
      for (const r of made) await c.delete(`/tags/${r.json<Tag>().id}`)
    }
  })
})

describe('sorting', () => {
  test('by name', async () => {
    const names = (await walk({ sort: 'name', q: 'list' })).map((t) => t.name)
    expect(names).toEqual([...names].sort())
    expect((await walk({ sort: '-name', q: 'list' })).map((t) => t.name)).toEqual(names.reverse())
  })

  test('by time of making, ties by id', async () => {
    const seen = await walk({ sort: 'created_at', limit: 33 })
    const byHand = [...seen].sort((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at) || a.id - b.id)
    expect(ids(seen)).toEqual(ids(byHand))
    expect(ids(await walk({ sort: '-created_at', limit: 33 }))).toEqual(ids(seen).reverse())
  })

  test('accents and case do not count', async () => {
    const made = await Promise.all(['ordre Éb', 'ordre ea', 'ordre EC'].map((name) => c.post('/tags', { name })))
    expect((await walk({ q: 'ordre' })).map((t) => t.name)).toEqual(['ordre ea', 'ordre Éb', 'ordre EC'])
    for (const r of made) await c.delete(`/tags/${r.json<Tag>().id}`)
  })

  test.each(['colour', 'name_fold', 'id', '--name', 'name,id', 'name;drop', ''])('by "%s" is refused', async (sort) => {
    const r = await c.get('/tags', { sort })
    expect(r.status).toBe(422)
    expect(r.wrong).toEqual(['sort'])
  })
})

describe('filtering', () => {
  test.each([
    ['RÉCLAM', ['réclamation']],
    ['reclam', ['réclamation']],
    ['SECOND  ATT', ['second attempt']],
    ['%', []],
    ['_', []],
    ['!', []],
    ["' OR 1=1 --", []],
  ])('q=%s finds %j', async (q, names) => {
    expect((await walk({ q })).map((t) => t.name)).toEqual(names)
  })
})

describe('cursors', () => {
  test('of another sort, or of nobody, are refused', async () => {
    const mine = (await c.get('/tags', { sort: 'name', limit: 3 })).json<Page>().next_cursor ?? ''
    const tries: [string, string][] = [
      ['-name', mine], ['created_at', mine], ['-created_at', mine], ['name', 'bm9uc2Vuc2U'], ['name', 'not base64!'],
      ['name', mine.slice(1)], ['name', ''], ['created_at', Buffer.from('created_at|7|x').toString('base64url')],
      ['name', Buffer.from('name|7').toString('base64url')], ['name', Buffer.from('name|x|y').toString('base64url')],
      ['name', Buffer.from([...Buffer.from('name|7|'), 0xff, 0xfe]).toString('base64url')],
    ] // prettier-ignore
    for (const [sort, cursor] of tries) {
      const r = await c.get('/tags', { sort, cursor })
      expect([r.status, ...r.wrong], `sort=${sort} cursor=${cursor}`).toEqual([422, 'cursor'])
    }
  })

  test.each(['0', '201', '-1', 'x', '1.5', ' ', '99999999999999999999'])('limit=%s is refused', async (limit) => {
    const r = await c.get('/tags', { limit })
    expect([r.status, ...r.wrong]).toEqual([422, 'limit'])
  })

  test('unknown parameters and repeated ones are refused', async () => {
    expect((await c.get('/tags', { colour: 'red' })).wrong).toEqual(['colour'])
    expect((await c.get('/tags', { limit: [1, 2] })).status).toBe(422)
  })
})
