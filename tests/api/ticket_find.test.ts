// Finding and counting tickets over HTTP (TK-10): words in three languages, at once and for whom; filters for "not set"; counts.
import { describe, expect, test } from 'vitest'
import { useWorld, type Client } from './harness'

const world = useWorld([])

interface Item {
  id: number
  number: string
  priority: string | null
  assignee_id: number | null
}
interface Page {
  items: Item[]
  next_cursor: string | null
  count?: number | string
}

async function opened(who: Client, subject: string, body: string): Promise<Item> {
  const r = await who.post('/tickets', { subject, body })
  expect(r.status, r.text).toBe(201)
  return r.json<Item>()
}

async function hits(who: Client, q: string, more: Record<string, string | number> = {}): Promise<number[]> {
  const r = await who.get('/tickets', { q, limit: 200, ...more })
  expect(r.status, r.text).toBe(200)
  return r.json<Page>().items.map((t) => t.id)
}

describe('words', () => {
  test('are found at once, whatever their endings and accents', async () => {
    const [customer, agent] = [await world().as('customer'), await world().as('agent')]
    const en = await opened(customer, 'Xylophones cancelled', 'Two boxes of marimbas never came.')
    const fr = await opened(customer, 'Livraisons abîmées', 'Les chevaux à bascule sont cassés.')
    const es = await opened(customer, 'Camiones sin frenos', 'Los pedidos de mañana no llegaron.')
    for (const [q, t] of [
      ['xylophone', en],
      ['cancelling marimba', en],
      ['BOX marimba', en],
      ['livraison abimee', fr],
      ['cheval bascule', fr],
      ['camion', es],
      ['pedido manana', es],
    ] as const) {
      expect(await hits(agent, q), q).toContain(t.id)
      expect(await hits(customer, q, { sort: '-updated_at' }), q).toContain(t.id)
    }
    expect(await hits(agent, 'marimba bascule')).toEqual([])
    expect(await hits(agent, '!?')).toEqual([])
    expect(await hits(agent, en.number.toLowerCase())).toEqual([en.id])
  })

  test('of a note are found by staff only', async () => {
    const [customer, agent] = [await world().as('customer'), await world().as('agent')]
    const t = await opened(customer, 'Vibraphone', 'It hums.')
    await agent.post(`/tickets/${t.id}/comments`, { body: 'Looks like zirconium fraud.', public: false })
    for (let round = 0; round < 2; round++) {
      expect(await hits(agent, 'zirconium')).toEqual([t.id])
      expect(await hits(customer, 'vibraphone')).toEqual([t.id])
      expect(await hits(customer, 'zirconium')).toEqual([])
      expect(await hits(await world().as('shop'), 'vibraphone')).toEqual([])
      await new Promise((done) => setTimeout(done, 1500)) // by now it comes from the index
    }
  })

  test('leave with the subject that held them', async () => {
    const agent = await world().as('agent')
    const t = await opened(agent, 'Celesta', 'First')
    expect(await hits(agent, 'celesta')).toEqual([t.id])
    expect((await agent.patch(`/tickets/${t.id}`, 1, { subject: 'Theremin' })).status).toBe(200)
    expect(await hits(agent, 'celesta')).toEqual([])
    expect(await hits(agent, 'theremin')).toEqual([t.id])
  })

  test('page by page, everything once', async () => {
    const agent = await world().as('agent')
    const made: number[] = []
    for (let i = 0; i < 7; i++) made.push((await opened(agent, `Ocarina ${i}`, 'One of seven')).id)
    for (const sort of ['-created_at', 'created_at', '-updated_at', 'next_due_at', 'priority']) {
      const seen: number[] = []
      let cursor: string | null = null
      do {
        const r: Page = (
          await agent.get('/tickets', { q: 'ocarinas', limit: 3, sort, ...(cursor === null ? {} : { cursor }) })
        ).json()
        seen.push(...r.items.map((t) => t.id))
        cursor = r.next_cursor
      } while (cursor !== null)
      expect(
        [...seen].sort((a, b) => a - b),
        sort,
      ).toEqual(made)
      if (sort === '-created_at') expect(seen).toEqual([...made].reverse())
    }
  })
})

