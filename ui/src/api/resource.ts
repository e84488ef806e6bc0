// What every kind of record shares in the cache: its keys, its pages, and how a live event reaches it.
import { infiniteQueryOptions, type InfiniteData, type QueryClient, type QueryKey } from '@tanstack/react-query'
import type { Topic } from './live_cache'
import { Problem } from './problem'

export interface Item {
  id: number
  version: number
}
export interface Page<T> {
  items: T[]
  next_cursor: string | null
}
type Pages<T> = InfiniteData<Page<T>, string | undefined>

export interface Resource<T extends Item> {
  readonly name: string
  readonly keys: {
    all: QueryKey
    lists: QueryKey
    one: (id: number) => QueryKey
    /** When something was added or removed by others that the lists do not show yet (ms). */
    news: QueryKey
  }
  /** Query options of a list that is paged by cursor. */
  list: (filter: object, load: (cursor: string | undefined) => Promise<Page<T>>) => ListOptions<T>
  /** Puts what one's own change gave wherever the cache holds it; rows stay where they are. */
  store: (client: QueryClient, item: T) => void
  /** After one's own creating or removing: forget the item if it is gone, load the lists again. */
  reload: (client: QueryClient, goneId?: number) => Promise<void>
  topic: Topic
}
export type ListOptions<T> = ReturnType<typeof listOptions<T>>

function listOptions<T>(queryKey: QueryKey, load: (cursor: string | undefined) => Promise<Page<T>>) {
  return infiniteQueryOptions({
    queryKey,
    queryFn: ({ pageParam }) => load(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })
}

/** Pages with the newer item in its place; the same pages when they do not hold an older one. */
function withItem<T extends Item>(pages: Pages<T>, item: T): Pages<T> {
  const isOlder = (row: T) => row.id === item.id && row.version < item.version
  if (!pages.pages.some((page) => page.items.some(isOlder))) return pages
  const replaced = (page: Page<T>) => ({ ...page, items: page.items.map((row) => (isOlder(row) ? item : row)) })
  return { ...pages, pages: pages.pages.map(replaced) }
}

/** name is the thing's one word: topic of its events, first part of its keys. */
export function defineResource<T extends Item>(name: string, loadOne: (id: number) => Promise<T>): Resource<T> {
  const keys = {
    all: [name],
    lists: [name, 'list'],
    one: (id: number) => [name, 'one', id],
    news: [name, 'news'],
  }

  function patch(client: QueryClient, item: T): void {
    client.setQueryData<T>(keys.one(item.id), (old) => (old && old.version > item.version ? old : item))
    for (const { queryKey, state } of client.getQueryCache().findAll({ queryKey: keys.lists }))
      client.setQueryData<Pages<T>>(
        queryKey,
        (pages) => pages && withItem(pages, item),
        // A patch is no load: the age of the list stays, and with it whether there are news.
        { updatedAt: state.dataUpdatedAt },
      )
  }

  /** The newest version that the cache holds; undefined: not held. */
  function heldVersion(client: QueryClient, id: number): number | undefined {
    let held = client.getQueryData<T>(keys.one(id))?.version
    for (const [, pages] of client.getQueriesData<Pages<T>>({ queryKey: keys.lists }))
      for (const page of pages?.pages ?? [])
        for (const row of page.items) if (row.id === id) held = Math.max(held ?? 0, row.version)
    return held
  }

  /** Changed and removed from here: the events about it say nothing new. */
  const echoes = new Set<string>()
  const gone = new Set<number>()

  function store(client: QueryClient, item: T): void {
    echoes.add(`${String(item.id)} ${String(item.version)}`)
    patch(client, item)
  }

  function tellNews(client: QueryClient): void {
    client.setQueryData<number>(keys.news, Date.now())
  }

  const topic: Topic = {
    name,
    async changed(client, { id, version }) {
      if (gone.has(id)) return
      const held = heldVersion(client, id)
      if (held === undefined) {
        tellNews(client)
        return
      }
      // The event of a removal repeats the last version, so only older ones and echoes can be skipped.
      if (version != null && (held > version || echoes.delete(`${String(id)} ${String(version)}`))) return
      try {
        patch(client, await loadOne(id))
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 404) throw error
        tellNews(client)
      }
    },
    reset: (client) => client.invalidateQueries({ queryKey: keys.all }),
  }

  return {
    name,
    keys,
    list: (filter, load) => listOptions([...keys.lists, filter], load),
    store,
    reload: async (client, goneId) => {
      if (goneId !== undefined) {
        gone.add(goneId)
        client.removeQueries({ queryKey: keys.one(goneId) })
      }
      await client.invalidateQueries({ queryKey: keys.lists })
    },
    topic,
  }
}
