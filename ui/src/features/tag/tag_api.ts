// The calls about tags, and how the cache holds them.
import { queryOptions } from '@tanstack/react-query'
import { api, call, defineResource, ifMatch, type components, type ListOptions } from '@/api'

export type Tag = components['schemas']['tag']
export type TagChange = components['schemas']['tag_patch']
export type TagColour = Tag['colour']

export const tagColours = [
  'gray',
  'red',
  'orange',
  'yellow',
  'green',
  'teal',
  'blue',
  'violet',
  'pink',
] as const satisfies readonly TagColour[]

const byId = (id: number) => ({ path: { id } })

export function loadTag(id: number): Promise<Tag> {
  return call(api.GET('/tags/{id}', { params: byId(id) }))
}

export const tags = defineResource('tag', loadTag)

export const tagQuery = (id: number) => queryOptions({ queryKey: tags.keys.one(id), queryFn: () => loadTag(id) })

export function tagList(filter: { q?: string; sort?: string }): ListOptions<Tag> {
  return tags.list(filter, (cursor) =>
    call(api.GET('/tags', { params: { query: { ...filter, ...(cursor !== undefined && { cursor }) } } })),
  )
}

export function createTag(body: components['schemas']['tag_new'], idempotencyKey: string): Promise<Tag> {
  return call(api.POST('/tags', { body, params: { header: { 'Idempotency-Key': idempotencyKey } } }))
}

export function updateTag(tag: Tag, body: TagChange): Promise<Tag> {
  return call(api.PATCH('/tags/{id}', { body, params: { ...byId(tag.id), header: ifMatch(tag) } }))
}

export function deleteTag(tag: Tag): Promise<unknown> {
  return call(api.DELETE('/tags/{id}', { params: byId(tag.id) }))
}
