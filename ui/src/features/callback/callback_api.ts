// The calls about call-backs: who left only a number is called where others get a mail (NT-1).
import type { QueryClient } from '@tanstack/react-query'
import { api, call, defineResource, type components, type ListOptions, type Topic } from '@/api'

type Schemas = components['schemas']
/** The server's rows have no version: nothing edits them. */
export type Callback = Schemas['callback'] & { version: number }
export type Result = Schemas['callback_result']

export const states = ['open', 'done'] as const satisfies readonly Callback['state'][]
export const outcomes = ['reached', 'not_reached', 'wrong_number'] as const satisfies readonly Result['outcome'][]

export const callbacks = defineResource<Callback>('callback', () =>
  Promise.reject(new Error('a row is not loaded alone')),
)

const changed = (client: QueryClient) => client.invalidateQueries({ queryKey: callbacks.keys.lists })

/** Events about call-backs carry no version; the list is short and loaded again. */
export const callbackTopic: Topic = { name: 'callback', changed, reset: changed }

/** The longest waiting first. */
export function callbackList(state: string): ListOptions<Callback> {
  const filter = { state: [state] }
  return callbacks.list(filter, async (cursor) => {
    const query = { ...filter, ...(cursor !== undefined && { cursor }) }
    const page = await call(api.GET('/callbacks', { params: { query } }))
    return { ...page, items: page.items.map((item) => ({ ...item, version: 1 })) }
  })
}

export function writeDown(id: number, body: Result, key: string): Promise<unknown> {
  return call(
    api.POST('/callbacks/{id}/attempts', { body, params: { path: { id }, header: { 'Idempotency-Key': key } } }),
  )
}