describe('filters', () => {
  test('for what is not set, and for me', async () => {
    const agent = await world().as('agent')
    const me = (await agent.get('/session')).json<{ person: { id: number } }>().person.id
    const free = await opened(agent, 'Glockenspiel', 'Not judged, nobody has it')
    const mine = await opened(agent, 'Glockenspiel', 'Mine')
    await agent.post(`/tickets/${mine.id}/assign`, { assignee_id: me })
    await agent.patch(`/tickets/${mine.id}`, 2, { important: true, urgent: true })
    const all = async (query: Record<string, string>): Promise<number[]> =>
      (await agent.get('/tickets', { limit: 200, ...query })).json<Page>().items.map((t) => t.id)
    for (const q of [{}, { q: 'glockenspiel' }]) {
      expect(await all({ ...q, priority: 'none' })).toContain(free.id)
      expect(await all({ ...q, priority: 'none' })).not.toContain(mine.id)
      expect(await all({ ...q, assignee: 'none' })).toContain(free.id)
      expect(await all({ ...q, assignee: 'none' })).not.toContain(mine.id)
      expect(await all({ ...q, assignee: 'me' })).toContain(mine.id)
      expect(await all({ ...q, assignee: 'me' })).not.toContain(free.id)
    }
    expect((await agent.get('/tickets', { assignee: 'somebody' })).wrong).toEqual(['assignee'])
    expect((await agent.get('/tickets', { group: 'todo,doing' })).wrong).toEqual(['group'])
    expect((await agent.get('/tickets', { group: ['todo', 'doing'] })).status).toBe(200)
  })
})

describe('trends', () => {
  test('hold nothing yet: the filter finds nothing, in lists, counts and tables', async () => {
    const agent = await world().as('agent')
    await opened(await world().as('customer'), 'Of no trend', 'x')
    const r = await agent.get('/tickets', { trend: [1, 2], count: 1 })
    expect([r.status, r.json()]).toEqual([200, { items: [], next_cursor: null, count: 0 }])
    expect((await agent.get('/tickets', { trend: 1, q: 'trend' })).json()).toMatchObject({ items: [] })
    expect((await agent.get('/tickets/widgets', { trend: 1 })).json()).toEqual({ by_category: {}, by_status: {}, by_queue: {}, by_priority: {} })
    expect((await agent.get('/tickets/export', { trend: 1 })).text.trim().split('\r\n')).toHaveLength(1)
    expect((await agent.get('/tickets', { trend: 'x' })).status).toBe(422)
  })
})

describe('counts', () => {
  test.each(['admin', 'agent', 'dispatcher', 'customer', 'consultant'] as const)(
    'of %s are what the list holds',
    async (role) => {
      const who = await world().as(role)
      for (const filter of [
        {},
        { group: 'todo' },
        { status: ['unattended', 'closed'] },
        { priority: 'none' },
        { q: 'glockenspiel' },
        { assignee: 'none' },
      ]) {
        const p = (await who.get('/tickets', { ...filter, limit: 200, count: 1 })).json<Page>()
        expect(p.next_cursor).toBeNull() // the demo company is small
        expect(p.count, JSON.stringify(filter)).toBe(p.items.length)
      }
    },
  )

  test('behind the widgets follow every change', async () => {
    const agent = await world().as('agent')
    type Widgets = Record<string, Record<string, number>>
    const widgets = async (): Promise<Widgets> => (await agent.get('/tickets/widgets')).json<Widgets>()
    const before = await widgets()
    const t = await opened(agent, 'Counted', 'Once')
    const between = await widgets()
    expect(between['by_status']?.['unattended']).toBe((before['by_status']?.['unattended'] ?? 0) + 1)
    expect(between['by_priority']?.['none']).toBe((before['by_priority']?.['none'] ?? 0) + 1)
    await agent.post(`/tickets/${t.id}/transitions`, { to: 'in_progress' })
    const after = await widgets()
    expect(after['by_status']?.['unattended']).toBe(before['by_status']?.['unattended'])
    expect(after['by_status']?.['in_progress']).toBe((before['by_status']?.['in_progress'] ?? 0) + 1)
  })
})

describe('the table', () => {
  test('holds what the list holds, and no formula', async () => {
    const [agent, customer] = [await world().as('agent'), await world().as('customer')]
    const bad = await opened(agent, '=HYPERLINK("http://evil.example","Sousaphone")', 'One')
    const good = await opened(agent, 'Sousaphone, "the big one"', 'Two')
    const r = await agent.get('/tickets/export', { q: 'sousaphone' })
    expect([r.status, r.headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8'])
    expect(r.headers['content-disposition']).toContain('attachment')
    const lines = r.text.replace(/^\ufeff/, '').split('\r\n')
    expect(lines[0]).toMatch(/^number,subject,status,group,priority,/)
    expect(lines[1]).toMatch(new RegExp(`^${good.number},"Sousaphone, ""the big one""",unattended,todo,,`))
    expect(lines[2]).toMatch(new RegExp(`^${bad.number},"'=HYPERLINK\\(""http://evil.example"",""Sousaphone""\\)",`))
    expect(lines.slice(3)).toEqual([''])
    expect((await customer.get('/tickets/export', { q: 'sousaphone' })).text.split('\r\n')).toHaveLength(2) // the names only
    expect((await agent.get('/tickets/export', { sort: 'colour' })).wrong).toEqual(['sort'])
  })
})
