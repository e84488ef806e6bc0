// What is sold: whose it is, how it is found, who may see and change it, and that it is archived and never gone.
import { expect, test } from 'vitest'
import { useWorld, type Client, type Login } from './harness'

const world = useWorld()

interface Product {
  id: number
  sku: string
  names: { en: string; fr: string; es: string }
  store_id: number | null
  store_name: string | null
  archived: boolean
  version: number
}

let n = 0
const names = (en = 'Lamp'): Product['names'] => ({ en, fr: `${en} (fr)`, es: `${en} (es)` })
const fresh = (what = 'P'): string => `${what}-${++n}`
const admin = (): Promise<Client> => world().as('admin')

async function make(more: object = {}): Promise<Product> {
  const r = await (await admin()).post('/products', { sku: fresh(), names: names(), ...more })
  expect(r.status, r.text).toBe(201)
  return r.json<Product>()
}
async function found(who: Login, query: Record<string, string>): Promise<number[]> {
  const r = await (await world().as(who)).get('/products', { limit: '200', ...query })
  expect(r.status, r.text).toBe(200)
  return r.json<{ items: Product[] }>().items.map((p) => p.id)
}

test('IN-12: what was made is what is read, with its store by name', async () => {
  const c = await admin()
  const own = await make({ sku: fresh('Größe') })
  expect(own).toMatchObject({ names: names(), store_id: null, store_name: null, archived: false, version: 1 })
  const store = (await c.get('/stores/1')).json<{ name: string }>()
  const theirs = await make({ store_id: 1 })
  expect(theirs).toMatchObject({ store_id: 1, store_name: store.name })
  const again = await c.get(`/products/${theirs.id}`)
  expect([again.json(), again.headers.etag]).toEqual([theirs, '"1"'])
})

test('IN-12: a reference is one’s owner’s once, however it is written; two owners may both have it', async () => {
  const c = await admin()
  const p = await make({ sku: fresh('Crème de nuit') })
  for (const sku of [p.sku, p.sku.toUpperCase(), p.sku.replace('è', 'e')]) {
    const r = await c.post('/products', { sku, names: names() })
    expect([r.status, r.problem.code]).toEqual([409, 'product.sku_taken'])
  }
  const theirs = await make({ sku: p.sku, store_id: 1 })
  const r = await c.patch(`/products/${theirs.id}`, 1, { store_id: null })
  expect([r.status, r.problem.code]).toEqual([409, 'product.sku_taken'])
  expect((await c.get(`/products/${theirs.id}`)).json()).toEqual(theirs)
  expect((await c.patch(`/products/${p.id}`, 1, { sku: p.sku.toUpperCase() })).json()).toMatchObject({ sku: p.sku.toUpperCase(), version: 2 })
})

test('all that is wrong is said at once, by field', async () => {
  const c = await admin()
  expect((await c.post('/products', { sku: 'x'.repeat(61), names: { en: 'a', fr: 'b' }, colour: 'red' })).wrong).toEqual(['colour', 'names.es', 'sku'])
  expect((await c.post('/products', { sku: ' ', names: { en: ' ', fr: 'b', es: '  ' } })).wrong).toEqual(['names.en', 'names.es', 'sku'])
  expect((await c.post('/products', { sku: fresh(), names: names(), store_id: 999_999 })).wrong).toEqual(['store_id'])
  expect((await c.patch(`/products/${(await make()).id}`, 1, { sku: '' })).wrong).toEqual(['sku'])
})

test('it is found by a part of its reference or of its name in any language', async () => {
  const p = await make({ sku: fresh('QZ/77'), names: { en: 'Quokka lamp', fr: 'Lampe à quokka', es: 'Lámpara quokka' } })
  await make({ names: names('Something else') })
  for (const q of [p.sku.slice(1), 'quokka la', 'LAMPE A', 'lampara']) expect([q, await found('agent', { q })]).toEqual([q, [p.id]])
  expect(await found('agent', { q: 'lamp_ quokka' })).toEqual([])
})

test('it is sorted by reference or by when it was made, page by page', async () => {
  const [b, a, c] = [await make({ sku: fresh('zz-b'), names: names('Wombat') }), await make({ sku: fresh('zz-A'), names: names('Wombat') }), await make({ sku: fresh('zz-c'), names: names('Wombat') })]
  expect(await found('agent', { q: 'wombat' })).toEqual([a.id, b.id, c.id])
  expect(await found('agent', { q: 'wombat', sort: '-sku' })).toEqual([c.id, b.id, a.id])
  expect(await found('agent', { q: 'wombat', sort: '-created_at' })).toEqual([c.id, a.id, b.id])
  const who = await world().as('agent')
  const first = (await who.get('/products', { q: 'wombat', limit: '2' })).json<{ items: Product[]; next_cursor: string }>()
  const rest = (await who.get('/products', { q: 'wombat', limit: '2', cursor: first.next_cursor })).json<{ items: Product[]; next_cursor: null }>()
  expect([...first.items, ...rest.items].map((p) => p.id)).toEqual([a.id, b.id, c.id])
  expect(rest.next_cursor).toBeNull()
})

test('archived it is offered no more, and restored it is', async () => {
  const c = await admin()
  const p = await make({ names: names('Numbat') })
  const gone = (await c.patch(`/products/${p.id}`, 1, { archived: true })).json<Product>()
  expect(gone).toEqual({ ...p, archived: true, version: 2 })
  expect([await found('agent', { q: 'numbat' }), await found('agent', { q: 'numbat', archived: '1' })]).toEqual([[], [p.id]])
  expect((await c.get(`/products/${p.id}`)).json()).toEqual(gone)
  await c.patch(`/products/${p.id}`, 2, { archived: false })
  expect([await found('agent', { q: 'numbat' }), await found('agent', { q: 'numbat', archived: '1' })]).toEqual([[p.id], []])
})

test('a stale version is refused; what changes nothing is no edit', async () => {
  const c = await admin()
  const p = await make()
  expect((await c.patch(`/products/${p.id}`, 1, { names: p.names, sku: p.sku })).json()).toEqual(p)
  expect((await c.patch(`/products/${p.id}`, 1, { names: names('Lantern') })).json()).toMatchObject({ names: names('Lantern'), version: 2 })
  const r = await c.patch(`/products/${p.id}`, 1, { names: names('Other') })
  expect([r.status, r.problem.code]).toEqual([412, 'product.stale'])
})

test('AS-2: staff see all; everybody else the company’s and those of their own stores; the catalogue is for few to change', async () => {
  const [own, theirs] = [await make({ sku: fresh('a'), names: names('Potoroo') }), await make({ sku: fresh('b'), names: names('Potoroo'), store_id: 1 })]
  const mine: Login[] = ['admin', 'supervisor', 'agent', 'dispatcher', 'engineer', 'shop']
  for (const who of [...mine, 'customer', 'courier', 'consultant'] as Login[]) {
    const all = mine.includes(who)
    expect([who, await found(who, { q: 'potoroo' })]).toEqual([who, all ? [own.id, theirs.id] : [own.id]])
    expect([who, (await (await world().as(who)).get(`/products/${theirs.id}`)).status]).toEqual([who, all ? 200 : 404])
  }
  for (const [who, status] of [['supervisor', 201], ['agent', 403], ['shop', 403], ['customer', 403]] as const)
    expect([who, (await (await world().as(who)).post('/products', { sku: fresh(), names: names() })).status]).toEqual([who, status])
})
