// The calls about tickets, and how the cache holds them.
import { queryOptions } from '@tanstack/react-query'
import { api, call, defineResource, ifMatch, type components, type ListOptions, type Page } from '@/api'
import type { TicketQuery } from './ticket_view'

type Schemas = components['schemas']
export type Ticket = Schemas['ticket']
export type TicketNew = Schemas['ticket_new']
export type TicketPatch = Schemas['ticket_patch']
export type TicketComment = Schemas['ticket_comment']
export type TicketCommentNew = Schemas['ticket_comment_new']
export type TicketEvent = Schemas['ticket_event']
export type TicketAttachment = Schemas['attachment']
export type TransitionNew = Schemas['ticket_transition_new']
export type Widgets = Schemas['ticket_widgets']

/** After its number, whose it is: where there is no requester, as with an incident, the store (ADR 41). */
export function ofWhom(ticket: Ticket): string {
  const name = ticket.requester_name ?? ticket.store_name
  return name === null ? '' : ` · ${name}`
}

const byId = (id: number) => ({ path: { id } })
const keyed = (idempotencyKey: string) => ({ header: { 'Idempotency-Key': idempotencyKey } })

export function loadTicket(id: number): Promise<Ticket> {
  return call(api.GET('/tickets/{id}', { params: byId(id) }))
}

export const tickets = defineResource('ticket', loadTicket)

/** What belongs to one ticket and is loaded again when something happened to it. */
export const partKeys = (id: number) => ({
  comments: ['ticket', 'comments', id],
  history: ['ticket', 'history', id],
  moves: ['ticket', 'moves', id],
})
export const widgetsKey = ['ticket', 'widgets']

export const ticketQuery = (id: number) =>
  queryOptions({ queryKey: tickets.keys.one(id), queryFn: () => loadTicket(id) })

export function ticketPage(query: TicketQuery): Promise<Page<Ticket>> {
  return call(api.GET('/tickets', { params: { query } }))
}

export function ticketList(query: TicketQuery): ListOptions<Ticket> {
  return tickets.list(query, (cursor) => ticketPage({ ...query, ...(cursor !== undefined && { cursor }) }))
}

/** The same list as a table, for the browser to save. */
export function exportAddress(query: TicketQuery): string {
  const wanted = new URLSearchParams()
  for (const [name, value] of Object.entries(query))
    for (const each of Array.isArray(value) ? value : [value]) wanted.append(name, String(each))
  return `/api/v1/tickets/export?${wanted.toString()}`
}

const PAGING = ['sort', 'limit', 'cursor']

export const widgetsQuery = (query: TicketQuery) =>
  queryOptions({
    queryKey: [...widgetsKey, query],
    queryFn: () => {
      const filter = Object.fromEntries(Object.entries(query).filter(([name]) => !PAGING.includes(name)))
      return call(api.GET('/tickets/widgets', { params: { query: filter } }))
    },
  })

export function createTicket(body: TicketNew, idempotencyKey: string): Promise<Ticket> {
  return call(api.POST('/tickets', { body, params: keyed(idempotencyKey) }))
}

export function updateTicket(ticket: Ticket, body: TicketPatch): Promise<Ticket> {
  return call(api.PATCH('/tickets/{id}', { body, params: { ...byId(ticket.id), header: ifMatch(ticket) } }))
}

const MOST_PAGES = 25

/** All pages of what belongs to one ticket. */
async function allPages<T>(load: (cursor: string | undefined) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = []
  let cursor: string | undefined
  for (let page = 0; page < MOST_PAGES; page++) {
    const { items: more, next_cursor } = await load(cursor)
    items.push(...more)
    if (next_cursor === null) break
    cursor = next_cursor
  }
  return items
}

const pageOf = (cursor: string | undefined) => ({ limit: 200, ...(cursor !== undefined && { cursor }) })

export const commentsQuery = (id: number) =>
  queryOptions({
    queryKey: partKeys(id).comments,
    queryFn: () =>
      allPages<TicketComment>((cursor) =>
        call(api.GET('/tickets/{id}/comments', { params: { ...byId(id), query: pageOf(cursor) } })),
      ),
  })

export const historyQuery = (id: number) =>
  queryOptions({
    queryKey: partKeys(id).history,
    queryFn: () =>
      allPages<TicketEvent>((cursor) =>
        call(api.GET('/tickets/{id}/history', { params: { ...byId(id), query: pageOf(cursor) } })),
      ),
  })

export const movesQuery = (id: number) =>
  queryOptions({
    queryKey: partKeys(id).moves,
    queryFn: () => call(api.GET('/tickets/{id}/transitions', { params: byId(id) })),
  })
export type Moves = Awaited<ReturnType<NonNullable<ReturnType<typeof movesQuery>['queryFn']>>>
export type Move = Schemas['ticket']['group'] extends infer G
  ? { to: string; name: string; group: G; requires: string[] }
  : never

export const commentPreviewQuery = (body: string) =>
  queryOptions({
    queryKey: ['comment-preview', body],
    queryFn: async () => (await call(api.POST('/comments/preview', { body: { body } }))).body_html,
    staleTime: Infinity,
    gcTime: 60_000,
  })

export function addComment({ id, ...body }: TicketCommentNew & { id: number }, key: string): Promise<TicketComment> {
  return call(api.POST('/tickets/{id}/comments', { body, params: { ...byId(id), ...keyed(key) } }))
}

export function moveTicket({ id, ...body }: TransitionNew & { id: number }, key: string): Promise<Ticket> {
  return call(api.POST('/tickets/{id}/transitions', { body, params: { ...byId(id), ...keyed(key) } }))
}

export function assignTicket({ id, ...body }: Schemas['ticket_assign'] & { id: number }, key: string): Promise<Ticket> {
  return call(api.POST('/tickets/{id}/assign', { body, params: { ...byId(id), ...keyed(key) } }))
}

export const previewQuery = (ticket: Ticket, category: string) =>
  queryOptions({
    queryKey: ['ticket', 'preview', ticket.id, ticket.version, category],
    queryFn: () =>
      call(api.GET('/tickets/{id}/category-preview', { params: { ...byId(ticket.id), query: { category } } })),
  })

export const staffQuery = queryOptions({
  queryKey: ['person', 'staff'],
  queryFn: async () => (await call(api.GET('/people', { params: { query: { kind: ['staff'], limit: 200 } } }))).items,
  staleTime: 600_000,
})

export const tagsQuery = queryOptions({
  queryKey: ['tag', 'names'],
  queryFn: async () => (await call(api.GET('/tags', { params: { query: { limit: 200, sort: 'name' } } }))).items,
  staleTime: 300_000,
})
