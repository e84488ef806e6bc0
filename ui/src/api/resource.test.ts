import { QueryClient } from '@tanstack/react-query'
import { expect, test } from 'vitest'
import { Problem } from './problem'
import { defineResource, type Page } from './resource'

interface Thing {
  id: number
  version: number
  name: string
}

function setUp(server: Map<number, Thing>) {
  const client = new QueryClient()
  const loads: number[] = []
  const things = defineResource<Thing>('thing', (id) => {
    loads.push(id)
    const thing = server.get(id)
    return thing
      ? Promise.resolve(thing)
      : Promise.reject(new Problem({ status: 404, code: 'thing.not_found', detail: 'gone' }))
  })
  const page = (items: Thing[]): Page<Thing> => ({ items, next_cursor: null })
  const listKey = things.list({}, () => Promise.resolve(page([]))).queryKey
  const loadedAt = 1000
  client.setQueryData(
    listKey,
    { pages: [page([{ id: 1, version: 1, name: 'a' }]), page([{ id: 2, version: 5, name: 'b' }])], pageParams: [] },
    { updatedAt: loadedAt },
  )
  const names = () => client.getQueryData(listKey)?.pages.flatMap((each) => each.items.map((item) => item.name))
  const news = () => client.getQueryData<number>(things.keys.news)
  return { client, things, loads, names, news, listKey, loadedAt }
}

test('a changed item is loaded once and patched where it stands', async () => {
  const { client, things, names, news, listKey, loadedAt } = setUp(new Map([[2, { id: 2, version: 6, name: 'B' }]]))
  await things.topic.changed(client, { id: 2, version: 6 })
  expect(names()).toEqual(['a', 'B'])
  expect(client.getQueryState(listKey)?.dataUpdatedAt).toBe(loadedAt)
  expect(news()).toBeUndefined()
})

test('the echo of one’s own change loads nothing; the removal that repeats its version is noticed', async () => {
  const { client, things, loads, names, news } = setUp(new Map())
  things.store(client, { id: 2, version: 6, name: 'mine' })
  await things.topic.changed(client, { id: 2, version: 6 })
  expect(loads).toEqual([])
  await things.topic.changed(client, { id: 2, version: 6 })
  expect(loads).toEqual([2])
  expect(news()).toBeGreaterThan(0)
  expect(names()).toEqual(['a', 'mine'])
})

test('what others add or remove is news; rows stay', async () => {
  const { client, things, names, news } = setUp(new Map())
  await things.topic.changed(client, { id: 3, version: 1 })
  expect(news()).toBeGreaterThan(0)
  client.setQueryData(things.keys.news, 0)
  await things.topic.changed(client, { id: 1, version: null })
  expect(news()).toBeGreaterThan(0)
  expect(names()).toEqual(['a', 'b'])
})

test('what was removed from here is no news', async () => {
  const { client, things, news } = setUp(new Map())
  await things.reload(client, 1)
  await things.topic.changed(client, { id: 1, version: null })
  expect(news()).toBeUndefined()
})

test('an older version never replaces a newer one', () => {
  const { client, things, names } = setUp(new Map())
  things.store(client, { id: 2, version: 4, name: 'old' })
  expect(names()).toEqual(['a', 'b'])
  things.store(client, { id: 2, version: 7, name: 'new' })
  things.store(client, { id: 2, version: 6, name: 'late' })
  expect(names()).toEqual(['a', 'new'])
})
