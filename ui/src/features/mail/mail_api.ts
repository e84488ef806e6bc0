// The calls about mail: what could not be read, and what leaves.
import { queryOptions } from '@tanstack/react-query'
import { api, call, defineResource, type components, type ListOptions } from '@/api'

type Schemas = components['schemas']
/** The server's rows have no version: nothing edits them. */
export type Quarantined = Schemas['mail_item'] & { version: number }
export type Channel = Schemas['mail_channel']
export type Outgoing = Schemas['outbox'] & { version: number }

export const states = ['queued', 'sent', 'failed', 'held'] as const satisfies readonly Outgoing['state'][]

const versioned = <T>(page: { items: T[]; next_cursor: string | null }) => ({
  ...page,
  items: page.items.map((item) => ({ ...item, version: 1 })),
})
const never = () => Promise.reject(new Error('a row is not loaded alone'))

export const quarantine = defineResource<Quarantined>('quarantine', never)
export const outbox = defineResource<Outgoing>('outbox', never)

export const quarantineList: ListOptions<Quarantined> = quarantine.list({}, async (cursor) =>
  versioned(
    await call(api.GET('/mail/quarantine', { params: { query: { ...(cursor !== undefined && { cursor }) } } })),
  ),
)

export function outboxList(state: string | undefined): ListOptions<Outgoing> {
  const filter = { ...(state !== undefined && { state: [state] }) }
  return outbox.list(filter, async (cursor) =>
    versioned(
      await call(api.GET('/outbox', { params: { query: { ...filter, ...(cursor !== undefined && { cursor }) } } })),
    ),
  )
}

export const channelsQuery = queryOptions({
  queryKey: ['mail', 'channels'],
  queryFn: async () => (await call(api.GET('/mail/channels'))).items,
  // No event tells of it: a mail server that is down shows within half a minute.
  refetchInterval: 30_000,
})

const acting = (id: number, key: string) => ({ path: { id }, header: { 'Idempotency-Key': key } })

export function tryAgain(mail: Quarantined, key: string) {
  return call(api.POST('/mail/quarantine/{id}/retry', { params: acting(mail.id, key) }))
}

export function resend(mail: Outgoing, key: string) {
  return call(api.POST('/outbox/{id}/resend', { params: acting(mail.id, key) }))
}

export const rawUrl = (id: number) => `/api/v1/mail/quarantine/${String(id)}`

export const rawQuery = (id: number) =>
  queryOptions({
    queryKey: ['quarantine', 'raw', id],
    queryFn: () =>
      call(api.GET('/mail/quarantine/{id}', { params: { path: { id } }, parseAs: 'text' })) as Promise<unknown>,
    staleTime: Infinity,
  })
