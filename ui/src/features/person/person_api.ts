// The calls about people, and how the cache holds them.
import { infiniteQueryOptions, queryOptions, type QueryClient } from '@tanstack/react-query'
import { api, call, defineResource, ifMatch, type components, type ListOptions, type Topic } from '@/api'
import { toQuery, type PersonView } from './person_view'

type Schemas = components['schemas']
export type Person = Schemas['person']
export type PersonItem = Schemas['person_item']
export type PersonNode = Schemas['person_node']
export type PersonChange = Schemas['person_change']
export type PersonPatch = Schemas['person_patch']
export type PersonNew = Schemas['person_new']
export type Duplicate = Schemas['person_duplicate']

/** A row of the list. The server's has no version: 0 is older than any that comes later. */
export type PersonRow = PersonItem & { version: number }

const byId = (id: number) => ({ path: { id } })

export function loadPerson(id: number): Promise<Person> {
  return call(api.GET('/people/{id}', { params: byId(id) }))
}

export const people = defineResource<PersonRow>('person', loadPerson)

const networkKey = ['person', 'network']
const historyKey = (id: number) => ['person', 'history', id]

export const personQuery = (id: number) =>
  queryOptions({ queryKey: ['person', 'one', id], queryFn: () => loadPerson(id) })

export const peopleQuery = (q: string) =>
  queryOptions({
    queryKey: ['person', 'found', q],
    queryFn: async ({ signal }) =>
      (await call(api.GET('/people', { params: { query: { q, limit: 12 } }, signal }))).items,
  })

export function personList(view: PersonView): ListOptions<PersonRow> {
  const query = toQuery(view)
  return people.list(query, async (cursor) => {
    const page = await call(
      api.GET('/people', { params: { query: { ...query, ...(cursor !== undefined && { cursor }) } } }),
    )
    return { ...page, items: page.items.map((item) => ({ ...item, version: 0 })) }
  })
}

/** Those directly below somebody, and those above. */
export const networkQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: [...networkKey, id],
    queryFn: ({ pageParam }) => {
      const query = { depth: 1, limit: 50, ...(pageParam !== undefined && { cursor: pageParam }) }
      return call(api.GET('/people/{id}/network', { params: { ...byId(id), query } }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })

export const historyQuery = (id: number) =>
  infiniteQueryOptions({
    queryKey: historyKey(id),
    queryFn: ({ pageParam }) => {
      const query = { limit: 20, ...(pageParam !== undefined && { cursor: pageParam }) }
      return call(api.GET('/people/{id}/history', { params: { ...byId(id), query } }))
    },
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  })

/** At most one: an account belongs to one person. */
export const accountOfQuery = (id: number) =>
  queryOptions({
    queryKey: ['account', 'of', id],
    queryFn: async () => (await call(api.GET('/accounts', { params: { query: { person: id } } }))).items.at(0) ?? null,
  })

export const duplicatesQuery = (like: { name?: string; email?: string; phone?: string; postcode?: string }) =>
  queryOptions({
    queryKey: ['person', 'duplicates', like],
    queryFn: async ({ signal }) =>
      (await call(api.GET('/people/duplicates', { params: { query: like }, signal }))).items,
  })

export function createPerson(body: PersonNew, idempotencyKey: string): Promise<Person> {
  return call(api.POST('/people', { body, params: { header: { 'Idempotency-Key': idempotencyKey } } }))
}

export function updatePerson(person: Person, body: PersonPatch): Promise<Person> {
  return call(api.PATCH('/people/{id}', { body, params: { ...byId(person.id), header: ifMatch(person) } }))
}

/** What hangs on a person and is not the person. */
export async function reloadAround(client: QueryClient, id: number): Promise<void> {
  await Promise.all([
    client.invalidateQueries({ queryKey: historyKey(id) }),
    client.invalidateQueries({ queryKey: networkKey }),
  ])
}

export const personTopic: Topic = {
  ...people.topic,
  changed: async (client, event) => {
    await people.topic.changed(client, event)
    await reloadAround(client, event.id)
  },
}
