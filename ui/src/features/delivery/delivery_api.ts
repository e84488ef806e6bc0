// The calls about tasks.
import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, call, can, ifMatch, type components } from '@/api'
import { useSession } from '@/ui'
import type { Task } from '@/features/order'

type Schemas = components['schemas']
export type CancelPreview = Schemas['cancel_preview']
export type OrderLines = Schemas['cancel_choice']['order_lines']
export type TaskPatch = Schemas['task_patch']

const at = (id: number, key: string) => ({ path: { id }, header: { 'Idempotency-Key': key } })

export const cancelPreviewQuery = (task: Task) =>
  queryOptions({
    queryKey: ['task', 'cancel', task.id, task.version],
    queryFn: () => call(api.GET('/tasks/{id}/cancel-preview', { params: { path: { id: task.id } } })),
    staleTime: 0,
  })

export interface Preview {
  orderId: number
  tasks: NonNullable<Schemas['proposed']['tasks']>
}

export function previewPrice({ orderId, tasks }: Preview, key: string): Promise<Schemas['price_preview']> {
  return call(api.POST('/orders/{id}/price-preview', { body: { tasks }, params: at(orderId, key) }))
}

export function updateTask(task: Task, body: TaskPatch): Promise<Task> {
  return call(api.PATCH('/tasks/{id}', { body, params: { path: { id: task.id }, header: ifMatch(task) } }))
}

export function moveTask({ id, ...body }: Schemas['task_move'] & { id: number }, key: string): Promise<Task> {
  return call(api.POST('/tasks/{id}/reschedule', { body, params: at(id, key) }))
}

export function cancelTask({ id, ...body }: Schemas['task_cancel'] & { id: number }, key: string): Promise<Task> {
  return call(api.POST('/tasks/{id}/cancel', { body, params: at(id, key) }))
}

export function restoreTask({ id, comment }: { id: number; comment: string }, key: string): Promise<Task> {
  const body = { comment: comment.trim() === '' ? null : comment.trim() }
  return call(api.POST('/tasks/{id}/restore', { body, params: at(id, key) }))
}

export function settleTask({ id }: { id: number }, key: string): Promise<Task> {
  return call(api.POST('/tasks/{id}/settle', { body: {}, params: at(id, key) }))
}

const couriersQuery = queryOptions({
  queryKey: ['person', 'couriers'],
  queryFn: async () => (await call(api.GET('/people', { params: { query: { kind: ['courier'], limit: 200 } } }))).items,
  staleTime: 300_000,
})

/** Those who may be given a task; empty for who may not see people. */
export function useCouriers() {
  const session = useSession()
  const { data = [] } = useQuery({ ...couriersQuery, enabled: can(session, 'person.read') })
  return {
    all: data,
    options: data.map(({ id, name }) => ({ value: String(id), label: name })),
    name: (id: number | null) => (id === null ? undefined : data.find((person) => person.id === id)?.name),
  }
}
