// The calls about people, and how the cache holds them.
import { queryOptions } from '@tanstack/react-query'
import { api, call, type components } from '@/api'

type Schemas = components['schemas']
export type Person = Schemas['person']
export type PersonItem = Schemas['person_item']

const byId = (id: number) => ({ path: { id } })

export function loadPerson(id: number): Promise<Person> {
  return call(api.GET('/people/{id}', { params: byId(id) }))
}

export const personQuery = (id: number) =>
  queryOptions({ queryKey: ['person', 'one', id], queryFn: () => loadPerson(id) })

export const peopleQuery = (q: string) =>
  queryOptions({
    queryKey: ['person', 'found', q],
    queryFn: async ({ signal }) =>
      (await call(api.GET('/people', { params: { query: { q, limit: 12 } }, signal }))).items,
  })
