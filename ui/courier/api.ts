// What a courier asks the server for, and tells it.
import { api, call, newKey } from '@/api/client'
import type { components } from '@/api/schema.gen'

type Schemas = components['schemas']
export type Task = Schemas['task']
export type Reason = Schemas['failure_reason']
export type Proposal = Schemas['proposal']
export type IncidentNew = Schemas['incident_new']
export type Attachment = Schemas['attachment']

const byId = (id: number) => ({ path: { id } })
const keyed = (key: string) => ({ header: { 'Idempotency-Key': key } })

export interface Day {
  tasks: Task[]
  proposals: Proposal[]
}

/** Today's tasks in order, and what became of what was proposed. */
export async function loadDay(): Promise<Day> {
  const [tasks, proposals] = await Promise.all([
    call(api.GET('/tasks', { params: { query: { courier: ['me'], day: 'today', limit: 200 } } })),
    call(api.GET('/proposals', { params: { query: { limit: 100 } } })),
  ])
  return { tasks: tasks.items, proposals: proposals.items }
}

export type Act = 'start' | 'complete'

export function act(task: Task, verb: Act): Promise<Task> {
  const options = { params: { ...byId(task.id), ...keyed(newKey()) }, body: { occurred_at: new Date().toISOString() } }
  return verb === 'start'
    ? call(api.POST('/tasks/{id}/start', options))
    : call(api.POST('/tasks/{id}/complete', options))
}

export async function loadReasons(storeId: number): Promise<Reason[]> {
  return (await call(api.GET('/failure-reasons', { params: { query: { store: storeId } } }))).items
}

export async function loadSupplements(taskId: number): Promise<(string | number)[]> {
  const page = await call(api.GET('/tasks/{id}/supplements', { params: byId(taskId) }))
  return page.items.map((item) => item.rule)
}

export function report(taskId: number, body: IncidentNew, key: string): Promise<Schemas['incident']> {
  return call(api.POST('/tasks/{id}/incidents', { body, params: { ...byId(taskId), ...keyed(key) } }))
}

export function upload(photo: File): Promise<Attachment> {
  return call(
    api.POST('/attachments', {
      // The contract says "binary", which has no type of its own.
      body: { file: photo as unknown as string },
      bodySerializer: () => {
        const whole = new FormData()
        whole.append('file', photo, photo.name)
        return whole
      },
      params: keyed(newKey()),
    }),
  )
}
