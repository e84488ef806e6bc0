// The calls about notices: what happened to one's tickets, and where one was mentioned (NT-1).
import { queryOptions, type QueryClient } from '@tanstack/react-query'
import { api, call, defineResource, tellTabs, type components, type ListOptions, type Topic } from '@/api'

type Schemas = components['schemas']
/** The server's rows have no version: nothing edits them. */
export type Notice = Schemas['notice'] & { version: number }
type Count = Schemas['notice_count']

export const notices = defineResource<Notice>('notice', () => Promise.reject(new Error('a row is not loaded alone')))

export const unreadQuery = queryOptions({
  queryKey: ['notice', 'unread'],
  queryFn: () => call(api.GET('/notices/unread')),
  retry: false,
})

/** Events about notices carry no version: the list says that there are news, the bell counts again. */
export const noticeTopic: Topic = {
  name: 'notice',
  changed: async (client, event) => {
    await client.invalidateQueries({ queryKey: unreadQuery.queryKey })
    await notices.topic.changed(client, event)
  },
  reset: notices.topic.reset,
}

/** The newest first. */
export function noticeList(unread: boolean): ListOptions<Notice> {
  const filter = unread ? { unread: true } : {}
  return notices.list(filter, async (cursor) => {
    const query = { ...filter, ...(cursor !== undefined && { cursor }) }
    const page = await call(api.GET('/notices', { params: { query } }))
    return { ...page, items: page.items.map((item) => ({ ...item, version: item.read_at === null ? 1 : 2 })) }
  })
}

/** The bell of the other tabs counts again; reading is in no stream. Which was read matters little to them. */
function tellRead(id = 0): void {
  tellTabs({ topic: noticeTopic.name, id, version: null })
}

/** Bell and list follow. */
export async function markRead(client: QueryClient, notice: Notice): Promise<void> {
  const read = await call(api.POST('/notices/{id}/read', { params: { path: { id: notice.id } } }))
  notices.store(client, { ...read, version: 2 })
  tellRead(notice.id)
  await client.invalidateQueries({ queryKey: unreadQuery.queryKey })
}

export async function markAllRead(client: QueryClient, newest: Notice): Promise<void> {
  const count: Count = await call(api.POST('/notices/read', { body: { up_to: newest.id } }))
  client.setQueryData(unreadQuery.queryKey, count)
  tellRead()
  await notices.reload(client)
}

/** Whoever opens a ticket has read what the bell says of it. */
export async function markTicketRead(client: QueryClient, ticketId: number): Promise<void> {
  const { unread } = await client.query({ ...unreadQuery, staleTime: 'static' })
  if (unread === 0) return
  const count: Count = await call(api.POST('/notices/read', { body: { ticket_id: ticketId } }))
  client.setQueryData(unreadQuery.queryKey, count)
  tellRead()
  await notices.reload(client)
}
