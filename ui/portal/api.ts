// What a customer asks the server for.
import { api, call } from '@/api/client'
import type { components } from '@/api/schema.gen'

export type Report = components['schemas']['ticket']

export interface Reports {
  items: readonly Report[]
  next: string | null
}

export async function loadReports(cursor: string | undefined): Promise<Reports> {
  const query = { limit: 20, ...(cursor === undefined ? {} : { cursor }) }
  const page = await call(api.GET('/tickets', { params: { query } }))
  return { items: page.items, next: page.next_cursor }
}

/** Statuses in which the company waits for the customer. */
export async function loadWaiting(): Promise<ReadonlySet<string>> {
  const list = await call(api.GET('/config/{list}', { params: { path: { list: 'statuses' } } }))
  return new Set(list.items.flatMap((item) => ('waiting' in item && item.waiting === true ? [item.key] : [])))
}
