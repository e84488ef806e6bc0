// The calls about the lists. A list is read and replaced as a whole; its version guards it.
import { queryOptions, type QueryClient } from '@tanstack/react-query'
import { api, asProblem, call, ifMatch, Problem, type Topic } from '@/api'
import type { Language } from '@/i18n'

export interface Entry {
  key: string
  parent?: string | null
  labels: Readonly<Record<Language, string>>
  archived?: boolean
  /** What its list has besides; see the list's shape. */
  [field: string]: unknown
}
export interface List {
  list: string
  version: number
  items: readonly Entry[]
}

/** JSON Schema, as far as the server uses it. */
export interface Shape {
  type: string
  properties?: Readonly<Record<string, Shape>>
  items?: Shape
  enum?: readonly string[]
  required?: readonly string[]
  nullable?: boolean
  minimum?: number
  maximum?: number
  maxLength?: number
}

export const listKey = (list: string) => ['config', list]

export async function loadList(list: string): Promise<List> {
  return await call(api.GET('/config/{list}', { params: { path: { list } } }))
}

/** What lists there are, and what an entry of each is made of. */
export const shapesQuery = queryOptions({
  queryKey: ['config', ''],
  queryFn: async () => {
    const { items } = await call(api.GET('/config'))
    return new Map(items.map(({ list, shape }) => [list, shape as unknown as Shape]))
  },
  staleTime: Infinity,
})

/** "items[3].labels.fr" is about the field labels.fr of the fourth entry. */
const IN_ITEM = /^items\[(\d+)\]\.([^[]+)/

/** Errors of the entry that is being edited by its own field names; those of others by the others' names. */
function problemOf(error: unknown, items: readonly Entry[], key: string | undefined, language: Language): Problem {
  const problem = asProblem(error)
  const fields = problem.fields.map((field) => {
    const [, at, name] = IN_ITEM.exec(field.name) ?? []
    const item = at === undefined ? undefined : items[Number(at)]
    if (!item || name === undefined) return field
    return { ...field, name: item.key === key ? name : `${item.labels[language]} (${name})` }
  })
  const { status, code, message: detail, requestId, retryAfter } = problem
  return new Problem({ status, code, detail, fields, requestId, retryAfter })
}

/** Replaces a list if it is still what it was. */
export async function replaceList(list: List, items: readonly Entry[]): Promise<List> {
  const params = { path: { list: list.list }, header: ifMatch(list) }
  return await call(api.PUT('/config/{list}', { params, body: { items: [...items] as never } }))
}

/** The same, with errors by the names of fields. key: the entry that the change is about. */
export async function putList(list: List, items: readonly Entry[], language: Language, key?: string): Promise<List> {
  try {
    return await replaceList(list, items)
  } catch (error) {
    throw problemOf(error, items, key, language)
  }
}

export function storeList(client: QueryClient, list: List): void {
  client.setQueryData<List>(listKey(list.list), (old) => (old && old.version > list.version ? old : list))
}

/** An event names no list: what is held of any is loaded again. */
export const configTopic: Topic = {
  name: 'config',
  changed: (client) => client.invalidateQueries({ queryKey: ['config'] }),
  reset: (client) => client.invalidateQueries({ queryKey: ['config'] }),
}
